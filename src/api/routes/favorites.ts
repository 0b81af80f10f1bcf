import { findDag } from "../../store/dag.ts";
import { addFavorite, dropFavorite } from "../../store/dag-favorite.ts";
import { recordAudit } from "../audit.ts";
import { resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { CONFLICT, defineRoute, REFUSALS } from "../route.ts";
import { dagPath } from "./paths.ts";

const DONE = { 204: { description: "Successful Response" } };

/** Everyone keeps favourites of their own, whatever else they may do. */
const favoriteRoute = defineRoute("read", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/favorite",
  tags: ["DAG"],
  operationId: "favorite_dag",
  request: { params: dagPath },
  responses: { ...DONE, ...REFUSALS },
});
const unfavoriteRoute = defineRoute("read", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/unfavorite",
  tags: ["DAG"],
  operationId: "unfavorite_dag",
  request: { params: dagPath },
  responses: { ...DONE, ...CONFLICT, ...REFUSALS },
});

export type FavoritesRoutes = typeof favoriteRoute | typeof unfavoriteRoute;

export function registerFavorites(app: ApiApp): void {
  app.openapi(favoriteRoute, async (context) => {
    const key = await findKnown(context, context.req.valid("param").dag_id);
    await recordAudit(context, { event: "favorite_dag", ...key });
    await addFavorite(context.env.DB, context.var.principal.user, key);
    return context.body(null, 204);
  });
  app.openapi(unfavoriteRoute, async (context) => {
    const key = await findKnown(context, context.req.valid("param").dag_id);
    await recordAudit(context, { event: "unfavorite_dag", ...key });
    if (!(await dropFavorite(context.env.DB, context.var.principal.user, key))) {
      throw new Problem(409, "DAG is not marked as favorite");
    }
    return context.body(null, 204);
  });
}

async function findKnown({ env, var: { principal } }: ApiContext, dagId: string) {
  const { team, dagId: id } = resolveDag(principal, dagId);
  if ((await findDag(env.DB, { team, dagId: id })) === null) {
    throw new Problem(404, `DAG with id '${dagId}' not found`);
  }
  return { team, dagId: id };
}
