import { describe, expect, it } from "vitest";
import { SecretBox, type SecretPlace } from "../../../src/store/secret-box.ts";

const KEY = btoa(String.fromCharCode(...Array.from({ length: 32 }, (_, at) => at)));
const OTHER = btoa("x".repeat(32));
const place: SecretPlace = { kind: "variable", team: "default", name: "token", field: "value" };
const box = new SecretBox(KEY);
const TEXT = 'geheim "ü" \uFEFF\u{1F511}';

async function seal(text = TEXT, by = box, at = place): Promise<string> {
  const sealed = await by.seal(at, text);
  if (!sealed.ok) throw new Error(sealed.error.code);
  return sealed.value;
}

async function openAs(binding: unknown, sealed: string, at = place): Promise<string> {
  const opened = await new SecretBox(binding).open(at, sealed);
  return opened.ok ? `opened: ${opened.value}` : opened.error.code;
}

describe("a secret box", () => {
  it("opens what it sealed, in another process too, whatever the text", async () => {
    for (const text of ["", "a", TEXT, "x".repeat(100_000)]) {
      expect(await openAs(KEY, await seal(text))).toBe(`opened: ${text}`);
    }
  });

  it("stores no part of the text, and never the same twice", async () => {
    const texts = await Promise.all(Array.from({ length: 50 }, () => seal("hunter22")));
    expect(new Set(texts).size).toBe(50);
    expect(new Set(texts.map((text) => text.slice(0, 27))).size).toBe(50);
    expect(texts.join()).not.toContain(btoa("hunter22").slice(0, 8));
  });

  it("opens nothing that was changed by one bit, cut or lengthened", async () => {
    const sealed = await seal();
    const [version, id, encoded = ""] = sealed.split(".");
    const bytes = Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    const join = (changed: readonly number[]) => `${version}.${id}.${btoa(String.fromCharCode(...changed))}`;
    expect(await openAs(KEY, join(bytes))).toContain("opened");
    for (const at of bytes.keys()) {
      const changed = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect(await openAs(KEY, join(changed))).toBe("secret_unreadable");
    }
    for (const length of [0, 5, 12, bytes.length - 1]) {
      expect(await openAs(KEY, join(bytes.slice(0, length)))).toBe("secret_unreadable");
    }
    expect(await openAs(KEY, join([...bytes, 0]))).toBe("secret_unreadable");
    for (const text of ["", "plain text", `2.${id}.${encoded}`]) {
      expect(await openAs(KEY, text)).toBe("secret_unreadable");
    }
    expect(await openAs(KEY, `1.${id}.***`)).toBe("secret_unreadable");
  });

  it("opens at its own place only: not in another row, column, team or kind", async () => {
    const sealed = await seal();
    const others: Partial<SecretPlace>[] = [
      { name: "token2" },
      { team: "red" },
      { field: "extra" },
      { kind: "connection" },
      { team: 'default","token', name: "" },
    ];
    for (const other of others) expect(await openAs(KEY, sealed, { ...place, ...other })).toBe("secret_unreadable");
  });

  it("names the key that is missing", async () => {
    const sealed = await seal();
    expect(await openAs(OTHER, sealed)).toBe("secret_key_unknown");
    expect(await openAs(undefined, sealed)).toBe("secret_key_missing");
    expect(await openAs("  ", sealed)).toBe("secret_key_missing");
    const named = await seal(TEXT, new SecretBox(`k1:${KEY}`));
    expect(await new SecretBox(`k2:${OTHER}`).open(place, named)).toMatchObject({
      error: {
        code: "secret_key_unknown",
        params: { secret: 'variable "token"', keyId: "k1", binding: "TRADEWIND_SECRET_KEY" },
      },
    });
    // Another key under the same id: nothing comes out.
    expect(await openAs(`k1:${OTHER}`, named)).toBe("secret_unreadable");
    expect(await openAs(`k2:${KEY}`, named.replace("k1", "k2"))).toBe("secret_unreadable");
  });

  it("encrypts with the first key and reads with all of them", async () => {
    const before = await seal(TEXT, new SecretBox(`k1:${KEY}`));
    const ring = ` k2:${OTHER} , k1:${KEY}`;
    const after = await seal(TEXT, new SecretBox(ring));
    expect([before.split(".")[1], after.split(".")[1]]).toEqual(["k1", "k2"]);
    expect(await openAs(ring, before)).toBe(`opened: ${TEXT}`);
    expect(await openAs(ring, after)).toBe(`opened: ${TEXT}`);
    expect(await openAs(`k2:${OTHER},${KEY}`, await seal())).toBe(`opened: ${TEXT}`);
  });

  it("takes nothing else for a key, and repeats none of it", async () => {
    const wrong = ["short", `k1:${KEY.slice(4)}`, `k1:${KEY},k1:${OTHER}`, `bad id:${KEY}`, `${KEY},`, "k1:", "$$$$"];
    for (const text of wrong) {
      const sealed = await new SecretBox(text).seal(place, "x");
      expect(sealed).toMatchObject({ error: { code: "secret_key_invalid" } });
      expect(JSON.stringify(sealed)).not.toMatch(/short|AAEC|BAUG/);
    }
  });
});
