import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { reservePort } from "../../../src/local/port.ts";
import { ROOT } from "../../dags/root.ts";
import { createClient, readJson } from "../http-client.ts";
import { atMost, type Measurement } from "../measurement.ts";
import { listTree, readCpu, readMemory } from "../processes.ts";
import { median } from "../statistics.ts";
import { repeat, time } from "../time.ts";
import type { Measure, World } from "../world.ts";

const LONGEST_START = 60_000;
/** The tools that build DAGs go a minute after the last edit. */
const SETTLE = 62_000;
const IDLE = 20_000;
const MEGABYTE = 1_000_000;
const health = z.object({
  metadatabase: z.object({ status: z.string() }),
  scheduler: z.object({ status: z.string() }),
});
const described = z.object({ description: z.string().nullable() });

/** The product as a person starts it: how soon it is there, how soon an edit is, and what it takes while nothing happens. */
export const measureI: Measure = async (world) => {
  const starts = await measureStarts(world);
  const edits = await measureEdits(world);
  const shared = { workload: "I" } as const;
  return [
    ...starts,
    {
      ...shared,
      what: "edit of a DAG to live",
      value: median(edits),
      unit: "ms",
      target: atMost(1_000),
      samples: edits,
    },
  ];
};

/** The first start of a fresh state folder, and a second one of the same. */
async function measureStarts(world: World): Promise<Measurement[]> {
  const stateDir = join(world.folder, "started");
  const first = await startByNpm(world, stateDir);
  const fresh = readMemory(listTree(first.pid));
  await first.stop();
  const second = await startByNpm(world, stateDir);
  await wait(SETTLE);
  const tree = listTree(second.pid);
  const before = readCpu(tree);
  const took = await time(() => wait(IDLE));
  const cpu = ((readCpu(tree) - before) / took) * 100;
  const rest = readMemory(tree);
  // The two largest are the host and the runtime; the others are npm, its shell and the launcher.
  const [largest = 0, next = 0] = tree.map((pid) => readMemory([pid])).toSorted((a, b) => (b || 0) - (a || 0));
  await second.stop();
  const shared = { workload: "I" } as const;
  return [
    { ...shared, what: "npm start to healthy, fresh state", value: first.took, unit: "ms", target: atMost(3_000) },
    { ...shared, what: "npm start to healthy, again", value: second.took, unit: "ms", target: atMost(3_000) },
    { ...shared, what: "CPU while idle", value: cpu, unit: "% of a core", target: atMost(1) },
    { ...shared, what: "memory of all processes, idle", value: rest / MEGABYTE, unit: "MB", target: atMost(350) },
    { ...shared, what: "  of it host and runtime", value: (largest + next) / MEGABYTE, unit: "MB" },
    { ...shared, what: "memory of all processes, just started", value: fresh / MEGABYTE, unit: "MB" },
  ];
}

async function startByNpm(world: World, stateDir: string) {
  const port = await reservePort(0);
  const args = ["start", "--", "--port", String(port), "--state", stateDir];
  const start = performance.now();
  const child = spawn("npm", args, { cwd: ROOT, stdio: "ignore", detached: true, shell: process.platform === "win32" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    signal(child, "SIGTERM");
    await Promise.race([ended, wait(10_000)]);
    signal(child, "SIGKILL");
  };
  world.atEnd(stop);
  await waitHealthy(`http://127.0.0.1:${port}`);
  return { pid: child.pid ?? 0, took: performance.now() - start, stop };
}

/** To the whole group: npm starts a launcher, which starts the host. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}

async function waitHealthy(url: string): Promise<void> {
  const client = createClient(url);
  const until = performance.now() + LONGEST_START;
  const look = async () => {
    try {
      const { metadatabase, scheduler } = health.parse(readJson(await client.send("GET", "/api/v2/monitor/health")));
      return metadatabase.status === "healthy" && scheduler.status === "healthy";
    } catch {
      return false;
    }
  };
  while (!(await look())) {
    if (performance.now() > until) throw new Error(`not healthy after ${LONGEST_START} ms`);
    await wait(20);
  }
  client.close();
}

/** From the moment a file is written to the moment the API shows what it says. */
async function measureEdits(world: World): Promise<number[]> {
  const dagsDir = join(world.folder, "edited");
  mkdirSync(dagsDir, { recursive: true });
  const write = (text: string) =>
    writeFileSync(
      join(dagsDir, "edited.ts"),
      `import { dag } from "tradewind";\nconst d = dag("edited", { description: "${text}" });\nd.task("one", () => 1);\nexport default d;\n`,
    );
  write("before");
  const product = await world.startProduct({ dagsDir, watch: true, stateDir: join(world.folder, "watched") });
  const isLive = async (text: string) => {
    const answer = await product.client.send("GET", "/api/v2/dags/edited").catch(() => null);
    return answer?.status === 200 && described.parse(JSON.parse(answer.text)).description === text;
  };
  return repeat(5, (index) =>
    time(async () => {
      write(`edit ${index}`);
      for (let look = 0; look < 500 && !(await isLive(`edit ${index}`)); look += 1) await wait(20);
    }),
  );
}
