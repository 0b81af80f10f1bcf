// Serves what `npm run bench -- --url …` measures, on this machine, as a deployment of bench/wrangler.toml would be:
// node scripts/with-node.mjs node scripts/bench/serve.ts [STATE]
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../../src/local/host.ts";
import { ROOT } from "../dags/root.ts";
import { DAGS } from "./product.ts";
import { startYardsticks } from "./yardsticks.ts";

const place = process.argv[2] ?? mkdtempSync(join(tmpdir(), "tradewind-bench-"));
const password = process.env["BENCH_PASSWORD"] ?? "a password for measuring only";
const host = await startHost({
  port: 0,
  stateDir: join(place, "product"),
  dagsDir: DAGS,
  configDir: join(ROOT, "bench"),
  vars: { TRADEWIND_ADMIN_PASSWORD: password },
  quiet: true,
});
const token = process.env["YARDSTICKS_TOKEN"];
const yardsticks = await startYardsticks(
  join(place, "yardsticks"),
  token === undefined ? {} : { YARDSTICKS_TOKEN: token },
);
const stop = async (): Promise<never> => {
  await Promise.all([host.stop(), yardsticks.stop()]);
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // The runtime's host library would end the process in the midst of the stop.
  process.removeAllListeners(signal);
  process.on(signal, () => void stop());
}
console.log(`npm run bench -- --url ${host.url} --password "${password}" --yardsticks ${yardsticks.url}`);
