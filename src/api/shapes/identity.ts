import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A UUID (version 5's layout) that the same name always gets: the API promises ids that the product does not keep. */
export function nameUuid(name: string): string {
  const hex = bytesToHex(sha1(utf8ToBytes(`tradewind:${name}`)));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
