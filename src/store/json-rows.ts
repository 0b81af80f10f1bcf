/** A bound parameter stays below 1 MB, and a statement below what would hold up the database's one thread. */
const MAX_BYTES = 900_000;
const MAX_ROWS = 5_000;

/** Rows as JSON arrays, in chunks for one `json_each` statement each; a row too long for a chunk is one of its own. */
export function chunkRows(rows: readonly (readonly unknown[])[]): string[] {
  const encoder = new TextEncoder();
  const chunks: string[][] = [];
  let room = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    const bytes = encoder.encode(text).byteLength + 1;
    const current = chunks.at(-1);
    if (current === undefined || current.length === MAX_ROWS || bytes > room) {
      chunks.push([text]);
      room = MAX_BYTES - bytes;
    } else {
      current.push(text);
      room -= bytes;
    }
  }
  return chunks.map((chunk) => `[${chunk.join()}]`);
}
