import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { Product } from "../../e2e/support/product.ts";
import { importAirflow } from "./airflow.ts";

const DAGS = fileURLToPath(new URL("../dags", import.meta.url));
const PASSWORD = "a password for tests";

export interface Deployment {
  readonly product: Product;
  readonly url: string;
  /** Of the deployment that was imported as `old`; it answers no more. */
  readonly airflow: string;
}

/** Runs that every test may read: what they show does not change any more. */
export const RUNS = {
  loaded: { dag: "sales.load_orders", run: "loaded" },
  refused: { dag: "finance.charge_cards", run: "refused" },
  chosen: { dag: "research.choose_model", run: "chosen" },
  waiting: { dag: "finance.wait_for_approval", run: "waiting" },
  walking: { dag: "research.long_haul", run: "walking" },
  hostile: { dag: "hostile_words", run: "hostile" },
} as const;

/** Starts the product with DAGs in every state, and waits until each run stands where it will stay. */
export async function startDeployment(): Promise<Deployment> {
  const product = new Product(DAGS);
  await product.start();
  await product.until("/api/v2/dags", ({ total_entries }) => total_entries > 0);
  await product.call("PATCH", "/api/v2/dags/hostile_words", { is_paused: false });
  for (const { dag, run } of Object.values(RUNS)) await product.trigger(dag, run);
  for (const { dag, run } of [RUNS.loaded, RUNS.refused, RUNS.chosen, RUNS.hostile]) await product.untilEnded(dag, run);
  await untilTask(product, RUNS.waiting, "approval", "deferred");
  await untilTask(product, RUNS.walking, "walk", "running");
  await product.call("POST", "/api/v2/variables", {
    key: "regions",
    value: "north,south",
    description: "Where we sell",
  });
  await product.call("POST", "/api/v2/connections", {
    connection_id: "warehouse_db",
    conn_type: "postgres",
    host: "db.example.com",
    login: "loader",
  });
  const airflow = await importAirflow(product.url, { username: "admin", password: PASSWORD });
  return { product, url: product.url, airflow };
}

function untilTask(product: Product, { dag, run }: { dag: string; run: string }, task: string, state: string) {
  return product.until(
    `/api/v2/dags/${dag}/dagRuns/${run}/taskInstances/${task}`,
    (body: { state?: string }) => body.state === state,
  );
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of: errors of scripts, refusals by the policy, requests that failed. */
  readonly complaints: readonly string[];
  /** Forgets them. */
  readonly clear: () => void;
}

/** A browser window of a signed-in user. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, height = 900, theme = "light", username = "admin", password = PASSWORD } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: "en-GB" });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const answer = await context.request.post(`${url}/auth/session`, {
    data: { username, password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`No session for ${username}: ${answer.status()} ${await answer.text()}`);
  return { context, page, complaints, clear: () => complaints.splice(0) };
}
export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
  readonly username?: string;
  readonly password?: string;
}
