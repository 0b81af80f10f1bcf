import type { Json } from "../core/json.ts";

/**
 * What survives the trip through storage: a Date comes back a string, a function does not come back. A value with
 * `toJSON` arrives as what that returns; undefined inside a list arrives as null, as JSON has no other way.
 */
export type Jsonify<T> = T extends { toJSON(): infer J }
  ? Jsonify<J>
  : T extends Json | undefined | void
    ? T
    : T extends (...args: never[]) => unknown
      ? never
      : T extends readonly unknown[]
        ? { [K in keyof T]: JsonifyElement<T[K]> }
        : T extends object
          ? { [K in keyof T as K extends string | number ? K : never]: Jsonify<T[K]> }
          : never;

type JsonifyElement<E> = E extends undefined ? null : Jsonify<E>;
