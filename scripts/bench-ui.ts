// Measures the dashboard in a real Chromium, in a product started and seeded here: npm run bench:ui -- [--only grid]
// Ends with 1 when a budget is missed that no machine can excuse: bytes, requests, steps.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../test/browser/support/browser.ts";
import { measureFirstView } from "./bench-ui/first-view.ts";
import { measureGraphs } from "./bench-ui/graph.ts";
import { measureGrids } from "./bench-ui/grid.ts";
import { measureLive } from "./bench-ui/live.ts";
import { measureLogs } from "./bench-ui/logs.ts";
import { isReached, renderMeasures, type Measure } from "./bench-ui/measure.ts";
import { startSeeded, type Seeded } from "./ui/seeded.ts";

type Part = (browser: Browser, seeded: Seeded) => Promise<Measure[]>;
const PARTS: Readonly<Record<string, Part>> = {
  first: (browser, { product }) => measureFirstView(browser, product.host.url),
  grid: (browser, { product }) => measureGrids(browser, product.host.url),
  graph: (browser, { product }) => measureGraphs(browser, product.host.url),
  log: measureLogs,
  live: (browser, { product }) => measureLive(browser, product),
};

const { values } = parseArgs({ options: { only: { type: "string" } } });
execFileSync(process.execPath, [join(import.meta.dirname, "build-ui.ts"), "--if-changed"], { stdio: "inherit" });
const folder = mkdtempSync(join(tmpdir(), "tradewind-bench-ui-"));
const measures = await measureAll().finally(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
console.log(renderMeasures(measures));
process.exitCode = measures.every((one) => !one.isFirm || isReached(one)) ? 0 : 1;

async function measureAll(): Promise<Measure[]> {
  const found: Measure[] = [];
  const seeded = await startSeeded(folder);
  const browser = await launchBrowser();
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (values.only !== undefined && values.only !== name) continue;
      found.push(...(await measure(browser, seeded)));
      console.log(`${name}: load ${loadavg()[0]?.toFixed(1) ?? ""} on ${cpus().length} cores`);
    }
  } finally {
    await browser.close();
    await seeded.product.stop();
  }
  return found;
}
