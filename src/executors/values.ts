import type { Json } from "../core/json.ts";
import { prefixOfRun, type RunKey } from "../core/ids.ts";
import type { InputValue, Leases, RunIdentity, ValueRef, XComWrite } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { measureLength, takeElement } from "../sdk/index.ts";
import type { RunLink, ValueStore } from "./contract.ts";

/** Values up to this many bytes travel and rest in the run's object; larger ones in R2. */
export const INLINE_LIMIT = 128 * 1024;
/** Larger values are refused: an invocation has 128 MB of memory for everything. */
export const VALUE_LIMIT = 25_000_000;

type Leased = Pick<Leases, "values">;

/** Reads and writes the values of attempts; a large value that several attempts share is fetched once. */
export class Values {
  readonly #store: ValueStore;
  readonly #link: RunLink;
  readonly #fetched = new Map<string, Promise<string | null>>();

  constructor(store: ValueStore, link: RunLink) {
    this.#store = store;
    this.#link = link;
  }

  /** A handler's inputs by name; an absent one is left out. */
  async readInputs(
    leased: Leased,
    inputs: Readonly<Record<string, InputValue>>,
  ): Promise<Result<Record<string, unknown>, Reason>> {
    const read: Record<string, unknown> = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input.kind === "absent") continue;
      const value = await this.#readInput(leased, name, input);
      if (!value.ok) return value;
      read[name] = value.value;
    }
    return succeed(read);
  }

  async #readInput(
    leased: Leased,
    name: string,
    input: Exclude<InputValue, { kind: "absent" }>,
  ): Promise<Result<unknown, Reason>> {
    switch (input.kind) {
      case "value":
        return this.#read(leased.values[input.ref], name);
      case "element": {
        const whole = await this.#read(leased.values[input.ref], name);
        return whole.ok ? succeed(takeElement(whole.value, input.index)) : whole;
      }
      case "list":
        return this.#readList(leased, name, input.refs);
      case "stream":
        return succeed(this.#stream(input.task, input.count, name));
      case "too_large":
        return refuse({ code: "input_too_large", params: { input: name, bytes: input.bytes, limit: input.limit } });
    }
  }

  async #readList(leased: Leased, name: string, refs: readonly number[]): Promise<Result<Json[], Reason>> {
    const list: Json[] = [];
    for (const ref of refs) {
      const value = await this.#read(leased.values[ref], name);
      if (!value.ok) return value;
      list.push(value.value);
    }
    return succeed(list);
  }

  async #read(ref: ValueRef | undefined, name: string): Promise<Result<Json, Reason>> {
    const text = ref === undefined ? null : await this.#fetch(ref);
    if (text === null)
      return refuse({ code: "value_missing", params: { input: name, key: ref?.at === "blob" ? ref.key : "" } });
    return succeed(JSON.parse(text) as Json);
  }

  #fetch(ref: ValueRef): Promise<string | null> | string {
    if (ref.at === "inline") return ref.json;
    const known = this.#fetched.get(ref.key);
    if (known !== undefined) return known;
    // One large value is kept at a time: enough for attempts that share one, and bounded.
    this.#fetched.clear();
    const fetched = this.#store.get(ref.key);
    this.#fetched.set(ref.key, fetched);
    return fetched;
  }

  async *#stream(task: string, count: number, name: string): AsyncGenerator<Json> {
    for (let at = 0; at < count;) {
      const page = await this.#link.readOutputs(task, at);
      if (page.length === 0) throw new Error(`Input "${name}" ended after ${at} of ${count} values`);
      for (const ref of page) {
        const value = await this.#read(ref, name);
        if (!value.ok) throw new Error(`Input "${name}" has lost a value in storage`);
        yield value.value;
      }
      at += page.length;
    }
  }

  /** Puts a value where its size belongs. A large one is named by its content, so a repeat writes the same. */
  write(run: RunIdentity, key: string, value: Json): Promise<Result<XComWrite, Reason>> {
    return placeValue(this.#store, run, key, value);
  }
}

/** Puts a value of a run where its size belongs, for the run's object to write down. Errors: `xcom_too_large`. */
export async function placeValue(
  store: Pick<ValueStore, "put">,
  run: RunKey,
  key: string,
  value: Json,
): Promise<Result<XComWrite, Reason>> {
  const json = JSON.stringify(value);
  const length = measureLength(value);
  if (json.length <= INLINE_LIMIT / 3) return succeed({ key, value: { at: "inline", json }, length });
  const bytes = new TextEncoder().encode(json);
  if (bytes.length <= INLINE_LIMIT) return succeed({ key, value: { at: "inline", json }, length });
  if (bytes.length > VALUE_LIMIT) {
    return refuse({ code: "xcom_too_large", params: { key, bytes: bytes.length, limit: VALUE_LIMIT } });
  }
  const sha256 = formatHex(await crypto.subtle.digest("SHA-256", bytes));
  const blobKey = `${prefixOfRun(run)}xcom/${sha256}.json`;
  await store.put(blobKey, json);
  return succeed({ key, value: { at: "blob", key: blobKey, bytes: bytes.length, sha256 }, length });
}

function formatHex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
