import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { dagsQuery } from "./api/dags.ts";
import { homeQuery } from "./api/home.ts";
import { ErrorState, NotFound } from "./kit/states.tsx";
import { parseSearch, stringifySearch, type Search } from "./search-state.ts";
import { HomePage } from "./pages/home/page.tsx";
import { Shell } from "./shell/shell.tsx";
import { withWords } from "./words/catalogue.ts";

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
  validateSearch: (search: Record<string, unknown>): Search => search as Search,
});
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const at = { getParentRoute: () => shell } as const;
const load = lazyRouteComponent;

/**
 * The table of pages: a page is a folder below pages/, loaded when first shown, and a line here. Home comes with the app.
 * A loader asks for the data while the code is still on its way.
 */
const pages = [
  createRoute({
    ...at,
    path: "/",
    loaderDeps: ({ search }) => ({ hours: Number(search["hours"] ?? 24) }),
    loader: ({ context, deps }) => void context.queryClient.prefetchQuery(homeQuery(deps.hours)),
    component: HomePage,
  }),
  createRoute({
    ...at,
    path: "/dags",
    loader: ({ context }) => void context.queryClient.prefetchInfiniteQuery(dagsQuery({})),
    component: load(() => withWords(import("./pages/dags/page.tsx")), "DagsPage"),
  }),
  createRoute({ ...at, path: "/runs", component: load(() => withWords(import("./pages/runs/page.tsx")), "RunsPage") }),
  createRoute({
    ...at,
    path: "/dags/$dagId",
    component: load(() => withWords(import("./pages/dag/page.tsx")), "DagPage"),
  }),
  createRoute({
    ...at,
    path: "/dags/$dagId/simulate",
    component: load(() => withWords(import("./pages/simulator/page.tsx")), "SimulatorPage"),
  }),
  createRoute({
    ...at,
    path: "/dags/$dagId/runs/$runId",
    component: load(() => withWords(import("./pages/run/page.tsx")), "RunPage"),
  }),
  createRoute({
    ...at,
    path: "/dags/$dagId/runs/$runId/history",
    component: load(() => withWords(import("./pages/history/page.tsx")), "HistoryPage"),
  }),
  createRoute({
    ...at,
    path: "/dags/$dagId/runs/$runId/tasks/$taskId",
    component: load(() => withWords(import("./pages/task/page.tsx")), "TaskPage"),
  }),
  createRoute({
    ...at,
    path: "/admin",
    component: load(() => withWords(import("./pages/health/page.tsx")), "HealthPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/connections",
    component: load(() => withWords(import("./pages/connections/page.tsx")), "ConnectionsPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/variables",
    component: load(() => withWords(import("./pages/variables/page.tsx")), "VariablesPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/pools",
    component: load(() => withWords(import("./pages/pools/page.tsx")), "PoolsPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/users",
    component: load(() => withWords(import("./pages/users/page.tsx")), "UsersPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/tokens",
    component: load(() => withWords(import("./pages/tokens/page.tsx")), "TokensPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/audit",
    component: load(() => withWords(import("./pages/audit/page.tsx")), "AuditPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/import-errors",
    component: load(() => withWords(import("./pages/import-errors/page.tsx")), "ImportErrorsPage"),
  }),
  createRoute({
    ...at,
    path: "/admin/imports",
    component: load(() => withWords(import("./pages/imports/page.tsx")), "ImportsPage"),
  }),
  createRoute({
    ...at,
    path: "/imports/$source/$importedId",
    component: load(() => withWords(import("./pages/imported-dag/page.tsx")), "ImportedDagPage"),
  }),
  createRoute({
    ...at,
    path: "/assets",
    component: load(() => withWords(import("./pages/assets/page.tsx")), "AssetsPage"),
  }),
  createRoute({
    ...at,
    path: "/assets/$assetId",
    component: load(() => withWords(import("./pages/asset/page.tsx")), "AssetPage"),
  }),
  createRoute({
    ...at,
    path: "/reference",
    component: load(() => withWords(import("./pages/reference/page.tsx")), "ReferencePage"),
  }),
  createRoute({ ...at, path: "$", component: () => <NotFound /> }),
] as const;

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: load(() => withWords(import("./pages/login/page.tsx")), "LoginPage"),
});

const routeTree = root.addChildren([login, shell.addChildren(pages)]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadDelay: 30,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
