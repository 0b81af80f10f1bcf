import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOnce, waitForEnd, type Seeded } from "../ui/seeded.ts";

/** Writes DAGs that make assets and wait for them, beside those that are seeded. */
export function writeAssetDags(dagsDir: string): void {
  mkdirSync(dagsDir, { recursive: true });
  writeFileSync(join(dagsDir, "assets.ts"), ASSETS);
}

/** One asset is updated, one is not since its producer fails; one DAG has run for it, one waits for more. */
export async function updateAssets({ product }: Seeded): Promise<void> {
  for (const dag of ["sales.price_orders", "sales.count_orders"]) await start(product, dag);
  for (const dag of ["sales.load_orders", "finance.charge_cards"])
    await waitForEnd(product, await runOnce(product, dag));
}

async function start(product: Seeded["product"], dag: string): Promise<void> {
  await product.client.send("PATCH", `/api/v2/dags/${dag}`, { is_paused: false });
}

const ASSETS = `import { all, asset, dag, onAssets } from "tradewind";

const orders = asset("orders", { uri: "d1://warehouse/orders" });
const prices = asset("prices", { uri: "d1://warehouse/prices", group: "catalogue" });
const receipts = asset("receipts", { uri: "r2://receipts" });
const invoices = asset("invoices", { uri: "r2://invoices" });

const load = dag("load_orders", { team: "sales", description: "Orders of the shop" });
load.task("load", { outlets: [orders] }, () => 1);
const charge = dag("charge_cards", { team: "finance", description: "Fails, as a bank that refuses does" });
charge.task("charge", { outlets: [receipts] }, () => { throw new Error("the bank refuses card c-19"); });
const count = dag("count_orders", { team: "sales", schedule: onAssets(orders) });
count.task("count", () => 1);
const price = dag("price_orders", { team: "sales", schedule: onAssets(all(orders, prices)) });
price.task("price", { outlets: [invoices] }, () => 1);
export { charge, count, load, price };
`;
