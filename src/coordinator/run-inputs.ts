import type { Json } from "../core/json.ts";
import type { InputValue, ValueRef } from "../core/protocol.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import { redact } from "../core/sensitive.ts";
import { LeaseWriter, type Stored } from "./run-leases.ts";

/** Characters of one value that are shown, as JSON, and of all inputs together; Airflow shows 4096 of a field. */
const SHOWN = 4_096;
const SHOWN_IN_ALL = 32_768;
/** Items of a list of outputs that are shown. */
const ITEMS = 100;

/**
 * What an instance's newest try was handed, by name, as Airflow's rendered fields: values with their secrets masked, long
 * ones cut to a text, and a `reference` for what lies elsewhere. Nothing of it is stored: it is what the tasks before
 * have published by now, which an edit by hand may have changed since. Empty before the first try.
 */
export function describeInputs(run: Run, stored: Stored, instance: TaskInstance): Record<string, Json> {
  if (instance.tryNumber < 1) return {};
  const { inputs, values } = new LeaseWriter(run, stored).writeInputs(instance);
  const described: Record<string, Json> = {};
  let left = SHOWN_IN_ALL;
  for (const [name, input] of Object.entries(inputs)) {
    const value = input.kind === "absent" ? undefined : describeInput(name, input, values);
    if (value === undefined) continue;
    const shown = left > 0 ? cut(value) : cut(value, 0);
    left -= JSON.stringify(shown).length;
    described[name] = shown;
  }
  return described;
}

function describeInput(
  name: string,
  input: Exclude<InputValue, { kind: "absent" }>,
  values: readonly ValueRef[],
): Json | undefined {
  switch (input.kind) {
    case "value":
      return readValue(name, values[input.ref]);
    case "element":
      return { ...describeReference(values[input.ref]), index: input.index };
    case "list": {
      const items = input.refs.slice(0, ITEMS).map((ref) => readValue(name, values[ref]) ?? null);
      return input.refs.length > ITEMS ? [...items, `… (${input.refs.length} items)`] : items;
    }
    case "stream":
      return { reference: "stream", task: input.task, count: input.count };
    case "too_large":
      return { reference: "too_large", bytes: input.bytes, limit: input.limit };
  }
}

function readValue(name: string, ref: ValueRef | undefined): Json | undefined {
  if (ref === undefined) return undefined;
  return ref.at === "inline" ? redact(JSON.parse(ref.json) as Json, name) : describeReference(ref);
}

function describeReference(ref: ValueRef | undefined): { readonly reference: string; readonly bytes: number } {
  return { reference: "xcom", bytes: ref?.at === "blob" ? ref.bytes : 0 };
}

function cut(value: Json, shown = SHOWN): Json {
  const json = JSON.stringify(value);
  return json.length <= shown ? value : `${json.slice(0, shown)}… (${json.length} characters)`;
}
