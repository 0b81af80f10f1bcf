import { env } from "cloudflare:test";
import { getTableName } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "../../../src/store/password.ts";
import { ROLES, type Role } from "../../../src/store/role.ts";
import { createToken, findToken, listTokens, revokeToken, type NewToken } from "../../../src/store/token.ts";
import { createUser, findUser, listUsers, setPassword, updateUser, verifyUser } from "../../../src/store/user.ts";
import { PRIMARY, PROJECTED } from "../../../src/store/tables.ts";
import { spyOn } from "./spy-database.ts";

const db = env.DB;
const HOUR = 3_600_000;

beforeEach(async () => {
  await db.batch(["user", "token"].map((name) => db.prepare(`delete from ${name}`)));
});

/** Everything the database holds, as text. */
async function dumpTables(): Promise<string> {
  const names = Object.values({ ...PRIMARY, ...PROJECTED }).map((table) => getTableName(table));
  const tables = await db.batch(names.map((name) => db.prepare(`select * from ${name}`)));
  return JSON.stringify(tables.map(({ results }) => results));
}

describe("passwords", () => {
  it("verify against their own hash and no other", async () => {
    const stored = await hashPassword("correct horse");
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword("correct horse", stored)).toBe(true);
    expect(await verifyPassword("correct horsf", stored)).toBe(false);
    expect(await hashPassword("correct horse")).not.toBe(stored);
  });

  it("verify with the parameters they were stored with", async () => {
    const stored = `scrypt$1024$8$16$TmFDbA$${encodeVector()}`;
    expect(await verifyPassword("password", stored)).toBe(true);
  });

  it.each(["", "scrypt$32768$8$1$", "md5$x", "scrypt$32768$8$1$AAAA$AAAA"])(
    "are never right for the hash %j",
    async (stored) => {
      expect(await verifyPassword("", stored)).toBe(false);
    },
  );
});

/** The first 32 bytes of scrypt("password", "NaCl", N=1024, r=8, p=16): RFC 7914, section 12. */
function encodeVector(): string {
  const hex = "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162";
  const bytes = Array.from(hex.matchAll(/../g), ([pair]) => String.fromCharCode(Number.parseInt(pair, 16)));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

describe("users", () => {
  const ann = { username: "ann", team: null, role: "operator", password: "s3cret-of-ann" } as const;

  it("sign in with their password only", async () => {
    expect(await createUser(db, ann, 5)).toMatchObject({
      ok: true,
      value: { username: "ann", role: "operator", isActive: true },
    });
    expect(await createUser(db, ann, 6)).toEqual({
      ok: false,
      error: { code: "username_taken", params: { username: "ann" } },
    });
    expect(await verifyUser(db, "ann", "s3cret-of-ann")).toEqual({
      username: "ann",
      team: null,
      role: "operator",
      isActive: true,
      createdAt: 5,
    });
    expect(await verifyUser(db, "ann", "s3cret")).toBeNull();
    expect(await verifyUser(db, "bob", "s3cret-of-ann")).toBeNull();
    expect(await verifyUser(db, "ann' or '1'='1", "s3cret-of-ann")).toBeNull();
    expect(await dumpTables()).not.toContain("s3cret");
    expect(JSON.stringify([await findUser(db, "ann"), await listUsers(db)])).not.toContain("scrypt");
  });

  it("sign in no more once inactive, without a password, or with the one before", async () => {
    await createUser(db, ann, 5);
    await createUser(db, { ...ann, username: "sso", password: null }, 5);
    expect(await verifyUser(db, "sso", "")).toBeNull();
    expect([await setPassword(db, "ann", "new"), await setPassword(db, "bob", "new")]).toEqual([true, false]);
    expect([await verifyUser(db, "ann", "s3cret-of-ann"), (await verifyUser(db, "ann", "new"))?.username]).toEqual([
      null,
      "ann",
    ]);
    expect(await updateUser(db, "ann", { isActive: false })).toMatchObject({ isActive: false, role: "operator" });
    expect(await verifyUser(db, "ann", "new")).toBeNull();
    expect(await updateUser(db, "bob", {})).toBeNull();
  });
});

describe("tokens", () => {
  const values: NewToken = { name: "ci", username: null, team: null, role: "author", expiresAt: 10 * HOUR };

  it("are found by their text, which is stored nowhere", async () => {
    const { text, view } = await createToken(db, values, 1);
    expect(text).toMatch(/^tw_[\w-]{43}_[\w-]{6}$/);
    expect(await findToken(db, text, 2)).toEqual(view);
    const [, secret = ""] = /^tw_(.{43})_/.exec(text) ?? [];
    const seen = (await dumpTables()) + JSON.stringify(await listTokens(db));
    expect(secret).toHaveLength(43);
    expect(seen).not.toContain(secret);
    expect(seen).toContain(view.id);
  });

  it("are 256 bits of chance each", async () => {
    const texts = await Promise.all(Array.from({ length: 20 }, () => createToken(db, values, 1)));
    expect(new Set(texts.map(({ text }) => text)).size).toBe(20);
  });

  it("are refused malformed, unknown, expired and revoked", async () => {
    const { text, view } = await createToken(db, values, 1);
    const flipped = `${text.slice(0, 10)}${text[10] === "A" ? "B" : "A"}${text.slice(11)}`;
    const other = await createToken(db, values, 1);
    expect(await revokeToken(db, other.view.id)).toBe(true);
    expect(await revokeToken(db, other.view.id)).toBe(false);
    for (const wrong of ["", "tw_", flipped, text.slice(0, -1), `${text} `, other.text, text.toLowerCase()]) {
      expect(await findToken(db, wrong, 2)).toBeNull();
    }
    expect(await findToken(db, text, 10 * HOUR - 1)).not.toBeNull();
    expect(await findToken(db, text, 10 * HOUR)).toBeNull();
    expect((await listTokens(db)).map(({ id }) => id)).toEqual([view.id]);
  });

  it("ask nothing of the database when mistyped", async () => {
    const silent = new Proxy(db, { get: () => expect.unreachable() });
    const { text } = await createToken(db, values, 1);
    expect(await findToken(silent, `${text.slice(0, -1)}${text.endsWith("A") ? "B" : "A"}`, 2)).toBeNull();
  });

  it("note their use at most once an hour", async () => {
    const { text, view } = await createToken(db, values, 0);
    const noted: (number | null | undefined)[] = [];
    for (const at of [1, 2, HOUR, HOUR + 1, HOUR + 2, 2 * HOUR]) {
      await findToken(db, text, at);
      noted.push((await listTokens(db)).find(({ id }) => id === view.id)?.lastUsedAt);
    }
    expect(noted).toEqual([1, 1, 1, HOUR + 1, HOUR + 1, HOUR + 1]);
  });

  it("cost one statement when their use was noted within the hour", async () => {
    const { text } = await createToken(db, values, 0);
    await findToken(db, text, 1);
    const spied = spyOn(db);
    await findToken(spied.db, text, 2);
    expect(spied.statements).toEqual([expect.stringMatching(/^select/)]);
  });

  const bounds: [role: Role, owner: Role, expected: Role][] = ROLES.flatMap((role, rank) =>
    ROLES.map((owner, limit): [Role, Role, Role] => [role, owner, ROLES[Math.min(rank, limit)] ?? role]),
  );
  it.each(bounds)("of role %s, its user's being %s, may do what %s may", async (role, owner, expected) => {
    await createUser(db, { username: "ann", team: null, role: owner, password: null }, 1);
    const { text } = await createToken(db, { ...values, role, username: "ann" }, 1);
    expect(await findToken(db, text, 2)).toMatchObject({ role: expected });
  });

  const teams: [team: string | null, owner: string | null, expected: string | null | undefined][] = [
    [null, null, null],
    ["red", null, "red"],
    [null, "red", "red"],
    ["red", "red", "red"],
    ["red", "blue", undefined],
  ];
  it.each(teams)("of team %s, their user's being %s, reach %s", async (team, owner, expected) => {
    await createUser(db, { username: "ann", team: owner, role: "viewer", password: null }, 1);
    const { text } = await createToken(db, { ...values, team, username: "ann" }, 1);
    expect((await findToken(db, text, 2))?.team).toBe(expected);
  });

  it("end with their user", async () => {
    const { text } = await createToken(db, { ...values, username: "ann" }, 1);
    expect(await findToken(db, text, 2)).toBeNull();
    await createUser(db, { username: "ann", team: null, role: "viewer", password: null }, 1);
    expect(await findToken(db, text, 2)).not.toBeNull();
    await updateUser(db, "ann", { isActive: false });
    expect(await findToken(db, text, 2)).toBeNull();
  });
});
