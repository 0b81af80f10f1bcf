import { fork } from "node:child_process";
import { join } from "node:path";
import { DASHBOARD_FOLDERS, isDashboardBuilt } from "./dashboard-files.ts";
import { NODE_ARGUMENTS } from "./node-arguments.ts";
import { ROOT } from "./root.ts";
import { watchFolders, type Watcher } from "./watch.ts";

export interface DashboardOptions {
  readonly say: (line: string) => void;
  /** New files lie there. */
  readonly onBuilt: () => Promise<void>;
}

/**
 * Keeps the dashboard's built files as new as its sources, in a process of its own while the product serves. Where
 * nothing changed, nothing but the sources' times is looked at.
 */
export function startDashboard({ say, onBuilt }: DashboardOptions): Watcher {
  const abort = new AbortController();
  let turn = Promise.resolve();
  const refresh = () => {
    turn = turn
      .then(async () => {
        if (abort.signal.aborted || isDashboardBuilt()) return;
        const start = performance.now();
        if (!(await build(abort.signal))) return;
        await onBuilt();
        say(`the dashboard is built, after ${Math.round(performance.now() - start)} ms`);
      })
      .catch((error: unknown) => say(`the dashboard is not taken up: ${String(error)}`));
  };
  refresh();
  const watcher = watchFolders(DASHBOARD_FOLDERS, refresh);
  return {
    stop() {
      abort.abort();
      watcher.stop();
    },
  };
}

/** False when it does not build, which the process has told itself, or was stopped. */
async function build(signal: AbortSignal): Promise<boolean> {
  const child = fork(join(ROOT, "scripts/build-ui.ts"), ["--if-changed"], {
    execArgv: [...NODE_ARGUMENTS],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const stop = () => void child.kill();
  signal.addEventListener("abort", stop, { once: true });
  const code = await new Promise((resolve) => void child.once("exit", resolve));
  signal.removeEventListener("abort", stop);
  return code === 0;
}
