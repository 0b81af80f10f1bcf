import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadHome } from "../../scripts/bench-ui/first-view.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment } from "./support/deployment.ts";

/** What a person waits for on a slow line: compressed scripts, in bytes, and all requests until home is filled. */
const BUDGET = { scriptBytes: 150_000, requests: 8 };

let browser: Browser;
let deployment: Deployment;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

it("brings the first view in few bytes and requests", async () => {
  const { context, page } = await visit(browser, deployment.url);
  const { scriptBytes, requests } = await loadHome(page, deployment.url);
  expect(scriptBytes).toBeGreaterThan(50_000);
  expect(scriptBytes).toBeLessThanOrEqual(BUDGET.scriptBytes);
  expect(requests).toBeLessThanOrEqual(BUDGET.requests);
  await context.close();
});
