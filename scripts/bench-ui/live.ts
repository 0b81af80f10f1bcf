import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import { readJson } from "../bench/http-client.ts";
import type { Product } from "../bench/product.ts";
import { quantile } from "../bench/statistics.ts";
import { SPECIAL } from "../ui/seed-dags.ts";
import { count, time, type Measure } from "./measure.ts";
import { waitInPage, withWindow } from "./window.ts";

const RUNS = 3;
const IDLE = 60_000;
const instant = z.iso.datetime().transform((text) => Date.parse(text));
const instances = z.object({
  task_instances: z.array(z.object({ task_id: z.string(), start_date: instant, end_date: instant })),
});

/** From a task's start and end, by the product's clock, to the frame that shows them: both run on this machine. */
export async function measureLive(browser: Browser, { client, host }: Product): Promise<Measure[]> {
  readJson(await client.send("PATCH", `/api/v2/dags/${SPECIAL.pulse}`, { is_paused: false }));
  const late = await withWindow(browser, host.url, async (page) => {
    const all: number[] = [];
    for (let run = 0; run < RUNS; run += 1) all.push(...(await watchRun(page, { client, host })));
    return all;
  });
  const requests = await withWindow(browser, host.url, (page) => countIdle(page, `${host.url}/dags/${SPECIAL.pulse}`));
  const remark = `median ${Math.round(quantile(late, 0.5))} of ${late.length}`;
  return [
    time("a task's change of state on screen, p95", 150, "1,270 median", quantile(late, 0.95), remark),
    count("requests per minute of an idle page", 0, "20", requests),
  ];
}

async function watchRun(page: Page, { client, host }: Pick<Product, "client" | "host">): Promise<number[]> {
  const answer = readJson(await client.send("POST", `/api/v2/dags/${SPECIAL.pulse}/dagRuns`, { logical_date: null }));
  const { dag_run_id: run } = z.object({ dag_run_id: z.string() }).parse(answer);
  await page.goto(`${host.url}/dags/${SPECIAL.pulse}/runs/${encodeURIComponent(run)}`, { waitUntil: "commit" });
  await page.evaluate(WATCH);
  await waitInPage(page, `window.__seen?.["beat_11 Success"] !== undefined`);
  const seen = z.record(z.string(), z.number()).parse(await page.evaluate("window.__seen"));
  const opened = Number(await page.evaluate("window.__opened"));
  const path = `/api/v2/dags/${SPECIAL.pulse}/dagRuns/${encodeURIComponent(run)}/taskInstances`;
  const list = instances.parse(readJson(await client.send("GET", path))).task_instances;
  return list.flatMap(({ task_id: task, start_date: start, end_date: end }) =>
    (
      [
        ["Running", start],
        ["Success", end],
      ] as const
    ).flatMap(([word, at]) => {
      const shown = seen[`${task} ${word}`];
      return shown === undefined || at < opened + 1_000 ? [] : [shown - at];
    }),
  );
}

/** Notes at which frame a row of the list of tasks first bore a state. */
const WATCH = `window.__seen = {}; window.__opened = Date.now();
(function look() {
  for (const row of document.querySelectorAll("main [role=row]")) {
    const [task] = /beat_\\d\\d/.exec(row.textContent) ?? [];
    const [word] = /Running|Success/.exec(row.textContent) ?? [];
    if (task && word) window.__seen[task + " " + word] ??= Date.now();
  }
  requestAnimationFrame(look);
})();`;

async function countIdle(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(2_000);
  let requests = 0;
  page.on("request", () => (requests += 1));
  await page.waitForTimeout(IDLE);
  return requests;
}
