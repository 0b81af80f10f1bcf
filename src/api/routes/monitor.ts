import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute } from "../route.ts";
import { formatOptional } from "../shapes/time.ts";
import { findDeployment } from "../../store/deployment.ts";

/** The version of Airflow whose interface is spoken; clients choose their dialect by it. */
export const SPOKEN_VERSION = "3.3.2";
/** A scheduler that has not ticked for so long is unhealthy: three ticks of a minute. */
export const HEARTBEAT_LIMIT_MS = 180_000;

const status = z.string().nullable();
const heartbeat = z.string().nullable();
const health = z
  .object({
    metadatabase: z.object({ status }).openapi("BaseInfoResponse"),
    scheduler: z.object({ status, latest_scheduler_heartbeat: heartbeat }).openapi("SchedulerInfoResponse"),
    triggerer: z.object({ status, latest_triggerer_heartbeat: heartbeat }).openapi("TriggererInfoResponse"),
    dag_processor: z
      .object({ status, latest_dag_processor_heartbeat: heartbeat })
      .openapi("DagProcessorInfoResponse")
      .nullable(),
  })
  .openapi("HealthInfoResponse");

const getHealth = defineRoute("public", {
  method: "get",
  path: "/api/v2/monitor/health",
  tags: ["Monitor"],
  operationId: "get_health",
  responses: { 200: answerJson(health) },
});

const version = z.object({ version: z.string(), git_version: z.string().nullable() }).openapi("VersionInfo");

const getVersion = defineRoute("public", {
  method: "get",
  path: "/api/v2/version",
  tags: ["Version"],
  operationId: "get_version",
  responses: { 200: answerJson(version) },
});

export type MonitorRoutes = typeof getHealth | typeof getVersion;

export function registerMonitor(app: ApiApp): void {
  app.openapi(getVersion, (context) => context.json({ version: SPOKEN_VERSION, git_version: null }, 200));
  app.openapi(getHealth, async (context) => {
    const tick = await readTick(context.env.DB);
    const isAlive = tick.at !== null && context.var.now() - tick.at < HEARTBEAT_LIMIT_MS;
    const body = {
      metadatabase: { status: tick.isReadable ? "healthy" : "unhealthy" },
      scheduler: { status: isAlive ? "healthy" : "unhealthy", latest_scheduler_heartbeat: formatOptional(tick.at) },
      // There are no such processes here: Airflow says null for what is not deployed.
      triggerer: { status: null, latest_triggerer_heartbeat: null },
      dag_processor: null,
    };
    return context.json(body, 200);
  });
}

interface Tick {
  readonly isReadable: boolean;
  readonly at: number | null;
}

async function readTick(db: D1Database): Promise<Tick> {
  try {
    return { isReadable: true, at: (await findDeployment(db))?.tickedAt ?? null };
  } catch {
    return { isReadable: false, at: null };
  }
}
