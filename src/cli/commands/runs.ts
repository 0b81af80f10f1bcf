import { collect, describeShown, parseCount, type Act, type Group, type Work } from "../cli.ts";
import { refuseUsage } from "../failure.ts";
import { formatMoment, formatSeconds, parseMoment } from "../moments.ts";
import { findRun } from "../find-run.ts";
import { renderFields, renderTable } from "../table.ts";
import { take } from "../take.ts";
import { orderTasks, sortByOrder } from "../task-order.ts";
import { addWaitOptions, waitForRun, type RunPath, type WaitOptions } from "../wait.ts";

const RUN = "the run's id, or @last";

interface ListOptions {
  readonly limit: number;
  readonly state?: string[];
  readonly type?: string[];
  readonly since?: string;
}

export const addRuns: Group = (program, act) => {
  const runs = program.command("runs").description("runs: list, look at, run again, end, delete");
  runs
    .command("list")
    .description("the newest runs of a DAG, or of all")
    .argument("[dag]")
    .option("--state <state>", "queued, running, success or failed (may be repeated)", collect)
    .option("--type <type>", "scheduled, manual, backfill … (may be repeated)", collect)
    .option("--since <date>", "only from then on")
    .option("--limit <n>", "at most so many", parseCount, 25)
    .action(act<ListOptions>((work, options, dagId) => listRuns(work, options, dagId ?? "~")));
  runs
    .command("show")
    .description("one run and its tasks")
    .argument("<dag>")
    .argument("<run>", RUN)
    .action(act((work, _, dagId, runId) => showRun(work, dagId, runId)));
  runs
    .command("why")
    .description("what a run waits for, and who holds it")
    .argument("<dag>")
    .argument("<run>", RUN)
    .action(act((work, _, dagId, runId) => explainRun(work, dagId, runId)));
  addChanges(runs, act);
  addEnds(runs, act);
};

type Run = { dag_id: string; dag_run_id: string; state: string; run_type: string; duration: number | null } & {
  run_after: string;
  start_date: string | null;
};

async function listRuns({ client, print }: Work, options: ListOptions, dag_id: string): Promise<void> {
  const query = {
    limit: options.limit,
    order_by: "-run_after",
    ...(options.state === undefined ? {} : { state: options.state }),
    ...(options.type === undefined ? {} : { run_type: options.type }),
    ...(options.since === undefined ? {} : { run_after_gte: parseMoment(options.since) }),
  };
  const page = await take(client.api.v2.dags[":dag_id"].dagRuns.$get({ param: { dag_id }, query }));
  const columns = [
    ...(dag_id === "~" ? [{ title: "dag", text: (run: Run) => run.dag_id }] : []),
    { title: "run", text: (run: Run) => run.dag_run_id },
    { title: "state", text: (run: Run) => print.state(run.state) },
    { title: "type", text: (run: Run) => run.run_type },
    { title: "due", text: (run: Run) => formatMoment(run.run_after) },
    { title: "started", text: (run: Run) => formatMoment(run.start_date) },
    { title: "took", text: (run: Run) => formatSeconds(run.duration), isRight: true },
  ];
  print.showTable(page.dag_runs, columns, describeShown(page.dag_runs.length, page.total_entries, "runs"));
}

async function showRun(work: Work, dagId: string, runId: string): Promise<void> {
  const { client, print, io } = work;
  const param = await findRun(work, dagId, runId);
  const path = client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"];
  const [run, page, { tasks }] = await Promise.all([
    take(path.$get({ param })),
    take(path.taskInstances.$get({ param, query: { limit: 1_000 } })),
    take(client.api.v2.dags[":dag_id"].tasks.$get({ param: { dag_id: dagId }, query: {} })),
  ]);
  const instances = sortByOrder(page.task_instances, orderTasks(tasks));
  const columns = [
    { title: "task", text: (one: Instance) => `${one.task_id}${one.map_index < 0 ? "" : `[${one.map_index}]`}` },
    { title: "state", text: (one: Instance) => print.state(one.state) },
    { title: "try", text: (one: Instance) => one.try_number, isRight: true },
    { title: "started", text: (one: Instance) => formatMoment(one.start_date) },
    { title: "took", text: (one: Instance) => formatSeconds(one.duration), isRight: true },
  ];
  print.show({ dag_run: run, task_instances: page.task_instances }, () => [
    ...renderFields({
      run: run.dag_run_id,
      dag: run.dag_id,
      state: print.state(run.state),
      type: `${run.run_type}${run.triggering_user_name === null ? "" : ` by ${run.triggering_user_name}`}`,
      due: formatMoment(run.run_after),
      "logical date": formatMoment(run.logical_date),
      started: formatMoment(run.start_date),
      ended: formatMoment(run.end_date),
      took: formatSeconds(run.duration),
      conf: run.conf === null || Object.keys(run.conf).length === 0 ? null : JSON.stringify(run.conf),
      note: run.note,
    }),
    "",
    ...renderTable(instances, columns, io.columns),
  ]);
}

type Instance = { task_id: string; map_index: number; state: string | null; try_number: number } & {
  start_date: string | null;
  duration: number | null;
};

async function explainRun(work: Work, dagId: string, runId: string): Promise<void> {
  const { client, print } = work;
  const param = await findRun(work, dagId, runId);
  const why = await take(client.api.x.dags[":dag_id"].dagRuns[":dag_run_id"].why.$get({ param }));
  const failed = why.state === "failed" ? await describeFailures(work, param) : [];
  print.show(why, () => {
    const tasks = why.task_instances.map((one) => {
      const index = one.map_index < 0 ? "" : `[${one.map_index}]`;
      const held = one.held_by.map(
        (party) => `${party.dag_run_id}${party.task_id === null ? "" : ` ${party.task_id}`}`,
      );
      const more = one.alike > 1 ? ` (and ${one.alike - 1} more)` : "";
      const until = one.until === null ? "" : ` It goes on at ${formatMoment(one.until)}.`;
      const by = held.length === 0 ? "" : ` Held by ${held.join(", ")}.`;
      return `${one.task_id}${index}${more} ${print.state(one.state)}: ${one.sentence}${until}${by}`;
    });
    const holders = why.run?.held_by.map(({ dag_run_id }) => dag_run_id) ?? [];
    const holding = holders.length === 0 ? "" : ` Held by ${holders.join(", ")}.`;
    const run = why.run === null ? [] : [`The run: ${why.run.sentence}${holding}`];
    const lines = [...run, ...tasks, ...failed];
    return lines.length === 0 ? [`${param.dag_run_id}: ${print.state(why.state)}; nothing waits.`] : lines;
  });
}

/** What failed by itself; the rest followed from it. */
async function describeFailures({ client, print }: Work, param: RunPath): Promise<string[]> {
  const path = client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances;
  const page = await take(path.$get({ param, query: { state: ["failed"], limit: 20 } }));
  return page.task_instances.map((one) => {
    const name = `${one.task_id}${one.map_index < 0 ? "" : `[${one.map_index}]`}`;
    const log = `tradewind logs ${param.dag_id} ${param.dag_run_id} ${name}`;
    return `${name} ${print.state("failed")} in try ${one.try_number}: \`${log}\``;
  });
}

interface ClearOptions {
  readonly failed?: boolean;
  readonly latest?: boolean;
  readonly yes?: boolean;
}

function addChanges(runs: Parameters<Group>[0], act: Act): void {
  addRunClear(runs, act);
  addRunMark(runs, act);
  for (const [name, isHold] of [["hold", true] as const, ["resume", false] as const]) {
    runs
      .command(name)
      .description(isHold ? "let nothing more of a run start" : "let a held run go on")
      .argument("<dag>")
      .argument("<run>", RUN)
      .action(
        act(async (work, _, dagId, runId) => {
          const param = await findRun(work, dagId, runId);
          const path = work.client.api.x.dags[":dag_id"].dagRuns[":dag_run_id"];
          const done = await take(isHold ? path.pause.$put({ param }) : path.resume.$put({ param }));
          work.print.done(`${param.dag_run_id} ${isHold ? "is held" : "goes on"}.`, done);
        }),
      );
  }
}

const addRunClear: Group = (runs, act) => {
  runs
    .command("clear")
    .description("run it again; without --yes only says what would be")
    .argument("<dag>")
    .argument("<run>", RUN)
    .option("--failed", "only what failed")
    .option("--latest", "on the newest version of the DAG, as it is unless said otherwise")
    .option("--no-latest", "on the version the run was made with; it fails where that is not deployed any more")
    .option("-y, --yes", "do it")
    .action(
      act<ClearOptions>(async (work, { failed, latest, yes }, dagId, runId) => {
        const param = await findRun(work, dagId, runId);
        const json = {
          dry_run: yes !== true,
          only_failed: failed ?? false,
          run_on_latest_version: latest !== false,
        };
        const done = await take(work.client.api.x.dags[":dag_id"].dagRuns[":dag_run_id"].rerun.$post({ param, json }));
        const names = done.task_instances.map(
          (one) => `${one.task_id}${one.map_index < 0 ? "" : `[${one.map_index}]`}`,
        );
        const list = names.length === 0 ? "nothing" : names.join(", ");
        const said = done.dry_run ? `Would clear ${list}. --yes does it.` : `Cleared ${list}.`;
        work.print.done(said, done);
      }),
    );
};

const addRunMark: Group = (runs, act) => {
  runs
    .command("mark")
    .description("end a run by hand, or put it into the queue again")
    .argument("<dag>")
    .argument("<run>", RUN)
    .argument("<state>", "success, failed or queued")
    .action(
      act(async (work, _, dagId, runId, given) => {
        const state = (["success", "failed", "queued"] as const).find((one) => one === given);
        if (state === undefined) throw refuseUsage(`"${given}" is none of success, failed, queued`);
        const param = await findRun(work, dagId, runId);
        const path = work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"];
        const run = await take(path.$patch({ param, query: {}, json: { state } }));
        work.print.done(`${param.dag_run_id} is ${run.state}.`, run);
      }),
    );
};

function addEnds(runs: Parameters<Group>[0], act: Act): void {
  runs
    .command("delete")
    .description("delete a run with all that is stored of it")
    .argument("<dag>")
    .argument("<run>", RUN)
    .option("-y, --yes", "do it")
    .action(
      act<{ yes?: boolean }>(async (work, { yes }, dagId, runId) => {
        const param = await findRun(work, dagId, runId);
        if (yes !== true) throw refuseUsage(`Would delete ${param.dag_run_id} for good. --yes does it.`);
        await take(work.client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].$delete({ param }));
        work.print.done(`${param.dag_run_id} is deleted.`, { deleted: param.dag_run_id });
      }),
    );
  const wait = runs
    .command("wait")
    .description("until a run has ended; the exit code tells how")
    .argument("<dag>")
    .argument("<run>", RUN);
  addWaitOptions(wait).action(
    act<WaitOptions>(async (work, options, dagId, runId) =>
      waitForRun(work, await findRun(work, dagId, runId), options),
    ),
  );
}
