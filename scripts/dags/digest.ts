import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** The first 32 hex digits of SHA-256. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

/** Reads and hashes each file once; a file that is not there has the digest "". */
export function createFileDigests(): (path: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (path) => {
    const started = known.get(path) ?? readFile(path).then(digest, () => "");
    known.set(path, started);
    return started;
  };
}
