import { describe, expect, it } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { SecretMasker } from "../../src/sdk/secret-masker.ts";

const SECRET = 'p@ss "w+rd/ü';
const masker = new SecretMasker();
masker.add(SECRET);
masker.add("hunter22");
masker.add("hunter22hunter23");
masker.add("-----BEGIN KEY-----\nMIIEvQIBADAN\n  Bgkqhkiq\r\n-----END KEY-----\n");
masker.add("abc");
masker.add("");
masker.add("a.*b(c|d)");

const toBase64 = (text: string) => Buffer.from(text).toString("base64");

describe("a masker", () => {
  const forms: [name: string, text: string][] = [
    ["itself", SECRET],
    ["URL-encoded", encodeURIComponent(SECRET)],
    ["form-encoded", new URLSearchParams({ q: SECRET }).toString().slice(2)],
    ["JSON", JSON.stringify({ a: SECRET })],
    ["a longer one that begins with another", "hunter22hunter23"],
    ["one line of several", "MIIEvQIBADAN"],
    ["another line", "x Bgkqhkiq y"],
    ["what reads like a pattern", "a.*b(c|d)"],
    ["one after the other", "hunter22 hunter22"],
  ];
  it.each(forms)("hides %s", (_, text) => {
    const masked = masker.mask(`before ${text} after`);
    expect(masked).toMatch(/^before .*\*\*\*.* after$/);
    for (const part of ["p@ss", "w+rd", "w%2Brd", "hunter2", "MIIEv", "Bgkq", "a.*b"])
      expect(masked).not.toContain(part);
  });

  it("hides it within base64, wherever it begins, in either alphabet", () => {
    for (const text of [SECRET, `user:${SECRET}`, `ab:${SECRET}tail`, `x${SECRET}`, `long user name:${SECRET}\n`]) {
      const plain = toBase64(text);
      for (const encoded of [plain, plain.replaceAll("+", "-").replaceAll("/", "_")]) {
        const masked = masker.mask(`Basic ${encoded}`);
        expect(masked).toContain("***");
        // What is left of it, besides what stood around it, is less than two characters of the secret at each end.
        expect(masked.length).toBeLessThan(`Basic ${encoded}`.length - 8);
      }
    }
  });

  it("leaves other texts, and secrets too short to be told from chance", () => {
    for (const text of ["", "abc", "hunter2", "nothing to see", "aXXb(c"]) expect(masker.mask(text)).toBe(text);
    expect(new SecretMasker().mask("hunter22")).toBe("hunter22");
  });

  it("masks fields by their values and by their names, numbers never", () => {
    const line = { at: 1, level: "info", source: "task", message: "hunter22" } as const;
    const fields = {
      a: ["hunter22", 1, null, { hunter22: true }],
      password: "any",
      tokens: 1500,
      empty: { token: "" },
    };
    expect(masker.maskLine({ ...line, fields })).toEqual({
      ...line,
      message: "***",
      fields: { a: ["***", 1, null, { "***": true }], password: "***", tokens: 1500, empty: { token: "" } },
    });
  });

  it("masks what will only become JSON", () => {
    const fields: unknown = { at: new Date(0), url: new URL("https://a/?q=hunter22") };
    expect(masker.maskJson(fields as Json)).toEqual({ at: "1970-01-01T00:00:00.000Z", url: "https://a/?q=***" });
    const text: unknown = { toJSON: "hunter22" };
    expect(masker.maskJson(text as Json)).toEqual({ toJSON: "***" });
  });

  it("masks an error whole, and keeps what it means", () => {
    const thrown = Object.assign(new TypeError("no hunter22"), { delay: "5s" });
    const masked = masker.maskThrown(thrown);
    expect(masked).toMatchObject({ name: "TypeError", message: "no ***", delay: "5s" });
    expect((masked as Error).stack).not.toContain("hunter22");
    expect(masker.maskThrown("hunter22!")).toBe("***!");
    expect(masker.maskThrown(7)).toBe(7);
    expect(
      masker.maskOutcome({ type: "skip", reason: { code: "skip", params: { reason: "hunter22", n: 1 } } }),
    ).toEqual({
      type: "skip",
      reason: { code: "skip", params: { reason: "***", n: 1 } },
    });
  });
});
