import { z } from "@hono/zod-openapi";
import { rotateSecrets } from "../../store/rotate-secrets.ts";
import { SecretBox } from "../../store/secret-box.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp } from "../environment.ts";
import { take } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";

const rotateRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/secrets/rotate",
  tags: ["Extensions"],
  operationId: "rotate_secrets",
  responses: {
    200: answerJson(z.object({ rotated: z.int(), left: z.int(), unreadable: z.array(z.string()) })),
    ...REFUSALS,
  },
});

export type SecretsRoutes = typeof rotateRoute;

/** After a new key was put in front: an old one may be taken away once nothing of its is left. */
export function registerSecrets(app: ApiApp): void {
  app.openapi(rotateRoute, async (context) => {
    const { team } = context.var.principal;
    await recordAudit(context, { event: "rotate_secrets", team });
    const box = new SecretBox(context.env.TRADEWIND_SECRET_KEY);
    const { rotated, left, unreadable } = take(await rotateSecrets(context.env.DB, box, team));
    return context.json({ rotated, left, unreadable: [...unreadable] }, 200);
  });
}
