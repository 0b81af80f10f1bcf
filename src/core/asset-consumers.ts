import { isAwaited } from "./asset.ts";
import type { AssetCondition } from "./asset.ts";
import type { AssetUpdate } from "./asset-update.ts";
import type { Graph } from "./graph.ts";
import { nameDagObject } from "./ids.ts";
import type { DagKey } from "./ids.ts";
import { assetConditionOf } from "./timetable.ts";

/** Updates by the DAG that has to hear of them. */
export interface Delivery {
  readonly dag: DagKey;
  readonly updates: readonly AssetUpdate[];
}

/** Which DAGs of a deployment are scheduled on what. An update concerns the DAGs of its own team only. */
export class AssetConsumers {
  readonly #waiting: readonly { readonly dag: DagKey; readonly condition: AssetCondition }[];

  constructor(graphs: readonly Graph[]) {
    const byName = new Map(graphs.map((graph) => [nameDagObject(graph), graph]));
    this.#waiting = [...byName.values()].flatMap(({ team, dagId, timetable }) => {
      const condition = assetConditionOf(timetable);
      return condition === null ? [] : [{ dag: { team, dagId }, condition }];
    });
  }

  /** Nothing for a DAG that waits for none of them. */
  address(updates: readonly AssetUpdate[]): readonly Delivery[] {
    return this.#waiting.flatMap(({ dag, condition }) => {
      const mine = updates.filter(
        ({ team, asset, aliases }) => team === dag.team && isAwaited(condition, asset, aliases),
      );
      return mine.length === 0 ? [] : [{ dag, updates: mine }];
    });
  }
}
