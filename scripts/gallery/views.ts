import type { Page, WebSocketRoute } from "playwright-core";
import { nameDag, SPECIAL } from "../ui/seed-dags.ts";
import type { Seeded } from "../ui/seeded.ts";

/** A picture to take: where, and in what state the view is to be. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  /** How the view is brought about; "filled" needs nothing. */
  readonly state: "filled" | "empty" | "loading" | "error" | "no-permission" | "offline";
  readonly before?: (page: Page) => Promise<unknown>;
  /** Once the view is filled. */
  readonly after?: (page: Page) => Promise<unknown>;
}

const TABS = ["grid", "graph", "waterfall", "runs", "tasks", "calendar", "versions", "code", "backfills", "details"];
const ADMIN = ["pools", "variables", "connections", "users", "tokens", "audit", "import-errors", "imports"];

/** Every view as it is when all is well. */
export function listViews({ failed, succeeded, long }: Seeded): Shot[] {
  const run = ({ dag, run: id }: { dag: string; run: string }) => `/dags/${dag}/runs/${encodeURIComponent(id)}`;
  const pages: readonly (readonly [string, string])[] = [
    ["home", "/"],
    ["dags", "/dags"],
    ["runs", "/runs"],
    ...TABS.map((tab) => [`dag-${tab}`, `/dags/${failed.dag}?tab=${tab}`] as const),
    ["grid-500", `/dags/${SPECIAL.wide}`],
    ["grid-10000", `/dags/${SPECIAL.huge}?runs=50`],
    ["graph-500", `/dags/${SPECIAL.wide}?tab=graph`],
    ["graph-500-open", `/dags/${SPECIAL.wide}?tab=graph&closed=-`],
    ["graph-1000", `/dags/${SPECIAL.large}?tab=graph`],
    ["run-failed", run(failed)],
    ["run-success", run(succeeded)],
    ["run-waterfall", `${run(failed)}?view=waterfall`],
    ["run-history", `${run(failed)}/history`],
    ["task-failed", `${run(failed)}/tasks/store?tab=log&at=error`],
    ["task-details", `${run(failed)}/tasks/store?tab=details`],
    ["task-xcom", `${run(succeeded)}/tasks/extract?tab=xcom`],
    ["log-long", `${run(long)}/tasks/talk?tab=log`],
    ["simulator", `/dags/${failed.dag}/simulate`],
    ["imported-dags", "/dags?scope=imported"],
    ["imported-dag", "/imports/old/walk_daily"],
    ["assets", "/assets"],
    ["assets-graph", "/assets?view=graph"],
    ["admin", "/admin"],
    ...ADMIN.map((page) => [`admin-${page}`, `/admin/${page}`] as const),
    ["login", "/login"],
  ];
  return pages.map(([name, path]) => ({ name, path, state: "filled" }));
}

const HALT = (page: Page) => page.route("**/api/**", () => new Promise(() => undefined));
/** Who looks is still known: a page that fails keeps its frame. */
const isData = ({ pathname }: URL) => pathname.startsWith("/api/") && pathname !== "/api/x/me";
const BREAK = (page: Page) =>
  page.route(isData, (route) => route.fulfill({ status: 500, json: { detail: "The database did not answer" } }));
const REFUSE = (page: Page) =>
  page.route(isData, (route) => route.fulfill({ status: 403, json: { detail: "Forbidden" } }));

/** The states in which a view has less to show. */
export function listStates(views: readonly Shot[]): Shot[] {
  const some = views.filter(({ name }) => STATEFUL.has(name));
  const without = some.flatMap((view): Shot[] => [
    { ...view, state: "loading", before: HALT },
    { ...view, state: "error", before: BREAK },
    { ...view, state: "no-permission", before: REFUSE },
    { ...view, state: "offline", before: holdSockets, after: goOffline },
  ]);
  return [...without, ...EMPTY];
}

const STATEFUL = new Set([
  "home",
  "dags",
  "runs",
  "dag-grid",
  "dag-graph",
  "run-failed",
  "task-failed",
  "assets-graph",
  "admin",
]);
const EMPTY: readonly Shot[] = [
  { name: "dags", path: "/dags?q=nothing-is-called-so", state: "empty" },
  { name: "runs", path: "/runs?q=nothing-is-called-so", state: "empty" },
  { name: "imported-dags", path: "/dags?scope=imported&q=nothing-is-called-so", state: "empty" },
  { name: "imported-dag", path: "/imports/old/quarterly_close", state: "empty" },
  { name: "admin-imports", path: "/admin/imports", state: "empty", before: importNothing },
  { name: "dag-grid", path: `/dags/${nameDag(0)}?search=zzz`, state: "empty" },
  { name: "dag-grid-no-runs", path: `/dags/${SPECIAL.pulse}`, state: "empty" },
  { name: "dag-graph-no-runs", path: `/dags/${SPECIAL.pulse}?tab=graph`, state: "empty" },
  { name: "assets-graph", path: "/assets?view=graph&q=nothing-is-called-so", state: "empty" },
  { name: "not-found", path: "/dags/nothing-is-called-so", state: "empty" },
  { name: "no-page", path: "/no/such/page", state: "empty" },
];

/** As a deployment that never imported. */
function importNothing(page: Page): Promise<unknown> {
  return page.route("**/api/x/imports", (route) => route.fulfill({ json: { imports: [] } }));
}

const held = new WeakMap<Page, WebSocketRoute[]>();

/** Notes the sockets of the page: being offline would leave open ones alone. */
async function holdSockets(page: Page): Promise<void> {
  const sockets: WebSocketRoute[] = [];
  held.set(page, sockets);
  await page.routeWebSocket(/./, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
}

/** The sockets are gone and nothing answers any more. */
async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  for (const socket of held.get(page) ?? []) await socket.close();
}
