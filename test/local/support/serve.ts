// A host in a process of its own, so that a test can kill it: node serve.ts PORT STATE DAGS ENTRY
import { startHost } from "../../../src/local/host.ts";

const [port = "0", stateDir = "", dagsDir = "", entry = ""] = process.argv.slice(2);
const host = await startHost({ port: Number(port), stateDir, dagsDir, entry, watch: true });
await host.tick();
process.send?.({ url: host.url, runtimePids: host.runtimePids() });
