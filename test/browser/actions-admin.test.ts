import { describe, expect, it } from "vitest";
import { press, untilText } from "./support/acting.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();

async function remove(name: string): Promise<void> {
  await press(stage.page, `Delete ${name}`);
  await stage.send("Delete");
}

describe("a connection", () => {
  it("is asked for by fields that fit its type", async () => {
    const { connection_types: types } = await stage.call("/api/x/connectionTypes");
    await stage.open("/admin/connections");
    await press(stage.page, "New connection");
    for (const { conn_type: type, fields, extra_fields: extras } of types) {
      await stage.field("Type").selectOption(type);
      const titles = [...Object.values<any>(fields), ...Object.values<any>(extras)].map(({ title }) => title);
      for (const title of titles) await stage.dialog.getByText(title, { exact: false }).first().waitFor();
    }
    expect(types.length).toBeGreaterThan(3);
  });

  it("is made, tested, changed without its secret, and deleted", async () => {
    await stage.open("/admin/connections");
    await stage.page.getByRole("button", { name: /^New / }).first().waitFor();
    await stage.page.keyboard.press("n");
    await stage.field("Connection").fill("made_by_hand");
    await stage.field("Type").selectOption("postgres");
    await stage.field("Host *").fill("db.example.com");
    await stage.field("User *").fill("loader");
    await stage.field("Password").fill("never told again");
    await press(stage.page, "Test");
    await expect.poll(() => stage.dialog.getByRole("status").innerText()).not.toBe("");
    await stage.send();
    const path = "/api/v2/connections/made_by_hand";
    await stage.until(path, ({ host, password }) => host === "db.example.com" && password === "***");
    await press(stage.page, "Edit made_by_hand");
    await stage.field("Host *").fill("other.example.com");
    await stage.send();
    await stage.until(path, ({ host, password }) => host === "other.example.com" && password === "***");
    await remove("made_by_hand");
    await stage.until(path, ({ connection_id }) => connection_id === undefined);
  });
});

describe("a variable", () => {
  it("is made as JSON, changed and deleted", async () => {
    await stage.open("/admin/variables");
    await press(stage.page, "New variable");
    await stage.field("Key").fill("limits");
    await stage.field("Value").fill("{");
    await stage.dialog.getByRole("checkbox", { name: "Must be JSON" }).check();
    await untilText(stage.dialog, "This is no valid JSON");
    await stage.field("Value").fill('{"most":3}');
    await press(stage.page, "Format");
    await stage.send();
    await stage.until("/api/v2/variables/limits", ({ value }) => JSON.parse(value ?? "{}").most === 3);
    await press(stage.page, "Edit limits");
    await stage.field("Value").fill('{"most":4}');
    await stage.send();
    await stage.until("/api/v2/variables/limits", ({ value }) => JSON.parse(value ?? "{}").most === 4);
    await remove("limits");
    await stage.until("/api/v2/variables/limits", ({ key }) => key === undefined);
  });
});

describe("a pool", () => {
  it("is made, changed and deleted", async () => {
    await stage.open("/admin/pools");
    await press(stage.page, "New pool");
    await stage.field("Pool").fill("narrow");
    await stage.field("Slots").fill("many");
    await untilText(stage.dialog, "A whole number, or -1");
    await stage.field("Slots").fill("2");
    await stage.send();
    await stage.until("/api/v2/pools/narrow", ({ slots }) => slots === 2);
    await press(stage.page, "Edit narrow");
    await stage.field("Slots").fill("3");
    await stage.send();
    await stage.until("/api/v2/pools/narrow", ({ slots }) => slots === 3);
    await remove("narrow");
    await stage.until("/api/v2/pools/narrow", ({ name }) => name === undefined);
  });
});

describe("a user", () => {
  it("is made, has another role and another password, is kept out, and deleted", async () => {
    await stage.open("/admin/users");
    await press(stage.page, "New user");
    await stage.field("User").fill("robin");
    await stage.field("Password").fill("a first password");
    await stage.send();
    const find = async () => (await stage.call("/api/x/users")).users.find((one: any) => one.username === "robin");
    const signIn = async (password: string) =>
      (await stage.product.call("POST", "/auth/token", { username: "robin", password })).status;
    expect(await find()).toMatchObject({ role: "viewer", is_active: true });
    await stage.page.getByLabel("Role of robin").selectOption("operator");
    await stage.until("/api/x/users", ({ users }) => users.some((one: any) => one.role === "operator"));
    await press(stage.page, "New password for robin");
    await stage.field("Password").fill("a second password");
    await stage.send();
    expect([await signIn("a first password"), await signIn("a second password")]).toEqual([401, 201]);
    await stage.page.getByRole("switch", { name: "robin may sign in" }).click();
    await stage.until("/api/x/users", ({ users }) =>
      users.some((one: any) => one.username === "robin" && !one.is_active),
    );
    expect(await signIn("a second password")).not.toBe(201);
    await remove("robin");
    await stage.until("/api/x/users", ({ users }) => users.every((one: any) => one.username !== "robin"));
  });
});

describe("a token", () => {
  it("is made, shown once, works, and works no more when it is revoked", async () => {
    await stage.open("/admin/tokens");
    await press(stage.page, "New token");
    await stage.field("Token").fill("nightly report");
    await stage.dialog.getByRole("button", { name: "Save", exact: true }).click();
    const made = stage.page.getByRole("dialog", { name: "Your new token" });
    const token = (await made.locator("pre").innerText()).trim();
    await made.getByRole("button", { name: "I have copied it" }).click();
    const ask = async () =>
      (await fetch(`${stage.url}/api/v2/dags`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask()).toBe(200);
    await remove("nightly report");
    await expect.poll(ask, { timeout: 10_000 }).toBe(401);
    expect(await stage.page.content()).not.toContain(token);
  });
});
