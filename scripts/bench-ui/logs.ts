import type { Browser, Page } from "playwright-core";
import type { RunName, Seeded } from "../ui/seeded.ts";
import { middle } from "./first-view.ts";
import { LONG, NEEDLE, startLongLog } from "./long-log.ts";
import { count, time, type Measure } from "./measure.ts";
import { timeInPage, waitInPage, withWindow } from "./window.ts";

const ROUNDS = 3;
const LINES = `document.querySelectorAll("[role=log] [data-line]").length`;
const FOUND = `[...document.querySelectorAll("[role=status]")].some((status) => /of 1$/.test(status.textContent))`;
const FAILING = `[...document.querySelectorAll("[role=log] [data-line]")].some((line) => line.textContent.includes("refuses row 60"))`;

export async function measureLogs(browser: Browser, { product, failed, long }: Seeded): Promise<Measure[]> {
  const { url } = product.host;
  const address = addressTask(url, failed, "store");
  const byUrl: number[] = [];
  const byCell: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    byUrl.push(await withWindow(browser, url, (page) => open(page, address)));
    byCell.push(await withWindow(browser, url, (page) => openFromCell(page, url, failed)));
  }
  const kept = await withWindow(browser, url, (page) => openAll(page, addressTask(url, long, "talk"), 49_000));
  const proxy = await startLongLog(url);
  try {
    const million = await withWindow(browser, proxy.url, (page) =>
      readLong(page, addressTask(proxy.url, long, "talk")),
    );
    return [
      time("log by URL", 800, "3,800–5,200", middle(byUrl)),
      time("log from a cell", 200, "840–890", middle(byCell)),
      time("49,000 lines of the product, all read", 1_000, "–", kept),
      time("1,000,000 lines: open", 1_000, "–", million.open, `all read after ${Math.round(million.all)} ms`),
      time("1,000,000 lines: find", 2_000, "–", million.find),
      { ...count("home → the failing line in view", 1, "3", await countSteps(browser, url)), unit: "steps" },
    ];
  } finally {
    proxy.close();
  }
}

function addressTask(url: string, { dag, run }: RunName, task: string): string {
  return `${url}/dags/${dag}/runs/${encodeURIComponent(run)}/tasks/${task}?tab=log`;
}

async function open(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return await waitInPage(page, `${LINES} > 5`);
}

async function openFromCell(page: Page, url: string, { dag, run }: RunName): Promise<number> {
  await page.goto(`${url}/dags/${dag}?task=store&run=${encodeURIComponent(run)}`);
  const link = page.getByRole("link", { name: "Open the log" });
  await link.waitFor();
  return await timeInPage(page, `${LINES} > 5`, () => link.click());
}

async function openAll(page: Page, address: string, lines: number): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return await waitInPage(page, hasRead(lines));
}

/** The tools say how many lines there are. */
const hasRead = (lines: number) =>
  `(document.querySelector("main")?.textContent ?? "").includes("${lines.toLocaleString("en-GB")} lines")`;

async function readLong(page: Page, address: string) {
  const shown = await open(page, address);
  const all = await waitInPage(page, hasRead(LONG));
  const box = page.getByRole("textbox", { name: "Find in the log" });
  const find = await timeInPage(page, FOUND, () => box.fill(NEEDLE));
  return { open: shown, all, find };
}

/** Clicks on the first failure of home; none leads further. */
async function countSteps(browser: Browser, url: string): Promise<number> {
  return await withWindow(browser, url, async (page) => {
    await page.goto(url);
    await page.locator("[data-failure]").first().click();
    await waitInPage(page, FAILING);
    return 1;
  });
}
