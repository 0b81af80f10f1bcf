import { fileURLToPath } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Product } from "../e2e/support/product.ts";
import { untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { visit, type Visit } from "./support/deployment.ts";

const product = new Product(fileURLToPath(new URL("./wide-dags", import.meta.url)));
let browser: Browser;
let seen: Visit;
let page: Page;

beforeAll(async () => {
  [browser] = await Promise.all([launchBrowser(), product.start()]);
  await product.until("/api/v2/dags", ({ total_entries }) => total_entries > 0);
  seen = await visit(browser, product.url);
  page = seen.page;
});
afterAll(async () => {
  await browser?.close();
  await product.stop();
});

interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Where the canvas stands, in pixels, and how large it is drawn. */
function readView(): Promise<View> {
  return page.evaluate(`(() => {
    const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport")).transform);
    return { x: e, y: f, zoom: a };
  })()`);
}

/** Opens a graph, and waits until it has come to rest where it begins. */
async function open(path: string, shows: string): Promise<View> {
  await page.goto("about:blank");
  await page.goto(product.url + path);
  await untilText(page.locator(".react-flow"), shows);
  await page.evaluate(`new Promise((resolve) => {
    let [seen, frames] = ["", 0];
    const look = () => {
      const now = document.querySelector(".react-flow__viewport").style.transform;
      frames = now === seen ? frames + 1 : 0;
      seen = now;
      if (frames > 20) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`);
  return readView();
}

/** Drags from a place on an element, by so many pixels. */
async function drag({ x, y }: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x, y + by.y, { steps: 4 });
  await page.mouse.up();
}

/** A spot of the canvas on which nothing stands. */
function findGround(): Promise<{ x: number; y: number }> {
  return page.evaluate(`(() => {
    const pane = document.querySelector(".react-flow__pane");
    const { left, top, width, height } = pane.getBoundingClientRect();
    for (let part = 0.3; part < 0.9; part += 0.01) {
      const spot = { x: Math.round(left + width * 0.6), y: Math.round(top + height * part) };
      if (document.elementFromPoint(spot.x, spot.y) === pane) return spot;
    }
    throw new Error("the canvas is full");
  })()`);
}

async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  const box = await place.boundingBox();
  if (box === null) throw new Error("it is not to be seen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const button = (name: string) => page.locator(".react-flow").getByRole("button", { name, exact: true });

describe.each([
  ["tasks", "/dags/wide?tab=graph", "first"],
  ["assets", "/assets?view=graph", "link_3"],
])("the graph of %s", (_, path, shows) => {
  it("is moved by a drag, as far as the hand goes", async () => {
    const before = await open(path, shows);
    await drag(await findGround(), { x: -90, y: 40 });
    await expect.poll(readView).toEqual({ x: before.x - 90, y: before.y + 40, zoom: before.zoom });
  });

  it("is zoomed by the wheel, to both sides", async () => {
    const { zoom } = await open(path, shows);
    const { x, y } = await findGround();
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 120);
    await expect.poll(async () => (await readView()).zoom).toBeLessThan(zoom);
    const smaller = (await readView()).zoom;
    await page.mouse.wheel(0, -120);
    await expect.poll(async () => (await readView()).zoom).toBeGreaterThan(smaller);
  });

  it("is zoomed by its buttons, and shown whole", async () => {
    const { zoom } = await open(path, shows);
    await button("Zoom in").click();
    await expect.poll(async () => (await readView()).zoom).toBeGreaterThan(zoom);
    const larger = (await readView()).zoom;
    await button("Zoom out").click();
    await expect.poll(async () => (await readView()).zoom).toBeLessThan(larger);
    await button("Show all of it").click();
    const canvas = await page.locator(".react-flow__pane").boundingBox();
    await expect
      .poll(async () => {
        const nodes = await page.locator(".react-flow__node").all();
        const boxes = await Promise.all(nodes.map((node) => node.boundingBox()));
        return boxes.every(
          (box) =>
            box !== null &&
            canvas !== null &&
            box.x >= canvas.x &&
            box.y >= canvas.y &&
            box.x + box.width <= canvas.x + canvas.width &&
            box.y + box.height <= canvas.y + canvas.height,
        );
      })
      .toBe(true);
  });

  it("is moved and zoomed by its map", async () => {
    const before = await open(path, shows);
    const map = page.getByRole("img", { name: "Overview of the graph" });
    const middle = await middleOf(map);
    await drag(middle, { x: 20, y: 0 });
    // The map shows more in less: what is moved on it moves further, and the canvas the other way.
    await expect.poll(async () => (await readView()).x).toBeLessThan(before.x - 20);
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.wheel(0, 200);
    await expect.poll(async () => (await readView()).zoom).not.toBe(before.zoom);
    expect(seen.complaints).toEqual([]);
  });
});

describe("a task of the graph", () => {
  it("is opened by the key that it tells readers of", async () => {
    await open("/dags/wide?tab=graph", "first");
    const task = page.locator('.react-flow__node[data-id="first"]');
    await task.focus();
    const told = await page.evaluate(
      "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent",
    );
    expect(told).toBe("Enter opens the task.");
    await page.keyboard.press("Enter");
    await page.waitForURL(/task=first/);
  });
});
