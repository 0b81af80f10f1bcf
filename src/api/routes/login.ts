import { z } from "@hono/zod-openapi";
import type { ApiApp, ApiContext } from "../environment.ts";
import { text } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";

/** Where the dashboard signs in. */
const LOGIN_PAGE = "/login";

const loginRoute = defineRoute("public", {
  method: "get",
  path: "/api/v2/auth/login",
  tags: ["Login"],
  operationId: "login",
  request: { query: z.object({ next: text }) },
  responses: {
    200: answerJson(z.unknown()),
    307: answerJson(z.unknown(), "Temporary Redirect"),
    ...BAD_REQUEST,
    422: REFUSALS[422],
  },
});
const loginAllRoute = defineRoute("public", {
  method: "get",
  path: "/auth/token/login",
  tags: ["SimpleAuthManagerLogin"],
  operationId: "login_all_admins",
  responses: { 307: answerJson(z.null(), "Temporary Redirect"), 403: REFUSALS[403] },
});

export type LoginRoutes = typeof loginRoute | typeof loginAllRoute;

export function registerLogin(app: ApiApp): void {
  app.openapi(loginRoute, (context) => {
    const { next = "" } = context.req.valid("query");
    if (next !== "" && !isOwn(context, next)) throw new Problem(400, "Invalid or unsafe next URL");
    const query = next === "" ? "" : `?${new URLSearchParams({ next }).toString()}`;
    return context.json(null, 307, { Location: `${LOGIN_PAGE}${query}` });
  });
  app.openapi(loginAllRoute, () => {
    throw new Problem(
      403,
      "This method is only allowed if everybody is an administrator, which nobody is unasked here",
    );
  });
}

/** A page of this very deployment: nobody is led astray after signing in. */
function isOwn({ req }: ApiContext, next: string): boolean {
  // Browsers take a backslash for a slash.
  if (next.includes("\\") || !/^[!-~]+$/.test(next)) return false;
  const here = new URL(req.url);
  const target = URL.parse(next, here.href);
  return target !== null && target.origin === here.origin;
}
