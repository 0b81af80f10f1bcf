import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { limit, offset } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { pluginErrors, plugins, providers } from "../shapes/plugin.ts";

const pluginsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/plugins",
  tags: ["Plugin"],
  operationId: "get_plugins",
  request: { query: z.object({ limit, offset }) },
  responses: { 200: answerJson(plugins), ...REFUSALS },
});
const errorsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/plugins/importErrors",
  tags: ["Plugin"],
  operationId: "import_errors",
  responses: { 200: answerJson(pluginErrors), 401: REFUSALS[401], 403: REFUSALS[403] },
});
const providersRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/providers",
  tags: ["Provider"],
  operationId: "get_providers",
  request: { query: z.object({ limit, offset }) },
  responses: { 200: answerJson(providers), ...REFUSALS },
});

export type PluginsRoutes = typeof pluginsRoute | typeof errorsRoute | typeof providersRoute;

/** What is built in; there are no packages to install beside it. */
const PROVIDERS = [
  {
    package_name: "tradewind",
    description: "Operators, sensors and connection types that come with Tradewind",
    version: "0.1.0",
    documentation_url: null,
  },
];

/** What extends it is code of the deployment itself, so that there are no plugins, and none that fail to load. */
export function registerPlugins(app: ApiApp): void {
  app.openapi(pluginsRoute, (context) => context.json({ plugins: [], total_entries: 0 }, 200));
  app.openapi(errorsRoute, (context) => context.json({ import_errors: [], total_entries: 0 }, 200));
  app.openapi(providersRoute, (context) => {
    const asked = context.req.valid("query");
    const page = PROVIDERS.slice(asked.offset, asked.offset + asked.limit);
    return context.json({ providers: page, total_entries: PROVIDERS.length }, 200);
  });
}
