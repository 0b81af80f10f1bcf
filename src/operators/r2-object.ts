import { findBucket, NonRetryable, resolveLate } from "../sdk/index.ts";
import type { Handler, Json, Late } from "../sdk/index.ts";

export interface R2Location<A, P> {
  /** Name of the R2 binding. */
  readonly bucket: string;
  readonly key: Late<string, A, P>;
}
/** Small facts of an object: what a later task needs to find it. */
export interface R2Written {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** Writes one object, a text as it is and anything else as JSON. A repeat writes the same again. */
export function r2Put<A, P>(
  options: R2Location<A, P> & { readonly value: Late<Json, A, P>; readonly contentType?: string },
): Handler<A, R2Written, P> {
  return async (input, ctx) => {
    const key = resolveLate(options.key, input, ctx);
    const value = resolveLate(options.value, input, ctx);
    const isText = typeof value === "string";
    const contentType = options.contentType ?? (isText ? "text/plain; charset=utf-8" : "application/json");
    const body = isText ? value : JSON.stringify(value);
    const { size, etag } = await findBucket(ctx.env, options.bucket).put(key, body, { httpMetadata: { contentType } });
    ctx.log("object written", { key, size });
    return { key, size, etag };
  };
}

/** Reads one object as text. One that is missing fails the try, and may be there at the next. */
export function r2Get<A, P>(options: R2Location<A, P> & { readonly as: "text" }): Handler<A, string, P>;
/** Reads one object as JSON. */
export function r2Get<A, P>(options: R2Location<A, P> & { readonly as?: "json" }): Handler<A, Json, P>;
export function r2Get<A, P>(options: R2Location<A, P> & { readonly as?: "text" | "json" }): Handler<A, Json, P> {
  return async (input, ctx) => {
    const key = resolveLate(options.key, input, ctx);
    const object = await findBucket(ctx.env, options.bucket).get(key);
    if (object === null) throw new Error(`There is no object "${key}" in bucket "${options.bucket}"`);
    const text = await object.text();
    return options.as === "text" ? text : parse(key, text);
  };
}

function parse(key: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new NonRetryable(`Object "${key}" is no JSON`, { cause: error });
  }
}
