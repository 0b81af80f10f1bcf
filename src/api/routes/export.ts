import type { z } from "@hono/zod-openapi";
import { PassphraseBox, type SealedPlace } from "../../store/passphrase-box.ts";
import { recordAudit } from "../audit.ts";
import { authorizeTeam } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { exportAll } from "../export-items.ts";
import {
  importDag,
  importFavorite,
  importPool,
  importToken,
  importUser,
  refuseItem,
  type Change,
} from "../import-items.ts";
import { importConnection, importVariable } from "../import-secrets.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { exportBody, exported, importAnswer, importBody, type ImportBody } from "../shapes/export.ts";

const TAGS = ["Extensions"];
const exportRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/export",
  tags: TAGS,
  operationId: "export_all",
  description:
    "What stands nowhere else: users, tokens, pools, variables, connections, paused DAGs, favourites. Secrets and hashes come sealed under the passphrase, and not at all without one.",
  request: takeJson(exportBody),
  responses: { 200: answerJson(exported), ...REFUSALS },
});
const importRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/import",
  tags: TAGS,
  operationId: "import_all",
  description: "Makes and changes what the parts of an export name, and deletes nothing.",
  request: takeJson(importBody),
  responses: { 200: answerJson(importAnswer), ...BAD_REQUEST, ...REFUSALS },
});

export type ExportRoutes = typeof exportRoute | typeof importRoute;

/** All of a deployment that objects and files do not hold, for whoever administers every team. */
export function registerExport(app: ApiApp): void {
  app.openapi(exportRoute, async (context) => {
    authorizeTeam(context.var.principal, null);
    const { passphrase = null } = context.req.valid("json");
    await recordAudit(context, { event: "export", extra: { with_secrets: passphrase !== null } });
    const box = passphrase === null ? null : await PassphraseBox.create(passphrase);
    return context.json(await exportAll(context.env, box, context.var.now()), 200);
  });
  app.openapi(importRoute, async (context) => {
    authorizeTeam(context.var.principal, null);
    const body = context.req.valid("json");
    const changes = await compareAll(context, body);
    if (body.dry_run) return context.json({ dry_run: true, results: changes.map(formatChange) }, 200);
    const written = changes.filter(({ outcome }) => outcome === "new" || outcome === "changed");
    const items = written.map(({ kind, name, outcome }) => ({ kind, name, outcome }));
    await recordAudit(context, { event: "import", extra: { items } });
    const results = [];
    for (const change of changes) results.push(formatChange(await applyChange(change)));
    return context.json({ dry_run: false, results }, 200);
  });
}

/** Users first, as tokens are theirs. */
async function compareAll(context: ApiContext, body: ImportBody): Promise<readonly Change[]> {
  const { env } = context;
  const open = await createOpener(body);
  const changes: Promise<Change>[] = [];
  const { user: by } = context.var.principal;
  for (const one of body.users) {
    const place = { kind: "user", team: one.team_name, name: one.username } as const;
    changes.push(open(place, one.secret, (hash) => importUser(env, one, hash)));
  }
  for (const one of body.tokens) {
    const place = { kind: "token", team: one.team_name, name: one.id } as const;
    changes.push(open(place, one.secret, (hash) => importToken(env, one, hash)));
  }
  for (const one of body.pools) changes.push(importPool(env, one));
  for (const one of body.variables) {
    const place = { kind: "variable", team: one.team_name, name: one.key } as const;
    changes.push(open(place, one.secret, (value) => importVariable(env, one, value)));
  }
  for (const one of body.connections) {
    const place = { kind: "connection", team: one.team_name, name: one.connection_id } as const;
    changes.push(open(place, one.secret, (secret) => importConnection(env, one, secret)));
  }
  for (const one of body.dags) changes.push(importDag(env, one, by));
  for (const one of body.favorites) changes.push(importFavorite(env, one));
  return Promise.all(changes);
}

type Use = (text: string | null) => Promise<Change>;
type Opener = (place: SealedPlace, sealed: string | undefined, use: Use) => Promise<Change>;

/** A wrong passphrase refuses the whole request: no part of an export is taken for one without secrets. */
async function createOpener({ passphrase, sealing }: ImportBody): Promise<Opener> {
  const isGiven = passphrase !== undefined && passphrase !== null;
  const box = isGiven && sealing ? take(await PassphraseBox.reopen(passphrase, sealing)) : null;
  return async (place, sealed, use) => {
    if (sealed === undefined) return use(null);
    if (box === null) throw new Problem(400, "The export is sealed: give its passphrase and its `sealing`");
    return use(take(await box.open(place, sealed)));
  };
}

/** What one item refuses does not keep the others from being written. */
async function applyChange(change: Change): Promise<Change> {
  if (change.outcome === "unchanged" || change.outcome === "refused") return change;
  try {
    await change.apply();
    return change;
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return refuseItem(change.kind, change.name, error.message);
    throw error;
  }
}

function formatChange({
  kind,
  name,
  outcome,
  fields,
  detail,
}: Change): z.infer<typeof importAnswer>["results"][number] {
  return { kind, name, outcome, fields: [...fields], detail };
}
