import { collect, describeShown, parseCount, type Group, type Work } from "../cli.ts";
import { formatMoment } from "../moments.ts";
import { take } from "../take.ts";
import { orderTasks } from "../task-order.ts";
import { addTrigger } from "./trigger.ts";

interface ListOptions {
  readonly limit: number;
  readonly tag?: string[];
  readonly paused?: boolean;
  readonly active?: boolean;
}

export const addDags: Group = (program, act) => {
  const dags = program.command("dags").description("DAGs: list, look at, pause, trigger");
  addDagList(dags, act);
  addDagShow(dags, act);
  for (const isPaused of [true, false]) addPause(dags, act, isPaused);
  addTrigger(dags, act);
  addNext(dags, act);
  addDagSource(dags, act);
  addDagErrors(dags, act);
};

const addDagErrors: Group = (dags, act) => {
  dags
    .command("errors")
    .alias("list-import-errors")
    .description("files that do not compile: where, and what to mend")
    .option("--limit <n>", "at most so many", parseCount, 25)
    .action(
      act<{ limit: number }>(async ({ client, print }, { limit }) => {
        const page = await take(client.api.v2.importErrors.$get({ query: { limit } }));
        const { import_errors: errors } = page;
        print.show(errors, () =>
          errors.length === 0
            ? ["Every file compiles."]
            : errors.flatMap(({ filename, timestamp, stack_trace }) => [
                `${print.paint("red", filename)}, since ${formatMoment(timestamp)}`,
                ...stack_trace
                  .trimEnd()
                  .split("\n")
                  .map((line) => `  ${line}`),
              ]),
        );
        const rest = describeShown(errors.length, page.total_entries, "files");
        if (rest !== "") print.remark(rest);
      }),
    );
};

const addDagList: Group = (dags, act) => {
  dags
    .command("list")
    .description("all DAGs, or those whose id holds a text")
    .argument("[pattern]", "part of the id")
    .option("--tag <tag>", "only with this tag (may be repeated)", collect)
    .option("--paused", "only paused ones")
    .option("--active", "only those that are not paused")
    .option("--limit <n>", "at most so many", parseCount, 100)
    .action(
      act<ListOptions>(async ({ client, print }, { limit, tag, paused, active }, pattern) => {
        const isPaused = paused ?? (active === true ? false : undefined);
        const query = {
          limit,
          ...(tag === undefined ? {} : { tags: tag }),
          ...(isPaused === undefined ? {} : { paused: isPaused }),
          ...(pattern === undefined ? {} : { dag_id_pattern: pattern }),
        };
        const page = await take(client.api.v2.dags.$get({ query }));
        const columns = [
          { title: "dag", text: (one: Dag) => one.dag_id },
          { title: "schedule", text: (one: Dag) => one.timetable_summary },
          { title: "next run", text: (one: Dag) => formatMoment(one.next_dagrun_run_after) },
          { title: "paused", text: (one: Dag) => (one.is_paused ? print.paint("yellow", "paused") : "") },
          { title: "tags", text: (one: Dag) => one.tags.map(({ name }) => name).join(", ") },
        ];
        print.showTable(page.dags, columns, describeShown(page.dags.length, page.total_entries, "DAGs"));
        if (page.dags.length > 0) return;
        const { total_entries: broken } = await take(client.api.v2.importErrors.$get({ query: { limit: 1 } }));
        if (broken > 0) print.remark("Not every file compiles: `tradewind dags errors` says where and why.");
      }),
    );
};

const addDagShow: Group = (dags, act) => {
  dags
    .command("show")
    .description("one DAG: its schedule, where it stands, its tasks")
    .argument("<dag>")
    .action(act((work, _, dagId) => showDag(work, dagId)));
};

const addDagSource: Group = (dags, act) => {
  dags
    .command("source")
    .description("the DAG's file, as it was deployed")
    .argument("<dag>")
    .option("--version <n>", "of an older version", parseCount)
    .action(
      act<{ version?: number }>(async ({ client, print }, { version }, dag_id) => {
        const query = version === undefined ? {} : { version_number: version };
        const source = await take(client.api.v2.dagSources[":dag_id"].$get({ param: { dag_id }, query }));
        print.show(source, () => [(source.content ?? "").trimEnd()]);
      }),
    );
};

type Dag = { dag_id: string; timetable_summary: string | null; next_dagrun_run_after: string | null } & {
  is_paused: boolean;
  tags: { name: string }[];
};

async function showDag({ client, print }: Work, dag_id: string): Promise<void> {
  const param = { dag_id };
  const [dag, schedule, { tasks }] = await Promise.all([
    take(client.api.v2.dags[":dag_id"].details.$get({ param })),
    take(client.api.x.dags[":dag_id"].schedule.$get({ param })),
    take(client.api.v2.dags[":dag_id"].tasks.$get({ param, query: {} })),
  ]);
  const { pause } = schedule;
  const paused = pause === null ? "yes" : `by ${pause.by} at ${formatMoment(pause.at)}`;
  print.showFields(
    { dag, schedule, tasks },
    {
      dag: dag.dag_id,
      description: dag.description,
      file: dag.fileloc,
      schedule: dag.timetable_summary,
      "next run": formatMoment(schedule.next_run_after),
      paused: schedule.is_paused ? `${paused}${pause?.reason ? `: ${pause.reason.text}` : ""}` : "no",
      "active runs": `at most ${dag.max_active_runs}`,
      owners: dag.owners.join(", "),
      tags: dag.tags.map(({ name }) => name).join(", "),
      params: describeParams(dag.params),
      tasks: orderTasks(tasks).join(", "),
    },
  );
}

/** Each with its default; one without must be given. */
function describeParams(params: Readonly<Record<string, unknown>> | null | undefined): string {
  const given = Object.entries(params ?? {}).map(([name, param]) => {
    const value: unknown = typeof param === "object" && param !== null ? Reflect.get(param, "value") : param;
    return `${name}=${value === undefined || value === null ? "" : JSON.stringify(value)}`;
  });
  return given.join(", ");
}

function addPause(dags: Parameters<Group>[0], act: Parameters<Group>[1], isPaused: boolean): void {
  const command = dags
    .command(isPaused ? "pause" : "unpause")
    .description(isPaused ? "let its schedule make no more runs" : "let its schedule make runs again")
    .argument("<dag>");
  if (isPaused) command.option("--reason <text>", "shown to whoever looks at it");
  command.action(
    act<{ reason?: string }>(async ({ client, print }, { reason }, dag_id) => {
      const json = { is_paused: isPaused, ...(reason === undefined ? {} : { reason }) };
      const done = await take(client.api.x.dags[":dag_id"].schedule.$patch({ param: { dag_id }, json }));
      print.done(
        `${dag_id} is ${isPaused ? "paused" : `not paused; next run ${formatMoment(done.next_run_after)}`}.`,
        done,
      );
    }),
  );
}

function addNext(dags: Parameters<Group>[0], act: Parameters<Group>[1]): void {
  dags
    .command("next")
    .alias("schedule")
    .description("when it will run next, and what unpausing would make up for")
    .argument("<dag>")
    .option("-n, --count <n>", "so many runs", parseCount, 10)
    .action(
      act<{ count: number }>(async ({ client, print }, { count }, dag_id) => {
        const found = await take(client.api.x.schedule.preview.$get({ query: { dag_id, n: count } }));
        const { makes, leaves_out: leaves, reason } = found.catchup;
        const said = `Catchup: makes ${makes.count}, leaves out ${leaves.count}. ${reason.text}`;
        const columns = [
          { title: "starts", text: (run: Slot) => formatMoment(run.starts_at) },
          { title: `in ${found.timezone}`, text: (run: Slot) => run.local },
          { title: "logical date", text: (run: Slot) => formatMoment(run.logical_date) },
          { title: "note", text: (run: Slot) => run.note?.text ?? "" },
        ];
        const end = found.end === null ? "" : ` ${found.end.text}`;
        print.showTable(found.runs, columns, `${said}${end}`, found);
      }),
    );
}

type Slot = { starts_at: string; local: string; logical_date: string; note: { text: string } | null };
