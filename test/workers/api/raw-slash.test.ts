import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { createClient, seedDags, startApp } from "./support.ts";

const TASK = "/api/v2/dags/etl/dagRuns/r1/taskInstances/extract";
const NAMES = ["a/b", "a//b", "a/b/", "50%/é", "/a"];

let admin: ReturnType<typeof createClient>;
beforeEach(async () => {
  const app = await startApp();
  await seedDags([createGraph([createTask("extract")], { dagId: "etl" })]);
  app.objects.addRun();
  admin = createClient(app, (await app.signIn("admin")).text);
});

/** As a program writes it that escapes all but slashes. */
function keepSlashes(name: string): string {
  return encodeURIComponent(name).replaceAll("%2F", "/");
}

describe("a name with slashes, escaped or as they are", () => {
  it.each(NAMES)("%s is a variable's", async (key) => {
    expect((await admin("POST", "/api/v2/variables", { key, value: "1" })).status).toBe(201);
    for (const written of [encodeURIComponent(key), keepSlashes(key)]) {
      expect((await admin("GET", `/api/v2/variables/${written}`)).body).toMatchObject({ key, value: "1" });
    }
    expect((await admin("DELETE", `/api/v2/variables/${keepSlashes(key)}`)).status).toBe(204);
  });

  it.each(NAMES)("%s is a state's", async (key) => {
    const path = `${TASK}/state-store/${keepSlashes(key)}`;
    expect((await admin("PUT", path, { value: 7 })).status).toBe(204);
    expect((await admin("GET", path)).body).toMatchObject({ key, value: 7 });
    const escaped = `${TASK}/state-store/${encodeURIComponent(key)}`;
    expect((await admin("GET", escaped)).body).toMatchObject({ key, value: 7 });
    expect((await admin("DELETE", path)).status).toBe(204);
    expect((await admin("GET", escaped)).status).toBe(404);
  });

  it.each(NAMES)("%s is an XCom's", async (key) => {
    expect((await admin("POST", `${TASK}/xcomEntries`, { key, value: 1 })).status).toBe(201);
    expect((await admin("GET", `${TASK}/xcomEntries/${keepSlashes(key)}`)).body).toMatchObject({ key, value: 1 });
  });

  it("is a pool's or an asset's state's, when there is one", async () => {
    expect((await admin("GET", "/api/v2/pools/a/b")).text).toContain("`a/b` was not found");
    expect((await admin("GET", "/api/v2/assets/7/state-store/a/b")).status).toBe(404);
  });

  it("is found nowhere else", async () => {
    expect((await admin("GET", "/api/v2/connections/a/b")).body).toMatchObject({ error: "Not Found" });
    expect((await admin("GET", "/api/v2/dags/a/b/dagRuns")).status).toBe(404);
  });
});
