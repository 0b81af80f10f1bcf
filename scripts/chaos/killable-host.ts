import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { isAlive, waitForEnd, type ProcessIdentity } from "../../src/local/process-identity.ts";
import { readRuntime } from "../../src/local/state-lock.ts";
import type { Profile } from "../bench/measurement.ts";

const SERVE = fileURLToPath(new URL("serve.ts", import.meta.url));
const PASSWORD = "a password for chaos only";
/** A call that hangs would hang the whole run. Milliseconds. */
const LONGEST = 20_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface HostSettings {
  readonly stateDir: string;
  readonly ledgerUrl: string;
  readonly seed: string;
  readonly profile: Profile;
  /** Until when the database is to be out of reach, in epoch milliseconds. */
  readonly outageUntil: () => number;
}

/** The product in a group of processes of its own, which can be killed whole and started again on what it left. */
export class KillableHost {
  readonly #settings: HostSettings;
  readonly #runtimes: ProcessIdentity[] = [];
  #child: ChildProcess | null = null;
  #url: string | null = null;
  #token: string | null = null;
  #starts = 0;

  constructor(settings: HostSettings) {
    this.#settings = settings;
    process.on("exit", () => this.#killGroup());
  }

  /** Begins a start; resolves to whether it came to serve before it was killed. */
  async start(): Promise<boolean> {
    const { stateDir, ledgerUrl, seed, profile } = this.#settings;
    this.#starts += 1;
    const env = {
      ...process.env,
      TRADEWIND_ADMIN_PASSWORD: PASSWORD,
      CHAOS_LEDGER: ledgerUrl,
      CHAOS_SEED: `${seed} ${this.#starts}`,
    };
    const args = ["--disable-warning=ExperimentalWarning", SERVE, stateDir, profile];
    const child = spawn(process.execPath, args, { env, detached: true, stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith("ready ")) continue;
      if (this.#child !== child) return false;
      this.#url = line.slice("ready ".length);
      await this.#greet();
      return this.#child === child;
    }
    return false;
  }

  /** Who asks is looked up while the database can be asked. */
  async #greet(): Promise<void> {
    if (this.#token === null) {
      const answer = await this.call("POST", "/auth/token", { username: "admin", password: PASSWORD });
      const read = z.object({ access_token: z.string() }).safeParse(answer?.body);
      if (read.success) this.#token = read.data.access_token;
    } else await this.call("GET", "/api/v2/dags?limit=1");
    const left = this.#settings.outageUntil() - Date.now();
    if (left > 0) await this.call("POST", `/api/chaos/outage?seconds=${left / 1000}`);
  }

  /** Null when nobody answered, or nobody in time. */
  async call(method: string, path: string, body?: unknown): Promise<Answer | null> {
    if (this.#url === null) return null;
    const headers = {
      "content-type": "application/json",
      ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const signal = AbortSignal.timeout(LONGEST);
      const response = await fetch(this.#url + path, { method, headers, signal, ...sent });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
    } catch {
      return null;
    }
  }

  /** As a power cut: host, runtime and compilers end at once, nothing is told or cleaned up. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#url = null;
    this.#noteRuntime();
    this.#killGroup();
    this.#child = null;
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#noteRuntime();
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    this.#child = null;
  }

  #noteRuntime(): void {
    const runtime = readRuntime(this.#settings.stateDir);
    if (runtime !== null) this.#runtimes.push(runtime);
  }

  #killGroup(): void {
    const pid = this.#child?.pid;
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }

  /** Runtimes of hosts that are gone, and that are there all the same. */
  async listOrphans(): Promise<readonly number[]> {
    await Promise.all(this.#runtimes.map(waitForEnd));
    return this.#runtimes.filter(isAlive).map(({ pid }) => pid);
  }
}
