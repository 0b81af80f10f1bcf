import type { Browser, Page } from "playwright-core";
import { SPECIAL } from "../ui/seed-dags.ts";
import { middle } from "./first-view.ts";
import { frames, time, type Measure } from "./measure.ts";
import { countFrames, PAINTED, turnWheel, waitInPage, withWindow } from "./window.ts";

const ROUNDS = 3;
const AT = { x: 700, y: 500 };
/** The names stand there and the cells are coloured: the canvas is read where the cells are. */
const GRID_SHOWN = `(() => {
  const canvas = document.querySelector("[role=treegrid] canvas");
  if (!canvas || canvas.width < 400 || document.querySelectorAll("[role=treegrid] [role=row]").length < 10) return false;
  const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, canvas.width / 4, 60);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) colours.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
  return colours.size > 3;
})()`;

export async function measureGrids(browser: Browser, url: string): Promise<Measure[]> {
  const wide = `${url}/dags/${SPECIAL.wide}?runs=25`;
  const huge = `${url}/dags/${SPECIAL.huge}?runs=50`;
  const wideTimes: number[] = [];
  const hugeTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    wideTimes.push(await withWindow(browser, url, (page) => openGrid(page, wide)));
    hugeTimes.push(await withWindow(browser, url, (page) => openGrid(page, huge)));
  }
  const small = await withWindow(browser, url, (page) => useGrid(page, wide));
  const large = await withWindow(browser, url, (page) => useGrid(page, huge));
  return [
    time("grid 500 × 25, groups open: painted", 800, "7,000–10,000", middle(wideTimes)),
    frames("grid 500 × 25: scroll", "2.8–4.1", small.scroll),
    time("grid 10,000 × 50: painted", 1_500, "–", middle(hugeTimes)),
    frames("grid 10,000 × 50: scroll", "–", large.scroll),
    frames("grid 10,000 × 50: hover", "–", large.hover),
    { ...time("grid 10,000 × 50: heap", 200, "80 at 500 × 25", large.heap), unit: "MB" },
  ];
}

async function openGrid(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "commit" });
  return await waitInPage(page, GRID_SHOWN);
}

async function useGrid(page: Page, address: string) {
  await openGrid(page, address);
  await page.evaluate(PAINTED);
  const scroll = await countFrames(page, () => turnWheel(page, AT.x, AT.y, 240));
  const hover = await countFrames(page, async () => {
    for (let move = 0; move < 120; move += 1) {
      await page.mouse.move(AT.x + (move % 30) * 12, AT.y + Math.floor(move / 4) * 6);
      await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
    }
  });
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  return { scroll, hover, heap: (usedSize + embedderHeapUsedSize + backingStorageSize) / 1e6 };
}
