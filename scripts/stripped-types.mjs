// Loaded before a script of this project: Node strips types anew at each start, with a tool that stays in memory.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "node_modules/.cache/tradewind/types");

/** Types become white space, so that lines and columns stay. */
function strip(source) {
  const name = createHash("sha256").update(`${process.version}\n${source}`).digest("hex").slice(0, 32);
  const path = join(CACHE, `${name}.js`);
  try {
    return readFileSync(path, "utf8");
  } catch {
    const stripped = stripTypeScriptTypes(source);
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(`${path}.${process.pid}.tmp`, stripped);
    renameSync(`${path}.${process.pid}.tmp`, path);
    return stripped;
  }
}

registerHooks({
  load(url, context, next) {
    if (!url.startsWith("file:") || !url.endsWith(".ts") || url.includes("/node_modules/")) return next(url, context);
    return { format: "module", source: strip(readFileSync(fileURLToPath(url), "utf8")), shortCircuit: true };
  },
});
