import { formatDagId } from "../core/ids.ts";
import { openConnection, type StoredConnection } from "../store/connection.ts";
import { listDags } from "../store/dag.ts";
import type { PassphraseBox, SealedPlace } from "../store/passphrase-box.ts";
import type { Pool } from "../store/pool.ts";
import { readAll, type TokenRow, type UserRow } from "../store/restore.ts";
import { SecretBox } from "../store/secret-box.ts";
import { openVariable, type StoredVariable } from "../store/variable.ts";
import type { ApiBindings } from "./environment.ts";
import { LOGIN_NAMES } from "./session.ts";
import { take } from "./reason-status.ts";
import { formatConnection } from "./shapes/connection.ts";
import type { Exported } from "./shapes/export.ts";
import { formatInstant, formatOptional } from "./shapes/time.ts";

/** Throws what a secret refuses that its key does not open: half an export would be taken for a whole one. */
export async function exportAll(env: ApiBindings, box: PassphraseBox | null, now: number): Promise<Exported> {
  const all = await readAll(env.DB, LOGIN_NAMES);
  const exporter = new Exporter(box, new SecretBox(env.TRADEWIND_SECRET_KEY));
  return {
    kind: "tradewind.export",
    version: 1,
    made_at: formatInstant(now),
    sealing: box?.sealing ?? null,
    users: await Promise.all(all.users.map((one) => exporter.exportUser(one))),
    tokens: await Promise.all(all.tokens.map((one) => exporter.exportToken(one))),
    pools: all.pools.map(exportPool),
    variables: await Promise.all(all.variables.map((one) => exporter.exportVariable(one))),
    connections: await Promise.all(all.connections.map((one) => exporter.exportConnection(one))),
    dags: await listPauses(env.DB),
    favorites: all.favorites.map((one) => ({ username: one.username, dag_id: formatDagId(one) })),
  };
}

class Exporter {
  readonly #box: PassphraseBox | null;
  readonly #secrets: SecretBox;

  constructor(box: PassphraseBox | null, secrets: SecretBox) {
    this.#box = box;
    this.#secrets = secrets;
  }

  /** Reads the secret only when it may leave. */
  async #seal(place: SealedPlace, read: () => string | null | Promise<string | null>): Promise<{ secret?: string }> {
    const text = this.#box === null ? null : await read();
    return this.#box === null || text === null ? {} : { secret: await this.#box.seal(place, text) };
  }

  async exportUser(row: UserRow): Promise<Exported["users"][number]> {
    const { username, team, role, isActive, createdAt, passwordHash } = row;
    const shown = { username, team_name: team, role, is_active: isActive, created_at: formatInstant(createdAt) };
    return { ...shown, ...(await this.#seal({ kind: "user", team, name: username }, () => passwordHash)) };
  }

  async exportToken(row: TokenRow): Promise<Exported["tokens"][number]> {
    const { id, name, username, team, role, createdAt, expiresAt, hash } = row;
    const dates = { created_at: formatInstant(createdAt), expires_at: formatOptional(expiresAt) };
    const sealed = await this.#seal({ kind: "token", team, name: id }, () => hash);
    return { id, name, username, team_name: team, role, ...dates, ...sealed };
  }

  async exportVariable(row: StoredVariable): Promise<Exported["variables"][number]> {
    const { team, key, description } = row;
    const read = async () => take(await openVariable(this.#secrets, row));
    return { team_name: team, key, description, ...(await this.#seal({ kind: "variable", team, name: key }, read)) };
  }

  async exportConnection(row: StoredConnection): Promise<Exported["connections"][number]> {
    const { password: _, extra: __, ...shown } = formatConnection(row, null);
    const place = { kind: "connection", team: row.team, name: row.connectionId } as const;
    const read = async () => JSON.stringify({ ...take(await openConnection(this.#secrets, row)), host: row.host });
    return { ...shown, team_name: row.team, ...(await this.#seal(place, read)) };
  }
}

function exportPool({ team, name, slots, description, includeDeferred }: Pool): Exported["pools"][number] {
  return { team_name: team, name, slots, description, include_deferred: includeDeferred };
}

const PAGE = 1_000;

async function listPauses(db: D1Database): Promise<Exported["dags"]> {
  const dags: Exported["dags"] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = take(await listDags(db, { isStale: false, limit: PAGE, offset }));
    dags.push(...page.items.map((one) => ({ dag_id: formatDagId(one), is_paused: one.isPaused })));
    if (page.items.length < PAGE) return dags;
  }
}
