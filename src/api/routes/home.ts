import { z } from "@hono/zod-openapi";
import { readHome, type TeamCounts } from "../../store/home.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import {
  activeRun,
  failedRun,
  formatActive,
  formatFailed,
  formatNext,
  late,
  listLate,
  nextRun,
} from "../shapes/home.ts";
import { formatInstant } from "../shapes/time.ts";

const HOUR = 3_600_000;

const counts = z.object({
  dags: z.int(),
  paused: z.int(),
  import_errors: z.int(),
  queued: z.int(),
  running: z.int(),
  success: z.int(),
  failed: z.int(),
  late: z.int(),
});
const home = z
  .object({
    at: z.string().openapi({ format: "date-time" }),
    hours: z.int(),
    counts,
    failed: z.array(failedRun),
    active: z.array(activeRun),
    late: z.array(late),
    next: z.array(nextRun),
    teams: z.array(counts.omit({ late: true, import_errors: true }).extend({ team: z.string(), broken: z.int() })),
  })
  .openapi("HomeResponse");

const homeRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/home",
  tags: ["Extensions"],
  operationId: "get_home",
  description:
    "What failed, runs, is late and comes next. Failed runs count when they ended in the last `hours`, successes when they were due in them.",
  request: { query: z.object({ hours: z.coerce.number().int().min(1).max(720).default(24) }) },
  responses: { 200: answerJson(home), ...REFUSALS },
});

export type HomeRoutes = typeof homeRoute;

export function registerHome(app: ApiApp): void {
  app.openapi(homeRoute, async (context) => {
    const { hours } = context.req.valid("query");
    const now = context.var.now();
    const { team } = context.var.principal;
    const found = await readHome(context.env.DB, { team, now, since: now - hours * HOUR });
    const lateOnes = listLate(found.active, found.overdue, now);
    const teams = found.teams.map(formatTeam);
    const total = (name: "dags" | "paused" | "queued" | "running" | "success" | "failed") =>
      teams.reduce((sum, one) => sum + one[name], 0);
    return context.json(
      {
        at: formatInstant(now),
        hours,
        counts: {
          dags: total("dags"),
          paused: total("paused"),
          import_errors: found.importErrors,
          queued: total("queued"),
          running: total("running"),
          success: total("success"),
          failed: total("failed"),
          late: lateOnes.length,
        },
        failed: found.failed.map(formatFailed),
        active: found.active.map(formatActive),
        late: lateOnes,
        next: found.next.map(formatNext),
        teams,
      },
      200,
    );
  });
}

function formatTeam({ team, dags, paused, broken, runs }: TeamCounts) {
  return { team, dags, paused, broken, ...runs };
}
