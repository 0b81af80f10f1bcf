import { z } from "@hono/zod-openapi";
import { createTwoFilesPatch } from "diff";
import { diffGraphs } from "../../core/graph-diff.ts";
import { describeTimetable } from "../../core/timetable.ts";
import type { ApiApp } from "../environment.ts";
import { integer } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { loadVersion } from "./dag-contents.ts";
import { dagPath } from "./paths.ts";

/** Texts so far apart that no better answer comes within this many edits are given as replaced. */
const EDITS_AT_MOST = 5_000;

const field = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() });
const difference = z.object({
  dag_id: z.string(),
  from: z.int(),
  to: z.int(),
  schedule: z.object({ before: z.string(), after: z.string() }),
  graph: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    renamed: z.array(z.object({ from: z.string(), to: z.string() })),
    changed: z.array(z.object({ task: z.string(), fields: z.array(field) })),
    dag: z.array(field),
  }),
  /** The DAG's file, as a unified diff; empty when it is the same. */
  source: z.string(),
});
const diffRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/versions:diff",
  tags: ["Extensions"],
  operationId: "diff_dag_versions",
  request: { params: dagPath, query: z.object({ from: integer, to: integer }) },
  responses: { 200: answerJson(difference), ...REFUSALS },
});

export type VersionDiffRoutes = typeof diffRoute;

export function registerVersionDiff(app: ApiApp): void {
  app.openapi(diffRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { from, to } = context.req.valid("query");
    const [before, after] = await Promise.all([loadVersion(context, dag_id, from), loadVersion(context, dag_id, to)]);
    const graph = diffGraphs(before.graph, after.graph);
    const shape: z.infer<typeof difference> = {
      dag_id,
      from,
      to,
      schedule: { before: describeTimetable(before.graph.timetable), after: describeTimetable(after.graph.timetable) },
      graph: {
        added: [...graph.added],
        removed: [...graph.removed],
        renamed: [...graph.renamed],
        changed: graph.changed.map(({ task, fields }) => ({ task, fields: [...fields] })),
        dag: [...graph.dag],
      },
      source: diffSource([before.source, `version ${from}`], [after.source, `version ${to}`]),
    };
    return context.json(shape, 200);
  });
}

type Named = readonly [text: string, name: string];

function diffSource([before, old]: Named, [after, young]: Named): string {
  if (before === after) return "";
  const options = { context: 3, maxEditLength: EDITS_AT_MOST };
  const patch = createTwoFilesPatch(old, young, before, after, undefined, undefined, options);
  return patch ?? createTwoFilesPatch(old, young, before, "") + createTwoFilesPatch(old, young, "", after);
}
