import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Reason } from "../core/reason.ts";

/** One entry of FastAPI's validation errors; `loc` starts with body, query or path. */
export interface ValidationEntry {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, string | number>>;
}

export interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly reason?: Reason;
}

/**
 * The one error of the HTTP edge. Its body is Airflow's `{"detail": …}` with the members of RFC 9457 beside it;
 * `detail` is a sentence, or the list of entries of a failed validation.
 */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  readonly detail: string | readonly ValidationEntry[];
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: Reason | null;

  constructor(status: ContentfulStatusCode, detail: string | readonly ValidationEntry[], options: ProblemOptions = {}) {
    super(typeof detail === "string" ? detail : "validation failed");
    this.status = status;
    this.detail = detail;
    this.headers = options.headers ?? {};
    this.reason = options.reason ?? null;
  }

  toResponse(): Response {
    const title = TITLES[this.status] ?? "Error";
    const body = {
      detail: this.detail,
      type: "about:blank",
      title,
      status: this.status,
      ...(this.status === 404 ? { error: title } : {}),
      ...(this.reason === null ? {} : { reason: this.reason }),
    };
    return Response.json(body, { status: this.status, headers: { ...this.headers } });
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A request that parsed but may not be: FastAPI's answer when a validator of its own raises. */
export function refuseValue(loc: readonly (string | number)[], message: string, input: unknown): Problem {
  return new Problem(422, [{ type: "value_error", loc, msg: `Value error, ${message}`, input }]);
}

export function refuseUnavailable(detail: string): Problem {
  return new Problem(503, detail, { headers: { "Retry-After": "5" } });
}
