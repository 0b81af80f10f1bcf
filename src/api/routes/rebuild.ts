import { z } from "@hono/zod-openapi";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiBindings } from "../environment.ts";
import { Problem } from "../problem.ts";
import { formatPosition, parsePosition, rebuildSome, type RebuildPosition } from "../rebuild.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";

const rebuildRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/rebuild",
  tags: ["Extensions"],
  operationId: "rebuild",
  description:
    "Fills the tables that repeat what objects and deployment hold. Does a bounded piece; call again with `next_cursor` until `done`.",
  request: { ...takeJson(z.strictObject({ cursor: z.string().nullish() })) },
  responses: {
    200: answerJson(
      z.object({
        done: z.boolean(),
        rebuilt: z.int().openapi({ description: "Runs told again by this call" }),
        next_cursor: z.string().nullable(),
      }),
    ),
    ...BAD_REQUEST,
    ...REFUSALS,
  },
});

/** Writes to D1 all that the deployment ships, whether or not it is there. */
export type TakeUpAgain = (env: ApiBindings, now: number) => Promise<unknown>;

export type RebuildRoutes = typeof rebuildRoute;

export function registerRebuild(app: ApiApp, takeUpAgain: TakeUpAgain): void {
  app.openapi(rebuildRoute, async (context) => {
    const { principal, now } = context.var;
    if (principal.team !== null) throw new Problem(403, "Forbidden: a rebuild concerns every team");
    const position = readPosition(context.req.valid("json").cursor ?? null);
    if (position.step === "start") await recordAudit(context, { event: "rebuild" });
    const takeUp = async () => void (await takeUpAgain(context.env, now()));
    const { rebuilt, next } = await rebuildSome({ env: context.env, takeUp }, position);
    const cursor = next === null ? null : formatPosition(next);
    return context.json({ done: next === null, rebuilt, next_cursor: cursor }, 200);
  });
}

function readPosition(cursor: string | null): RebuildPosition {
  const position = cursor === null ? { step: "start" as const } : parsePosition(cursor);
  if (position === null) throw new Problem(400, "The cursor is none that a rebuild gave");
  return position;
}
