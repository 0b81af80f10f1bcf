import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The first 16 bytes of SHA-256 over plain data, in hex. The order in which fields were written does not matter. */
export function hashJson(value: object): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, sortFields))).subarray(0, 16));
}

function sortFields(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
