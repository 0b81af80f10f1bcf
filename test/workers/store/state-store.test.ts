import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import {
  clearStates,
  deleteExpiredStates,
  deleteState,
  findState,
  listStates,
  ownerOfAsset,
  saveState,
  type StateEntry,
  type StateOwner,
} from "../../../src/store/state-store.ts";

const db = env.DB;
const orders: StateOwner = { scope: "asset", team: "default", owner: ownerOfAsset({ name: "orders", uri: "r2://o" }) };
const entry: StateEntry = {
  ...orders,
  key: "etag",
  value: "a",
  writer: { kind: "api" },
  updatedAt: 5,
  expiresAt: null,
};

beforeEach(async () => {
  await db.prepare("delete from state_entry").run();
});

async function listKeys(owner: StateOwner, now = 0): Promise<unknown> {
  const page = await listStates(db, owner, {}, now);
  return page.ok ? page.value.items.map(({ key }) => key) : page.error;
}

describe("the state store", () => {
  it("keeps any JSON under a key, and the newest of it", async () => {
    await saveState(db, entry);
    expect(await findState(db, orders, "etag", 9)).toEqual(entry);
    const newer = { ...entry, value: { rows: [1, null] }, updatedAt: 6 };
    await saveState(db, newer);
    expect(await findState(db, orders, "etag", 9)).toEqual(newer);
    expect(await findState(db, orders, "other", 9)).toBeNull();
  });

  it("parts scopes, teams and owners", async () => {
    const others: readonly StateOwner[] = [
      { ...orders, scope: "task" },
      { ...orders, team: "sales" },
      { ...orders, owner: ownerOfAsset({ name: "orders", uri: "r2://p" }) },
    ];
    for (const owner of [orders, ...others]) await saveState(db, { ...entry, ...owner });
    await clearStates(db, orders);
    expect(await listKeys(orders)).toEqual([]);
    for (const owner of others) expect(await listKeys(owner)).toEqual(["etag"]);
  });

  it("lists by key and deletes one", async () => {
    for (const key of ["b", "a", "c"]) await saveState(db, { ...entry, key });
    expect(await deleteState(db, orders, "b")).toBe(true);
    expect(await deleteState(db, orders, "b")).toBe(false);
    expect(await listKeys(orders)).toEqual(["a", "c"]);
  });

  it("knows nothing of what has expired", async () => {
    await saveState(db, { ...entry, expiresAt: 10 });
    expect(await findState(db, orders, "etag", 9)).not.toBeNull();
    expect(await findState(db, orders, "etag", 10)).toBeNull();
    expect(await listKeys(orders, 10)).toEqual([]);
    await deleteExpiredStates(db, 10);
    expect(await findState(db, orders, "etag", 0)).toBeNull();
  });
});
