import { parseDagId } from "../../../../core/ids.ts";
import type { AssetGraph, GraphAlias, GraphAsset, GraphDag } from "../../../api/asset-graph.ts";
import { readState, STATES, type ShownState } from "../../../theme/states.ts";

interface AssetItem {
  readonly kind: "asset";
  readonly asset: GraphAsset;
  /** State of the last run of its producers, of several the one that most asks for attention; null without. */
  readonly producer: ShownState | null;
  /** DAGs that hold an update of it until the rest has come. */
  readonly waitingAt: readonly string[];
}
interface AliasItem {
  readonly kind: "alias";
  readonly alias: GraphAlias;
}
interface DagItem {
  readonly kind: "dag";
  readonly dag: GraphDag;
  readonly state: ShownState;
}
/** A node: what it stands for, its name, and what it can be found by. */
export type Item = (AssetItem | AliasItem | DagItem) & {
  /** `asset:7`, `alias:1`, `dag:sales.load`. */
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly team: string;
  /** 0 failed, 1 older than its sources, 2 waits; null when it asks for nothing. */
  readonly attention: number | null;
};

export interface Link {
  readonly from: string;
  readonly to: string;
  /** It updates nothing and starts nothing: a task reads, or an asset is known by an alias. */
  readonly isSoft: boolean;
}

export interface Model {
  readonly items: ReadonlyMap<string, Item>;
  readonly links: readonly Link[];
}

export const nameAsset = (id: number): string => `asset:${id}`;
const nameAlias = (id: number): string => `alias:${id}`;
const nameDag = (id: string): string => `dag:${id}`;

/** What there is to draw: a node for every asset, alias and DAG, and lines the way that data goes. */
export function buildModel(graph: AssetGraph): Model {
  const dags = new Map(graph.dags.map((dag) => [dag.dag_id, dag]));
  const items = [
    ...graph.assets.map((asset) => toAsset(asset, dags, graph.dags)),
    ...graph.aliases.map(toAlias),
    ...graph.dags.map(toDag),
  ];
  const known = new Map(items.map((item) => [item.id, item]));
  const links = listLinks(graph).filter(({ from, to }) => known.has(from) && known.has(to));
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  // An alias that nobody names any more is history.
  return { items: new Map([...known].filter(([id, { kind }]) => kind !== "alias" || linked.has(id))), links };
}

function toAsset(asset: GraphAsset, dags: ReadonlyMap<string, GraphDag>, all: readonly GraphDag[]): Item {
  const states = asset.producing_dags.map((id) => stateOf(dags.get(id)));
  const producer = states.toSorted((one, other) => STATES[one].rank - STATES[other].rank)[0] ?? null;
  const waitingAt = all.filter(({ wait }) => wait?.queued_asset_ids.includes(asset.id)).map(({ dag_id }) => dag_id);
  const { name, group, team } = asset;
  const attention = rank([producer === "failed", asset.is_behind, waitingAt.length > 0]);
  return { kind: "asset", id: nameAsset(asset.id), name, group, team, asset, producer, waitingAt, attention };
}

function toAlias(alias: GraphAlias): Item {
  const { name, group, team } = alias;
  return { kind: "alias", id: nameAlias(alias.id), name, group, team, alias, attention: null };
}

function toDag(dag: GraphDag): Item {
  const { dag_id, dag_display_name: given, team } = dag;
  const name = given === dag_id ? (parseDagId(dag_id)?.dagId ?? dag_id) : given;
  const state = stateOf(dag);
  const attention = rank([state === "failed", false, (dag.wait?.met ?? 0) > 0]);
  return { kind: "dag", id: nameDag(dag_id), name, group: null, team, dag, state, attention };
}

function rank(reasons: readonly boolean[]): number | null {
  const at = reasons.indexOf(true);
  return at < 0 ? null : at;
}

function stateOf(dag: GraphDag | undefined): ShownState {
  return readState(dag?.last_run?.state ?? null);
}

function listLinks({ assets, aliases }: AssetGraph): Link[] {
  const found = new Map<string, Link>();
  const add = (from: string, to: string, isSoft = false): void => {
    const key = `${from}→${to}`;
    const known = found.get(key);
    if (known === undefined || known.isSoft) found.set(key, { from, to, isSoft });
  };
  for (const { id, alias_ids, ...of } of assets) {
    for (const dag of of.producing_dags) add(nameDag(dag), nameAsset(id));
    for (const dag of of.scheduled_dags) add(nameAsset(id), nameDag(dag));
    for (const dag of of.consuming_dags) add(nameAsset(id), nameDag(dag), true);
    for (const alias of alias_ids) add(nameAlias(alias), nameAsset(id), true);
  }
  for (const { id, producing_dags, scheduled_dags } of aliases) {
    for (const dag of producing_dags) add(nameDag(dag), nameAlias(id));
    for (const dag of scheduled_dags) add(nameAlias(id), nameDag(dag));
  }
  return [...found.values()];
}
