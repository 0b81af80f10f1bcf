import { readdirSync, readFileSync } from "node:fs";

/** What Linux says about processes; elsewhere nothing, and what is measured by it comes out as NaN. */

const CLOCK_TICKS = 100;

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Fields of /proc/PID/stat from the third on; the second may hold anything. */
function readStat(pid: number): string[] {
  const text = readText(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A process and all that it started, and they. */
export function listTree(root: number): number[] {
  const pids = listPids();
  const tree = [root];
  for (const parent of tree) tree.push(...pids.filter((pid) => Number(readStat(pid)[1]) === parent));
  return tree;
}

function listPids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Resident memory in bytes. */
export function readMemory(pids: readonly number[]): number {
  const sizes = pids.map((pid) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readText(`/proc/${pid}/status`))?.[1]));
  return sizes.filter(Number.isFinite).reduce((sum, size) => sum + size * 1024, 0) || Number.NaN;
}

/** CPU time used so far, in milliseconds. */
export function readCpu(pids: readonly number[]): number {
  const times = pids.map((pid) => readStat(pid)).map((stat) => Number(stat[11]) + Number(stat[12]));
  return (times.filter(Number.isFinite).reduce((sum, ticks) => sum + ticks, 0) * 1000) / CLOCK_TICKS;
}

/** Looks again and again until told to stop, which tells the most there was, in bytes. */
export function watchMemory(pids: readonly number[]): () => number {
  let most = readMemory(pids);
  const timer = setInterval(() => {
    most = Math.max(most, readMemory(pids));
  }, 10);
  return () => {
    clearInterval(timer);
    return most;
  };
}
