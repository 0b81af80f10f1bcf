// Usage: write-store-fixtures.ts FOLDER
// Writes what this release stores, and what its parts say to each other, into test/fixtures/stores/FOLDER. A folder that
// a release was made with is never written again: the next one must be able to read it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFixtures } from "../test/upgrade/support/write-fixtures.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined || !/^v\d+$/.test(folder)) {
  console.error("Usage: write-store-fixtures.ts vN");
  process.exit(1);
}
const target = resolve(import.meta.dirname, "../test/fixtures/stores", folder);
mkdirSync(target, { recursive: true });
for (const [name, text] of await writeFixtures()) {
  writeFileSync(join(target, name), text);
  console.log(`${name} ${text.length}`);
}
