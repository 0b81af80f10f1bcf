#!/usr/bin/env node
// The command line: `npx tradewind …`, `npm run tradewind -- …`. TypeScript needs a Node that strips types: the launcher finds one.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scripts = dirname(fileURLToPath(import.meta.url));
process.argv.splice(2, 0, "node", join(scripts, "..", "src", "cli", "main.ts"));
await import("./with-node.mjs");
