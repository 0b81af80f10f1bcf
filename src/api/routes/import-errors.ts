import { z } from "@hono/zod-openapi";
import { findImportError, listImportErrors, type ImportError } from "../../store/import-error.ts";
import { mayReachTeam } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { dropUndefined, integer, limit, offset, orderBy, text, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { BUNDLE_NAME } from "../shapes/dag-version.ts";
import { formatInstant } from "../shapes/time.ts";

const importError = z
  .object({
    import_error_id: z.int(),
    timestamp: z.string().openapi({ format: "date-time" }),
    filename: z.string(),
    bundle_name: z.string().nullable(),
    stack_trace: z.string(),
  })
  .openapi("ImportErrorResponse");
const importErrors = z
  .object({ import_errors: z.array(importError), total_entries: z.int() })
  .openapi("ImportErrorCollectionResponse");

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/importErrors",
  tags: ["Import Error"],
  operationId: "get_import_errors",
  request: {
    query: z.object({
      limit,
      offset,
      order_by: orderBy("id"),
      filename: text,
      bundle_name: text,
      filename_pattern: text,
      filename_prefix_pattern: text,
    }),
  },
  responses: { 200: answerJson(importErrors), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/importErrors/{import_error_id}",
  tags: ["Import Error"],
  operationId: "get_import_error",
  request: { params: z.object({ import_error_id: integer }) },
  responses: { 200: answerJson(importError), ...REFUSALS },
});

export type ImportErrorsRoutes = typeof listRoute | typeof getRoute;

export function registerImportErrors(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const filter = {
      ...toPage(asked),
      team: context.var.principal.team,
      ...dropUndefined({ filePattern: asked.filename_pattern, filePrefix: asked.filename_prefix_pattern }),
      ...(asked.filename === undefined ? {} : { files: [asked.filename] }),
      ...(asked.bundle_name === undefined || asked.bundle_name === BUNDLE_NAME ? {} : { files: [] }),
    };
    const page = take(await listImportErrors(context.env.DB, filter));
    const shapes = page.items.slice(0, asked.limit).map(formatImportError);
    return context.json({ import_errors: shapes, total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const { import_error_id: id } = context.req.valid("param");
    const found = await findImportError(context.env.DB, id);
    if (found === null || !mayReachTeam(context.var.principal, found.team)) {
      throw new Problem(404, `The ImportError with import_error_id: \`${id}\` was not found`);
    }
    return context.json(formatImportError(found), 200);
  });
}

function formatImportError(error: ImportError): z.infer<typeof importError> {
  return {
    import_error_id: error.id,
    timestamp: formatInstant(error.at),
    filename: error.file,
    bundle_name: BUNDLE_NAME,
    stack_trace: error.stackTrace,
  };
}
