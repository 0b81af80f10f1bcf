import type { Page } from "playwright-core";
import { RUNS } from "./deployment.ts";

export interface View {
  readonly name: string;
  readonly path: string;
  /** Text that stands there once its data has come. */
  readonly shows: string;
  /** Text to wait for, and what to do then, before `shows` is there. */
  readonly after?: string;
  readonly act?: (page: Page) => Promise<void>;
}

const path = ({ dag, run }: { dag: string; run: string }) => `/dags/${dag}/runs/${run}`;

/** Every view of the dashboard, each with data that fills it. */
export const VIEWS: readonly View[] = [
  { name: "home", path: "/", shows: "charge_cards" },
  { name: "dags", path: "/dags", shows: "load_orders" },
  { name: "runs", path: "/runs", shows: "charge_cards" },
  { name: "dag-grid", path: "/dags/sales.load_orders", shows: "report" },
  { name: "run-success", path: path(RUNS.loaded), shows: "report" },
  { name: "run-failed", path: path(RUNS.refused), shows: "the bank refuses card c-19" },
  { name: "run-waiting", path: path(RUNS.waiting), shows: "approval" },
  { name: "run-waterfall", path: `${path(RUNS.refused)}?view=waterfall`, shows: "Critical path" },
  { name: "run-running", path: path(RUNS.walking), shows: "of 1 tasks done" },
  { name: "run-hostile", path: path(RUNS.hostile), shows: "speak" },
  { name: "task", path: `${path(RUNS.loaded)}/tasks/extract`, shows: "asking the shop for orders" },
  { name: "task-failed", path: `${path(RUNS.hostile)}/tasks/speak`, shows: "onerror" },
  { name: "health", path: "/admin", shows: "Heartbeat" },
  { name: "connections", path: "/admin/connections", shows: "warehouse_db" },
  { name: "variables", path: "/admin/variables", shows: "regions" },
  { name: "pools", path: "/admin/pools", shows: "default_pool" },
  { name: "users", path: "/admin/users", shows: "New user" },
  { name: "tokens", path: "/admin/tokens", shows: "Expires" },
  { name: "audit", path: "/admin/audit", shows: "login" },
  { name: "import-errors", path: "/admin/import-errors", shows: "Every file compiles" },
  { name: "imports", path: "/admin/imports", shows: "rates_api_key" },
  { name: "imported-dags", path: "/dags?scope=imported", shows: "walk_daily" },
  { name: "imported-dag", path: "/imports/old/walk_daily", shows: "Read only" },
  { name: "imported-dag-no-runs", path: "/imports/old/quarterly_close", shows: "No run was copied" },
  { name: "dag-backfills", path: "/dags/sales.load_orders?tab=backfills", shows: "No backfill yet" },
  { name: "assets", path: "/assets", shows: "orders" },
  { name: "assets-graph", path: "/assets?view=graph", shows: "1 of 2 have come" },
  { name: "assets-focus", path: "/assets?view=graph&focus=asset:2&steps=1", shows: "1 of 2 have come" },
  { name: "asset", path: "/assets/2", shows: "1 of 2 have come" },
  { name: "dag-details", path: "/dags/sales.load_orders?tab=details", shows: "Hash of the graph" },
  { name: "reference", path: "/reference", shows: "get_dag_runs" },
];

export const WIDTHS = [390, 1280, 2560] as const;
export const THEMES = ["light", "dark"] as const;
