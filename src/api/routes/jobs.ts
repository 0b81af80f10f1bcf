import { z } from "@hono/zod-openapi";
import { findDeployment, type Deployment } from "../../store/deployment.ts";
import type { ApiApp } from "../environment.ts";
import { isWithin } from "../instance-filter.ts";
import { describeRange, flag, limit, offset, orderBy, text, toOpenRange } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatScheduler, jobs } from "../shapes/job.ts";
import { HEARTBEAT_LIMIT_MS } from "./monitor.ts";

const ORDERS = [
  "id",
  "dag_id",
  "state",
  "job_type",
  "start_date",
  "end_date",
  "latest_heartbeat",
  "executor_class",
  "hostname",
  "unixname",
];

const query = z.object({
  limit,
  offset,
  order_by: orderBy("id"),
  is_alive: flag.optional(),
  ...describeRange("start_date"),
  ...describeRange("end_date"),
  job_state: text,
  job_type: text,
  hostname: text,
  executor_class: text,
});
type Query = z.infer<typeof query>;

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/jobs",
  tags: ["Job"],
  operationId: "get_jobs",
  request: { query },
  responses: { 200: answerJson(jobs), ...BAD_REQUEST, ...REFUSALS },
});

export type JobsRoutes = typeof listRoute;

export function registerJobs(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    checkOrder(asked.order_by);
    const deployment = await findDeployment(context.env.DB);
    const isFound = deployment !== null && matchesScheduler(deployment, asked, context.var.now());
    const found = isFound ? [formatScheduler(deployment)] : [];
    return context.json(
      { jobs: found.slice(asked.offset, asked.offset + asked.limit), total_entries: found.length },
      200,
    );
  });
}

function checkOrder(orderBy: readonly string[]): void {
  const names = orderBy.flatMap((part) => part.split(",")).map((name) => name.replace(/^-/, ""));
  const unknown = names.find((name) => !ORDERS.includes(name));
  if (unknown === undefined) return;
  throw new Problem(400, `Ordering with '${unknown}' is disallowed or the attribute does not exist on the model`);
}

function matchesScheduler({ takenUpAt, tickedAt }: Deployment, asked: Query, now: number): boolean {
  if (tickedAt === null) return false;
  const isAlive = now - tickedAt < HEARTBEAT_LIMIT_MS;
  return (
    (asked.is_alive === undefined || asked.is_alive === isAlive) &&
    (asked.job_state === undefined || asked.job_state === "running") &&
    (asked.job_type === undefined || asked.job_type === "SchedulerJob") &&
    asked.hostname === undefined &&
    asked.executor_class === undefined &&
    isWithin(takenUpAt, toOpenRange(asked, "start_date", now)) &&
    isWithin(null, toOpenRange(asked, "end_date", now))
  );
}
