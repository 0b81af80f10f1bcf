import { Problem } from "./problem.ts";

/** How long a browser's session lasts unused, and at all. Milliseconds. */
export const SESSION_IDLE = 12 * 3_600_000;
export const SESSION_LONGEST = 7 * 86_400_000;
/** A session in use is prolonged when this much of its idle time has passed: each time is a billed write. */
export const SESSION_STEP = 3_600_000;
/** What the token of a session is called; no other is taken from a cookie. */
export const SESSION_NAME = "browser session";
/** Names of the tokens that logins give, to programs and to browsers: they end with their password. */
export const LOGIN_NAMES: readonly string[] = ["login", SESSION_NAME];

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The cookie's name. `__Host-` binds it to this host, over TLS and with Path=/. Browsers refuse that prefix without TLS,
 * so that a product on this machine names it by its port, as cookies do not tell ports apart. Null where a session
 * would travel in the clear.
 */
function nameCookie({ protocol, hostname, port }: URL): string | null {
  if (protocol === "https:") return "__Host-tradewind";
  return LOOPBACK.has(hostname) ? `tradewind-${port}` : null;
}

/** The session's token in a Cookie header; null when there is none. */
export function readSession(request: Request): string | null {
  const name = nameCookie(new URL(request.url));
  const cookies = request.headers.get("Cookie")?.split(";") ?? [];
  const found = cookies.map((cookie) => cookie.trim()).find((cookie) => name !== null && cookie.startsWith(`${name}=`));
  return found?.slice(found.indexOf("=") + 1) ?? null;
}

/** A Set-Cookie header that keeps a token for the session's longest time, or with null takes it away. */
export function writeSession(request: Request, token: string | null): string {
  const url = new URL(request.url);
  const name = nameCookie(url);
  if (name === null) throw new Problem(403, "A session needs https: its cookie would travel in the clear");
  const secure = url.protocol === "https:" ? "; Secure" : "";
  const age = token === null ? 0 : SESSION_LONGEST / 1_000;
  return `${name}=${token ?? ""}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`;
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Throws a 403 unless a request that a browser signed by itself comes from our own pages: any that changes something, and
 * the opening of a WebSocket, which no browser keeps other sites from.
 */
export function requireSameOrigin(request: Request): void {
  const isOpening = request.headers.get("Upgrade") !== null;
  if (SAFE.has(request.method) && !isOpening) return;
  const site = request.headers.get("Sec-Fetch-Site");
  const origin = request.headers.get("Origin");
  const isOwn = origin === null ? site === "same-origin" : origin === new URL(request.url).origin;
  if (isOwn && (site === null || site === "same-origin")) return;
  throw new Problem(403, "Forbidden: a session's cookie is taken from this site's own pages only");
}
