import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./support/browser.ts";
import { DAG_VIEWS } from "./support/dag-views.ts";
import { startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";
import { OVERLAYS } from "./support/overlays.ts";
import { THEMES, VIEWS, WIDTHS, type View } from "./support/views.ts";

const PICTURES = ".tradewind/pictures";
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
/** Between these widths the same elements stand on the page in another order: the widest brings none of its own. */
const LOOKED_OVER: readonly number[] = [390, 1280];

let browser: Browser;
let deployment: Deployment;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

describe.each(THEMES)("%s", (theme) => {
  describe.each(WIDTHS)("%i wide", (width) => {
    let seen: Visit;
    beforeAll(async () => {
      seen = await visit(browser, deployment.url, { width, theme });
    });
    afterEach(() => seen.page.evaluate("localStorage.clear()"));
    afterAll(() => seen.context.close());

    it.each([...VIEWS, ...DAG_VIEWS, ...OVERLAYS])("$name: filled, and open to everyone", async (view) => {
      const { page } = seen;
      const before = seen.complaints.length;
      await open(page, view);
      await page.screenshot({ path: `${PICTURES}/${view.name}-${theme}-${width}.png` });
      const found = LOOKED_OVER.includes(width) ? await findViolations(page) : [];
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      const complaints = seen.complaints.slice(before);
      expect({ found, complaints, overflow, title: (await page.title()).includes("taken") }).toEqual({
        found: [],
        complaints: [],
        overflow: 0,
        title: false,
      });
    });
  });
});

async function open(page: Page, { path, shows, after, act }: View): Promise<void> {
  await page.goto(deployment.url + path);
  const visible = (text: string) => page.getByText(text).filter({ visible: true }).first().waitFor();
  if (act !== undefined) {
    await visible(after ?? shows);
    await act(page);
  }
  await visible(shows);
}

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}
