import type { Page } from "playwright-core";
import { RUNS } from "./deployment.ts";
import type { View } from "./views.ts";

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
const refused = `/dags/${RUNS.refused.dag}/runs/${RUNS.refused.run}`;

async function speakGerman(page: Page): Promise<void> {
  await press(page, "User menu");
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
}

/** What opens over a view, and the states in which a view has little to show. */
export const OVERLAYS: readonly View[] = [
  { name: "login", path: "/login", shows: "Sign in to Tradewind" },
  {
    name: "palette",
    path: "/",
    shows: "Runs that failed in the last 24 hours",
    after: "charge_cards",
    act: (page) => page.keyboard.press("Control+k"),
  },
  { name: "keys", path: "/", shows: "Go to home", after: "charge_cards", act: (page) => page.keyboard.press("?") },
  {
    name: "user-menu",
    path: "/",
    shows: "Sign out",
    after: "charge_cards",
    act: (page) => press(page, "User menu"),
  },
  {
    name: "trigger",
    path: "/dags/research.choose_model",
    shows: "How many examples",
    after: "Trigger",
    act: (page) => press(page, "Trigger"),
  },
  {
    name: "clear",
    path: refused,
    shows: "What will be touched",
    after: "Clear failed tasks",
    act: (page) => press(page, "Clear failed tasks"),
  },
  { name: "german-home", path: "/", shows: "Fehlgeschlagen", after: "charge_cards", act: speakGerman },
  { name: "german-run", path: refused, shows: "Was fehlschlug", after: "charge", act: speakGerman },
  {
    name: "german-imports",
    path: "/admin/imports",
    shows: "In Airflow bleiben",
    after: "rates_api_key",
    act: speakGerman,
  },
  { name: "dags-none", path: "/dags?q=no-such-dag", shows: "No DAG fits" },
  { name: "runs-none", path: "/runs?q=no-such-dag", shows: "No run fits" },
  { name: "nowhere", path: "/nowhere", shows: "Not found" },
];
