import { z } from "@hono/zod-openapi";
import { SecretBox } from "../../store/secret-box.ts";
import {
  createVariable,
  deleteVariables,
  findVariables,
  listVariables,
  openVariable,
  saveVariables,
  type StoredVariable,
  updateVariable,
} from "../../store/variable.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { dropUndefined, limit, list, offset, orderBy, text, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkResponse, describeBulk } from "../shapes/bulk.ts";
import {
  formatValue,
  formatVariable,
  mayBeMasked,
  unmask,
  variable,
  variableBody,
  type VariableBody,
  variables,
} from "../shapes/variable.ts";
import { type BulkNoun, runBulk } from "./bulk.ts";
import { readMask } from "./mask.ts";
import { chooseTeam, keepTeam, listMeanings } from "./team.ts";

const PATH = "/api/v2/variables/{variable_key}";
const TAGS = ["Variable"];
const variablePath = z.object({ variable_key: z.string() });
/** Values may be confidential though their names do not tell: they are for those who operate, not for every reader. */
const listRoute = defineRoute("operate", {
  method: "get",
  path: "/api/v2/variables",
  tags: TAGS,
  operationId: "get_variables",
  request: {
    query: z.object({
      limit,
      offset,
      order_by: orderBy("id"),
      variable_key_pattern: text,
      variable_key_prefix_pattern: text,
    }),
  },
  responses: { 200: answerJson(variables), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("operate", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_variable",
  request: { params: variablePath },
  responses: { 200: answerJson(variable), ...REFUSALS },
});
const createRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/variables",
  tags: TAGS,
  operationId: "post_variable",
  request: takeJson(variableBody),
  responses: { 201: answerJson(variable), ...CONFLICT, ...REFUSALS },
});
const bulkRoute = defineRoute("administer", {
  method: "patch",
  path: "/api/v2/variables",
  tags: TAGS,
  operationId: "bulk_variables",
  request: takeJson(describeBulk(variableBody, "VariableBody")),
  responses: { 200: answerJson(bulkResponse), ...REFUSALS },
});
const patchRoute = defineRoute("administer", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "patch_variable",
  request: { params: variablePath, query: z.object({ update_mask: list }), ...takeJson(variableBody) },
  responses: { 200: answerJson(variable), ...BAD_REQUEST, ...REFUSALS },
});
const deleteRoute = defineRoute("administer", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "delete_variable",
  request: { params: variablePath },
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

export type VariablesRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof createRoute
  | typeof bulkRoute
  | typeof patchRoute
  | typeof deleteRoute;

export function registerVariables(app: ApiApp): void {
  registerReads(app);
  registerWrites(app);
}

function registerReads(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const { team } = context.var.principal;
    const patterns = { keyPattern: asked.variable_key_pattern, keyPrefix: asked.variable_key_prefix_pattern };
    const page = take(await listVariables(context.env.DB, { ...toPage(asked), team, ...dropUndefined(patterns) }));
    const box = openBox(context);
    const shown = page.items.slice(0, asked.limit).map(async (stored) => {
      // One that cannot be read does not hide the others; asked for alone, it says why.
      const value = await openVariable(box, stored);
      return formatVariable(stored, value.ok ? value.value : null);
    });
    return context.json({ variables: await Promise.all(shown), total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const stored = await loadVariable(context, context.req.valid("param").variable_key);
    return context.json(await format(context, stored), 200);
  });
}

function registerWrites(app: ApiApp): void {
  app.openapi(createRoute, async (context) => {
    const { key, value, description = null, team_name } = context.req.valid("json");
    const team = chooseTeam(context, team_name);
    await recordAudit(context, { event: "post_variable", team, extra: { key } });
    const values = { team, key, value: formatValue(value), description };
    const created = take(await createVariable(context.env.DB, openBox(context), values));
    return context.json(await format(context, created), 201);
  });
  app.openapi(bulkRoute, async (context) => {
    return context.json(await runBulk(describeNoun(context), context.req.valid("json").actions), 200);
  });
  app.openapi(patchRoute, async (context) => {
    const body = context.req.valid("json");
    const { update_mask } = context.req.valid("query");
    const name = context.req.valid("param").variable_key;
    const stored = await loadVariable(context, name);
    if (body.key !== name && body.key !== stored.key) {
      throw new Problem(400, "Invalid body, key from request body doesn't match uri parameter");
    }
    return context.json(await format(context, await changeVariable(context, stored, body, update_mask)), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const { team, key } = await loadVariable(context, context.req.valid("param").variable_key);
    await recordAudit(context, { event: "delete_variable", team, extra: { key } });
    if ((await deleteVariables(context.env.DB, [{ team, key }])) === 0) throw refuseVariable(key);
    return context.body(null, 204);
  });
}

async function changeVariable(
  context: ApiContext,
  stored: StoredVariable,
  body: VariableBody,
  mask: readonly string[],
): Promise<StoredVariable> {
  const { team, key } = stored;
  const given: Partial<VariableBody> = readMask(body, mask, ["key", "value", "description", "team_name"]);
  keepTeam(context, team, given.team_name);
  const box = openBox(context);
  const value = given.value === undefined ? undefined : await readValue(box, stored, formatValue(given.value));
  const fields = Object.keys(dropUndefined({ value, description: given.description }));
  await recordAudit(context, { event: "patch_variable", team, extra: { key, fields } });
  const change = dropUndefined({ value, description: given.description });
  const updated = take(await updateVariable(context.env.DB, box, { team, key }, change));
  if (updated === null) throw refuseVariable(key);
  return updated;
}

async function readValue(box: SecretBox, stored: StoredVariable, value: string): Promise<string> {
  if (!mayBeMasked(value)) return value;
  return unmask(stored.key, value, take(await openVariable(box, stored)));
}

function describeNoun(context: ApiContext): BulkNoun<VariableBody> {
  const { DB } = context.env;
  const toKey = ({ team, name }: { team: string; name: string }) => ({ team, key: name });
  const find = async (keys: readonly { team: string; name: string }[]) => await findVariables(DB, keys.map(toKey));
  return {
    title: "The variables with these keys",
    keyOf: (entity) => {
      const [name, team] = typeof entity === "string" ? [entity, null] : [entity.key, entity.team_name];
      return { team: chooseTeam(context, team), name };
    },
    find: async (keys) => (await find(keys)).map(({ team, key }) => ({ team, name: key })),
    create: async (entities) => {
      const made = entities.map(([key, { value, description = null }]) => {
        return { ...toKey(key), value: formatValue(value), description };
      });
      await auditBulk(context, "create", made);
      take(await saveVariables(DB, openBox(context), made));
    },
    update: async (key, entity, mask) => {
      const [stored] = await find([key]);
      if (stored !== undefined) await changeVariable(context, stored, entity, mask);
    },
    remove: async (keys) => {
      await auditBulk(context, "delete", keys.map(toKey));
      await deleteVariables(DB, keys.map(toKey));
    },
  };
}

async function auditBulk(
  context: ApiContext,
  action: string,
  of: readonly { readonly team: string; readonly key: string }[],
): Promise<void> {
  for (const team of new Set(of.map((one) => one.team))) {
    const keys = of.filter((one) => one.team === team).map(({ key }) => key);
    await recordAudit(context, { event: "bulk_variables", team, extra: { action, keys } });
  }
}

/** Outside of the default team a variable is named `team.key`, as a pool is. */
async function loadVariable(context: ApiContext, name: string): Promise<StoredVariable> {
  const meanings = listMeanings(context, name);
  const found = await findVariables(
    context.env.DB,
    meanings.map((meaning) => ({ team: meaning.team, key: meaning.name })),
  );
  const meant = meanings.flatMap(({ team, name: key }) => found.filter((one) => one.team === team && one.key === key));
  if (meant[0] === undefined) throw refuseVariable(name);
  return meant[0];
}

async function format(context: ApiContext, stored: StoredVariable) {
  return formatVariable(stored, take(await openVariable(openBox(context), stored)));
}

function openBox(context: ApiContext): SecretBox {
  return new SecretBox(context.env.TRADEWIND_SECRET_KEY);
}

function refuseVariable(key: string): Problem {
  return new Problem(404, `The Variable with key: \`${key}\` was not found`);
}
