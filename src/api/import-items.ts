import { reachDag, reachPool } from "../coordinator/stubs.ts";
import { parseDagId } from "../core/ids.ts";
import { renderReason } from "../core/reason-words.ts";
import { addFavorite, isFavorite } from "../store/dag-favorite.ts";
import { findDag } from "../store/dag.ts";
import { createPool, findPool, updatePool } from "../store/pool.ts";
import { addTokenRow, addUserRow, findTokenRow, findUserRow, restorePasswordHash } from "../store/restore.ts";
import { changeUser } from "../store/user-change.ts";
import type { ApiBindings } from "./environment.ts";
import type { Exported } from "./shapes/export.ts";
import { take } from "./reason-status.ts";

/** One item of an import, compared with what is there. Nothing has been written before `apply`. */
export interface Change {
  readonly kind: "user" | "token" | "pool" | "variable" | "connection" | "dag" | "favorite";
  readonly name: string;
  readonly outcome: "new" | "changed" | "unchanged" | "refused";
  readonly fields: readonly string[];
  readonly detail: string | null;
  readonly apply: () => Promise<unknown>;
}

type Value = string | number | boolean | null | undefined;
export type Fields = Readonly<Record<string, Value>>;

/** Fields of `next` that differ; one that is undefined says nothing. */
export function compare(before: Fields | null, next: Fields): Pick<Change, "outcome" | "fields"> {
  const given = Object.keys(next).filter((name) => next[name] !== undefined);
  if (before === null) return { outcome: "new", fields: given };
  const fields = given.filter((name) => next[name] !== before[name]);
  return { outcome: fields.length === 0 ? "unchanged" : "changed", fields };
}

export function refuseItem(kind: Change["kind"], name: string, detail: string): Change {
  return { kind, name, outcome: "refused", fields: [], detail, apply: () => Promise.resolve() };
}

type Item<Section extends keyof Exported> = Exported[Section] extends readonly (infer One)[] ? One : never;

export async function importUser(env: ApiBindings, item: Item<"users">, hash: string | null): Promise<Change> {
  const { username, team_name: team, role, is_active: isActive } = item;
  const stored = await findUserRow(env.DB, username);
  const passwordHash = hash ?? undefined;
  const next = { team, role, isActive, passwordHash };
  const detail = stored === null && hash === null ? "has no password yet: set one" : null;
  const apply = async () => {
    if (stored === null) {
      const createdAt = Date.parse(item.created_at);
      return addUserRow(env.DB, { username, team, role, isActive, passwordHash: hash, createdAt });
    }
    take(await changeUser(env.DB, username, { team, role, isActive }));
    if (hash !== null) await restorePasswordHash(env.DB, username, hash);
  };
  return { kind: "user", name: username, ...compare(stored === null ? null : { ...stored }, next), detail, apply };
}

export async function importToken(env: ApiBindings, item: Item<"tokens">, hash: string | null): Promise<Change> {
  const name = `${item.name} (${item.username ?? "a program's own"})`;
  const stored = await findTokenRow(env.DB, item.id);
  if (stored !== null) return { kind: "token", name, outcome: "unchanged", fields: [], detail: null, apply: idle };
  if (hash === null) return refuseItem("token", name, "comes only with a sealed export: make a new one");
  const row = {
    id: item.id,
    hash,
    name: item.name,
    username: item.username,
    team: item.team_name,
    role: item.role,
    createdAt: Date.parse(item.created_at),
    expiresAt: item.expires_at === null ? null : Date.parse(item.expires_at),
    lastUsedAt: null,
  };
  return { kind: "token", name, outcome: "new", fields: [], detail: null, apply: () => addTokenRow(env.DB, row) };
}

export async function importPool(env: ApiBindings, item: Item<"pools">): Promise<Change> {
  const { team_name: team, name, slots, description, include_deferred: includeDeferred } = item;
  const stored = await findPool(env.DB, { team, name });
  const next = { slots, description, includeDeferred };
  const apply = async () => {
    if (stored === null) take(await createPool(env.DB, { team, name, ...next }));
    else await updatePool(env.DB, { team, name }, next);
    await reachPool(env, team, name).configure({ slots, includeDeferred });
  };
  return { kind: "pool", name, ...compare(stored === null ? null : { ...stored }, next), detail: null, apply };
}

export async function importDag(env: ApiBindings, item: Item<"dags">, by: string): Promise<Change> {
  const { dag_id: name, is_paused: isPaused } = item;
  const key = parseDagId(name);
  const view = key === null ? null : await reachDag(env, key).getView();
  if (key === null || view === null) return refuseItem("dag", name, "is not deployed here");
  const apply = async () => {
    const done = await reachDag(env, key).setPaused(isPaused, { by, reason: null });
    if (!done.ok) throw new Error(renderReason(done.error));
  };
  return { kind: "dag", name, ...compare({ isPaused: view.isPaused }, { isPaused }), detail: null, apply };
}

/** What somebody holds dear: a user's own, whoever imports it. */
export async function importFavorite({ DB }: ApiBindings, item: Item<"favorites">): Promise<Change> {
  const { username, dag_id: dagId } = item;
  const name = `${dagId} of ${username}`;
  const key = parseDagId(dagId);
  if (key === null || (await findDag(DB, key)) === null) return refuseItem("favorite", name, "is not deployed here");
  const outcome = (await isFavorite(DB, username, key)) ? "unchanged" : "new";
  return { kind: "favorite", name, outcome, fields: [], detail: null, apply: () => addFavorite(DB, username, key) };
}

function idle(): Promise<void> {
  return Promise.resolve();
}
