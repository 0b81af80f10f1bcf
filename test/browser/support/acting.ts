import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** A button of the page, or of the dialog that stands over it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const place = (await page.locator("dialog[open]").count()) > 0 ? page.locator("dialog[open]") : page;
  await place.getByRole("button", { name }).first().click();
}

export async function chooseFromMenu(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.locator(`[role=menu]:visible`).getByText(item, { exact: true }).click();
}

/** Confirms what a dialog asks, once it has said what it will touch, and has it done at once. Gives what it said. */
export async function confirm(page: Page, name: string): Promise<string> {
  const words = await decide(page, name);
  await press(page, "Do it now");
  return words;
}

/** Confirms, and leaves it waiting. */
export async function decide(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole("dialog", { name });
  const words = await dialog
    .getByText(/What will be touched|Nothing would be touched|No task instance changes/)
    .first()
    .innerText();
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  return words;
}

export async function untilText(place: Page | Locator, text: string | RegExp): Promise<void> {
  await place.getByText(text).filter({ visible: true }).first().waitFor();
}

/** Whether an element shows that it has the focus: an outline, or the ground that marks it. */
export async function findUnseenFocus(page: Page): Promise<string | null> {
  const found: unknown = await page.evaluate(`(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const read = (one) => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor].join(); };
    const style = getComputedStyle(element);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return null;
    const focused = read(element);
    element.blur();
    const plain = read(element);
    element.focus();
    return focused === plain ? element.outerHTML.slice(0, 200) : null;
  })()`);
  return typeof found === "string" ? found : null;
}

export function expectSeen(unseen: string | null): void {
  expect(unseen, "an element that has the focus and does not show it").toBe(null);
}

/** Opens the palette and looks for something in it. */
export async function look(page: Page, text: string): Promise<Locator> {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await palette.getByRole("combobox").fill(text);
  await palette.getByRole("option").first().waitFor();
  return palette;
}
