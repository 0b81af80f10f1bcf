import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { checkJson } from "./check-json.ts";
import type { ApiEnvironment } from "./environment.ts";
import { Problem } from "./problem.ts";
import { isMiddleware } from "./route.ts";

/** Bytes of the largest request body that is read. */
export const BODY_LIMIT = 1024 * 1024;

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/**
 * Reads the body while counting, whatever its Content-Length says, and leaves the text where the validators look for
 * it. A JSON body is checked for depth and refused keys before anything else sees it.
 */
export const readBody: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const { raw } = context.req;
  // A body of a GET means nothing, and the runtime has no request of that kind.
  if (raw.method === "GET" || raw.method === "HEAD") return next();
  if (matchedRoutes(context).every(isMiddleware)) return next();
  const bytes = raw.body === null ? new Uint8Array() : await readLimited(raw.body, BODY_LIMIT);
  const text = decodeText(bytes);
  const isNeeded = METHODS_WITH_BODY.has(context.req.method) && !PATHS_WITHOUT_BODY.test(context.req.path);
  if (text === "" && isNeeded) throw refuseMissing();
  if (text !== "" && JSON_TYPE.test(raw.headers.get("Content-Type") ?? "")) checkJson(text);
  if (raw.body !== null || raw.headers.has("Content-Type")) context.req.raw = replaceBody(raw, bytes);
  return next();
};

function replaceBody(request: Request, body: Uint8Array): Request {
  const headers = new Headers(request.headers);
  if (body.length > 0) return new Request(request.url, { method: request.method, headers, body });
  // Airflow's client says JSON of a body that it leaves out, and no JSON is nothing.
  headers.delete("Content-Type");
  return new Request(request.url, { method: request.method, headers });
}

/** Each of our routes with these methods needs a body; those that are put to, as a backfill's cancel, take none. */
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PATCH"]);
const PATHS_WITHOUT_BODY =
  /^\/api\/(v2\/connections\/defaults|x\/secrets\/rotate|v2\/dags\/[^/]+\/(un)?favorite|v2\/assets\/[^/]+\/materialize|v2\/backfills\/[^/]+\/(pause|unpause|cancel))$/;

function refuseMissing(): Problem {
  return new Problem(422, [{ type: "missing", loc: ["body"], msg: "Field required", input: null }]);
}

/** The stream's bytes. Throws a 413 as soon as more than `limit` have arrived; the rest is never read. */
export async function readLimited(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new Problem(413, `The request body is larger than ${limit} bytes, the most that is read`);
    }
    chunks.push(part.value);
  }
  return joinChunks(chunks, size);
}

function joinChunks(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem(400, "The request body is not UTF-8 text");
  }
}
