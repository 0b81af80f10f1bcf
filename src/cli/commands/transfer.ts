import type { ApiClient } from "../../client/index.ts";
import { resolveFile, type Group, type Work } from "../cli.ts";
import { EXIT, Failure, refuseUsage } from "../failure.ts";
import { cutIntoRequests, readExport, SECTIONS, writeExport, type CopiedDag, type ExportFile } from "../export-file.ts";
import { take } from "../take.ts";
import { RUNS_AT_ONCE, saveCopy } from "../save-copy.ts";
import { addAirflow } from "./airflow.ts";
import { countOutcomes, showOutcomes, type Outcome } from "../outcomes.ts";

export const addTransfer: Group = (program, act) => {
  program
    .command("export")
    .description("what stands nowhere else, as files: users, tokens, pools, variables, connections, pauses, copies")
    .argument("<path>", "a folder, a file that ends in .json, or - for stdout")
    .option("--secrets", "with values, passwords and tokens, sealed under a passphrase")
    .addHelpText(
      "after",
      "\nThe passphrase is asked for, or TRADEWIND_PASSPHRASE. Without --secrets no value, password or hash leaves.\nRuns and their logs are not exported: they stand in objects of their own.",
    )
    .action(act<{ secrets?: boolean }>((work, { secrets }, path) => exportTo(work, path, secrets === true)));
  const command = program
    .command("import")
    .description("make and change what an export names; nothing is deleted")
    .argument("<path>", "a folder or file that `tradewind export` wrote")
    .option("--dry-run", "only say what is new, changed and unchanged");
  command.action(act<{ dryRun?: boolean }>((work, { dryRun }, path) => importFrom(work, path, dryRun === true)));
  addAirflow(command, act);
};

async function exportTo(work: Work, path: string, hasSecrets: boolean): Promise<void> {
  const { client, print } = work;
  const passphrase = hasSecrets ? await readPassphrase(work, true) : null;
  const exported = await take(client.api.x.export.$post({ json: { passphrase } }));
  const file: ExportFile = { ...exported, imports: await readCopies(client) };
  if (path === "-") return print.line(JSON.stringify(file, null, 2));
  writeExport(resolveFile(work.io, path), file);
  const counts = Object.fromEntries(SECTIONS.map((section) => [section, file[section].length]));
  const told = SECTIONS.map((section) => countItems(file[section].length, section)).join(", ");
  const secrets = hasSecrets ? "Secrets are sealed under the passphrase." : "Without secrets: --secrets seals them.";
  print.done(`Exported to ${path}: ${told}. ${secrets}`, { path, ...counts, secrets: hasSecrets });
}

async function importFrom(work: Work, path: string, dry_run: boolean): Promise<void> {
  const { client, print } = work;
  const file = await readExport(work.io, path === "-" ? path : resolveFile(work.io, path));
  const passphrase = file.sealing === null ? null : await readPassphrase(work, false);
  const outcomes: Outcome[] = [];
  for (const part of cutIntoRequests(file)) {
    const json = { ...part, dry_run, passphrase, sealing: file.sealing };
    const { results } = await take(client.api.x.import.$post({ json }));
    outcomes.push(...results);
  }
  for (const copy of file.imports) {
    if (!dry_run) await saveCopy(client, copy);
    const name = `${copy.source}/${copy.dag.dag_id} (${copy.dag_runs.length} runs)`;
    outcomes.push({ kind: "copy", name, outcome: dry_run ? "would be kept" : "kept", fields: [], detail: null });
  }
  showOutcomes(work, outcomes, dry_run);
  const refused = countOutcomes(outcomes)["refused"] ?? 0;
  if (refused > 0) throw new Failure(EXIT.refused, `${refused} could not be imported`);
  if (dry_run) print.remark("Nothing was written: without --dry-run it is.");
}

function countItems(count: number, nouns: string): string {
  return `${count} ${count === 1 ? nouns.slice(0, -1) : nouns}`;
}

async function readPassphrase({ io }: Work, isNew: boolean): Promise<string> {
  const given = io.env["TRADEWIND_PASSPHRASE"];
  const passphrase = given === undefined || given === "" ? await io.ask("Passphrase of the export: ", true) : given;
  if (passphrase.length < 12) throw refuseUsage("A passphrase has 12 characters or more");
  const isAsked = isNew && (given === undefined || given === "");
  if (isAsked && (await io.ask("Once more: ", true)) !== passphrase) throw refuseUsage("The two are not the same");
  return passphrase;
}

/** Copies of foreign deployments, as they would be given again. */
async function readCopies(client: ApiClient): Promise<CopiedDag[]> {
  const copies: CopiedDag[] = [];
  const { imports } = await take(client.api.x.imports.$get());
  for (const { source } of imports) {
    const path = client.api.x.imports[":source"].dags;
    const { dags } = await take(path.$get({ param: { source } }));
    for (const { dag_id } of dags) {
      const param = { source, dag_id };
      const { dag, tasks } = await take(path[":dag_id"].$get({ param }));
      const runs = await readCopiedRuns(client, param);
      copies.push({ source, dag: { ...dag, dag_id }, tasks, dag_runs: runs } as CopiedDag);
    }
  }
  return copies;
}

async function readCopiedRuns(client: ApiClient, param: { readonly source: string; readonly dag_id: string }) {
  const runs: CopiedDag["dag_runs"] = [];
  const path = client.api.x.imports[":source"].dags[":dag_id"].dagRuns;
  for (let offset = 0; ; offset += RUNS_AT_ONCE) {
    const page = await take(path.$get({ param, query: { limit: RUNS_AT_ONCE, offset } }));
    runs.push(...(page.dag_runs as CopiedDag["dag_runs"]));
    if (page.dag_runs.length < RUNS_AT_ONCE) return runs;
  }
}
