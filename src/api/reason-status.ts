import { renderReason } from "../core/reason-words.ts";
import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";
import { Problem } from "./problem.ts";

type Status = 400 | 404 | 409 | 422 | 503;

/** Which status a refusal gets. Those not named here are conflicts with the state things are in. */
const STATUSES: Readonly<Record<string, Status>> = {
  dag_not_found: 404,
  dag_stale: 404,
  run_not_found: 404,
  task_not_found: 404,
  map_index_not_found: 404,
  xcom_not_found: 404,
  pool_not_found: 404,
  conf_invalid: 400,
  run_id_invalid: 400,
  unknown_order_by: 400,
  invalid_cursor: 400,
  default_pool_stays: 400,
  invalid_page: 422,
  bulk_not_found: 404,
  bulk_too_large: 422,
  secret_key_missing: 503,
  secret_key_invalid: 503,
  secret_key_unknown: 503,
  secret_unreadable: 503,
  user_not_found: 404,
  token_not_found: 404,
  sealing_unknown: 422,
  passphrase_wrong: 422,
  backfill_not_found: 404,
  backfill_id_taken: 409,
  backfill_not_periodic: 422,
  backfill_range_inverted: 422,
  backfill_in_future: 422,
  backfill_empty: 422,
  backfill_max_active_runs: 422,
  backfill_reverse_past: 422,
  backfill_reprocess_past: 422,
  backfill_too_long: 422,
};

/** A refusal of the inner parts as the edge tells it: status, words, and the reason itself as data. */
export function refuseReason(reason: Reason): Problem {
  return new Problem(STATUSES[reason.code] ?? 409, renderReason(reason), { reason });
}

/** The value, or the refusal thrown to the edge. */
export function take<T>(result: Result<T, Reason>): T {
  if (result.ok) return result.value;
  throw refuseReason(result.error);
}
