/**
 * The Worker's bindings as handlers see them in `ctx.env`. Empty here; a project names its own:
 * `declare module "tradewind" { interface Env extends Cloudflare.Env {} }`.
 */
export interface Env {}

/** The bindings a test gives; a handler that asks for another finds undefined. */
export function createEnv(bindings: Partial<Env> = {}): Env {
  const env: unknown = { ...bindings };
  return env as Env;
}
