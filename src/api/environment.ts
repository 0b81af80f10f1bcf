import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ObjectBindings } from "../coordinator/stubs.ts";
import type { Principal } from "./authorize.ts";
import type { LoginGuard } from "./login-guard.ts";

/** What the interface uses of the Worker's bindings, and what a deployment may set beside them. */
export interface ApiBindings extends ObjectBindings {
  readonly DB: D1Database;
  readonly BLOBS: R2Bucket;
  /** Password of the first user, `admin`, made once when there is no user yet. */
  readonly TRADEWIND_ADMIN_PASSWORD?: string;
  /** Keys of variables and connections, as `readSecretKeys` reads them. */
  readonly TRADEWIND_SECRET_KEY?: string;
}

/** What middleware leaves for the handlers. */
export interface ApiVariables {
  readonly principal: Principal;
  readonly now: () => number;
  readonly loginGuard: LoginGuard;
}

export interface ApiEnvironment {
  Bindings: ApiBindings;
  Variables: ApiVariables;
}

export type ApiApp = OpenAPIHono<ApiEnvironment>;
export type ApiContext = Context<ApiEnvironment>;
