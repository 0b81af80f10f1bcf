import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Started {
  readonly url: string;
  readonly runtimePids: readonly number[];
}

/** A host in a process of its own, and the lines it prints. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #closed: Promise<unknown>;
  #onLine: () => void = () => undefined;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(script, args, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, ...env },
    });
    this.#closed = once(this.#child, "close");
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#lines.push(line);
        this.#onLine();
      });
    }
  }

  get output(): string {
    return this.#lines.join("\n");
  }

  async started(): Promise<Started> {
    const ended = this.#closed.then(() => Promise.reject(new Error(`it ended:\n${this.output}`)));
    const [message] = (await Promise.race([once(this.#child, "message"), ended])) as [Started];
    return message;
  }

  /** Resolves to the next line that matches and was not taken by an earlier call. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const index = this.#lines.findIndex((line) => pattern.test(line));
      const [found] = index < 0 ? [] : this.#lines.splice(0, index + 1).slice(-1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
      });
    }
  }

  /** Sends a signal and resolves to the exit code, or to the name of the signal it died of. */
  async end(signal: NodeJS.Signals): Promise<number | string | null> {
    this.#child.kill(signal);
    return await this.ended();
  }

  /** All output has arrived by then. */
  async ended(): Promise<number | string | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }
}
