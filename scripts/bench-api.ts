// Measures the API's lists with 400 DAGs and 100,000 runs, in a product started here, and an Airflow's beside them:
// npm run bench:api -- [--rounds 100] [--airflow http://HOST:8080 --airflow-user admin --airflow-password …]
// The Airflow needs the same DAGs and history: bench/airflow/history.py and history.sql.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderSpeeds } from "./api-speed/render.ts";
import { measureLists, type Speeds } from "./api-speed/measure.ts";
import { logIn } from "./bench/engines/rest.ts";
import { createClient } from "./bench/http-client.ts";
import { startProduct } from "./bench/product.ts";
import { seedHistory } from "./bench/seed.ts";

const DAGS = 400;
const FILES = 20;
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    airflow: { type: "string" },
    "airflow-user": { type: "string", default: "admin" },
    "airflow-password": { type: "string", default: "" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "tradewind-api-speed-"));
try {
  const ours = await measureOurs(Number(values.rounds));
  const theirs = values.airflow === undefined ? null : await measureAirflow(values.airflow);
  console.log(renderSpeeds(ours, theirs));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function measureOurs(rounds: number): Promise<Speeds> {
  const dagsDir = join(folder, "dags");
  mkdirSync(dagsDir);
  for (let file = 0; file < FILES; file += 1) writeFileSync(join(dagsDir, `seed_${file}.ts`), writeDags(file));
  const product = await startProduct({ stateDir: join(folder, "state"), dagsDir });
  try {
    await seedHistory(await product.host.miniflare.getD1Database("DB"), { dags: DAGS - 1, tasks: 3 });
    return await measureLists(product.client, rounds);
  } finally {
    await product.stop();
  }
}

async function measureAirflow(url: string): Promise<Speeds> {
  const login = { username: values["airflow-user"], password: values["airflow-password"] };
  const client = createClient(url, { authorization: `Bearer ${await logIn(url, login)}` });
  try {
    return await measureLists(client, Number(values.rounds));
  } finally {
    client.close();
  }
}

/** 399 DAGs of three tasks in a row, run by hand only, and one of 120. */
function writeDags(file: number): string {
  const lines = ['import { dag } from "tradewind";'];
  for (let index = file; index < DAGS - 1; index += FILES) {
    lines.push(
      `export const d${index} = dag("seed_${index}", { tags: ["seed", "team_${index % 30}"], owners: ["team_${index % 30}"] });`,
      `const first${index} = d${index}.task("task_0", () => 1);`,
      `const second${index} = d${index}.task("task_1", { after: [first${index}] }, () => 1);`,
      `d${index}.task("task_2", { after: [second${index}] }, () => 1);`,
    );
  }
  if (file === 0) {
    lines.push('export const wide = dag("wide");');
    for (let task = 0; task < 120; task += 1) lines.push(`wide.task("task_${task}", () => ${task});`);
  }
  return `${lines.join("\n")}\n`;
}
