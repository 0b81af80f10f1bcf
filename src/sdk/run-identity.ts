import { formatRunId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { RunIdentity } from "../core/protocol.ts";
import { inferManualDataInterval } from "../core/timetable.ts";
import type { Asset } from "./asset.ts";
import type { Compiled } from "./compile.ts";

/** What is known of a run in memory. */
export interface RunOptions {
  /** When the run begins; now, unless given. */
  readonly now?: Date | number;
  /** The run's configuration, laid over the defaults of the params. */
  readonly conf?: Readonly<Record<string, Json>>;
  /** As `now`, unless given; null for a run without. */
  readonly logicalDate?: Date | null;
  /** Updates of assets that bring the run about; it is then one that assets triggered, and has no logical date. */
  readonly assetEvents?: readonly { readonly asset: Asset; readonly extra?: Readonly<Record<string, Json>> }[];
}

/** A run made by hand, in a test. */
export function createIdentity({ graph, hash }: Compiled, options: RunOptions): RunIdentity {
  const { now = Date.now(), conf = {}, logicalDate } = options;
  const runAfter = Number(now);
  const triggering = describeTriggering(options, graph.team, runAfter);
  const isDated = logicalDate !== null && triggering.assetEvents === undefined;
  const date = isDated ? Number(logicalDate ?? runAfter) : null;
  return {
    team: graph.team,
    dagId: graph.dagId,
    runId: formatRunId("manual", runAfter),
    logicalDate: date,
    dataInterval: date === null ? null : inferManualDataInterval(graph.timetable, date),
    runAfter,
    partitionKey: null,
    runType: "manual",
    triggeredBy: "test",
    triggeringUser: null,
    conf: { ...graph.paramsDefaults, ...conf },
    graphHash: hash,
    bundleId: "memory",
    ...triggering,
  };
}

type Triggering = Partial<Pick<RunIdentity, "runType" | "assetEvents">>;

function describeTriggering({ assetEvents }: RunOptions, team: string, at: number): Triggering {
  if (assetEvents === undefined) return {};
  const of = { team, aliases: [], partitionKey: null, at, source: null };
  const updates = assetEvents.map(({ asset, extra = {} }, index) => ({ key: `test ${index}`, ...of, asset, extra }));
  return { runType: "asset_triggered", assetEvents: updates };
}
