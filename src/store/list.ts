import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";

/** Totals are counted exactly up to here; beyond it a list says so instead of reading on. */
export const EXACT_TOTAL = 10_000;

/**
 * Which part of a list. In filters an absent field does not bind; an empty list matches nothing, so that a caller who may
 * see no DAG sees none. A cursor, when given, replaces the offset: pages then stay put while rows are added.
 */
export interface PageRequest {
  /** 1 to 1,000; 50 when absent. */
  readonly limit?: number;
  readonly offset?: number;
  /** `nextCursor` or `previousCursor` of another page under the same filter and order; "" is the first page. */
  readonly cursor?: string | null;
  /** Field names as the API says them, each descending with a leading "-". */
  readonly orderBy?: readonly string[];
}

export interface ListPage<T> {
  readonly items: readonly T[];
  /** Rows that match the filter, at most EXACT_TOTAL. */
  readonly total: number;
  readonly isExact: boolean;
  /** Null after the last page, and for orders of mixed direction, which are paged by offset alone. */
  readonly nextCursor: string | null;
  /** Null on the first page; what leads back from any other. */
  readonly previousCursor: string | null;
}

/** Errors: `unknown_order_by` {orderBy, allowed}, `invalid_cursor` {}, `invalid_page` {field}. */
export type ListResult<T> = Result<ListPage<T>, Reason>;

/** A range of instants in epoch milliseconds; bounds that are absent do not bind. */
export interface Range {
  readonly gte?: number;
  readonly gt?: number;
  readonly lte?: number;
  readonly lt?: number;
  /** Given, a null is what is still to come: above every lower bound, and at this instant for the upper ones. */
  readonly pendingAt?: number;
}
