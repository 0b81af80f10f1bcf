import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProduct } from "../bench/product.ts";
import { readJson } from "../bench/http-client.ts";
import { quantile } from "../bench/statistics.ts";
import { countMost, listInstances, type Instance } from "./instances.ts";

const MINUTE = 60_000;
const SLOTS = 8;
const TASKS = 10;
/** How long the herd may take until it is given up. Milliseconds. */
const LONGEST = 600_000;

interface Size {
  readonly teams: number;
  readonly dags: number;
}

/** Many DAGs of many teams due in the same minute, each team's tasks in one narrow pool. True when no slot was given twice. */
export async function measureHerd(folder: string, size: Size): Promise<boolean> {
  const due = Math.ceil((Date.now() + 1.5 * MINUTE) / MINUTE) * MINUTE;
  const dagsDir = join(folder, "dags");
  mkdirSync(dagsDir, { recursive: true });
  for (let team = 0; team < size.teams; team += 1) writeTeam(dagsDir, team, size, due);
  const product = await startProduct({ stateDir: join(folder, "state"), dagsDir });
  try {
    for (let team = 0; team < size.teams; team += 1) {
      const pool = { name: "narrow", slots: SLOTS, team_name: `team_${team}` };
      readJson(await product.client.send("POST", "/api/v2/pools", pool));
    }
    await sleep(Math.max(0, due - Date.now()));
    const instances = await waitAll(size.dags * TASKS, () => listInstances(product.client, "~"));
    return report(instances, due, size);
  } finally {
    await product.stop();
  }
}

function writeTeam(folder: string, team: number, { teams, dags }: Size, due: number): void {
  const minute = new Date(due).getUTCMinutes();
  const lines = ['import { cron, dag } from "tradewind";'];
  for (let index = team; index < dags; index += teams) {
    const options = `{ team: "team_${team}", schedule: cron("${minute} * * * *"), startDate: new Date(${due}), defaults: { pool: "narrow" } }`;
    lines.push(
      `export const d${index} = dag("herd_${index}", ${options});`,
      `const first${index} = d${index}.task("first", () => 1);`,
      `const parts${index} = Array.from({ length: ${TASKS - 2} }, (_, part) => d${index}.task(\`part_\${part}\`, { after: [first${index}] }, () => part));`,
      `d${index}.task("last", { after: parts${index} }, () => 1);`,
    );
  }
  writeFileSync(join(folder, `team_${team}.ts`), `${lines.join("\n")}\n`);
}

async function waitAll(count: number, look: () => Promise<Instance[]>): Promise<Instance[]> {
  const until = Date.now() + LONGEST;
  for (;;) {
    const instances = await look();
    const over = instances.filter(({ state }) => state === "success").length;
    if (over >= count || Date.now() > until) return instances;
    console.log(`  ${over} of ${count} tasks are over`);
    await sleep(5_000);
  }
}

function report(instances: readonly Instance[], due: number, { teams, dags }: Size): boolean {
  const byTeam = new Map<string, Instance[]>();
  for (const instance of instances) {
    const team = instance.dag_id.split(".")[0] ?? "";
    byTeam.set(team, [...(byTeam.get(team) ?? []), instance]);
  }
  const most = Math.max(...[...byTeam.values()].map(countMost));
  const firsts = instances.filter(({ task_id: task }) => task === "first");
  const late = (some: readonly Instance[]): number[] =>
    some.flatMap(({ start_date: at }) => (at === null ? [] : [at - due]));
  const over = instances.filter(({ state }) => state === "success").length;
  const end = Math.max(...instances.map(({ end_date: at }) => at ?? 0)) - due;
  const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
  console.log(`herd: ${dags} DAGs of ${TASKS} tasks in ${teams} teams, pools of ${SLOTS} slots, all due at once`);
  console.log(`  tasks over              ${over} of ${dags * TASKS}`);
  console.log(`  most slots held at once ${most} of ${SLOTS}`);
  console.log(
    `  first task late by      p50 ${seconds(quantile(late(firsts), 0.5))}, p95 ${seconds(quantile(late(firsts), 0.95))}`,
  );
  console.log(
    `  any task late by        p95 ${seconds(quantile(late(instances), 0.95))}; all over after ${seconds(end)}`,
  );
  return most <= SLOTS && over === dags * TASKS;
}
