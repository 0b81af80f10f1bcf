import { defer, resolveLate } from "../sdk/index.ts";
import type { Deferral, Duration, Handler, Late } from "../sdk/index.ts";

/**
 * Waits until an instant, or for a span from its first start on, and holds no compute meanwhile.
 */
export function timeAfter<A, P>(options: { readonly at: Late<Date | Duration, A, P> }): Handler<A, true | Deferral, P> {
  return (input, ctx) => {
    if (ctx.resume !== null) return true;
    return defer({ until: resolveLate(options.at, input, ctx), resume: true });
  };
}
