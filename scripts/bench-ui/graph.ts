import type { Browser, Page } from "playwright-core";
import { SPECIAL } from "../ui/seed-dags.ts";
import { frames, time, type Measure } from "./measure.ts";
import { countFrames, turnWheel, waitInPage, withWindow } from "./window.ts";

const SHOWN = `document.querySelectorAll(".react-flow__node").length > 3`;
const CENTRE = { x: 700, y: 450 };

export async function measureGraphs(browser: Browser, url: string): Promise<Measure[]> {
  const middle = await withWindow(browser, url, (page) =>
    useGraph(page, `${url}/dags/${SPECIAL.wide}?tab=graph&closed=-`),
  );
  const large = await withWindow(browser, url, (page) =>
    useGraph(page, `${url}/dags/${SPECIAL.large}?tab=graph&closed=-`),
  );
  return [
    time("graph of 500 tasks, groups open: laid out", 1_500, "6,700", middle.shown),
    time("graph of 1,000 tasks: laid out", 3_000, "–", large.shown),
    frames("graph of 1,000: pan", "–", large.pan),
    frames("graph of 1,000: zoom", "–", large.zoom),
  ];
}

async function useGraph(page: Page, address: string) {
  await page.goto(address, { waitUntil: "commit" });
  const shown = await waitInPage(page, SHOWN);
  const pan = await countFrames(page, async () => {
    await page.mouse.move(CENTRE.x, 860);
    await page.mouse.down();
    for (let move = 0; move < 90; move += 1) {
      await page.mouse.move(CENTRE.x - move * 5, 860 - move * 4);
      await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
    }
    await page.mouse.up();
  });
  const zoom = await countFrames(page, () => turnWheel(page, CENTRE.x, CENTRE.y, 12));
  return { shown, pan, zoom };
}
