import { parseCount, type Act, type Group, type Work } from "../cli.ts";
import { EXIT, Failure, refuseUsage } from "../failure.ts";
import { formatMoment, parseMoment } from "../moments.ts";
import { take } from "../take.ts";
import { readConf } from "./trigger.ts";

interface RangeOptions {
  readonly from: string;
  readonly to: string;
  readonly reprocess: string;
  readonly maxActive?: number;
  readonly backwards?: boolean;
  readonly conf?: string;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

const REPROCESS = ["none", "failed", "completed"] as const;
const ID = "the backfill's number";

export const addBackfill: Group = (program, act) => {
  const backfill = program.command("backfill").description("runs for dates gone by: plan, create, control");
  addRange(backfill, act, "plan");
  addRange(backfill, act, "create");
  addBackfillList(backfill, act);
  addBackfillShow(backfill, act);
  for (const action of ["pause", "unpause", "cancel"] as const) {
    backfill
      .command(action)
      .description({ pause: "make no more runs", unpause: "go on", cancel: "end it; runs under way go on" }[action])
      .argument("<id>", ID, parseCount)
      .action(
        act(async ({ client, print }, _, id) => {
          const path = client.api.v2.backfills[":backfill_id"][action];
          const done = await take(path.$put({ param: { backfill_id: Number(id) } }));
          const said = { pause: "paused", unpause: "going on", cancel: "being cancelled" }[action];
          print.done(`Backfill ${id} is ${said}.`, done);
        }),
      );
  }
};

const addBackfillList: Group = (backfill, act) => {
  backfill
    .command("list")
    .description("the backfills of a DAG")
    .argument("<dag>")
    .option("--limit <n>", "at most so many", parseCount, 25)
    .action(
      act<{ limit: number }>(async ({ client, print }, { limit }, dag_id) => {
        const query = { dag_id, limit, order_by: "-id" };
        const page = await take(client.api.v2.backfills.$get({ query }));
        type Row = (typeof page.backfills)[number];
        const ended = (one: Row) => (one.completed_at === null ? "" : formatMoment(one.completed_at));
        print.showTable(page.backfills, [
          { title: "id", text: (one) => one.id, isRight: true },
          { title: "from", text: (one) => formatMoment(one.from_date) },
          { title: "to", text: (one) => formatMoment(one.to_date) },
          { title: "reprocess", text: (one) => one.reprocess_behavior },
          { title: "at once", text: (one) => one.max_active_runs, isRight: true },
          { title: "is", text: (one) => (ended(one) === "" ? "" : "over") || (one.is_paused ? "paused" : "running") },
          { title: "ended", text: ended },
        ]);
      }),
    );
};

const addBackfillShow: Group = (backfill, act) => {
  backfill
    .command("show")
    .description("how far it is")
    .argument("<id>", ID, parseCount)
    .action(act((work, _, id) => showBackfill(work, Number(id))));
};

function addRange(backfill: Parameters<Group>[0], act: Act, name: "plan" | "create"): void {
  const command = backfill
    .command(name)
    .description(name === "plan" ? "what it would make, run again and leave, and the cost" : "begin one")
    .argument("<dag>")
    .requiredOption("--from <date>", "the first logical date")
    .requiredOption("--to <date>", "the last logical date")
    .option("--reprocess <which>", `runs that exist: ${REPROCESS.join(", ")}`, "none")
    .option("--max-active <n>", "runs under way at once", parseCount)
    .option("--backwards", "the newest first")
    .option("-c, --conf <json>", "configuration of every run: JSON, @file, or -");
  if (name === "create") {
    command.option("-w, --wait", "until all of it is done");
    command.option("--dry-run", "begin nothing, and show the plan");
  }
  command.action(
    act<RangeOptions>(async (work, options, dag_id) => {
      const json = await readRange(work, options);
      if (name === "plan" || options.dryRun === true) return planBackfill(work, dag_id, json);
      const made = await take(work.client.api.v2.backfills.$post({ json: { dag_id, ...json } }));
      if (options.wait !== true) return work.print.done(`Backfill ${made.id} of ${dag_id} begins.`, made);
      await waitForBackfill(work, made.id);
    }),
  );
}

async function readRange(work: Work, options: RangeOptions) {
  const reprocess = REPROCESS.find((one) => one === options.reprocess);
  if (reprocess === undefined) throw refuseUsage(`--reprocess is one of ${REPROCESS.join(", ")}`);
  return {
    from_date: parseMoment(options.from),
    to_date: parseMoment(options.to),
    reprocess_behavior: reprocess,
    run_backwards: options.backwards ?? false,
    ...(options.maxActive === undefined ? {} : { max_active_runs: options.maxActive }),
    ...(options.conf === undefined ? {} : { dag_run_conf: await readConf(work, { conf: options.conf }) }),
  };
}

async function planBackfill({ client, print }: Work, dag_id: string, json: Awaited<ReturnType<typeof readRange>>) {
  const plan = await take(client.api.x.dags[":dag_id"]["backfills:plan"].$post({ param: { dag_id }, json }));
  const count = plan.is_exact ? String(plan.count) : `more than ${plan.count}`;
  const note = `${count} slots: ${plan.make} to make, ${plan.rerun} to run again, ${plan.leave} left as they are.`;
  const cost = ` ${plan.cost.tasks} tasks, about $${plan.cost.usd.toFixed(plan.cost.usd < 1 ? 4 : 2)}.`;
  print.showTable(
    plan.slots,
    [
      { title: "logical date", text: (slot) => formatMoment(slot.logical_date) },
      { title: "is", text: (slot) => (slot.state === null ? "" : print.state(slot.state)) },
      { title: "would be", text: (slot) => ({ make: "made", rerun: "run again", leave: "left" })[slot.action] },
      { title: "as", text: (slot) => slot.reason ?? "" },
    ],
    note + cost,
    plan,
  );
}

async function showBackfill(work: Work, id: number): Promise<void> {
  const { client, print } = work;
  const found = await take(client.api.x.backfills[":backfill_id"].$get({ param: { backfill_id: id } }));
  const { backfill, progress } = found;
  const left = progress === null ? 0 : Object.values(progress.left).reduce((sum, one) => sum + one, 0);
  print.showFields(found, {
    backfill: backfill.id,
    dag: backfill.dag_id,
    state: found.state,
    from: formatMoment(backfill.from_date),
    to: formatMoment(backfill.to_date),
    by: found.made_by,
    made: progress?.made,
    "run again": progress?.rerun,
    left: progress === null ? null : left,
    at: progress === null ? null : formatMoment(progress.logical_date),
    reason: found.reason,
    ended: backfill.completed_at === null ? null : formatMoment(backfill.completed_at),
  });
}

/** Milliseconds between two looks. */
const PAUSE = 2_000;

async function waitForBackfill(work: Work, id: number): Promise<void> {
  for (;;) {
    const found = await take(work.client.api.x.backfills[":backfill_id"].$get({ param: { backfill_id: id } }));
    if (found.state === "completed") return showBackfill(work, id);
    if (found.state === "cancelled" || found.state === "refused") {
      throw new Failure(
        EXIT.runFailed,
        `Backfill ${id} was ${found.state}${found.reason === null ? "" : `: ${found.reason}`}`,
      );
    }
    await new Promise((resolve) => void setTimeout(resolve, PAUSE));
  }
}
