import { z } from "@hono/zod-openapi";
import { reachJournal } from "../../coordinator/stubs.ts";
import type { JournalRow } from "../../core/journal.ts";
import { TASK_STATES } from "../../core/state.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { runState } from "../shapes/dag-run.ts";
import { formatInstant } from "../shapes/time.ts";
import { refuseRun, resolveRun, runPath } from "./paths.ts";

const row = z.object({
  revision: z.int(),
  at: z.string().openapi({ format: "date-time" }),
  /** The event's type, as `start` or `clear`. */
  cause: z.string(),
  /** Null where the run's own state stayed. */
  run_state: runState.nullable(),
  /** Mapped tasks with their new number of instances. */
  expansions: z.array(z.tuple([z.string(), z.int()])),
  /** Task id, map index, new state, try. */
  changes: z.array(z.tuple([z.string(), z.int(), z.enum(TASK_STATES), z.int()])),
});
const journal = z
  .object({
    rows: z.array(row),
    /** The newest row of all. */
    revision: z.int(),
    /** Give it as `after` for the next page; null after the last. */
    next_after: z.int().nullable(),
  })
  .openapi("JournalResponse");

const journalRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}/journal",
  tags: ["Extensions"],
  operationId: "get_journal",
  description: "All that ever changed in a run, in order: folded up to an instant, it is the run as it was then.",
  request: {
    params: runPath,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
    }),
  },
  responses: { 200: answerJson(journal), ...REFUSALS },
});

export type JournalRoutes = typeof journalRoute;

export function registerJournal(app: ApiApp): void {
  app.openapi(journalRoute, async (context) => {
    const path = context.req.valid("param");
    const { after, limit } = context.req.valid("query");
    const page = await reachJournal(context.env, resolveRun(context, path)).readJournal(after, limit);
    if (page === null) throw refuseRun(path);
    const last = page.rows.at(-1)?.seq ?? page.newest;
    const next = last < page.newest ? last : null;
    return context.json({ rows: page.rows.map(formatRow), revision: page.newest, next_after: next }, 200);
  });
}

function formatRow({ seq, at, cause, runState: state, expansions, changes }: JournalRow): z.infer<typeof row> {
  return {
    revision: seq,
    at: formatInstant(at),
    cause,
    run_state: state,
    expansions: expansions.map(([taskId, length]) => [taskId, length]),
    changes: changes.map(([taskId, mapIndex, one, tryNumber]) => [taskId, mapIndex, one, tryNumber]),
  };
}
