import { collect, parseCount, type Act, type Group, type Work } from "../cli.ts";
import { EXIT, Failure, refuseUsage } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { formatMoment, formatSeconds, parseMoment } from "../moments.ts";
import { take } from "../take.ts";
import { orderTasks, sortByOrder } from "../task-order.ts";

const RUN = "the run's id, or @last";

export const addTasks: Group = (program, act) => {
  const tasks = program.command("tasks").description("task instances of a run: list, look at, clear, mark");
  tasks
    .command("list")
    .description("the tasks of a DAG, or their instances in a run")
    .argument("<dag>")
    .argument("[run]", RUN)
    .option("--state <state>", "of a run's: only in this state (may be repeated)", collect)
    .action(
      act<{ state?: string[] }>((work, { state }, dagId, runId) =>
        runId === undefined ? listTasks(work, dagId) : listInstances(work, dagId, runId, state),
      ),
    );
  for (const name of ["show", "tries"] as const) {
    tasks
      .command(name)
      .description(name === "show" ? "one instance" : "every try of an instance")
      .argument("<dag>")
      .argument("<run>", RUN)
      .argument("<task>", "the task's id; task[0] is the first instance of a mapped one")
      .action(
        act((work, _, dagId, runId, task) =>
          name === "show" ? showInstance(work, dagId, runId, task) : listTries(work, dagId, runId, task),
        ),
      );
  }
  addMark(tasks, act);
  addClear(tasks, act, "clear");
};

/** "task" or "task[3]". */
export function parseTask(text: string): { readonly task_id: string; readonly map_index: number } {
  const [, task = text, index] = /^(.+)\[(\d+)\]$/.exec(text) ?? [];
  return { task_id: task, map_index: index === undefined ? -1 : Number(index) };
}

function nameTask({ task_id, map_index }: { readonly task_id: string; readonly map_index: number }): string {
  return `${task_id}${map_index < 0 ? "" : `[${map_index}]`}`;
}

async function listTasks({ client, print }: Work, dag_id: string): Promise<void> {
  const { tasks } = await take(client.api.v2.dags[":dag_id"].tasks.$get({ param: { dag_id }, query: {} }));
  const columns = [
    { title: "task", text: (one: (typeof tasks)[number]) => one.task_id },
    { title: "operator", text: (one: (typeof tasks)[number]) => one.operator_name },
    { title: "pool", text: (one: (typeof tasks)[number]) => one.pool },
    { title: "then", text: (one: (typeof tasks)[number]) => one.downstream_task_ids?.join(", ") },
  ];
  print.showTable(sortByOrder(tasks, orderTasks(tasks)), columns);
}

type Instance = { task_id: string; map_index: number; state: string | null; try_number: number } & {
  start_date: string | null;
  duration: number | null;
  pool: string;
  hostname?: string | null;
};

function describeColumns(print: Work["print"]) {
  return [
    { title: "task", text: nameTask },
    { title: "state", text: (one: Instance) => print.state(one.state) },
    { title: "try", text: (one: Instance) => one.try_number, isRight: true },
    { title: "pool", text: (one: Instance) => one.pool },
    { title: "started", text: (one: Instance) => formatMoment(one.start_date) },
    { title: "took", text: (one: Instance) => formatSeconds(one.duration), isRight: true },
  ];
}

async function listInstances(work: Work, dagId: string, runId: string, state: string[] | undefined): Promise<void> {
  const param = await findRun(work, dagId, runId);
  const query = { limit: 1_000, ...(state === undefined ? {} : { state }) };
  const path = work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances;
  const [page, { tasks }] = await Promise.all([
    take(path.$get({ param, query })),
    take(work.client.api.v2.dags[":dag_id"].tasks.$get({ param: { dag_id: dagId }, query: {} })),
  ]);
  work.print.showTable(sortByOrder(page.task_instances, orderTasks(tasks)), describeColumns(work.print));
}

async function showInstance(work: Work, dagId: string, runId: string, task: string): Promise<void> {
  const { print } = work;
  const one = await loadInstance(work, dagId, runId, task);
  print.showFields(one, {
    task: nameTask(one),
    run: one.dag_run_id,
    state: print.state(one.state),
    try: `${one.try_number} of at most ${one.max_tries + 1}`,
    operator: one.operator_name,
    pool: `${one.pool} (${one.pool_slots})`,
    queued: formatMoment(one.queued_when),
    started: formatMoment(one.start_date),
    ended: formatMoment(one.end_date),
    took: formatSeconds(one.duration),
    note: one.note,
  });
}

export async function loadInstance(work: Work, dagId: string, runId: string, task: string) {
  const { task_id, map_index } = parseTask(task);
  const param = { ...(await findRun(work, dagId, runId)), task_id };
  const path = work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances[":task_id"];
  if (map_index < 0) return take(path.$get({ param }));
  return take(path[":map_index"].$get({ param: { ...param, map_index } }));
}

async function listTries(work: Work, dagId: string, runId: string, task: string): Promise<void> {
  const { task_id, map_index } = parseTask(task);
  const param = { ...(await findRun(work, dagId, runId)), task_id };
  const path = work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances[":task_id"];
  const { task_instances: tries } =
    map_index < 0
      ? await take(path.tries.$get({ param }))
      : await take(path[":map_index"].tries.$get({ param: { ...param, map_index } }));
  const columns = [...describeColumns(work.print), { title: "carrier", text: (one: Instance) => one.hostname }];
  work.print.showTable(tries, columns);
}

interface MarkOptions {
  readonly upstream?: boolean;
  readonly downstream?: boolean;
}

function addMark(tasks: Parameters<Group>[0], act: Act): void {
  tasks
    .command("mark")
    .description("give an instance its end by hand")
    .argument("<dag>")
    .argument("<run>", RUN)
    .argument("<task>")
    .argument("<state>", "success, failed or skipped")
    .option("--upstream", "what is before it, too")
    .option("--downstream", "what is after it, too")
    .action(
      act<MarkOptions>(async (work, options, ...names) => {
        const [dagId = "", runId = "", task = "", state = ""] = names;
        const { task_id, map_index } = parseTask(task);
        const param = { ...(await findRun(work, dagId, runId)), task_id };
        const json = {
          new_state: state,
          include_upstream: options.upstream ?? false,
          include_downstream: options.downstream ?? false,
        };
        const path = work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances[":task_id"];
        const query = map_index < 0 ? {} : { map_index };
        const done = await take(path.$patch({ param, query, json }));
        const marked = done.task_instances.map(nameTask).join(", ");
        const verb = done.task_instances.length === 1 ? "is" : "are";
        work.print.done(`${marked} of run ${param.dag_run_id} ${verb} ${state}.`, done);
      }),
    );
}

interface ClearOptions extends MarkOptions {
  readonly run?: string;
  readonly failed?: boolean;
  readonly task?: string[];
  readonly from?: string;
  readonly to?: string;
  readonly latest?: boolean;
  readonly yes?: boolean;
  readonly limit: number;
}

/** `tasks clear`, and `clear` by itself: Airflow's, over one run or a range of dates. */
export const addClear = (parent: Parameters<Group>[0], act: Act, name: string): void => {
  parent
    .command(name)
    .description("run task instances again; without --yes only says which")
    .argument("<dag>")
    .option("--run <id>", `of one run: ${RUN}`)
    .option("--from <date>", "of all runs from this logical date on")
    .option("--to <date>", "up to this one")
    .option("-t, --task <id>", "only this task (may be repeated)", collect)
    .option("--upstream", "what is before it, too")
    .option("--downstream", "what is after it, too")
    .option("--failed", "only what failed")
    .option("--latest", "on the newest version of the DAG, as it is unless said otherwise")
    .option("--no-latest", "on the version the run was made with; it fails where that is not deployed any more")
    .option("--limit <n>", "show so many", parseCount, 50)
    .option("-y, --yes", "do it")
    .action(act<ClearOptions>((work, options, dagId) => clear(work, options, dagId)));
};

async function clear(work: Work, options: ClearOptions, dag_id: string): Promise<void> {
  const { client, print } = work;
  if (options.run === undefined && options.from === undefined && options.to === undefined) {
    throw refuseUsage("Say which: --run ID, or --from and --to");
  }
  const run = options.run === undefined ? null : (await findRun(work, dag_id, options.run)).dag_run_id;
  const json = {
    dry_run: options.yes !== true,
    only_failed: options.failed ?? false,
    include_upstream: options.upstream ?? false,
    include_downstream: options.downstream ?? false,
    ...(run === null ? {} : { dag_run_id: run }),
    ...(options.from === undefined ? {} : { start_date: parseMoment(options.from) }),
    ...(options.to === undefined ? {} : { end_date: parseMoment(options.to) }),
    ...(options.task === undefined ? {} : { task_ids: options.task }),
    run_on_latest_version: options.latest !== false,
  };
  const done = await take(client.api.v2.dags[":dag_id"].clearTaskInstances.$post({ param: { dag_id }, json }));
  const found = done.task_instances;
  if (found.length === 0) throw new Failure(EXIT.refused, "There is nothing to clear");
  const columns = [
    { title: "run", text: (one: (typeof found)[number]) => one.dag_run_id },
    { title: "task", text: nameTask },
    { title: "state", text: (one: (typeof found)[number]) => print.state(one.state) },
  ];
  const said = `${json.dry_run ? "Would clear" : "Cleared"} ${found.length}.${json.dry_run ? " --yes does it." : ""}`;
  print.showTable(found.slice(0, options.limit), columns, said, done);
}
