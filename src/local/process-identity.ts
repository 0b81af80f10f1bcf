import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system; only compared. */
  readonly startedAt: string;
}

export function identify(pid: number): ProcessIdentity | null {
  const startedAt = readStart(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return readStart(pid) === startedAt;
}

export function kill(target: ProcessIdentity): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, "SIGKILL");
  } catch {
    // It ended in between.
  }
}

/** Resolves when the process has ended, and with it its hold on ports and files; at most 5 s later in any case. */
export async function waitForEnd(target: ProcessIdentity): Promise<void> {
  for (let look = 0; look < 250 && isAlive(target); look += 1) await setTimeout(20);
}

/** The start of a process, or null when there is none of this number. A zombie has ended. */
function readStart(pid: number): string | null {
  if (process.platform === "linux") return readStartFromProc(pid);
  if (process.platform === "win32") {
    return run("powershell", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`]);
  }
  return run("ps", ["-o", "lstart=", "-p", String(pid)]);
}

/** Field 22 of /proc/PID/stat. The second field is the name in brackets and may hold anything. */
function readStartFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function run(command: string, args: readonly string[]): string | null {
  try {
    const text = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return text === "" ? null : text;
  } catch {
    return null;
  }
}
