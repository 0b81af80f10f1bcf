import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Miniflare, MiniflareOptions } from "miniflare";
import type { WorkerConfig } from "./config.ts";
import { loadMiniflare } from "./miniflare.ts";
import { HOST } from "./port.ts";
import { identify } from "./process-identity.ts";
import { prepareLauncher } from "./runtime-launcher.ts";
import { readRuntime, writeRuntime } from "./state-lock.ts";
import { toWorkerOptions } from "./worker-options.ts";

export interface RuntimeOptions {
  readonly config: WorkerConfig;
  readonly configDir: string;
  /** Path of the bundled Worker; read anew by each `reload`. */
  readonly script: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly stateDir: string;
  readonly port: number;
  readonly isQuiet: boolean;
}

export interface Runtime {
  readonly miniflare: Miniflare;
  /** Serves the bundle as it is now. The runtime is started anew; what is in flight ends as at a deployment. */
  reload(): Promise<void>;
  /** Fires the cron triggers. Rejects when the Worker does. */
  fireScheduled(scheduledTime: number): Promise<void>;
  /** The runtime's process, while there is one. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

/** Serves the Worker on HOST with storage below `stateDir`, where `wrangler … --local --persist-to` finds it too. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { config, stateDir } = options;
  const runtimeEnv = prepareLauncher(stateDir);
  const { Miniflare } = loadMiniflare();
  const miniflare = new Miniflare(toMiniflareOptions(options, runtimeEnv));
  const settle = async () => {
    await miniflare.ready;
    recordRuntime(stateDir);
  };
  try {
    await settle();
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
  return {
    miniflare,
    async reload() {
      await miniflare.setOptions(toMiniflareOptions(options, runtimeEnv));
      await settle();
    },
    async fireScheduled(scheduledTime) {
      const worker = await miniflare.getWorker();
      for (const cron of config.triggers.crons) {
        const { outcome } = await worker.scheduled({ scheduledTime: new Date(scheduledTime), cron });
        if (outcome !== "ok") throw new Error(`the Worker's scheduled handler ended with ${outcome}`);
      }
    },
    pids: () => [readRuntime(stateDir)].flatMap((runtime) => runtime?.pid ?? []),
    stop: () => miniflare.dispose(),
  };
}

function toMiniflareOptions(options: RuntimeOptions, runtimeEnv: Record<string, string>): MiniflareOptions {
  const { config, configDir, script, vars, stateDir, port, isQuiet } = options;
  const { convertV4MiniflareOptions, Log, LogLevel, NoOpLog } = loadMiniflare();
  return convertV4MiniflareOptions({
    host: HOST,
    port,
    cf: false,
    telemetry: { enabled: false },
    log: isQuiet ? new NoOpLog() : new Log(LogLevel.WARN),
    logRequests: false,
    ...(isQuiet ? { handleStructuredLogs: () => undefined } : {}),
    resourcePersistencePath: join(stateDir, "v3"),
    resourceTmpPath: join(stateDir, "tmp"),
    unsafeRuntimeEnv: runtimeEnv,
    workers: [toWorkerOptions(config, configDir, script, vars)],
  });
}

/** Where no launcher wrote down the runtime's process, it is looked up. */
function recordRuntime(stateDir: string): void {
  if (process.platform !== "win32") return;
  const query = `(Get-CimInstance Win32_Process -Filter "ParentProcessId=${process.pid} AND Name='workerd.exe'").ProcessId`;
  const found = execFileSync("powershell", ["-NoProfile", "-Command", query], { encoding: "utf8" });
  const runtime = identify(Number(found.trim().split(/\s+/).at(-1)));
  if (runtime !== null) writeRuntime(stateDir, runtime);
}
