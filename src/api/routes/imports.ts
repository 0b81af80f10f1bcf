import { z } from "@hono/zod-openapi";
import type { Json } from "../../core/json.ts";
import {
  dropImported,
  findImportedDag,
  listImportedDags,
  listImportedRuns,
  listImportedSources,
  saveImported,
  type ImportedDag,
} from "../../store/imported.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { chooseSource, refuseSource, sourcePath, sourceQuery } from "../import-source.ts";
import { awareInstant, limit, offset } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";

const TAGS = ["Extensions"];
const LARGEST_PAGE = 1_000;
const date = z.string().openapi({ format: "date-time" });
const shape = z.record(z.string(), z.custom<Json>()).openapi({ type: "object", additionalProperties: true });

const dagPath = sourcePath.extend({ dag_id: z.string() });
const sources = z.object({
  imports: z.array(
    z.object({
      source: z.string(),
      team_name: z.string(),
      dags: z.int(),
      runs: z.int(),
      imported_at: date,
      url: z.string().nullable(),
      version: z.string().nullable(),
      imported_by: z.string().nullable(),
      counts: z.array(z.object({ kind: z.string(), outcome: z.string(), count: z.int() })),
    }),
  ),
});
/** `dag` is what the foreign deployment said of it; nothing here acts on it. */
const importedDag = z.object({ source: z.string(), dag_id: z.string(), imported_at: date, dag: shape });

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/imports",
  tags: TAGS,
  operationId: "get_imports",
  responses: { 200: answerJson(sources), ...REFUSALS },
});
const dagsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/imports/{source}/dags",
  tags: TAGS,
  operationId: "get_imported_dags",
  request: { params: sourcePath },
  responses: { 200: answerJson(z.object({ dags: z.array(importedDag) })), ...REFUSALS },
});
const dagRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/imports/{source}/dags/{dag_id}",
  tags: TAGS,
  operationId: "get_imported_dag",
  request: { params: dagPath },
  responses: { 200: answerJson(importedDag.extend({ tasks: z.array(shape) })), ...REFUSALS },
});
const runsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/imports/{source}/dags/{dag_id}/dagRuns",
  tags: TAGS,
  operationId: "get_imported_dag_runs",
  request: { params: dagPath, query: sourceQuery.extend({ limit, offset }) },
  responses: { 200: answerJson(z.object({ dag_runs: z.array(shape), total_entries: z.int() })), ...REFUSALS },
});
const copiedRun = z.looseObject({ dag_run_id: z.string(), state: z.string(), run_after: awareInstant });
const saveBody = z.strictObject({
  dag: z.looseObject({ dag_id: z.string().min(1) }),
  tasks: z.array(shape).max(10_000),
  dag_runs: z.array(copiedRun).max(500),
});
const saveRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/imports/{source}",
  tags: TAGS,
  operationId: "save_imported_dag",
  description: "Keeps a copy of one DAG of a foreign deployment and of some of its runs, to be read beside our own.",
  request: { params: sourcePath, ...takeJson(saveBody) },
  responses: { 200: answerJson(z.object({ dag_id: z.string(), dag_runs: z.int() })), ...REFUSALS },
});
const dropRoute = defineRoute("administer", {
  method: "delete",
  path: "/api/x/imports/{source}",
  tags: TAGS,
  operationId: "drop_import",
  request: { params: sourcePath },
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

export type ImportsRoutes =
  | typeof listRoute
  | typeof dagsRoute
  | typeof dagRoute
  | typeof runsRoute
  | typeof saveRoute
  | typeof dropRoute;

/** Copies of foreign deployments. They stand in tables of their own: no run of ours is ever among them. */
export function registerImports(app: ApiApp): void {
  registerReads(app);
  app.openapi(saveRoute, async (context) => {
    const key = await chooseSource(context, context.req.valid("param").source);
    const { dag, tasks, dag_runs: runs } = context.req.valid("json");
    const extra = { source: key.source, dag_id: dag.dag_id, runs: runs.length };
    await recordAudit(context, { event: "save_imported_dag", team: key.team, extra });
    const copied = runs.map((run) => ({
      runId: run.dag_run_id,
      state: run.state,
      runAfter: run.run_after,
      shape: { ...run, run_after: formatInstant(run.run_after) } as Json,
    }));
    const one = { dagId: dag.dag_id, shape: dag as Json, tasks: tasks as Json, runs: copied };
    await saveImported(context.env.DB, key, one, context.var.now());
    return context.json({ dag_id: dag.dag_id, dag_runs: runs.length }, 200);
  });
  app.openapi(dropRoute, async (context) => {
    const key = await chooseSource(context, context.req.valid("param").source);
    await recordAudit(context, { event: "drop_import", team: key.team, extra: { source: key.source } });
    if (!(await dropImported(context.env.DB, key))) throw refuseSource(key.source);
    return context.body(null, 204);
  });
}

function registerReads(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const found = await listImportedSources(context.env.DB, context.var.principal.team);
    const imports = found.map(({ team, importedAt, importedBy, counts, ...told }) => ({
      ...told,
      team_name: team,
      imported_at: formatInstant(importedAt),
      imported_by: importedBy,
      counts: [...counts],
    }));
    return context.json({ imports }, 200);
  });
  app.openapi(dagsRoute, async (context) => {
    const key = await chooseSource(context, context.req.valid("param").source);
    const dags = await listImportedDags(context.env.DB, key);
    if (dags.length === 0) throw refuseSource(key.source);
    return context.json({ dags: dags.map(formatDag) }, 200);
  });
  app.openapi(dagRoute, async (context) => {
    const found = await loadDag(context, context.req.valid("param"));
    return context.json({ ...formatDag(found), tasks: found.tasks as Record<string, Json>[] }, 200);
  });
  app.openapi(runsRoute, async (context) => {
    const asked = context.req.valid("query");
    const found = await loadDag(context, context.req.valid("param"), asked.team);
    const page = { limit: Math.min(asked.limit, LARGEST_PAGE), offset: asked.offset };
    const { runs, total } = await listImportedRuns(context.env.DB, found, page);
    return context.json({ dag_runs: runs.map((run) => run.shape as Record<string, Json>), total_entries: total }, 200);
  });
}

async function loadDag(context: ApiContext, path: z.infer<typeof dagPath>, team?: string): Promise<ImportedDag> {
  const key = await chooseSource(context, path.source, team);
  const found = await findImportedDag(context.env.DB, { ...key, dagId: path.dag_id });
  if (found === null) throw new Problem(404, `Nothing was copied of a DAG \`${path.dag_id}\` of \`${path.source}\``);
  return found;
}

function formatDag({ source, dagId, importedAt, shape: dag }: ImportedDag): z.infer<typeof importedDag> {
  return { source, dag_id: dagId, imported_at: formatInstant(importedAt), dag: dag as Record<string, Json> };
}
