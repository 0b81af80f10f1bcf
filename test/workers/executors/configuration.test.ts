import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { FRESH, readConfiguration } from "../../../src/executors/configuration.ts";
import { createConnection, deleteConnections } from "../../../src/store/connection.ts";
import { SecretBox } from "../../../src/store/secret-box.ts";
import { createVariable, deleteVariables, updateVariable } from "../../../src/store/variable.ts";
import { DEAD_DATABASE, OTHER_KEY, SECRET_KEY } from "../api/support.ts";
import { spyOn } from "../store/spy-database.ts";

const box = new SecretBox(SECRET_KEY);
const key = { team: "default", key: "region" };
const shop = { team: "default", connectionId: "shop" };
const fields = { type: "http", description: null, host: "h", login: null, schema: null, port: 1 };

beforeEach(async () => {
  await deleteVariables(env.DB, [key]);
  await deleteConnections(env.DB, [shop]);
  await createVariable(env.DB, box, { ...key, value: "eu", description: null });
  await createConnection(env.DB, box, { ...shop, ...fields, password: "hunter22", extra: '{"a":1}' });
});

function open(secretKey: unknown = SECRET_KEY, db: D1Database = env.DB) {
  const clock = { now: 0 };
  const spied = db === env.DB ? spyOn(env.DB) : null;
  const read = readConfiguration({ db: spied?.db ?? db, secretKey, now: () => clock.now });
  return { clock, read, countReads: () => spied?.statements.length ?? 0 };
}

describe("an invocation's configuration", () => {
  it("is the team's own, in the clear", async () => {
    const { read } = open();
    expect(await read.readVariable("default", "region")).toBe("eu");
    expect(await read.readConnection("default", "shop")).toEqual({
      connectionId: "shop",
      type: "http",
      host: "h",
      login: null,
      password: "hunter22",
      schema: null,
      port: 1,
      extra: { a: 1 },
    });
    expect([await read.readVariable("red", "region"), await read.readConnection("red", "shop")]).toEqual([null, null]);
  });

  it("is read once for many, and again when it is no longer fresh", async () => {
    const { read, clock, countReads } = open();
    const reads = Array.from({ length: 100 }, () => read.readVariable("default", "region"));
    expect(new Set(await Promise.all(reads))).toEqual(new Set(["eu"]));
    expect(countReads()).toBe(1);
    await updateVariable(env.DB, box, key, { value: "us" });
    clock.now = FRESH - 1;
    expect(await read.readVariable("default", "region")).toBe("eu");
    clock.now = FRESH;
    expect([await read.readVariable("default", "region"), countReads()]).toEqual(["us", 2]);
  });

  it("finds at once what was missing", async () => {
    const { read } = open();
    await deleteVariables(env.DB, [key]);
    expect(await read.readVariable("default", "region")).toBeNull();
    await createVariable(env.DB, box, { ...key, value: "new", description: null });
    expect(await read.readVariable("default", "region")).toBe("new");
  });

  it("says which key lacks, and keeps nothing of a refusal", async () => {
    const { read, countReads } = open(OTHER_KEY);
    for (const _ of [1, 2]) {
      await expect(read.readVariable("default", "region")).rejects.toThrow('with the key "k1"');
      await expect(read.readConnection("default", "shop")).rejects.toThrow("TRADEWIND_SECRET_KEY");
    }
    expect(countReads()).toBe(4);
    await expect(open(null).read.readVariable("default", "region")).rejects.toThrow("TRADEWIND_SECRET_KEY");
  });

  it("is unavailable while the database does not answer, which is no fault of the attempt", async () => {
    const { read } = open(SECRET_KEY, DEAD_DATABASE);
    await expect(read.readVariable("default", "region")).rejects.toMatchObject({ name: "ConfigurationUnavailable" });
    await expect(read.readConnection("default", "shop")).rejects.toThrow(
      "Variables and connections cannot be read just now (D1_ERROR: Network connection lost.)",
    );
  });
});
