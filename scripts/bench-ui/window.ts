import type { Browser, Page } from "playwright-core";
import { LOGIN } from "../bench/product.ts";
import { visit } from "../../test/browser/support/deployment.ts";

/** How long a condition may take to hold, in milliseconds. */
const LONGEST = 40_000;
const SIZE = { width: 1440, height: 900 } as const;

/** A fresh window of a signed-in person, closed when `use` is through. Nothing is kept from one to the next. */
export async function withWindow<T>(
  browser: Browser,
  url: string,
  use: (page: Page, complaints: readonly string[]) => Promise<T>,
): Promise<T> {
  const { context, page, complaints } = await visit(browser, url, { ...SIZE, ...LOGIN });
  await page.addInitScript(OBSERVE);
  try {
    return await use(page, complaints);
  } finally {
    await context.close();
  }
}

const OBSERVE = `window.__lcp = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__lcp = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });`;

/** Milliseconds since the navigation began, when the condition, an expression of the page, first held at a frame. */
export async function waitInPage(page: Page, condition: string): Promise<number> {
  const look = `new Promise((done, fail) => {
    const end = performance.now() + ${LONGEST};
    (function look() {
      const now = performance.now();
      if (${condition}) done(now);
      else if (now > end) fail(new Error("Never held: " + ${JSON.stringify(condition)}));
      else requestAnimationFrame(look);
    })();
  })`;
  return Number(await page.evaluate(look));
}

/** Milliseconds from a deed to the condition, both by the page's clock. */
export async function timeInPage(page: Page, condition: string, deed: () => Promise<unknown>): Promise<number> {
  await page.evaluate(`for (const name of ["pointerdown", "keydown", "input"])
    addEventListener(name, () => { window.__began ??= performance.now(); }, { capture: true });
    delete window.__began;`);
  await deed();
  const end = await waitInPage(page, condition);
  return end - Number(await page.evaluate("window.__began"));
}

/** Frames a second while `deed` lasts, and the longest wait for one, in milliseconds. */
export async function countFrames(
  page: Page,
  deed: () => Promise<unknown>,
): Promise<{ rate: number; longest: number }> {
  await page.evaluate(`{
    const frames = (window.__frames = []);
    (function frame(at) { frames.push(at); if (window.__frames === frames) requestAnimationFrame(frame); })(performance.now());
  }`);
  await deed();
  const frames = (await page.evaluate(
    "(() => { const all = window.__frames; window.__frames = null; return all; })()",
  )) as number[];
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const span = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return { rate: (gaps.length / span) * 1_000, longest: Math.max(...gaps) };
}

/** Turns the wheel over a point for about two seconds, forth and back. */
export async function turnWheel(page: Page, x: number, y: number, step: number): Promise<void> {
  await page.mouse.move(x, y);
  for (let turn = 0; turn < 100; turn += 1) {
    await page.mouse.wheel(0, turn < 70 ? step : -step);
    await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
  }
}

/** What the page has drawn by the next frame but one. */
export const PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
