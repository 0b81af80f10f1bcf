import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from "miniflare";
import { readConfig } from "../../src/local/config.ts";
import { HOST, reservePort } from "../../src/local/port.ts";
import { prepareLauncher } from "../../src/local/runtime-launcher.ts";
import { ROOT } from "../dags/root.ts";
import { connectYardsticks, type Yardsticks } from "./yardsticks-client.ts";

/** Starts the bare platform in the same kind of host as the product's. */
export async function startYardsticks(
  stateDir: string,
  vars: Readonly<Record<string, string>> = {},
): Promise<Yardsticks & { readonly url: string }> {
  mkdirSync(stateDir, { recursive: true });
  const script = await bundle(join(stateDir, "worker.js"));
  const { href, stop } = await serve(stateDir, script, vars);
  const url = href.replace(/\/$/, "");
  const yardsticks = connectYardsticks({ url, token: null });
  return {
    ...yardsticks,
    url,
    async stop() {
      await yardsticks.stop();
      await stop();
    },
  };
}

async function bundle(outfile: string): Promise<string> {
  const entryPoints = [join(ROOT, "bench/yardsticks/worker.ts")];
  const external = ["cloudflare:*", "node:*"];
  await build({ entryPoints, outfile, bundle: true, format: "esm", target: "es2024", external });
  return outfile;
}

async function serve(stateDir: string, script: string, vars: Readonly<Record<string, string>>) {
  const { compatibility_date, compatibility_flags } = readConfig(ROOT);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      port: await reservePort(0),
      cf: false,
      telemetry: { enabled: false },
      log: new NoOpLog(),
      logRequests: false,
      handleStructuredLogs: () => undefined,
      resourcePersistencePath: join(stateDir, "v3"),
      resourceTmpPath: join(stateDir, "tmp"),
      unsafeRuntimeEnv: prepareLauncher(stateDir),
      workers: [
        {
          name: "yardsticks",
          modules: [{ type: "ESModule", path: script }],
          modulesRoot: stateDir,
          compatibilityDate: compatibility_date,
          compatibilityFlags: compatibility_flags,
          bindings: vars,
          durableObjects: { FLOOR: { className: "FloorObject", useSQLite: true } },
          queueProducers: { HOPS: "hops" },
          queueConsumers: { hops: { maxBatchSize: 100, maxBatchTimeout: 0 } },
          workflows: { FLOW: { name: "flow", className: "Flow" } },
        },
      ],
    }),
  );
  const { href } = await miniflare.ready;
  return { href, stop: () => miniflare.dispose() };
}
