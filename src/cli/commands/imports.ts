import { describeShown, parseCount, type Group } from "../cli.ts";
import { refuseUsage } from "../failure.ts";
import { formatMoment, formatSeconds } from "../moments.ts";
import { take } from "../take.ts";

type Text = string | null | undefined;
/** What a foreign deployment said is not ours to trust the shape of. */
function read(shape: Readonly<Record<string, unknown>>, name: string): Text {
  const value = shape[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

export const addImports: Group = (program, act) => {
  const imports = program.command("imports").description("copies of foreign deployments, to be read beside our own");
  addImportList(imports, act);
  addImportRuns(imports, act);
  addImportDrop(imports, act);
};

const addImportList: Group = (imports, act) => {
  imports
    .command("list")
    .description("what was copied from where, or the DAGs of one copy")
    .argument("[source]")
    .action(
      act(async ({ client, print }, _, source) => {
        if (source === undefined) {
          const { imports: found } = await take(client.api.x.imports.$get());
          return print.showTable(found, [
            { title: "source", text: (one) => one.source },
            { title: "dags", text: (one) => one.dags, isRight: true },
            { title: "runs", text: (one) => one.runs, isRight: true },
            { title: "copied", text: (one) => formatMoment(one.imported_at) },
          ]);
        }
        const { dags } = await take(client.api.x.imports[":source"].dags.$get({ param: { source } }));
        print.showTable(dags, [
          { title: "dag", text: (one) => one.dag_id },
          { title: "schedule there", text: (one) => read(one.dag, "timetable_summary") },
          { title: "paused there", text: (one) => (one.dag["is_paused"] === true ? "paused" : "") },
          { title: "copied", text: (one) => formatMoment(one.imported_at) },
        ]);
      }),
    );
};

const addImportRuns: Group = (imports, act) => {
  imports
    .command("runs")
    .description("the copied history of a DAG")
    .argument("<source>")
    .argument("<dag>")
    .option("--limit <n>", "at most so many", parseCount, 25)
    .action(
      act<{ limit: number }>(async ({ client, print }, { limit }, source, dag_id) => {
        const path = client.api.x.imports[":source"].dags[":dag_id"].dagRuns;
        const page = await take(path.$get({ param: { source, dag_id }, query: { limit } }));
        const { dag_runs: runs } = page;
        type Row = (typeof runs)[number];
        const columns = [
          { title: "run", text: (run: Row) => read(run, "dag_run_id") },
          { title: "state", text: (run: Row) => print.state(read(run, "state") ?? null) },
          { title: "type", text: (run: Row) => read(run, "run_type") },
          { title: "due", text: (run: Row) => formatMoment(read(run, "run_after")) },
          {
            title: "took",
            text: (run: Row) => formatSeconds(run["duration"] === null ? null : Number(run["duration"] ?? 0)),
            isRight: true,
          },
        ];
        print.showTable(runs, columns, describeShown(runs.length, page.total_entries, "runs"));
      }),
    );
};

const addImportDrop: Group = (imports, act) => {
  imports
    .command("drop")
    .description("forget a copy")
    .argument("<source>")
    .option("-y, --yes", "do it")
    .action(
      act<{ yes?: boolean }>(async ({ client, print }, { yes }, source) => {
        if (yes !== true) throw refuseUsage(`Would forget all that was copied from ${source}. --yes does it.`);
        await take(client.api.x.imports[":source"].$delete({ param: { source } }));
        print.done(`The copy of ${source} is forgotten.`, { dropped: source });
      }),
    );
};
