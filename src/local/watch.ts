import { existsSync, readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** Editors write in bursts: wait until a burst is over. */
const SETTLE = 50;

export interface Watcher {
  stop(): void;
}

/** Tells of changed files below some folders, a burst at a time, as paths that begin with the folder's own name. */
export function watchFolders(folders: readonly string[], onChange: (paths: readonly string[]) => void): Watcher {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    const paths = [...changed];
    changed.clear();
    onChange(paths);
  };
  const note = (path: string) => {
    changed.add(path);
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(flush, SETTLE);
  };
  const watchers = folders.filter((folder) => existsSync(folder)).map((folder) => watchTree(folder, note));
  return {
    stop() {
      if (timer !== null) clearTimeout(timer);
      for (const watcher of watchers) watcher.stop();
    },
  };
}

function watchTree(root: string, note: (path: string) => void): Watcher {
  const tell = (path: string) => {
    const name = join(basename(root), relative(root, path));
    if (!isIgnored(name)) note(name);
  };
  return process.platform === "linux" ? watchEachFolder(root, tell) : watchWhole(root, tell);
}

function watchWhole(root: string, tell: (path: string) => void): Watcher {
  const watcher = watch(root, { recursive: true }, (_, name) => {
    if (name !== null) tell(join(root, name));
  });
  return { stop: () => watcher.close() };
}

/**
 * Node's own recursive watch follows each file on Linux, and loses one that an editor replaces. A folder's watch sees
 * whatever happens to its entries, so every folder gets one.
 */
function watchEachFolder(root: string, tell: (path: string) => void): Watcher {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string): void => {
    forget(folder);
    const watcher = watch(folder, (_, name) => {
      const path = name === null || isSelf(folder, name) ? folder : join(folder, name);
      if (isFolder(path)) add(path);
      tell(path);
    });
    watcher.on("error", () => forget(folder));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !isIgnored(entry.name)) add(join(folder, entry.name));
    }
  };
  add(root);
  return {
    stop() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

/** A folder's own end is told under its own name. */
function isSelf(folder: string, name: string): boolean {
  return name === basename(folder) && !existsSync(join(folder, name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Editors' own files, and what the generator writes: that is a consequence, no cause. */
function isIgnored(path: string): boolean {
  return /(^|[\\/])\.|~$|\.tmp$|\.sw[a-z]$/.test(path) || basename(dirname(path)) === "gen" || basename(path) === "gen";
}
