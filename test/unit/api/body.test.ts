import { describe, expect, it } from "vitest";
import { checkJson, DEPTH_LIMIT, KEY_LIMIT } from "../../../src/api/check-json.ts";
import { readLimited } from "../../../src/api/read-body.ts";

describe("JSON", () => {
  const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const keys = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, key) => [key, 1])));

  const fine: [name: string, text: string][] = [
    ["at the depth limit", nest(DEPTH_LIMIT)],
    ["with brackets in text", JSON.stringify({ a: "[".repeat(100) })],
    ["with a quote escaped before brackets", JSON.stringify({ a: `"${"{".repeat(100)}` })],
    ["at the key limit", keys(KEY_LIMIT)],
    ["with a refused name as a value", '{"a":"__proto__"}'],
  ];
  it.each(fine)("%s passes", (_name, text) => {
    expect(() => checkJson(text)).not.toThrow();
  });

  const refused: [name: string, text: string, words: string][] = [
    ["below the depth limit", nest(DEPTH_LIMIT + 1), "nested deeper"],
    ["with too many keys", keys(KEY_LIMIT + 1), "keys"],
    ["with a refused key written in escapes", String.raw`{"\u005f_proto__":1}`, "__proto__"],
    ["with prototype", '{"prototype":1}', "prototype"],
    ["with a number beyond all bounds", "[-1e999]", "too large"],
    ["cut off", '{"a":', "validation failed"],
  ];
  it.each(refused)("%s is refused", (_name, text, words) => {
    expect(() => checkJson(text)).toThrow(words);
  });

  it("of open quotes costs one pass", () => {
    const started = performance.now();
    expect(() => checkJson(`"${String.raw`\"`.repeat(500_000)}`)).toThrow("validation failed");
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("a stream", () => {
  it("ends as its bytes in order", async () => {
    const stream = new Response("héllo").body;
    if (stream === null) throw new Error("no body");
    expect(new TextDecoder().decode(await readLimited(stream, 6))).toBe("héllo");
  });

  it("over the limit is cancelled, so that its sender stops", async () => {
    const cancelled = Promise.withResolvers<void>();
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(4)),
      cancel: () => cancelled.resolve(),
    });
    await expect(readLimited(stream, 10)).rejects.toThrow("larger than 10 bytes");
    await cancelled.promise;
  });
});
