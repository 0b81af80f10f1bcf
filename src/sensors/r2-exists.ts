import { findBucket, resolveLate } from "../sdk/index.ts";
import type { Handler, Late } from "../sdk/index.ts";

export interface R2Found {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly uploaded: Date;
}

/** Waits until an object is there; its facts are the output. */
export function r2Exists<A, P>(options: {
  /** Name of the R2 binding. */
  readonly bucket: string;
  readonly key: Late<string, A, P>;
}): Handler<A, R2Found | false, P> {
  return async (input, ctx) => {
    const key = resolveLate(options.key, input, ctx);
    const head = await findBucket(ctx.env, options.bucket).head(key);
    return head === null ? false : { key, size: head.size, etag: head.etag, uploaded: head.uploaded };
  };
}
