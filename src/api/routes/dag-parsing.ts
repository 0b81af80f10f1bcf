import { z } from "@hono/zod-openapi";
import { listDagsOfFile } from "../../store/deployed.ts";
import { recordAudit } from "../audit.ts";
import { mayReachTeam } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { Problem } from "../problem.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";

const reparseRoute = defineRoute("operate", {
  method: "put",
  path: "/api/v2/parseDagFile/{file_token}",
  tags: ["DAG Parsing"],
  operationId: "reparse_dag_file",
  request: { params: z.object({ file_token: z.string() }) },
  responses: { 201: answerJson(z.null()), ...REFUSALS },
});

export type DagParsingRoutes = typeof reparseRoute;

/**
 * A file is parsed when it is deployed, and never changes after: what is asked for has been done. A DAG's `file_token`
 * is the path of its file.
 */
export function registerDagParsing(app: ApiApp): void {
  app.openapi(reparseRoute, async (context) => {
    const { file_token: file } = context.req.valid("param");
    const dags = await listDagsOfFile(context.env.DB, file);
    const reached = dags.find(({ team }) => mayReachTeam(context.var.principal, team));
    if (reached === undefined) throw new Problem(404, "File not found");
    await recordAudit(context, { event: "reparse_dag_file", ...reached, extra: { file } });
    return context.json(null, 201);
  });
}
