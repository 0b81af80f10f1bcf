// Runs the product in a process of its own, so that a test can kill it: node serve.ts PORT STATE DAGS
import { startHost } from "../../../src/local/host.ts";

const [port = "0", stateDir = "", dagsDir = ""] = process.argv.slice(2);
const vars = { TRADEWIND_ADMIN_PASSWORD: "a password for tests" };
const host = await startHost({ port: Number(port), stateDir, dagsDir, watch: process.env["WATCH"] === "1", vars });
process.on("SIGTERM", () => void host.stop().then(() => process.exit(0)));
console.log(`ready ${host.url}`);
