import type { Command } from "commander";
import { AirflowApi } from "../airflow-api.ts";
import { copyConnections, copyPools, copyVariables, type Copying } from "../airflow-import.ts";
import { parseCount, type Act, type Work } from "../cli.ts";
import { EXIT, Failure, refuseUsage } from "../failure.ts";
import type { CopiedDag } from "../export-file.ts";
import { countOutcomes, showOutcomes, type Outcome } from "../outcomes.ts";
import { trimUrl } from "../saved-login.ts";
import { saveCopy, saveReport } from "../save-copy.ts";

interface AirflowOptions {
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
  readonly name?: string;
  readonly runs: number;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
}

export function addAirflow(parent: Command, act: Act): void {
  parent
    .command("airflow")
    .description(
      "copy connections, variables and pools of an Airflow 3, and its DAGs and history to be read beside ours",
    )
    .argument("<airflow-url>")
    .option("--username <name>", "who signs in there")
    .option("--password <text>", "better given as AIRFLOW_PASSWORD, where no list of processes shows it")
    .option("--token <text>", "instead; better given as AIRFLOW_TOKEN")
    .option("--name <source>", "of the copy; the address unless given")
    .option("--runs <n>", "copy so many runs of each DAG, the newest; 0 for none", parseCount, 1000)
    .option("--overwrite", "take Airflow's fields where ours differ")
    .option("--dry-run", "only say what would be")
    .addHelpText(
      "after",
      "\nAirflow shows no passwords: *** is never taken for a value, and what needs one is named.\nIts DAGs are Python and are not run here: `tradewind imports` shows the copies.",
    )
    .action(act<AirflowOptions>((work, options, url) => importAirflow(work, options, trimUrl(url))));
}

async function importAirflow(work: Work, options: AirflowOptions, url: string): Promise<void> {
  const airflow = await AirflowApi.open(url, readLogin(work, options));
  const { print } = work;
  const source = options.name ?? new URL(url).host.replaceAll(/[^\w.-]/g, "-");
  print.remark(`Airflow ${airflow.version} at ${url}`);
  const copying: Copying = { isRehearsal: options.dryRun === true, overwrites: options.overwrite === true };
  const outcomes: Outcome[] = [];
  outcomes.push(...(await copyPools(work, await airflow.pools(), copying)));
  outcomes.push(...(await copyVariables(work, await airflow.variables(), copying)));
  outcomes.push(...(await copyConnections(work, await airflow.connections(), copying)));
  for (const dag of await airflow.dags()) outcomes.push(await copyDag(work, airflow, { source, dag }, options));
  const { version } = airflow;
  if (!copying.isRehearsal) await saveReport(work.client, { source, url, version, outcomes });
  showOutcomes(work, outcomes, copying.isRehearsal);
  const { refused = 0, "needs a secret": needing = 0 } = countOutcomes(outcomes);
  if (needing > 0) print.remark(`${needing} need a secret that Airflow shows nobody: set it here by hand.`);
  if (!copying.isRehearsal) print.remark(`\`tradewind imports list ${source}\` shows the copied DAGs.`);
  if (refused > 0) throw new Failure(EXIT.refused, `${refused} could not be copied`);
}

async function copyDag(
  { client }: Work,
  airflow: AirflowApi,
  { source, dag }: Pick<CopiedDag, "source" | "dag">,
  { runs, dryRun }: AirflowOptions,
): Promise<Outcome> {
  const [tasks, found] = await Promise.all([airflow.tasks(dag.dag_id), airflow.runs(dag.dag_id, runs)]);
  if (dryRun !== true) {
    await saveCopy(client, { source, dag, tasks: tasks as CopiedDag["tasks"], dag_runs: found });
  }
  const detail = `${countNoun(tasks.length, "task")}, ${countNoun(found.length, "run")}`;
  return { kind: "dag", name: dag.dag_id, outcome: dryRun === true ? "copy" : "copied", fields: [], detail };
}

function countNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function readLogin({ io }: Work, options: AirflowOptions) {
  const token = options.token ?? io.env["AIRFLOW_TOKEN"];
  if (token !== undefined && token !== "") return { token };
  const password = options.password ?? io.env["AIRFLOW_PASSWORD"];
  if (options.username === undefined || password === undefined) {
    throw refuseUsage("Give --token, or --username with --password (or AIRFLOW_PASSWORD)");
  }
  return { username: options.username, password };
}
