import { describe, expect, it } from "vitest";
import { encodeLine } from "../../../../src/ui/logs/log-entry.ts";
import { LogStore } from "../../../../src/ui/logs/log-store.ts";
import { readLevels, switchLevel } from "../../../../src/ui/logs/levels.ts";

describe("levels in the URL", () => {
  it.each([
    [undefined, [true, true, true, true]],
    ["", [true, true, true, true]],
    ["warning,error", [false, false, true, true]],
    ["nonsense", [true, true, true, true]],
  ])("%s", (text, levels) => {
    expect(readLevels(text)).toEqual(levels);
  });

  it("are switched one by one: the first press shows that level alone", () => {
    expect(switchLevel(readLevels(undefined), 3)).toBe("error");
    expect(switchLevel(readLevels("error"), 2)).toBe("warning,error");
    expect(switchLevel(readLevels("warning,error"), 2)).toBe("error");
    expect(switchLevel(readLevels("error"), 3)).toBeUndefined();
  });
});

describe("a line that is told", () => {
  it("is the same as one that is read", () => {
    const store = new LogStore();
    const line = {
      at: 1000,
      level: "error",
      source: "task",
      message: "no\n  at x",
      fields: { level: 3, a: 1 },
    } as const;
    store.append(new TextEncoder().encode(`${encodeLine(line)}\n`));
    expect(store.entry(0)).toEqual({ at: 1000, level: "error", source: "task", text: "no a=1\n  at x" });
    expect([store.firstError, store.lastError, store.rowsOf(0)]).toEqual([0, 0, 2]);
  });

  it("finds the next error, and begins again behind the last", () => {
    const store = new LogStore();
    const levels = ["info", "error", "info", "error"];
    store.append(new TextEncoder().encode(levels.map((level) => `{"event":"x","level":"${level}"}\n`).join("")));
    expect([-1, 1, 3].map((after) => store.findError(after))).toEqual([1, 3, 1]);
  });
});
