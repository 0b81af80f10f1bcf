import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "./host-error.ts";
import { identify, isAlive, kill, waitForEnd, type ProcessIdentity } from "./process-identity.ts";

interface Owner extends ProcessIdentity {
  readonly url: string;
}

/** Where the runtime's launcher writes "PID START": the first line a runtime of this state folder leaves. */
export function runtimeFileOf(stateDir: string): string {
  return join(stateDir, "runtime.pid");
}

/**
 * Makes this process the one host of a state folder, and ends a runtime that a killed host left behind. Returns the
 * release. A folder in use is a HostError that names its host.
 */
export async function lockState(stateDir: string, url: string): Promise<() => void> {
  const path = join(stateDir, "host.lock");
  const self = identify(process.pid);
  if (self === null) throw new HostError("cannot read when this process started");
  const owner: Owner = { ...self, url };
  if (!claim(path, owner)) {
    const other = readOwner(path);
    if (other !== null && isAlive(other)) {
      throw new HostError(
        `${stateDir} is in use by process ${other.pid}, which serves ${other.url}; stop it first, or choose another --state`,
      );
    }
    rmSync(path, { force: true });
    if (!claim(path, owner)) throw new HostError(`${stateDir} was taken by another start just now; try again`);
  }
  await killLeftover(stateDir);
  return () => {
    rmSync(runtimeFileOf(stateDir), { force: true });
    rmSync(path, { force: true });
  };
}

/** Ends the runtime named in the state folder. It is none of another host: this one holds the lock. */
async function killLeftover(stateDir: string): Promise<void> {
  const leftover = readRuntime(stateDir);
  if (leftover !== null) {
    kill(leftover);
    await waitForEnd(leftover);
  }
  rmSync(runtimeFileOf(stateDir), { force: true });
}

export function readRuntime(stateDir: string): ProcessIdentity | null {
  const text = readText(runtimeFileOf(stateDir));
  const [pid = "", ...startedAt] = text?.trim().split(" ") ?? [];
  return /^\d+$/.test(pid) && startedAt.length > 0 ? { pid: Number(pid), startedAt: startedAt.join(" ") } : null;
}

export function writeRuntime(stateDir: string, { pid, startedAt }: ProcessIdentity): void {
  writeFileSync(runtimeFileOf(stateDir), `${pid} ${startedAt}\n`);
}

function claim(path: string, owner: Owner): boolean {
  try {
    writeFileSync(path, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** A lock that cannot be read is left by a host that was killed while it wrote. */
function readOwner(path: string): Owner | null {
  try {
    return JSON.parse(readText(path) ?? "null") as Owner | null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
