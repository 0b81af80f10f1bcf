import type { Browser, Page } from "playwright-core";
import { count, time, type Measure } from "./measure.ts";
import { waitInPage, withWindow } from "./window.ts";

const ROUNDS = 5;

/** What the first view of a person brings along. Bytes are those over the wire, of scripts alone. */
export interface Load {
  readonly scriptBytes: number;
  readonly requests: number;
}

/** Loads home into an empty cache. All requests count, the document and the data too. */
export async function loadHome(page: Page, url: string): Promise<Load> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Set<string>();
  let [scriptBytes, requests] = [0, 0];
  session.on("Network.requestWillBeSent", ({ type, requestId }) => {
    requests += 1;
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await page.goto(url);
  await waitInPage(page, HOME_FILLED);
  await page.waitForLoadState("networkidle");
  return { scriptBytes, requests };
}

/** Failures, what comes next, and the teams are all there. */
export const HOME_FILLED = `document.querySelectorAll("main section").length >= 4 && !document.querySelector("main [aria-busy=true]")`;

export async function measureFirstView(browser: Browser, url: string): Promise<Measure[]> {
  const load = await withWindow(browser, url, (page) => loadHome(page, url));
  const homes: { lcp: number; all: number }[] = [];
  const lists: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    homes.push(await withWindow(browser, url, (page) => openHome(page, url)));
    lists.push(await withWindow(browser, url, (page) => openList(page, url)));
  }
  return [
    { ...count("JavaScript of the first view, gzip", 150, "2,071", load.scriptBytes / 1_000), unit: "KB" },
    count("requests of the first view", 8, "31", load.requests),
    time("home, 400 DAGs: largest contentful paint", 800, "2,400–2,600", middle(homes.map(({ lcp }) => lcp))),
    time("home, 400 DAGs: all data", 1_000, "2,400–2,700", middle(homes.map(({ all }) => all))),
    time("DAG list shows data", 800, "3,800–4,000", middle(lists)),
  ];
}

async function openHome(page: Page, url: string) {
  await page.goto(url, { waitUntil: "commit" });
  const all = await waitInPage(page, HOME_FILLED);
  await page.waitForLoadState("networkidle");
  return { lcp: Number(await page.evaluate("window.__lcp")), all };
}

async function openList(page: Page, url: string): Promise<number> {
  await page.goto(`${url}/dags`, { waitUntil: "commit" });
  return await waitInPage(page, `document.querySelectorAll("main [role=row]").length > 10`);
}

export function middle(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}
