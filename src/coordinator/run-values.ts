import type { Batch, SmallValue } from "../core/batch.ts";
import type { RunEvent } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import type { ValueRef } from "../core/protocol.ts";
import type { RunStore, XComRow } from "./run-store.ts";

/** A value of at most this many characters stands in the journal row that commits it, and stays in memory. */
const SMALL = 256;

/** The event of an edit by hand. */
const EDIT: RunEvent["type"] = "edit";

/** What a transaction writes into the journal row about values. */
export interface ValuesWritten {
  readonly values: SmallValue[];
  readonly dropped: (readonly [task: number, mapIndex: number])[];
  /** Rows to be written beside it. */
  readonly writes: (() => void)[];
}

export function beginValues(): ValuesWritten {
  return { values: [], dropped: [], writes: [] };
}

/**
 * The values attempts have published. Most are a number or a short text: those cost no row and no query of their own.
 * Larger ones have a row each in the object, and the largest lie in R2 behind such a row.
 */
export class RunValues {
  readonly #store: RunStore;
  readonly #small = new Map<string, Map<string, XComRow>>();
  /** Instances whose values a person has edited since they began. */
  readonly #edited = new Set<string>();
  #elements: { readonly task: number; readonly list: readonly Json[] } | null = null;

  constructor(store: RunStore) {
    this.#store = store;
  }

  /** Takes up what a journal row says; used by replay and by the event itself. */
  apply(batch: Pick<Batch, "values" | "dropped" | "at" | "cause">): void {
    for (const [task, map] of batch.dropped) {
      const name = `${task} ${map}`;
      this.#small.delete(name);
      if (batch.cause === EDIT) this.#edited.add(name);
      else this.#edited.delete(name);
    }
    for (const [task, map, key, json, at = batch.at] of batch.values) {
      const name = `${task} ${map}`;
      const values = this.#small.get(name) ?? new Map<string, XComRow>();
      this.#small.set(name, values);
      values.set(key, { task, map, key, at, bytes: countBytes(json), ref: { at: "inline", json } });
    }
  }

  /** All that stand in journal rows, for a row that takes their place: tasks have new places there. */
  listSmall(moves: readonly (readonly [from: number, to: number])[]): SmallValue[] {
    const places = new Map(moves);
    const rows = [...this.#small.values()].flatMap((values) => [...values.values()]);
    return rows.flatMap(({ task, map, key, at, ref }): SmallValue[] => {
      const place = places.get(task);
      return place === undefined || ref.at !== "inline" ? [] : [[place, map, key, ref.json, at]];
    });
  }

  /** Where a value goes: into the journal row when it is small, else into a row of its own. */
  publish(written: ValuesWritten, row: Omit<XComRow, "bytes">): void {
    const { task, map, key, ref } = row;
    if (this.#elements?.task === task) this.#elements = null;
    if (isSmall(ref)) written.values.push([task, map, key, ref.json]);
    else written.writes.push(() => this.#store.writeXCom({ ...row, bytes: measure(ref) }));
  }

  /** A new try begins without the values of the one before. */
  drop(written: ValuesWritten, task: number, map: number): void {
    if (this.#elements?.task === task) this.#elements = null;
    written.dropped.push([task, map]);
    written.writes.push(() => this.#store.clearXComs(task, map));
  }

  /** Whether values stand there before the first try that a person put there. */
  isEdited(task: number, map: number): boolean {
    return this.#edited.has(`${task} ${map}`);
  }

  /** Puts other values in the place of all that an instance has. */
  replace(written: ValuesWritten, task: number, map: number, rows: readonly Omit<XComRow, "bytes">[]): void {
    this.drop(written, task, map);
    for (const row of rows) {
      if (isSmall(row.ref)) written.values.push([task, map, row.key, row.ref.json, row.at]);
      else this.publish(written, row);
    }
  }

  read(task: number, map: number, key: string): XComRow | null {
    return this.#small.get(`${task} ${map}`)?.get(key) ?? this.#store.readXCom(task, map, key);
  }

  /**
   * The elements of an unmapped task's output, its place in R2 when they lie there, or null without an output. The list
   * fanned out over last is kept: thousands of instances ask for one element each.
   */
  readElements(task: number): readonly Json[] | Extract<ValueRef, { at: "blob" }> | null {
    if (this.#elements?.task === task) return this.#elements.list;
    const row = this.read(task, -1, "return_value");
    if (row === null) return null;
    if (row.ref.at === "blob") return row.ref;
    const list = toElements(JSON.parse(row.ref.json) as Json);
    this.#elements = { task, list };
    return list;
  }

  /** All values of one instance, by key. */
  listOf(task: number, map: number): XComRow[] {
    const small = [...(this.#small.get(`${task} ${map}`)?.values() ?? [])];
    return [...small, ...this.#store.listXComs(task, map, null)].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The outputs of those instances of a task that have one, in order. */
  listOutputs(task: number, mapIndexes: readonly number[]): XComRow[] {
    const large = new Map(this.#store.listXComs(task, null, "return_value").map((row) => [row.map, row]));
    return mapIndexes.flatMap((map) => this.#small.get(`${task} ${map}`)?.get("return_value") ?? large.get(map) ?? []);
  }
}

/** What a value is when fanned out over: a list's elements, or an object's [key, value] pairs. */
export function toElements(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  return typeof value === "object" && value !== null
    ? Object.entries(value).map(([key, item]): Json => [key, item])
    : [];
}

function isSmall(ref: ValueRef): ref is Extract<ValueRef, { at: "inline" }> {
  return ref.at === "inline" && ref.json.length <= SMALL;
}

function measure(ref: ValueRef): number {
  return ref.at === "inline" ? countBytes(ref.json) : ref.bytes;
}

function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
