// Runs the product in a process of its own, so that it can be killed: node serve.ts STATE [local|edge]
import { fileURLToPath } from "node:url";
import { startHost } from "../../src/local/host.ts";
import { EDGE } from "../bench/edge.ts";

const [stateDir = "", profile = "local"] = process.argv.slice(2);
const isEdge = profile === "edge";
const dagsDir = fileURLToPath(new URL("dags", import.meta.url));
const entry = fileURLToPath(new URL(isEdge ? "worker/edge.ts" : "worker/worker.ts", import.meta.url));
const read = (name: string): string => process.env[name] ?? "";
const vars = {
  // The Worker of chaos repeats messages by itself.
  ...(isEdge ? { ...EDGE, BENCH_DUPLICATES: "0" } : {}),
  TRADEWIND_ADMIN_PASSWORD: read("TRADEWIND_ADMIN_PASSWORD"),
  CHAOS_LEDGER: read("CHAOS_LEDGER"),
  CHAOS_SEED: read("CHAOS_SEED"),
};
const host = await startHost({ port: 0, stateDir, dagsDir, entry, vars, quiet: true });
process.on("SIGTERM", () => void host.stop().then(() => process.exit(0)));
console.log(`ready ${host.url}`);
