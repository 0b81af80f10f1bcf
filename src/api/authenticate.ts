import { findToken, prolongToken, type TokenView } from "../store/token.ts";
import type { Principal } from "./authorize.ts";
import { Problem, refuseUnavailable } from "./problem.ts";
import { SESSION_IDLE, SESSION_LONGEST, SESSION_NAME, SESSION_STEP } from "./session.ts";

/** How long an isolate trusts a token it has looked up: a revoked one works no longer than this. */
export const TRUST_MS = 30_000;
const CACHED_AT_MOST = 1_000;

interface Trusted {
  readonly principal: Principal;
  readonly until: number;
}

/** What a request shows of its caller. The header counts where both are there. */
export interface Credentials {
  readonly header: string | undefined;
  /** The token of a browser's session, from its cookie. */
  readonly session: string | null;
}

export interface Authenticator {
  /** The caller behind a request's credentials. Throws 401 with words, or 503 when the database cannot say. */
  identify(db: D1Database, credentials: Credentials, now: number): Promise<Principal>;
  forget(tokenId: string): void;
  /** All tokens of a user whose role or team may differ now. */
  forgetUser(username: string): void;
}

/** Keeps principals by the SHA-256 of their token, so that a token itself stays nowhere in memory. */
export function createAuthenticator(): Authenticator {
  const cache = new Map<string, Trusted>();
  return {
    async identify(db, { header, session }, now) {
      const isSession = header === undefined && session !== null;
      const text = isSession ? session : readBearer(header);
      const digest = (isSession ? "session " : "") + (await digestToken(text));
      const trusted = cache.get(digest);
      if (trusted !== undefined && now < trusted.until) return trusted.principal;
      cache.delete(digest);
      const { principal, expiresAt } = await lookUp(db, text, isSession, now);
      if (cache.size >= CACHED_AT_MOST) cache.clear();
      cache.set(digest, { principal, until: Math.min(now + TRUST_MS, expiresAt ?? Infinity) });
      return principal;
    },
    forget(tokenId) {
      for (const [digest, { principal }] of cache) if (principal.tokenId === tokenId) cache.delete(digest);
    },
    forgetUser(username) {
      for (const [digest, { principal }] of cache) {
        if (principal.isUser && principal.user === username) cache.delete(digest);
      }
    },
  };
}

async function lookUp(db: D1Database, text: string, isSession: boolean, now: number) {
  const view = await findToken(db, text, now).catch(() => {
    throw refuseUnavailable("The database cannot be asked about this token just now; try again in a moment");
  });
  if (view === null || (isSession && view.name !== SESSION_NAME)) {
    throw refuseToken("Invalid token: it is unknown, expired or revoked; sign in again");
  }
  if (isSession) await prolong(db, view, now);
  const user = view.username ?? view.name;
  const isUser = view.username !== null;
  const principal: Principal = { user, isUser, team: view.team, role: view.role, tokenId: view.id };
  return { principal, expiresAt: view.expiresAt };
}

/** Who uses a session keeps it, up to its longest time. A failure must not turn anyone away. */
async function prolong(db: D1Database, view: TokenView, now: number): Promise<void> {
  const end = Math.min(now + SESSION_IDLE, view.createdAt + SESSION_LONGEST);
  if (view.expiresAt === null || end < view.expiresAt + SESSION_STEP) return;
  await prolongToken(db, view.id, end).catch(() => undefined);
}

function readBearer(header: string | undefined): string {
  if (header === undefined) throw refuseToken("Not authenticated: send a token as `Authorization: Bearer …`");
  const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  if (token === undefined) throw refuseToken("Not authenticated: the Authorization header is no bearer token");
  return token;
}

function refuseToken(detail: string): Problem {
  return new Problem(401, detail, { headers: { "WWW-Authenticate": "Bearer" } });
}

async function digestToken(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
