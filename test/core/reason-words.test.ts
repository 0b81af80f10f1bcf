import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderReason } from "../../src/core/reason-words.ts";
import { ENGLISH } from "../../src/core/reason-words-english.ts";
import { COMPILE_WORDS } from "../../src/sdk/compile-words.ts";

/** Codes as the sources write them down, in a reason itself or in a call that makes one. */
const PRODUCED = /(?:code: |failForGood\(|#name\()"([a-z_]+)"/g;

function listProducedCodes(): string[] {
  const texts = globSync("src/{core,sdk,store,executors,coordinator,queue-consumer}/**/*.ts").map((path) =>
    readFileSync(path, "utf8"),
  );
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PRODUCED)].map(([, code]) => code ?? "")))];
}

describe("the catalogue of reasons", () => {
  it("has words for every code that the product produces", () => {
    const codes = listProducedCodes();
    expect(codes).toContain("lost_heartbeat");
    expect(codes.filter((code) => !Object.hasOwn(ENGLISH, code) && !Object.hasOwn(COMPILE_WORDS, code))).toEqual([]);
  });

  it("renders each of them without its parameters too", () => {
    for (const code of Object.keys(ENGLISH)) {
      expect(renderReason({ code, params: {} })).toMatch(/^["\w?].*[\w.?]$/);
    }
  });

  it("shows an unknown code with its parameters", () => {
    expect(renderReason({ code: "moon_full", params: { pool: "spark", held: 4 } })).toBe(
      "moon full (pool spark, held 4)",
    );
    expect(renderReason({ code: "moon_full", params: {} })).toBe("moon full");
    expect(renderReason({ code: "constructor", params: {} })).toBe("constructor");
  });

  it("speaks another language through a catalogue of the same codes", () => {
    const other = { ...ENGLISH, expansion_empty: "Die Liste ist leer." };
    expect(renderReason({ code: "expansion_empty", params: {} }, other)).toBe("Die Liste ist leer.");
  });

  const spoken: [code: string, params: Record<string, string | number>, words: string][] = [
    ["skipped_by", { task: "choose" }, 'Task "choose" decided not to follow this way.'],
    ["sensor_timeout", { timeout: 5_400_000 }, "The sensor found nothing within 1 h 30 min."],
    ["teardown_scope", { open: 1 }, "The teardown waits for 1 instance between its setups and itself."],
    [
      "trigger_rule",
      { rule: "all_success", upstream: 3, success: 1, failed: 1, skipped: 0, upstream_failed: 0, removed: 0, done: 2 },
      "Trigger rule all_success: 2 of 3 upstream over (1 success, 1 failed).",
    ],
    [
      "setup",
      { upstream: 1, success: 0, failed: 0, skipped: 0, upstream_failed: 0, removed: 0, done: 0 },
      "The setups it relies on have not all succeeded: 0 of 1 upstream over.",
    ],
    ["deadlock", { waiting: 2 }, "Deadlock: nothing will ever make 2 waiting instances ready."],
    ["deadlock", {}, "Nothing will ever make it ready."],
    ["skip", { reason: "" }, "The task skipped itself."],
    ["error", { name: "TypeError", message: "a {template} stays" }, "TypeError: a {template} stays"],
  ];
  it.each(spoken)("says %s %j as %s", (code, params, words) => {
    expect(renderReason({ code, params })).toBe(words);
  });
});
