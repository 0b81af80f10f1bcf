import { NonRetryable, resolveLate, RetryAfter } from "../sdk/index.ts";
import type { Handler, Json, Late } from "../sdk/index.ts";

export interface HttpRequestOptions<T, A, P> {
  readonly url: Late<string | URL, A, P>;
  /** GET unless given. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Late<Readonly<Record<string, string>>, A, P>;
  /** Sent as JSON. */
  readonly json?: Late<Json, A, P>;
  readonly body?: Late<string, A, P>;
  /** What becomes the output; the body read as JSON unless given. */
  readonly read?: (response: Response) => T | Promise<T>;
}

/** Answers worth another try though they blame the request: timeout, conflict, too early, too many. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * Makes one request. Answers of 2xx succeed; a wrong request (4xx) fails for good, everything else may be tried again,
 * after what `Retry-After` says where it is said.
 */
export function httpRequest<A, P, T = Json>(options: HttpRequestOptions<T, A, P>): Handler<A, T, P> {
  return async (input, ctx) => {
    const { method = "GET", headers = {}, json, body } = options;
    const url = checkUrl(resolveLate(options.url, input, ctx));
    const sent = json === undefined ? undefined : JSON.stringify(resolveLate(json, input, ctx));
    const request = {
      method,
      headers: {
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...resolveLate(headers, input, ctx),
      },
      body: sent ?? (body === undefined ? null : resolveLate(body, input, ctx)),
      signal: ctx.signal,
    };
    const response = await fetch(url, request);
    ctx.log(`${method} ${redact(url)}: ${response.status}`);
    if (!response.ok) throw await explainFailure(response, method, redact(url));
    return options.read === undefined ? readJson<T>(response) : options.read(response);
  };
}

/** Without `read` the output type is `Json`, or what the author says the service answers. */
async function readJson<T>(response: Response): Promise<T> {
  return response.json<T>();
}

/** Fetch itself refuses credentials in a URL, and repeats them in its message. */
function checkUrl(text: string | URL): URL {
  const url = URL.parse(String(text));
  if (url === null) throw new NonRetryable("The URL cannot be read");
  if (url.username === "" && url.password === "") return url;
  throw new NonRetryable(`The URL of ${url.host} holds credentials; send them as a header`);
}

/** Queries hold keys and do not belong into logs and reasons. */
function redact({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

async function explainFailure(response: Response, method: string, url: string): Promise<Error> {
  const { status } = response;
  const excerpt = (await response.text()).slice(0, 200);
  const message = `${method} ${url} answered ${status}${excerpt === "" ? "" : `: ${excerpt}`}`;
  const delay = Number(response.headers.get("retry-after") ?? "");
  if ((status === 429 || status === 503) && delay > 0) return new RetryAfter(`${Math.ceil(delay)}s`, message);
  return status < 500 && !RETRYABLE.has(status) ? new NonRetryable(message) : new Error(message);
}
