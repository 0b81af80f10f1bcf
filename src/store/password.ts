import { scrypt, timingSafeEqual } from "node:crypto";
import { decodeBase64Url, encodeBase64Url } from "./base64-url.ts";

/** 32 MiB and about 85 ms: a quarter of an isolate's memory at most. PBKDF2 is capped at 100,000 iterations here. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const STORED = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/;

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** As `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await deriveKey(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, encodeBase64Url(salt), encodeBase64Url(key)].join("$");
}

/** Takes the same time for every wrong password, and for no password hash at all. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts = stored === null ? null : STORED.exec(stored);
  const [, N = "", r = "", p = "", salt = "", hash = ""] = parts ?? [];
  if (parts === null) {
    await deriveKey(password, new Uint8Array(SALT_BYTES), COST);
    return false;
  }
  const expected = decodeBase64Url(hash);
  const key = await deriveKey(password, decodeBase64Url(salt), { N: Number(N), r: Number(r), p: Number(p) });
  return key.byteLength === expected.byteLength && timingSafeEqual(key, expected);
}

function deriveKey(password: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  const maxmem = 256 * cost.N * cost.r;
  const options = { ...cost, maxmem };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(new Uint8Array(key));
      else reject(error);
    });
  });
}
