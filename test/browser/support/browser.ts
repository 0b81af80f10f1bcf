import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";

/** A start without the calls home that a browser makes for its own sake. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A real Chromium. TRADEWIND_BROWSER names one; on Linux the registry has brought one along, elsewhere an installed Chrome
 * serves. Rejects with what to do when there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const given = process.env["TRADEWIND_BROWSER"];
  if (given !== undefined && !existsSync(given))
    throw new Error(`TRADEWIND_BROWSER names ${given}, which is not there`);
  if (given !== undefined) return await playwright.launch({ executablePath: given, args: QUIET });
  if (process.platform === "linux" && process.arch === "x64") {
    return await playwright.launch({ executablePath: await chromium.executablePath(), args: QUIET });
  }
  return await playwright.launch({ channel: "chrome", args: QUIET }).catch((error: unknown) => {
    throw new Error("No Chrome was found: install it, or name a Chromium in TRADEWIND_BROWSER", { cause: error });
  });
}
