import { env } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import { createConnection, findConnection, openConnection } from "../../../src/store/connection.ts";
import { rotateSecrets } from "../../../src/store/rotate-secrets.ts";
import { SecretBox } from "../../../src/store/secret-box.ts";
import { findVariables, openVariable, saveVariables, updateVariable } from "../../../src/store/variable.ts";
import { createClient, OTHER_KEY, SECRET_KEY, startApp } from "../api/support.ts";

const before = new SecretBox(SECRET_KEY);
const ring = new SecretBox(`${OTHER_KEY},${SECRET_KEY}`);
const after = new SecretBox(OTHER_KEY);
const shop = { team: "default", connectionId: "shop" };
const fields = { type: "http", description: null, host: "h", login: null, schema: null, port: null };
const names = (team: string, count: number) => Array.from({ length: count }, (_, at) => ({ team, key: `v${at}` }));

beforeEach(async () => {
  await env.DB.batch(["variable", "connection"].map((name) => env.DB.prepare(`delete from ${name}`)));
  const made = [...names("default", 45), ...names("red", 2)].map((key) => ({
    ...key,
    value: key.key,
    description: "d",
  }));
  await saveVariables(env.DB, before, made);
  await createConnection(env.DB, before, { ...shop, ...fields, password: "hunter22", extra: '{"a":1}' });
});

const readAll = async (box: SecretBox, team = "default", count = 45) => {
  const found = await findVariables(env.DB, names(team, count));
  const values = await Promise.all(found.map((stored) => openVariable(box, stored)));
  return values.filter((value, at) => value.ok && value.value === found[at]?.key).length;
};

it("after a rotation the new key opens everything, and the old one nothing", async () => {
  expect(await rotateSecrets(env.DB, ring, null)).toEqual({
    ok: true,
    value: { rotated: 49, left: 0, unreadable: [] },
  });
  expect([await readAll(after), await readAll(after, "red", 2), await readAll(before)]).toEqual([45, 2, 0]);
  const stored = await findConnection(env.DB, shop);
  expect(stored && (await openConnection(after, stored))).toEqual({
    ok: true,
    value: { password: "hunter22", extra: '{"a":1}' },
  });
  expect(await rotateSecrets(env.DB, ring, null)).toMatchObject({ value: { rotated: 0, left: 0 } });
});

it("a team's administrator rotates the team's own", async () => {
  expect(await rotateSecrets(env.DB, ring, "red")).toMatchObject({ value: { rotated: 2, left: 0 } });
  expect([await readAll(after), await readAll(after, "red", 2)]).toEqual([0, 2]);
});

it("what does not open is named, counted, left alone, and holds nothing up", async () => {
  const lost = new SecretBox(`k3:${btoa("3".repeat(32))}`);
  const broken = names("default", 45).filter((_, at) => at % 2 === 0);
  for (const key of broken) await updateVariable(env.DB, lost, key, { value: key.key });
  const result = await rotateSecrets(env.DB, ring, null);
  expect(result).toMatchObject({ value: { rotated: 26, left: 23 } });
  expect(result.ok && result.value.unreadable.toSorted()).toEqual(
    broken.map(({ key }) => `variable "${key}" of team "default"`).toSorted(),
  );
  expect([await readAll(after), await readAll(lost)]).toEqual([22, 23]);
  expect(await rotateSecrets(env.DB, after, null)).toMatchObject({ value: { rotated: 0, left: 23 } });
});

it("never undoes what is written at the same time", async () => {
  const [first = { team: "", key: "" }] = names("default", 1);
  let isFirst = true;
  // A write of somebody else between reading and writing a page.
  const batch: D1Database["batch"] = async (statements) => {
    if (isFirst) await updateVariable(env.DB, before, first, { value: "newer" });
    isFirst = false;
    return env.DB.batch(statements);
  };
  const db = Object.assign(Object.create(null) as D1Database, {
    prepare: (text: string) => env.DB.prepare(text),
    batch,
  });
  await rotateSecrets(db, ring, null);
  const [stored] = await findVariables(env.DB, [first]);
  expect(stored && (await openVariable(ring, stored))).toEqual({ ok: true, value: "newer" });
});

it("is asked for over the API, by administrators, without a body", async () => {
  const app = await startApp();
  const client = createClient(app, (await app.signIn("admin")).text);
  await client("POST", "/api/v2/variables", { key: "x", value: "y" });
  const given = { TRADEWIND_SECRET_KEY: `${OTHER_KEY},${SECRET_KEY}` };
  expect((await client("POST", "/api/x/secrets/rotate", undefined, given)).body).toEqual({
    rotated: 1,
    left: 0,
    unreadable: [],
  });
  expect(
    (await client("GET", "/api/v2/variables/x", undefined, { TRADEWIND_SECRET_KEY: OTHER_KEY })).body,
  ).toMatchObject({
    value: "y",
  });
  expect((await client("POST", "/api/x/secrets/rotate", undefined, { TRADEWIND_SECRET_KEY: "" })).status).toBe(503);
});
