import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Miniflare } from "miniflare";
import { chooseAdminPassword, proveLogin, type AdminLogin } from "./admin-password.ts";
import { createCleanups, type Cleanups } from "./cleanups.ts";
import { readConfig, type WorkerConfig } from "./config.ts";
import { startDashboard } from "./dashboard.ts";
import { HostError } from "./host-error.ts";
import { migrate } from "./migrate.ts";
import { loadMiniflare } from "./miniflare.ts";
import { HOST, reservePort } from "./port.ts";
import { startReloader } from "./reload.ts";
import { ROOT } from "./root.ts";
import { startRuntime } from "./runtime.ts";
import { chooseSecretKey } from "./secret-key.ts";
import { lockState } from "./state-lock.ts";
import { startTicker } from "./ticker.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

export interface HostOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly stateDir: string;
  /** The checkout's dags/ unless given. */
  readonly dagsDir?: string;
  /** Takes up edits of the DAG folder and of src/. */
  readonly watch?: boolean;
  /** Builds the dashboard when it is older than its sources, and takes up edits of it when watching. */
  readonly dashboard?: boolean;
  /** Variables of the Worker beside those of wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Prints nothing, neither what changed nor what the Worker logs. */
  readonly quiet?: boolean;
  /** The Worker's entry, and the folder whose wrangler.toml and migrations/ count; the checkout's unless given. */
  readonly entry?: string;
  readonly configDir?: string;
}

export interface Host {
  readonly url: string;
  readonly login: AdminLogin;
  readonly miniflare: Miniflare;
  /** Process ids of the Workers runtime; a reload changes them. */
  runtimePids(): readonly number[];
  /** Fires the cron trigger now. */
  tick(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts Tradewind on this machine. Rejects with a HostError when the person at the terminal can mend it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const cleanups = createCleanups();
  try {
    return await openHost(options, cleanups);
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

async function openHost(options: HostOptions, cleanups: Cleanups): Promise<Host> {
  const say = options.quiet === true ? () => undefined : (line: string) => console.log(line);
  const stateDir = resolve(options.stateDir);
  const configDir = resolve(options.configDir ?? ROOT);
  const config = readConfig(configDir);
  const { port, url } = await takePlace(options.port, stateDir, cleanups);
  const password = chooseAdminPassword(stateDir, { ...config.vars, ...options.vars });
  const secretKey = chooseSecretKey(stateDir, { ...config.vars, ...options.vars });
  const vars = { TRADEWIND_PROFILE: "local", ...options.vars, ...password.vars, ...secretKey };

  const workshop = prepareWorkshop(options, config, { stateDir, configDir }, cleanups);
  const making = makeFirst(workshop, say);
  const migrating = migrateAll(config, { stateDir, configDir }, say);
  loadMiniflare();
  const [knownErrors] = await settleAll(making, migrating);
  const { script } = workshop;
  const isQuiet = options.quiet === true;
  const runtime = await startRuntime({ config, configDir, script, vars, stateDir, port, isQuiet });
  cleanups.add(() => runtime.stop());

  const login = await proveLogin(url, password);

  const onTickError = (error: unknown) => say(`tick: ${String(error)}`);
  const ticker = startTicker((at) => runtime.fireScheduled(at), onTickError);
  cleanups.add(() => ticker.stop());
  const tick = () => ticker.tick();
  void tick();
  const onReload = () => void tick();
  if (options.dashboard === true) {
    const dashboard = startDashboard({ say, onBuilt: () => runtime.reload().then(onReload) });
    cleanups.add(() => dashboard.stop());
  }
  if (options.watch === true) {
    const folders = [resolve(options.dagsDir ?? join(ROOT, "dags")), join(ROOT, "src")];
    const reloader = startReloader({ folders, knownErrors, workshop, runtime, say, onReload });
    cleanups.add(() => reloader.stop());
  } else {
    workshop.close();
  }
  const { miniflare } = runtime;
  const runtimePids = () => runtime.pids();
  return { url, login, miniflare, runtimePids, tick, stop: () => cleanups.run() };
}

/** The state folder first: a runtime left behind there may hold the port. */
async function takePlace(wanted: number, stateDir: string, cleanups: Cleanups): Promise<{ port: number; url: string }> {
  mkdirSync(stateDir, { recursive: true });
  const port = wanted === 0 ? await reservePort(0) : wanted;
  const url = `http://${HOST}:${port}`;
  cleanups.add(await lockState(stateDir, url));
  await reservePort(port);
  rmSync(join(stateDir, "tmp"), { recursive: true, force: true });
  return { port, url };
}

interface Places {
  readonly stateDir: string;
  readonly configDir: string;
}

/** DAGs of another folder than the checkout's are generated into the state folder, so that the checkout is left alone. */
function prepareWorkshop(options: HostOptions, config: WorkerConfig, places: Places, cleanups: Cleanups) {
  const { stateDir, configDir } = places;
  const dagsDir = resolve(options.dagsDir ?? join(ROOT, "dags"));
  const genDir = options.dagsDir === undefined ? join(ROOT, "src/gen") : join(stateDir, "gen");
  const entry = resolve(options.entry ?? join(configDir, config.main));
  const outFile = join(stateDir, "bundle", "worker.js");
  const keepNames = config.keep_names;
  const workshop = openWorkshop({ root: ROOT, entry, genDir, outFile, keepNames, dagsDir, timeLimit: 10_000 });
  cleanups.add(() => workshop.close());
  return workshop;
}

/** Returns what is wrong with DAG files: that is told, and stops nothing. */
async function makeFirst(workshop: Workshop, say: (line: string) => void): Promise<readonly string[]> {
  const { report, built } = await workshop.make();
  for (const error of report.errors) say(error);
  say(report.summary);
  if (!built.ok) throw new HostError(`the Worker does not build:\n${built.error.join("\n")}`);
  return report.errors;
}

async function migrateAll(config: WorkerConfig, { stateDir, configDir }: Places, say: (line: string) => void) {
  const migrations = config.d1_databases.map(({ binding, database_id, migrations_dir }) => ({
    binding,
    databaseId: database_id,
    folder: join(configDir, migrations_dir),
  }));
  const applied = await migrate({ stateDir, migrations });
  if (applied.length > 0) say(`applied ${applied.length} migrations`);
}

/** Like Promise.all, but nothing is left under way when it rejects: what comes after may undo all. */
async function settleAll<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return await Promise.all([a, b]);
}
