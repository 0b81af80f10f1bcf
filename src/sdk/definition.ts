import type { TaskKind } from "../core/graph.ts";

/** What the calls of an author left behind: raw, unchecked, in the order of writing. `compile` reads nothing else. */
export interface DagDefinition {
  readonly id: string;
  readonly options: Raw;
  readonly tasks: TaskDefinition[];
  readonly groups: GroupDefinition[];
  /** Order without data, as `chain` says it. */
  readonly edges: ChainEdge[];
}

export interface GroupDefinition {
  readonly dag: DagDefinition;
  readonly id: string;
  readonly parent: GroupDefinition | null;
  /** Set for a mapped group: its options. */
  readonly expand: Raw | null;
}

export interface TaskDefinition {
  readonly dag: DagDefinition;
  readonly id: string;
  readonly kind: TaskKind;
  readonly role: "work" | "setup" | "teardown";
  readonly group: GroupDefinition | null;
  readonly options: Raw;
  /** Of a branch: the labels that are listed or were asked for, in that order. */
  readonly labels: Set<string>;
}

export interface ChainEdge {
  /** Handles, as they were given. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Options as an author without types might have written them. */
export type Raw = Readonly<Record<string, unknown>>;

/** What a handle stands for. */
export type Source =
  | {
      readonly kind: "task";
      readonly task: TaskDefinition;
      /** True outside the mapped group of the task: the outputs of all its instances. */
      readonly isList: boolean;
    }
  | { readonly kind: "element"; readonly group: GroupDefinition; readonly name: string };
