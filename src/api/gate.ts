import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Authenticator, Credentials } from "./authenticate.ts";
import { authorize, type Policy } from "./authorize.ts";
import type { ApiEnvironment } from "./environment.ts";
import { createLoginGuard } from "./login-guard.ts";
import { isMiddleware, nameRoute } from "./route.ts";
import { readSession, requireSameOrigin } from "./session.ts";

export interface Gate {
  readonly admit: MiddlewareHandler<ApiEnvironment>;
  /** Tells the gate the table of policies, once all routes stand. */
  close(policies: ReadonlyMap<string, Policy>): void;
}

/** Everything on the way to a handler: which route, which policy, whose token. A path of no route passes to the 404. */
export function createGate(authenticator: Authenticator, now: () => number): Gate {
  let policies: ReadonlyMap<string, Policy> = new Map();
  const loginGuard = createLoginGuard();
  return {
    close(table) {
      policies = table;
    },
    admit: async (context, next) => {
      context.set("now", now);
      context.set("loginGuard", loginGuard);
      const route = matchedRoutes(context).find((matched) => !isMiddleware(matched));
      const policy = route === undefined ? "public" : policies.get(nameRoute(route.method, route.path));
      if (policy === undefined) throw new Error(`no policy for ${context.req.method} ${context.req.path}`);
      if (policy !== "public") {
        const credentials = readCredentials(context.req.raw);
        const principal = await authenticator.identify(context.env.DB, credentials, now());
        authorize(policy, principal);
        context.set("principal", principal);
      }
      await next();
      // The answer that opens a WebSocket is no document, and another's to write.
      if (context.res.status !== 101) secure(context.res.headers);
    },
  };
}

/** A browser sends a session's cookie whoever makes it ask; a header stands there only when a program put it there. */
function readCredentials(request: Request): Credentials {
  const header = request.headers.get("Authorization") ?? undefined;
  const session = readSession(request);
  if (header === undefined && session !== null) requireSameOrigin(request);
  return { header, session };
}

const HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

/** What every answer says to a browser, unless the route has said something of its own. */
function secure(headers: Headers): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
}
