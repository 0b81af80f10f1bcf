import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment } from "./support/deployment.ts";
import { THEMES, VIEWS, WIDTHS } from "./support/views.ts";

const PICTURES = ".tradewind/pictures";

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
    it.each(VIEWS)("$name: filled, without complaint, and open to everyone", async ({ name, path, shows }) => {
      const { context, page, complaints } = await visit(browser, deployment.url, { width, theme });
      await page.goto(deployment.url + path);
      await page.getByText(shows).first().waitFor();
      await page.screenshot({ path: `${PICTURES}/${name}-${theme}-${width}.png` });
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        .analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
      );
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect({ found, complaints, overflow, title: (await page.title()).includes("taken") }).toEqual({
        found: [],
        complaints: [],
        overflow: 0,
        title: false,
      });
      await context.close();
    });
  });
});
