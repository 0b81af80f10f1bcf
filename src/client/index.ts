import type { Hono } from "hono";
import { hc } from "hono/client";
import type { ApiSchema } from "../api/api-schema.ts";
import { encodeParams } from "./encode-params.ts";

type Typed = typeof hc<Hono<Record<never, never>, ApiSchema>>;

/** The whole interface as nested names: `client.api.v2.dags[":dag_id"].$get({ param: { dag_id: "etl" } })`. */
export type ApiClient = ReturnType<Typed>;

export interface ClientOptions {
  /** Sent as `Authorization: Bearer …`; a function is asked before every request. */
  readonly token?: string | (() => string | undefined);
  /** Instead of the global `fetch`: an app in a test, or one that keeps cookies. */
  readonly fetch?: typeof fetch | ((input: string | URL | Request, init?: RequestInit) => Response | Promise<Response>);
}

/**
 * A client of the deployment at `url`, e.g. `https://tradewind.example.com`. Answers are typed by status; nothing is thrown
 * but what `fetch` throws. Arrays in a query stand there as repeated parameters.
 */
export function createClient(url: string, options: ClientOptions = {}): ApiClient {
  const { token, fetch: send } = options;
  const headers = (): Record<string, string> => {
    const text = typeof token === "function" ? token() : token;
    return text === undefined ? {} : { Authorization: `Bearer ${text}` };
  };
  return encodeParams(
    hc<Hono<Record<never, never>, ApiSchema>>(url, { headers, ...(send === undefined ? {} : { fetch: send }) }),
  );
}
