import { z } from "@hono/zod-openapi";
import type { Json } from "../../core/json.ts";
import { findReport, listImportedLines, saveReport, type ImportedLine } from "../../store/imported-lines.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp } from "../environment.ts";
import { chooseSource, refuseSource, sourcePath, sourceQuery } from "../import-source.ts";
import { integerFrom, limit, offset, text } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";

const TAGS = ["Extensions"];
const date = z.string().openapi({ format: "date-time" });
const shape = z.record(z.string(), z.custom<Json>()).openapi({ type: "object", additionalProperties: true });

/** `dag` and `runs` are what the foreign deployment said; `here` is our own DAG of the same id. */
const line = z.object({
  source: z.string(),
  team_name: z.string(),
  dag_id: z.string(),
  imported_at: date,
  url: z.string().nullable(),
  here: z.string().nullable(),
  total_runs: z.int(),
  dag: shape,
  runs: z.array(shape),
});
const linesRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/importedDags",
  tags: TAGS,
  operationId: "list_imported_dags",
  description: "Copies of foreign DAGs of all deployments, each with its newest runs.",
  request: {
    query: sourceQuery.extend({
      source: text,
      dag_id: text,
      search: text,
      runs: integerFrom(0, 100).default(14),
      limit,
      offset,
    }),
  },
  responses: { 200: answerJson(z.object({ dags: z.array(line), total_entries: z.int() })), ...REFUSALS },
});

const short = z.string().min(1).max(300);
const outcome = z.object({ kind: short, name: short, outcome: short, detail: z.string().max(2_000).nullable() });
/** A login in the address is nobody else's business, and another scheme would be followed by a reader's browser. */
const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), "An address without a login in it");
const reportBody = z.strictObject({
  url: address,
  version: short.nullable(),
  counts: z.array(z.object({ kind: short, outcome: short, count: z.int() })).max(100),
  open: z.array(outcome).max(500),
});
const reportRoute = defineRoute("operate", {
  method: "get",
  path: "/api/x/imports/{source}/report",
  tags: TAGS,
  operationId: "get_import_report",
  description: "What the last import brought, and by name what somebody has to see to.",
  request: { params: sourcePath, query: sourceQuery },
  responses: { 200: answerJson(reportBody.extend({ url: z.string() })), ...REFUSALS },
});
const saveRoute = defineRoute("administer", {
  method: "put",
  path: "/api/x/imports/{source}/report",
  tags: TAGS,
  operationId: "save_import_report",
  request: { params: sourcePath, ...takeJson(reportBody) },
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

export type ImportedDagsRoutes = typeof linesRoute | typeof reportRoute | typeof saveRoute;

/** Foreign DAGs as lists show them, and what each import said of itself. */
export function registerImportedDags(app: ApiApp): void {
  app.openapi(linesRoute, async (context) => {
    const { dag_id: dagId, team: inTeam, ...asked } = context.req.valid("query");
    const filter = { ...asked, dagId, inTeam, team: context.var.principal.team };
    const { lines, total } = await listImportedLines(context.env.DB, filter);
    return context.json({ dags: lines.map(formatLine), total_entries: total }, 200);
  });
  app.openapi(reportRoute, async (context) => {
    const key = await chooseSource(context, context.req.valid("param").source, context.req.valid("query").team);
    const report = await findReport(context.env.DB, key);
    if (report === null) throw refuseSource(key.source);
    const { url, version, counts, open } = report;
    return context.json({ url, version, counts: [...counts], open: [...open] }, 200);
  });
  app.openapi(saveRoute, async (context) => {
    const key = await chooseSource(context, context.req.valid("param").source);
    const told = context.req.valid("json");
    await recordAudit(context, { event: "save_import_report", team: key.team, extra: { source: key.source } });
    const importedBy = context.var.principal.user;
    await saveReport(context.env.DB, { ...key, ...told, importedBy, importedAt: context.var.now() });
    return context.body(null, 204);
  });
}

function formatLine({ team, dagId, importedAt, totalRuns, shape: dag, runs, ...rest }: ImportedLine) {
  return {
    ...rest,
    team_name: team,
    dag_id: dagId,
    imported_at: formatInstant(importedAt),
    total_runs: totalRuns,
    dag: dag as Record<string, Json>,
    runs: runs as Record<string, Json>[],
  };
}
