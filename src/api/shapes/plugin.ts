import { z } from "@hono/zod-openapi";

/** Parts of plugins that Airflow describes loosely. */
const named = z.looseObject({ name: z.string() });
const fastApiApp = z
  .looseObject({ app: z.string(), url_prefix: z.string(), name: z.string() })
  .openapi("FastAPIAppResponse");
const middleware = z.looseObject({ middleware: z.string(), name: z.string() }).openapi("FastAPIRootMiddlewareResponse");
const names = z.array(z.string());

const plugin = z
  .object({
    name: z.string(),
    macros: names,
    flask_blueprints: names,
    fastapi_apps: z.array(fastApiApp),
    fastapi_root_middlewares: z.array(middleware),
    external_views: z.array(named.extend({ href: z.string() }).openapi("ExternalViewResponse")),
    react_apps: z.array(named.extend({ bundle_url: z.string() }).openapi("ReactAppResponse")),
    appbuilder_views: z.array(z.looseObject({ name: z.string().nullish() }).openapi("AppBuilderViewResponse")),
    appbuilder_menu_items: z.array(named.extend({ href: z.string() }).openapi("AppBuilderMenuItemResponse")),
    global_operator_extra_links: names,
    operator_extra_links: names,
    source: z.string(),
    listeners: names,
    timetables: names,
  })
  .openapi("PluginResponse");
export const plugins = z
  .object({ plugins: z.array(plugin), total_entries: z.int() })
  .openapi("PluginCollectionResponse");

const pluginError = z.object({ source: z.string(), error: z.string() }).openapi("PluginImportErrorResponse");
export const pluginErrors = z
  .object({ import_errors: z.array(pluginError), total_entries: z.int() })
  .openapi("PluginImportErrorCollectionResponse");

const provider = z
  .object({
    package_name: z.string(),
    description: z.string(),
    version: z.string(),
    documentation_url: z.string().nullable(),
  })
  .openapi("ProviderResponse");
export const providers = z
  .object({ providers: z.array(provider), total_entries: z.int() })
  .openapi("ProviderCollectionResponse");
