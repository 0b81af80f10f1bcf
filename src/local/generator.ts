import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "./root.ts";

const report = z.object({ summary: z.string(), compiled: z.array(z.string()), errors: z.array(z.string()) });
export type GeneratorReport = z.output<typeof report>;

export interface DagGenerator {
  /** Compiles what changed below the DAG folder. One call at a time. */
  generate(): Promise<GeneratorReport>;
  stop(): void;
}

/** The generator in a process of its own: author code that goes wrong there cannot reach the host. */
export function startGenerator(dagsDir: string, genDir: string): DagGenerator {
  let child: ChildProcess | null = null;
  const start = () => {
    const started = startProcess(dagsDir, genDir);
    started.once("exit", () => {
      if (child === started) child = null;
    });
    return started;
  };
  return {
    async generate() {
      child ??= start();
      return report.parse(await ask(child));
    },
    stop() {
      if (child?.connected === true) child.disconnect();
    },
  };
}

function startProcess(dagsDir: string, genDir: string): ChildProcess {
  return fork(join(ROOT, "scripts/generate-dags.ts"), ["--serve", "--dags", dagsDir, "--out", genDir], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

function ask(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("the DAG generator ended"));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
    child.send("generate");
  });
}
