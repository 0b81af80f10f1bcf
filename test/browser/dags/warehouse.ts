import { all, asset, assetAlias, dag, defer, onAssets, skip } from "tradewind";
import { z } from "zod";

/** Every state that a person may meet, in one small deployment of three teams. */
const ESC = "\u001b";
const HOSTILE = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;

export const loadOrders = dag("load_orders", {
  description: "Orders of the shop, hour by hour, into the warehouse",
  schedule: "@hourly",
  startDate: "2026-01-01",
  team: "sales",
  tags: ["etl", "orders"],
  owners: ["sales-data"],
});
const extracted = loadOrders.task("extract", (_, ctx) => {
  ctx.log("asking the shop for orders", { hour: "06:00" });
  ctx.log.warning(`${ESC}[33m2 orders${ESC}[0m have no customer`);
  return [
    { id: 1, cents: 1250 },
    { id: 2, cents: 999 },
    { id: 3, cents: 4300 },
  ];
});
const cleaned = loadOrders.group("clean", (group) => {
  const deduplicated = group.task("deduplicate", { in: { orders: extracted } }, ({ orders }) => orders);
  return group.task("round", { in: { orders: deduplicated } }, ({ orders }) => orders.map(({ cents }) => cents));
});
const loaded = loadOrders.task("load", { expand: { cents: cleaned } }, ({ cents }, { log }) => {
  log(`${ESC}[32mloaded${ESC}[0m ${cents}`);
  return cents;
});
const orders = asset("orders", { uri: "d1://warehouse/orders" });
loadOrders.task("report", { in: { loaded }, outlets: [orders] }, ({ loaded: rows }) =>
  rows.reduce((sum, cents) => sum + cents, 0),
);

export const chargeCards = dag("charge_cards", {
  description: "Fails at its third task, as a bank that refuses does",
  team: "finance",
  tags: ["payments"],
  owners: ["finance-data"],
});
const due = chargeCards.task("find_due", () => ["c-17", "c-18", "c-19", "c-20"]);
const charged = chargeCards.task("charge", { expand: { card: due } }, ({ card }, { log }) => {
  log(`charging ${card}`);
  for (let line = 0; line < 40; line += 1) log.debug(`attempt ${line} of the handshake`, { card });
  if (card === "c-19") throw new Error(`the bank refuses card ${card}: limit reached`);
  return card;
});
chargeCards.task("book", { in: { charged }, outlets: [asset("receipts", { uri: "r2://receipts" })] }, () => 1);
chargeCards.task("notify", { after: [charged], triggerRule: "all_done" }, (_, { log }) => log("told the team"));

export const chooseModel = dag("choose_model", {
  description: "Trains, tests and pushes a model when it is better",
  team: "research",
  tags: ["ml"],
  params: z.object({
    model: z.enum(["linear", "forest", "boosted"]).default("forest").describe("Which family to train"),
    rows: z.int().min(100).max(1_000_000).default(10_000).describe("How many examples"),
    dryRun: z.boolean().default(false),
    labels: z.array(z.string()).default(["rain", "sun"]),
    note: z.string().max(200).default(""),
  }),
});
const trained = chooseModel.task("train", { retry: { limit: 2, delay: "1s" } }, (_, { tryNumber, log }) => {
  log(`epoch ${tryNumber}`);
  if (tryNumber === 1) throw new Error("the accelerator went away");
  return { accuracy: 0.87 };
});
const verdict = chooseModel.branch("compare", { in: { trained } }, ({ trained: { accuracy } }) =>
  accuracy > 0.8 ? "better" : "worse",
);
chooseModel.task("push", { when: verdict.is("better") }, () => "v7");
chooseModel.task("keep", { when: verdict.is("worse") }, () => "v6");
chooseModel.task("audit", () => skip("nothing to audit on a Sunday"));

export const waitForApproval = dag("wait_for_approval", { description: "Waits for an event", team: "finance" });
const asked = waitForApproval.task("ask", () => "sent");
waitForApproval.task("approval", { after: [asked] }, () => defer({ event: "approved" }));

export const longHaul = dag("long_haul", { description: "Runs for minutes", team: "research", tags: ["slow"] });
longHaul.task(
  "walk",
  (_, { signal, log }) =>
    new Promise<void>((resolve) => {
      let step = 0;
      const timer = setInterval(() => log(`step ${(step += 1)}`), 100);
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        resolve();
      });
      setTimeout(() => {
        clearInterval(timer);
        resolve();
      }, 600_000);
    }),
);

export const hostile = dag("hostile_words", {
  description: HOSTILE,
  displayName: `Hostile ${HOSTILE}`,
  tags: [HOSTILE],
  owners: [HOSTILE],
  isPausedUponCreation: true,
  params: z.object({ text: z.string().default(HOSTILE).describe(HOSTILE) }),
});
hostile.task("speak", { doc: HOSTILE }, (_, ctx) => {
  ctx.log(HOSTILE, { field: HOSTILE });
  ctx.xcom.push("hostile", HOSTILE);
  throw new Error(HOSTILE);
});

hostile.task("publish", () => HOSTILE);

export const countOrders = dag("count_orders", {
  description: "Waits for the orders",
  schedule: onAssets(orders),
  team: "sales",
  isPausedUponCreation: true,
});
countOrders.task("count", () => 1);

const prices = asset("prices", { uri: "d1://warehouse/prices", group: "catalogue" });
const invoices = asset("invoices", { uri: "r2://invoices" });
export const priceOrders = dag("price_orders", {
  description: "Waits for the orders and the prices",
  schedule: onAssets(all(orders, prices)),
  team: "sales",
});
priceOrders.task("price", { outlets: [invoices, assetAlias("daily_files")] }, () => 1);
export const sendInvoices = dag("send_invoices", {
  description: "Waits for the invoices",
  schedule: onAssets(invoices),
  team: "sales",
});
sendInvoices.task("send", { inlets: [orders] }, () => 1);

export const neverRun = dag("never_run", {
  description: "Has no run yet",
  schedule: "@daily",
  isPausedUponCreation: true,
});
neverRun.task("only", () => 1);
