import { hasMember } from "./narrow.ts";

/** A refusal of the server, in its own words; status 0 when it could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface Call {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export function get<T>(path: string, call: Call = {}): Promise<T> {
  return send<T>("GET", path, call);
}
export function post<T>(path: string, call: Call = {}): Promise<T> {
  return send<T>("POST", path, call);
}
export function patch<T>(path: string, call: Call = {}): Promise<T> {
  return send<T>("PATCH", path, call);
}
export function put<T>(path: string, call: Call = {}): Promise<T> {
  return send<T>("PUT", path, call);
}
export function remove<T>(path: string, call: Call = {}): Promise<T> {
  return send<T>("DELETE", path, call);
}

/** Ids go into paths through here: they may hold slashes, plus signs and anything else. */
export function path(strings: TemplateStringsArray, ...ids: readonly (string | number)[]): string {
  return String.raw({ raw: strings }, ...ids.map((id) => encodeURIComponent(id)));
}

/** Browsers keep no more than 64 KB alive at a time; characters, of which one may be three bytes. */
const KEPT_ALIVE = 20_000;

async function send<T>(method: string, address: string, { query, body, signal }: Call): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const init = {
    method,
    headers: { Accept: "application/json", ...(text === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(text === undefined ? {} : { body: text }),
    // A change that is on its way arrives though its page is left.
    keepalive: method !== "GET" && (text ?? "").length < KEPT_ALIVE,
    ...(signal === undefined ? {} : { signal }),
  };
  const response = await fetch(address + formatQuery(query), init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, String(error));
  });
  if (!response.ok) throw new ApiError(response.status, await readDetail(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

function formatQuery(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

async function readDetail(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (hasMember(body, "detail")) return typeof body.detail === "string" ? body.detail : JSON.stringify(body.detail);
  return hasMember(body, "error") ? String(body.error) : `${response.status} ${response.statusText}`;
}
