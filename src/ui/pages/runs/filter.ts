import type { Query } from "../../api/http.ts";
import type { Search } from "../../search-state.ts";

const HOUR = 3_600_000;
/** Instants of a filter go by whole minutes, so that the same view asks the same question. */
const MINUTE = 60_000;

/** The URL's filter in the words of the API. Failed runs go by when they failed, as on the first view. */
export function toFilter({ q, state, type, hours, team }: Search): Query {
  const from = Math.floor((Date.now() - Number(hours) * HOUR) / MINUTE) * MINUTE;
  return {
    dag_id_pattern: q,
    state,
    run_type: type,
    team,
    [state === "failed" ? "end_date_gte" : "run_after_gte"]:
      hours === undefined || Number.isNaN(from) ? undefined : new Date(from).toISOString(),
  };
}
