import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ApiApp, ApiContext, ApiEnvironment } from "./environment.ts";
import { Problem, refuseUnavailable } from "./problem.ts";

/** Every error leaves through here. What is no problem of ours is logged and told as a 500 without its words. */
export function answerError(error: Error, _context: ApiContext): Response {
  if (error instanceof Problem) return error.toResponse();
  if (error instanceof HTTPException) return new Problem(readStatus(error), error.message).toResponse();
  logError(error);
  if (isDatabaseError(error)) {
    return refuseUnavailable(
      "The database does not answer just now. Runs go on; a single run can still be read, lists cannot.",
    ).toResponse();
  }
  if (isOverloaded(error)) {
    return refuseUnavailable("This DAG or run has more requests than it can answer just now").toResponse();
  }
  return new Problem(500, "Something went wrong inside; the deployment's log has the details").toResponse();
}

function readStatus({ status }: HTTPException): 400 | 415 | 500 {
  return status === 400 || status === 415 ? status : 500;
}

/** D1's errors carry its name in their message, or in the error they wrap. */
function isDatabaseError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes("D1_") || cause.message.includes("D1 DB")) return true;
  }
  return false;
}

/** The platform marks errors of an object that has too much to do; those are never retried by us. */
function isOverloaded(error: Error): boolean {
  return "overloaded" in error && error.overloaded === true;
}

function logError(error: Error): void {
  console.error(error);
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** No handler answered: the path is unknown, or known with other methods. */
export function refuseUnknown(app: ApiApp, context: Context<ApiEnvironment>): Response {
  const allowed = METHODS.filter((method) => hasHandler(app, method, context.req.path));
  if (allowed.length === 0) return new Problem(404, "Not Found").toResponse();
  return new Problem(405, "Method Not Allowed", { headers: { Allow: allowed.join(", ") } }).toResponse();
}

function hasHandler(app: ApiApp, method: string, path: string): boolean {
  return app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
}
