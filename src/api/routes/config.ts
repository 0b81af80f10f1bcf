import { z } from "@hono/zod-openapi";
import { MAX_IN_FLIGHT, MAX_MAP_LENGTH } from "../../core/limits.ts";
import { chooseType } from "../accept.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { LARGEST_PAGE, text } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { acceptOf, answerJson, defineRoute, REFUSALS } from "../route.ts";

const option = z
  .strictObject({ key: z.string(), value: z.union([z.string(), z.array(z.unknown())]) })
  .openapi("ConfigOption");
const section = z.strictObject({ name: z.string(), options: z.array(option) }).openapi("ConfigSection");
const config = z.strictObject({ sections: z.array(section) }).openapi("Config");
type Config = z.infer<typeof config>;

const answers = {
  200: {
    description: "Successful Response",
    content: { "application/json": { schema: config }, "text/plain": { schema: z.string() } },
  },
  ...REFUSALS,
  406: answerJson(z.object({ detail: z.string() }).openapi("HTTPExceptionResponse"), "Not Acceptable"),
};

/** The configuration may be confidential as a whole: Airflow shows it to nobody unless it is told to. */
const listRoute = defineRoute("administer", {
  method: "get",
  path: "/api/v2/config",
  tags: ["Config"],
  operationId: "get_config",
  request: { headers: acceptOf("application/json", "text/plain"), query: z.object({ section: text }) },
  responses: answers,
});
const getRoute = defineRoute("administer", {
  method: "get",
  path: "/api/v2/config/section/{section}/option/{option}",
  tags: ["Config"],
  operationId: "get_config_value",
  request: {
    headers: acceptOf("application/json", "text/plain"),
    params: z.object({ section: z.string(), option: z.string() }),
  },
  responses: answers,
});

export type ConfigRoutes = typeof listRoute | typeof getRoute;

export function registerConfig(app: ApiApp): void {
  app.openapi(listRoute, (context) => {
    const { section: name } = context.req.valid("query");
    const all = describeConfig(context).sections;
    const sections = all.filter((one) => name === undefined || name === "" || one.name === name);
    if (sections.length === 0) throw new Problem(404, `Section ${name} not found.`);
    return answer(context, { sections });
  });
  app.openapi(getRoute, (context) => {
    const path = context.req.valid("param");
    // Airflow's option names know no letter case.
    const found = describeConfig(context).sections.find(({ name }) => name === path.section);
    const options = found?.options.filter(({ key }) => key === path.option.toLowerCase()) ?? [];
    if (options.length === 0) throw new Problem(404, `Option [${path.section}/${path.option}] not found.`);
    return answer(context, { sections: [{ name: path.section, options }] });
  });
}

function answer(context: ApiContext, body: Config) {
  const type = chooseType(context.req.header("Accept"), ["application/json", "text/plain"]);
  return type === "text/plain" ? context.text(formatText(body), 200) : context.json(body, 200);
}

function formatText({ sections }: Config): string {
  return sections
    .map(({ name, options }) => [`[${name}]`, ...options.map(({ key, value }) => `${key} = ${String(value)}`)])
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** Airflow's names for what is so here. What is secret is said to be set, and no more. */
function describeConfig({ env }: ApiContext): Config {
  const sections = {
    core: {
      dags_folder: "dags",
      default_timezone: "utc",
      parallelism: MAX_IN_FLIGHT,
      max_map_length: MAX_MAP_LENGTH,
      load_examples: "False",
      ...hide("fernet_key", env.TRADEWIND_SECRET_KEY),
    },
    api: { expose_config: "True", maximum_page_limit: LARGEST_PAGE, fallback_page_limit: 50 },
    scheduler: { scheduler_heartbeat_sec: 60, catchup_by_default: "False" },
    logging: { remote_logging: "False" },
    simple_auth_manager: { ...hide("admin_password", env.TRADEWIND_ADMIN_PASSWORD) },
  };
  return {
    sections: Object.entries(sections).map(([name, options]) => ({
      name,
      options: Object.entries(options).map(([key, value]) => ({ key, value: String(value) })),
    })),
  };
}

function hide(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: "< hidden >" };
}
