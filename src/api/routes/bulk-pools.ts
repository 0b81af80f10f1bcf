import { findPool } from "../../store/pool.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkResponse, describeBulk } from "../shapes/bulk.ts";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import { type BulkKey, type BulkNoun, runBulk } from "./bulk.ts";
import { readMask } from "./mask.ts";
import { addPool, changePool, createBody, removePool } from "./pools.ts";
import { chooseTeam } from "./team.ts";
import type { z } from "@hono/zod-openapi";

const bulkRoute = defineRoute("administer", {
  method: "patch",
  path: "/api/v2/pools",
  tags: ["Pool"],
  operationId: "bulk_pools",
  request: takeJson(describeBulk(createBody, "PoolBody")),
  responses: { 200: answerJson(bulkResponse), ...REFUSALS },
});

export type BulkPoolsRoutes = typeof bulkRoute;

export function registerBulkPools(app: ApiApp): void {
  app.openapi(bulkRoute, async (context) =>
    context.json(await runBulk(describeNoun(context), context.req.valid("json").actions), 200),
  );
}

function describeNoun(context: ApiContext): BulkNoun<z.infer<typeof createBody>> {
  return {
    title: "The pools with these pool names",
    keyOf: (entity) => {
      const [name, team] = typeof entity === "string" ? [entity, null] : [entity.name, entity.team_name];
      return { team: chooseTeam(context, team), name };
    },
    find: async (keys) => {
      const found = await Promise.all(keys.map((key) => findPool(context.env.DB, key)));
      return found.flatMap((pool) => pool ?? []);
    },
    create: async (entities) => {
      for (const [, entity] of entities) await addPool(context, entity);
    },
    update: async (key, entity, mask) => {
      const given: Partial<typeof entity> = readMask(entity, mask, [
        "name",
        "slots",
        "description",
        "include_deferred",
        "team_name",
      ]);
      const { slots, description, include_deferred } = given;
      await changePool(context, nameOf(key), { slots, description, include_deferred });
    },
    remove: async (keys) => {
      for (const key of keys) await removePool(context, nameOf(key));
    },
  };
}

/** As the path of a single pool names it. */
function nameOf({ team, name }: BulkKey): string {
  return team === DEFAULT_TEAM ? name : `${team}.${name}`;
}
