import { resolveLate } from "../sdk/index.ts";
import type { Handler, Late } from "../sdk/index.ts";

/** Waits until a URL answers 2xx, or what `isOk` asks for. A service that cannot be reached is not there yet. */
export function httpOk<A, P>(options: {
  readonly url: Late<string | URL, A, P>;
  readonly headers?: Late<Readonly<Record<string, string>>, A, P>;
  readonly isOk?: (response: Response) => boolean | Promise<boolean>;
}): Handler<A, { readonly status: number } | false, P> {
  return async (input, ctx) => {
    const url = resolveLate(options.url, input, ctx);
    const headers = resolveLate<Readonly<Record<string, string>>, A, P>(options.headers ?? {}, input, ctx);
    const response = await tryFetch(url, { headers, signal: ctx.signal });
    if (response === null) return false;
    const isOk = options.isOk === undefined ? response.ok : await options.isOk(response);
    if (!response.bodyUsed) await response.body?.cancel();
    return isOk && { status: response.status };
  };
}

/** Null when nothing answers; a request that was stopped stays an error. */
async function tryFetch(
  url: string | URL,
  request: RequestInit & { readonly signal: AbortSignal },
): Promise<Response | null> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return null;
  }
}
