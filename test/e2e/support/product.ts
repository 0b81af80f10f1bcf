import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SERVE = fileURLToPath(new URL("./serve.ts", import.meta.url));
const DAGS = fileURLToPath(new URL("../dags", import.meta.url));

export interface Answer {
  readonly status: number;
  // Tests read answers as a caller without types would.
  readonly body: any;
}

/** The product in a process of its own, with a state folder that outlives it. */
export class Product {
  readonly stateDir = mkdtempSync(join(tmpdir(), "tradewind-"));
  readonly #dagsDir: string;
  #child: ChildProcess | null = null;
  #url = "";
  #token = "";

  constructor(dagsDir: string = DAGS) {
    this.#dagsDir = dagsDir;
  }

  /** Resolves when it serves; says so itself. */
  async start(watch = false): Promise<void> {
    const env = { ...process.env, WATCH: watch ? "1" : "0" };
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", SERVE, "0", this.stateDir, this.#dagsDir],
      { env, stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.lines.push(line);
      if (!line.startsWith("ready ")) continue;
      this.#url = line.slice("ready ".length);
      break;
    }
    child.stdout.resume();
    if (this.#url === "") throw new Error(`The product did not start: ${this.lines.join("\n")}`);
    const { body } = await this.call("POST", "/auth/token", { username: "admin", password: "a password for tests" });
    this.#token = body.access_token;
  }
  readonly lines: string[] = [];

  get url(): string {
    return this.#url;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) };
    } catch {
      return { status: response.status, body: text };
    }
  }

  /** Triggers a run that the product has to accept. */
  async trigger(dagId: string, runId: string, conf: object = {}): Promise<Answer> {
    const answer = await this.tryTrigger(dagId, runId, conf);
    if (answer.status !== 200) throw new Error(`${dagId} was not triggered: ${JSON.stringify(answer.body)}`);
    return answer;
  }
  tryTrigger(dagId: string, runId: string, conf: object = {}): Promise<Answer> {
    return this.call("POST", `/api/v2/dags/${dagId}/dagRuns`, { dag_run_id: runId, logical_date: null, conf });
  }

  /** Every entry of a list, page by page; `name` is the field of an answer that holds them. */
  async listAll(path: string, name: string): Promise<any[]> {
    const found: any[] = [];
    for (;;) {
      const { body } = await this.call("GET", `${path}?limit=100&offset=${found.length}`);
      found.push(...body[name]);
      if (body[name].length === 0 || found.length >= body.total_entries) return found;
    }
  }

  /** Asks again and again, each time waiting for the answer, until `isDone` says so. */
  async until(path: string, isDone: (body: any) => boolean): Promise<any> {
    const deadline = performance.now() + 90_000;
    for (;;) {
      // A reload closes connections; whoever asks again finds the new one.
      const body = await this.call("GET", path).then(
        (answer) => answer.body,
        () => null,
      );
      if (body !== null && isDone(body)) return body;
      if (performance.now() > deadline) throw new Error(`${path} still says ${JSON.stringify(body).slice(0, 500)}`);
    }
  }
  untilEnded(dagId: string, runId: string): Promise<any> {
    return this.until(
      `/api/v2/dags/${dagId}/dagRuns/${runId}`,
      ({ state }) => state === "success" || state === "failed",
    );
  }

  /** As a power cut: nothing is told, nothing is cleaned up. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    this.#child = null;
    this.#url = "";
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
