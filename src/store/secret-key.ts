import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { decodeBase64Url } from "./base64-url.ts";

/** The Worker's secret that holds the key of all secrets. */
export const SECRET_KEY_BINDING = "TRADEWIND_SECRET_KEY";

export interface SecretKey {
  readonly id: string;
  readonly key: CryptoKey;
}

const KEY_BYTES = 32;
const KEY_ID = /^[\w-]{1,32}$/;

/**
 * The keys of the binding's text: `base64` or `id:base64`, several with commas between them. The first one encrypts, all
 * decrypt. A key without an id is named by the start of its SHA-256, so that another key is never taken for it.
 * Errors: `secret_key_missing` {binding}, `secret_key_invalid` {binding, problem}.
 */
export async function readSecretKeys(text: unknown): Promise<Result<readonly SecretKey[], Reason>> {
  const binding = SECRET_KEY_BINDING;
  if (typeof text !== "string" || text.trim() === "")
    return refuse({ code: "secret_key_missing", params: { binding } });
  const keys: SecretKey[] = [];
  for (const entry of text.split(",")) {
    const read = await readSecretKey(entry.trim());
    if (!read.ok) return refuse({ code: "secret_key_invalid", params: { binding, problem: read.error } });
    if (keys.some(({ id }) => id === read.value.id)) {
      return refuse({ code: "secret_key_invalid", params: { binding, problem: `it names "${read.value.id}" twice` } });
    }
    keys.push(read.value);
  }
  return succeed(keys);
}

/** Problems never repeat what was given: it may be a key. */
async function readSecretKey(entry: string): Promise<Result<SecretKey, string>> {
  const [encoded = "", named] = entry.split(":").toReversed();
  if (named !== undefined && !KEY_ID.test(named)) {
    return refuse("the id of a key is 1 to 32 letters, digits, underscores or dashes");
  }
  const bytes = decode(encoded);
  if (bytes === null) return refuse("a key is no base64");
  if (bytes.length !== KEY_BYTES) return refuse(`a key has ${bytes.length} bytes instead of ${KEY_BYTES}`);
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return succeed({ id: named ?? (await nameKey(bytes)), key });
}

/** Reads base64 in either alphabet. */
function decode(text: string): Uint8Array | null {
  try {
    return decodeBase64Url(text);
  } catch {
    return null;
  }
}

async function nameKey(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
