import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let page: Page;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  ({ page } = await visit(browser, deployment.url));
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});
beforeEach(() => page.goto("about:blank"));

const call = async (path: string) => (await deployment.product.call("GET", path)).body;
const until = (path: string, isDone: (body: any) => boolean) => deployment.product.until(path, isDone);
const open = (path: string) => page.goto(deployment.url + path);
const dialog = (): Locator => page.getByRole("dialog");
const field = (label: string): Locator => dialog().getByLabel(label, { exact: true });

/** Sends the form of a dialog, which goes once the server has taken it. */
async function send(button: string | RegExp = "Save"): Promise<void> {
  await dialog().getByRole("button", { name: button, exact: true }).click();
  await dialog().waitFor({ state: "detached" });
}
async function remove(name: string): Promise<void> {
  await press(page, `Delete ${name}`);
  await send("Delete");
}

describe("a connection", () => {
  it("is asked for by fields that fit its type", async () => {
    const { connection_types: types } = await call("/api/x/connectionTypes");
    await open("/admin/connections");
    await press(page, "New connection");
    for (const { conn_type: type, fields, extra_fields: extras } of types) {
      await field("Type").selectOption(type);
      const titles = [...Object.values<any>(fields), ...Object.values<any>(extras)].map(({ title }) => title);
      for (const title of titles) await dialog().getByText(title, { exact: false }).first().waitFor();
    }
    expect(types.length).toBeGreaterThan(3);
  });

  it("is made, tested, changed without its secret, and deleted", async () => {
    await open("/admin/connections");
    await page.getByRole("button", { name: /^New / }).first().waitFor();
    await page.keyboard.press("n");
    await field("Connection").fill("made_by_hand");
    await field("Type").selectOption("postgres");
    await field("Host *").fill("db.example.com");
    await field("User *").fill("loader");
    await field("Password").fill("never told again");
    await press(page, "Test");
    await expect.poll(() => dialog().getByRole("status").innerText()).not.toBe("");
    await send();
    const path = "/api/v2/connections/made_by_hand";
    await until(path, ({ host, password }) => host === "db.example.com" && password === "***");
    await press(page, "Edit made_by_hand");
    await field("Host *").fill("other.example.com");
    await send();
    await until(path, ({ host, password }) => host === "other.example.com" && password === "***");
    await remove("made_by_hand");
    await until(path, ({ connection_id }) => connection_id === undefined);
  });
});

describe("a variable", () => {
  it("is made as JSON, changed and deleted", async () => {
    await open("/admin/variables");
    await press(page, "New variable");
    await field("Key").fill("limits");
    await field("Value").fill("{");
    await dialog().getByRole("checkbox", { name: "Must be JSON" }).check();
    await untilText(dialog(), "This is no valid JSON");
    await field("Value").fill('{"most":3}');
    await press(page, "Format");
    await send();
    await until("/api/v2/variables/limits", ({ value }) => JSON.parse(value ?? "{}").most === 3);
    await press(page, "Edit limits");
    await field("Value").fill('{"most":4}');
    await send();
    await until("/api/v2/variables/limits", ({ value }) => JSON.parse(value ?? "{}").most === 4);
    await remove("limits");
    await until("/api/v2/variables/limits", ({ key }) => key === undefined);
  });
});

describe("a pool", () => {
  it("is made, changed and deleted", async () => {
    await open("/admin/pools");
    await press(page, "New pool");
    await field("Pool").fill("narrow");
    await field("Slots").fill("many");
    await untilText(dialog(), "A whole number, or -1");
    await field("Slots").fill("2");
    await send();
    await until("/api/v2/pools/narrow", ({ slots }) => slots === 2);
    await press(page, "Edit narrow");
    await field("Slots").fill("3");
    await send();
    await until("/api/v2/pools/narrow", ({ slots }) => slots === 3);
    await remove("narrow");
    await until("/api/v2/pools/narrow", ({ name }) => name === undefined);
  });
});

describe("a user", () => {
  it("is made, has another role and another password, is kept out, and deleted", async () => {
    await open("/admin/users");
    await press(page, "New user");
    await field("User").fill("robin");
    await field("Password").fill("a first password");
    await send();
    const find = async () => (await call("/api/x/users")).users.find((one: any) => one.username === "robin");
    const signIn = async (password: string) =>
      (await deployment.product.call("POST", "/auth/token", { username: "robin", password })).status;
    expect(await find()).toMatchObject({ role: "viewer", is_active: true });
    await page.getByLabel("Role of robin").selectOption("operator");
    await until("/api/x/users", ({ users }) => users.some((one: any) => one.role === "operator"));
    await press(page, "New password for robin");
    await field("Password").fill("a second password");
    await send();
    expect([await signIn("a first password"), await signIn("a second password")]).toEqual([401, 201]);
    await page.getByRole("switch", { name: "robin may sign in" }).click();
    await until("/api/x/users", ({ users }) => users.some((one: any) => one.username === "robin" && !one.is_active));
    expect(await signIn("a second password")).not.toBe(201);
    await remove("robin");
    await until("/api/x/users", ({ users }) => users.every((one: any) => one.username !== "robin"));
  });
});

describe("a token", () => {
  it("is made, shown once, works, and works no more when it is revoked", async () => {
    await open("/admin/tokens");
    await press(page, "New token");
    await field("Token").fill("nightly report");
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    const made = page.getByRole("dialog", { name: "Your new token" });
    const token = (await made.locator("pre").innerText()).trim();
    await made.getByRole("button", { name: "I have copied it" }).click();
    const ask = async () =>
      (await fetch(`${deployment.url}/api/v2/dags`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask()).toBe(200);
    await remove("nightly report");
    await expect.poll(ask, { timeout: 10_000 }).toBe(401);
    expect(await page.content()).not.toContain(token);
  });
});
