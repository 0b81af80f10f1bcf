import type { Query } from "../../api/http.ts";
import type { Search } from "../../search-state.ts";

const HOUR = 3_600_000;
/** Instants of a filter go by whole minutes, so that the same view asks the same question. */
const MINUTE = 60_000;

/** The URL's filter in the words of the API. */
export function toFilter({ q, state, type, hours, team }: Search): Query {
  const from = Math.floor((Date.now() - Number(hours) * HOUR) / MINUTE) * MINUTE;
  return {
    dag_id_pattern: q,
    state,
    run_type: type,
    dag_id_prefix_pattern: team === undefined ? undefined : `${team}.`,
    run_after_gte: hours === undefined || Number.isNaN(from) ? undefined : new Date(from).toISOString(),
  };
}
