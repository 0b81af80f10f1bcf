import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from "miniflare";
import { z } from "zod";
import { readConfig } from "../../src/local/config.ts";
import { HOST, reservePort } from "../../src/local/port.ts";
import { prepareLauncher } from "../../src/local/runtime-launcher.ts";
import { ROOT } from "../dags/root.ts";
import { createClient, readJson, type HttpClient } from "./http-client.ts";

/** The bare platform in the same kind of host as the product's. */
export interface Yardsticks {
  readonly client: HttpClient;
  /** Milliseconds by the Worker's own clock that so many writes by RPC take, one after the other. */
  write(count: number): Promise<number>;
  /** Runs Workflows' instances to their end, all at once; milliseconds by the client's clock. */
  flow(shape: { kind: "chain" | "wide"; steps: number; n: number }, instances: number): Promise<number>;
  stop(): Promise<void>;
}

const created = z.object({ id: z.string() });

export async function startYardsticks(stateDir: string): Promise<Yardsticks> {
  mkdirSync(stateDir, { recursive: true });
  const script = await bundle(join(stateDir, "worker.js"));
  const url = await serve(stateDir, script);
  const client = createClient(url.href.replace(/\/$/, ""));
  const get = async (path: string) => readJson(await client.send("GET", path));
  const flowOnce = async (query: string) => {
    const { id } = created.parse(await get(`/flow?${query}`));
    await get(`/wait?id=${id}`);
  };
  return {
    client,
    write: async (count) => z.number().parse(await get(`/writes?n=${count}&id=${crypto.randomUUID()}`)),
    async flow({ kind, steps, n }, instances) {
      const start = performance.now();
      const query = `kind=${kind}&steps=${steps}&n=${n}`;
      await Promise.all(Array.from({ length: instances }, () => flowOnce(query)));
      return performance.now() - start;
    },
    async stop() {
      client.close();
      await url.stop();
    },
  };
}

async function bundle(outfile: string): Promise<string> {
  const entryPoints = [join(ROOT, "bench/yardsticks/worker.ts")];
  await build({ entryPoints, outfile, bundle: true, format: "esm", target: "es2024", external: ["cloudflare:*"] });
  return outfile;
}

async function serve(stateDir: string, script: string) {
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
