import { openServer, sitDown, type Heard } from "../../unit/cli/support.ts";

/** How many runs the stand-in has of its daily DAG: more than one page of the API. */
export const DAILY_RUNS = 130;
const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1, 5);

function describeRun(index: number) {
  const due = FIRST + index * DAY;
  const seconds = 40 + ((index * 37) % 90);
  return {
    dag_run_id: `scheduled__${new Date(due).toISOString()}`,
    state: index % 17 === 11 ? "failed" : "success",
    run_type: "scheduled",
    run_after: new Date(due).toISOString(),
    start_date: new Date(due + 2_000).toISOString(),
    end_date: new Date(due + 2_000 + seconds * 1_000).toISOString(),
    duration: seconds,
  };
}
/** Newest first. */
const list = (count: number) => Array.from({ length: count }, (_, index) => describeRun(count - 1 - index));
const RUNS: Readonly<Record<string, readonly unknown[]>> = {
  "sales.load_orders": list(12),
  walk_daily: list(DAILY_RUNS),
  quarterly_close: [],
};

const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  connections: [
    { connection_id: "ledger", conn_type: "postgres", host: "ledger.example.com", login: "books", password: "***" },
    { connection_id: "rates", conn_type: "http", host: "rates.example.com" },
  ],
  variables: [
    { key: "currency", value: "EUR" },
    { key: "rates_api_key", value: "***" },
  ],
  pools: [
    { name: "default_pool", slots: 7, include_deferred: false },
    { name: "reports", slots: 3, include_deferred: false },
  ],
  dags: [
    { dag_id: "sales.load_orders", is_paused: true, timetable_summary: "@daily", description: "Orders, as they were" },
    { dag_id: "walk_daily", is_paused: false, timetable_summary: "0 5 * * *", description: "Walks through every shop" },
    { dag_id: "quarterly_close", is_paused: true, timetable_summary: null, description: null },
  ],
};

/** An Airflow's answers, as far as an import asks. */
function answer({ path }: Heard): readonly [number, unknown] {
  const { pathname, searchParams } = new URL(path, "http://airflow");
  const parts = pathname.replace("/api/v2/", "").split("/");
  if (pathname === "/auth/token") return [201, { access_token: "theirs" }];
  if (parts[0] === "version") return [200, { version: "3.3.2" }];
  if (parts[2] === "tasks") return [200, { tasks: [{ task_id: "walk" }] }];
  const name = parts[2] === "dagRuns" ? "dag_runs" : (parts[0] ?? "");
  const all = parts[2] === "dagRuns" ? RUNS[parts[1] ?? ""] : LISTS[name];
  const from = Number(searchParams.get("offset") ?? 0);
  const rows = all?.slice(from, from + Number(searchParams.get("limit") ?? 50));
  return rows === undefined ? [404, { detail: "Not Found" }] : [200, { [name]: rows }];
}

/** What `tradewind import airflow` does, from a stand-in for an Airflow that is gone afterwards. Gives its address. */
export async function importAirflow(product: string, login: { readonly username: string; readonly password: string }) {
  const airflow = await openServer(answer);
  const signedIn = await fetch(`${product}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(login),
  });
  const { access_token } = (await signedIn.json()) as { readonly access_token: string };
  const env = { TRADEWIND_URL: product, TRADEWIND_TOKEN: access_token, AIRFLOW_TOKEN: "theirs" };
  const typed = await sitDown({ env }).type("import", "airflow", airflow.url, "--name", "old");
  airflow.close();
  if (typed.code !== 0) throw new Error(`Nothing was imported: ${typed.err}`);
  return airflow.url;
}
