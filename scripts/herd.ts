// Measures what the limits promise when many ask at once, in a product started here:
// npm run bench:herd -- [--only herd|neighbour] [--teams 30] [--dags 400] [--items 50000]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureHerd } from "./herd/herd.ts";
import { measureNeighbour } from "./herd/neighbour.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    teams: { type: "string", default: "30" },
    dags: { type: "string", default: "400" },
    items: { type: "string", default: "50000" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "tradewind-herd-"));
let isKept = true;
try {
  if (values.only !== "neighbour") {
    isKept =
      (await measureHerd(join(folder, "herd"), { teams: Number(values.teams), dags: Number(values.dags) })) && isKept;
  }
  if (values.only !== "herd")
    isKept = (await measureNeighbour(join(folder, "neighbour"), Number(values.items))) && isKept;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = isKept ? 0 : 1;
