// Usage: npm run soak:backfill -- [--slots N] [--active N] [--every SECONDS]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { soakBackfill } from "./soak/backfill.ts";

const { values } = parseArgs({
  options: {
    slots: { type: "string", default: "87673" },
    active: { type: "string", default: "16" },
    every: { type: "string", default: "15" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "tradewind-soak-"));
try {
  await soakBackfill({
    slots: Number(values.slots),
    maxActiveRuns: Number(values.active),
    every: Number(values.every) * 1_000,
    folder,
  });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
