import { asset } from "tradewind";

/** What one DAG writes and another waits for: both import it from here. */
export const ORDERS = asset("demo_orders", { uri: "r2://BLOBS/example_orders.json", group: "example" });
