import { z } from "zod";
import { ask, type Asked } from "../ask.ts";
import { describeShown, parseCount, type Group, type Work } from "../cli.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatMoment } from "../moments.ts";

const named = z.looseObject({ dag_id: z.string() });
const asset = z.looseObject({
  id: z.number(),
  name: z.string(),
  uri: z.string(),
  group: z.string(),
  scheduled_dags: z.array(named),
  producing_tasks: z.array(z.looseObject({ dag_id: z.string(), task_id: z.string() })),
  last_asset_event: z.looseObject({ timestamp: z.string().nullish() }).nullish(),
});
const assets = z.object({ assets: z.array(asset), total_entries: z.number() });
const event = z.looseObject({
  id: z.number(),
  name: z.string().nullish(),
  uri: z.string().nullish(),
  source_dag_id: z.string().nullish(),
  source_task_id: z.string().nullish(),
  source_run_id: z.string().nullish(),
  timestamp: z.string(),
  created_dagruns: z.array(z.looseObject({ run_id: z.string(), dag_id: z.string() })),
});
const events = z.object({ asset_events: z.array(event), total_entries: z.number() });
const run = z.looseObject({ dag_id: z.string(), dag_run_id: z.string(), state: z.string() });

export const addAssets: Group = (program, act) => {
  const group = program.command("assets").description("assets: list, events, materialize");
  addAssetList(group, act);
  addAssetEvents(group, act);
  addAssetMaterialize(group, act);
};

const addAssetList: Group = (group, act) => {
  group
    .command("list")
    .description("all assets, who makes them and who waits for them")
    .argument("[pattern]", "part of the name")
    .option("--limit <n>", "at most so many", parseCount, 100)
    .action(
      act<{ limit: number }>(async (work, { limit }, pattern) => {
        const page = assets.parse(await askAssets(work, "", { query: { limit, name_pattern: pattern } }));
        type Row = (typeof page.assets)[number];
        const columns = [
          { title: "id", text: (one: Row) => one.id, isRight: true },
          { title: "asset", text: (one: Row) => one.name },
          { title: "uri", text: (one: Row) => (one.uri === one.name ? "" : one.uri) },
          {
            title: "made by",
            text: (one: Row) => one.producing_tasks.map((by) => `${by.dag_id}.${by.task_id}`).join(", "),
          },
          { title: "starts", text: (one: Row) => one.scheduled_dags.map(({ dag_id }) => dag_id).join(", ") },
          { title: "last event", text: (one: Row) => formatMoment(one.last_asset_event?.timestamp) },
        ];
        work.print.showTable(page.assets, columns, describeShown(page.assets.length, page.total_entries, "assets"));
      }),
    );
};

const addAssetEvents: Group = (group, act) => {
  group
    .command("events")
    .description("when assets were updated, by whom, and what that started")
    .argument("[asset]", "its name or number")
    .option("--limit <n>", "at most so many", parseCount, 25)
    .action(
      act<{ limit: number }>(async (work, { limit }, name) => {
        const asset_id = name === undefined ? undefined : await findAsset(work, name);
        const query = { limit, order_by: "-timestamp", asset_id };
        const page = events.parse(await askAssets(work, "/events", { query }));
        type Row = (typeof page.asset_events)[number];
        const source = (one: Row) =>
          [one.source_dag_id, one.source_task_id, one.source_run_id].filter(Boolean).join(" ");
        work.print.showTable(page.asset_events, [
          { title: "at", text: (one: Row) => formatMoment(one.timestamp) },
          { title: "asset", text: (one: Row) => one.name ?? one.uri },
          { title: "by", text: source },
          {
            title: "started",
            text: (one: Row) => one.created_dagruns.map((made) => `${made.dag_id} ${made.run_id}`).join(", "),
          },
        ]);
      }),
    );
};

const addAssetMaterialize: Group = (group, act) => {
  group
    .command("materialize")
    .description("start the DAG that makes an asset")
    .argument("<asset>", "its name or number")
    .action(
      act(async (work, _, name) => {
        const id = await findAsset(work, name);
        const made = run.parse(await askAssets(work, `/${id}/materialize`, { method: "POST", json: {} }));
        work.print.done(`${made.dag_id}: run ${made.dag_run_id} is ${made.state}.`, made);
      }),
    );
};

function askAssets({ target }: Work, path: string, asked: Asked): Promise<unknown> {
  if (target.token === null) throw new Failure(EXIT.notSignedIn, "Nobody is signed in. Sign in with `tradewind login`");
  return ask(`${target.url}/api/v2/assets${path}`, { ...asked, token: target.token });
}

async function findAsset(work: Work, name: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const page = assets.parse(await askAssets(work, "", { query: { limit: 100, name_pattern: name } }));
  const found = page.assets.find((one) => one.name === name || one.uri === name);
  if (found === undefined) throw new Failure(EXIT.refused, `There is no asset "${name}"`);
  return found.id;
}
