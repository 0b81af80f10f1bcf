import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { LOGIN } from "../bench/product.ts";
import { visit } from "../../test/browser/support/deployment.ts";
import type { Shot } from "./views.ts";

export const WIDTHS = { 390: 844, 1280: 900, 2560: 1300 } as const;
export type Width = keyof typeof WIDTHS;
export interface Look {
  readonly theme: "light" | "dark";
  readonly width: Width;
  /** From right to left, which none of our languages is yet. */
  readonly isTurned: boolean;
}

/** A picture as it lies in the gallery's folder. */
export interface Picture extends Look, Pick<Shot, "name" | "state"> {
  readonly file: string;
  /** What the browser complained of meanwhile. */
  readonly complaints: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
}

/** How long a view may go on to change before it is taken as it is, in milliseconds. */
const REST = 400;
/** So many rests: a query that fails is tried again before its view says so. */
const PATIENCE = 25;

/** The root's direction is this one from the first moment, whatever the language says. */
const TURN = `Object.defineProperty(HTMLHtmlElement.prototype, "dir", {
  get: () => "rtl",
  set() { this.setAttribute("dir", "rtl"); },
});
addEventListener("DOMContentLoaded", () => document.documentElement.setAttribute("dir", "rtl"));`;

/** All of one look in one window, one after the other: the app stays loaded, as for a person. */
export async function takeAll(browser: Browser, url: string, shots: readonly Shot[], look: Look, folder: string) {
  const taken: Picture[] = [];
  const height = WIDTHS[look.width];
  const { context } = await visit(browser, url, { ...look, height, ...LOGIN });
  if (look.isTurned) await context.addInitScript(TURN);
  for (const shot of shots) {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      const isAskedFor = shot.before !== undefined && message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isAskedFor) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await shot.before?.(page);
    await page.goto(url + shot.path, { waitUntil: shot.state === "loading" ? "load" : "networkidle" });
    if (shot.state !== "loading") await waitUntilFilled(page);
    await page.waitForTimeout(REST);
    if (shot.after !== undefined) {
      await shot.after(page);
      await page.waitForTimeout(REST);
    }
    const file = `${shot.name}-${shot.state}-${look.theme}-${look.width}${look.isTurned ? "-rtl" : ""}.png`;
    await page.screenshot({ path: join(folder, file) });
    const overflow = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
    taken.push({ ...look, name: shot.name, state: shot.state, file, complaints, overflow });
    if (shot.state === "offline") await context.setOffline(false);
    await page.close();
  }
  await context.close();
  return taken;
}

/** Nothing pulses in the place of what is to come; what still does is taken as it is. */
async function waitUntilFilled(page: Page): Promise<void> {
  const places = page.locator("main [role=status] .pulse");
  for (let round = 0; round < PATIENCE && (await places.count()) > 0; round += 1) await page.waitForTimeout(REST);
}
