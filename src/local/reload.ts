import type { Runtime } from "./runtime.ts";
import { watchFolders, type Watcher } from "./watch.ts";
import type { Workshop } from "./workshop.ts";

export interface ReloadOptions {
  readonly folders: readonly string[];
  /** What the person was told of before the watch began. */
  readonly knownErrors: readonly string[];
  readonly workshop: Workshop;
  readonly runtime: Runtime;
  readonly say: (line: string) => void;
  /** The new Worker serves. */
  readonly onReload: () => void;
}

/** Takes up edits, one burst after the other. Whatever does not build is reported, and the Worker that runs goes on. */
export function startReloader(options: ReloadOptions): Watcher {
  let turn = Promise.resolve();
  let isStopped = false;
  let known = new Set(options.knownErrors);
  const sayNew = (errors: readonly string[]) => {
    for (const error of errors) if (!known.has(error)) options.say(error);
    known = new Set(errors);
  };
  const watcher = watchFolders(options.folders, (paths) => {
    turn = turn.then(async () => {
      if (isStopped) return;
      await takeUp(options, paths, sayNew).catch((error: unknown) =>
        options.say(`not taken up: ${describeError(error)}`),
      );
    });
  });
  return {
    stop() {
      isStopped = true;
      watcher.stop();
    },
  };
}

async function takeUp(options: ReloadOptions, paths: readonly string[], sayNew: (errors: readonly string[]) => void) {
  const { workshop, runtime, say, onReload } = options;
  const start = performance.now();
  const names = summarize(paths);
  const { report, built } = await workshop.make();
  sayNew(report.errors);
  if (!built.ok) {
    for (const error of built.error) say(error);
    say(`${names}: does not build; the Worker before it goes on`);
    return;
  }
  if (!built.value.isChanged) return;
  await runtime.reload();
  onReload();
  say(`${names}: live after ${Math.round(performance.now() - start)} ms (${report.summary})`);
}

/** Names files rather than folders and what editors write beside them. */
function summarize(paths: readonly string[]): string {
  const files = paths.filter((path) => /\.\w+$/.test(path));
  const [first = "", ...others] = files.length > 0 ? files : paths;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
