import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../test/support/world/random.ts";
import { auditRuns } from "./audit.ts";
import { waitForLists } from "./compare.ts";
import { listTicks, waitForEnds } from "./end.ts";
import type { Flags } from "./flags.ts";
import { KillableHost } from "./killable-host.ts";
import { killRepeatedly } from "./killer.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import { countLoadRuns, preparePool, SLOTS, triggerRuns, type RunName } from "./load.ts";

/** One kill and the start after it take about this long; the load is spread over all of them. Milliseconds. */
const PER_KILL = 6_000;
/** For how long after the last kill no run may end while some are open, and how long D1 may lag behind them. Milliseconds. */
const LONGEST_END = 240_000;
const LONGEST_LAG = 120_000;
/** The outage begins so many milliseconds after the first start. */
const OUTAGE_AFTER = 5_000;

export interface Report {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly phantom: readonly string[];
  readonly stuck: readonly string[];
  readonly differing: readonly string[];
  readonly orphans: readonly string[];
  readonly runs: number;
  readonly instances: number;
  readonly starts: number;
  readonly seconds: number;
}

export async function runChaos(flags: Flags): Promise<Report> {
  const place = mkdtempSync(join(tmpdir(), "tradewind-chaos-"));
  mkdirSync(join(place, "state"));
  const ledger = await openLedger(join(place, "ledger.jsonl"));
  const outage = { until: 0 };
  const { seed, profile } = flags;
  const stateDir = join(place, "state");
  const settings = { stateDir, ledgerUrl: ledger.url, seed, profile, outageUntil: () => outage.until };
  const host = new KillableHost(settings);
  try {
    return await torment(flags, host, ledger, outage);
  } finally {
    await host.kill();
    ledger.close();
    if (flags.isKept) console.log(`state and ledger are in ${place}`);
    else rmSync(place, { recursive: true, force: true });
  }
}

async function torment(flags: Flags, host: KillableHost, ledger: Ledger, outage: { until: number }): Promise<Report> {
  const start = performance.now();
  const say = (line: string): void =>
    console.log(`${String(Math.round((performance.now() - start) / 1000)).padStart(4)} s  ${line}`);
  if (!(await host.start())) throw new Error("The product did not start");
  await preparePool(host);
  const random = new Random(flags.seed);
  const accepted: RunName[] = [];
  const count = countLoadRuns(flags.attempts);
  const duration = Math.max(flags.kills * PER_KILL, flags.outage / 2);
  const tell = (number: number, note: string): void => {
    say(
      `kill ${number} of ${flags.kills}: ${note}; accepted ${accepted.length} of ${count} runs, ${ledger.starts.length} starts`,
    );
  };
  await Promise.all([
    triggerRuns(host, { count, duration }, random.fork("load"), accepted),
    killRepeatedly(host, flags, random.fork("kills"), tell),
    cutDatabase(flags, host, outage, say),
  ]);
  return await judge(
    host,
    ledger,
    [...accepted, ...SLOTS.map((runId) => ({ dagId: "chaos_slots", runId }))],
    start,
    say,
  );
}

async function cutDatabase(flags: Flags, host: KillableHost, outage: { until: number }, say: (line: string) => void) {
  if (flags.outage === 0) return;
  const wait = (delay: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, delay));
  await wait(OUTAGE_AFTER);
  outage.until = Date.now() + flags.outage;
  say("the database is out of reach from now on");
  await host.call("POST", `/api/chaos/outage?seconds=${flags.outage / 1000}`);
  await wait(flags.outage);
  say("the database is back");
}

async function judge(
  host: KillableHost,
  ledger: Ledger,
  made: readonly RunName[],
  start: number,
  say: (line: string) => void,
): Promise<Report> {
  const runs = [...made, ...(await listTicks(host))];
  let last = -1;
  const open = await waitForEnds(host, runs, LONGEST_END, (left) => {
    if (left !== last) say(`${left} of ${runs.length} runs have not ended, ${ledger.starts.length} starts`);
    last = left;
  });
  const faults = await auditRuns(host, runs, ledger.starts);
  say("every run is held against the ledger; waiting for D1 to say the same");
  const differing = await waitForLists(host, runs, LONGEST_LAG);
  const seconds = (performance.now() - start) / 1000;
  await host.stop();
  const orphans = (await host.listOrphans()).map(String);
  const stuck = open.map(({ dagId, runId }) => `${dagId}/${runId}`);
  const instances = new Set(ledger.starts.map(({ by }) => by)).size;
  return { ...faults, stuck, differing, orphans, runs: runs.length, instances, starts: ledger.starts.length, seconds };
}
