/** One parameter of a DAG as the interface tells it: its default beside its JSON schema. */
export interface Param {
  readonly name: string;
  readonly value: unknown;
  readonly description: string | null;
  readonly kind: "text" | "choice" | "number" | "integer" | "flag" | "list" | "date" | "json";
  readonly choices: readonly unknown[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly maxLength: number | null;
}

/** What the form holds: texts as typed, flags as ticked. */
export type Draft = Readonly<Record<string, string | boolean>>;

export function listParams(params: Readonly<Record<string, unknown>> | null): Param[] {
  return Object.entries(params ?? {}).map(([name, given]) => {
    const schema = read(given, "schema");
    const numberAt = (key: string): number | null => {
      const value = read(schema, key);
      return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
    };
    const description = read(given, "description") ?? read(schema, "description");
    const choices = read(schema, "enum");
    return {
      name,
      value: read(given, "value"),
      description: typeof description === "string" ? description : null,
      kind: kindOf(schema),
      choices: Array.isArray(choices) ? choices : [],
      minimum: numberAt("minimum"),
      maximum: numberAt("maximum"),
      maxLength: numberAt("maxLength"),
    };
  });
}

function kindOf(schema: unknown): Param["kind"] {
  if (Array.isArray(read(schema, "enum"))) return "choice";
  const type = read(schema, "type");
  const types: unknown[] = (Array.isArray(type) ? type : [type]).filter((name) => name !== "null");
  const [only] = types;
  if (types.length !== 1) return "json";
  if (only === "boolean") return "flag";
  if (only === "integer" || only === "number") return only;
  if (only === "array") return read(read(schema, "items"), "type") === "string" ? "list" : "json";
  if (only !== "string") return "json";
  const format = read(schema, "format");
  return format === "date-time" || format === "date" ? "date" : "text";
}

function read(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A configuration as the form shows it; what it does not name has its default. */
export function toDraft(params: readonly Param[], conf: Readonly<Record<string, unknown>>): Draft {
  return Object.fromEntries(params.map((param) => [param.name, show(param, conf[param.name] ?? param.value)]));
}

function show({ kind }: Param, value: unknown): string | boolean {
  if (kind === "flag") return value === true;
  if (value === null || value === undefined) return "";
  if (kind === "list" && Array.isArray(value)) return value.join("\n");
  if (kind === "json" || kind === "choice" || kind === "list") return JSON.stringify(value, null, 2);
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Problem = "number" | "integer" | "minimum" | "maximum" | "length" | "json";

export interface Reading {
  readonly conf: Readonly<Record<string, unknown>>;
  /** By name of the parameter. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/** What the form says: the values that differ from the defaults, and what is wrong. The server has the last word. */
export function readDraft(params: readonly Param[], draft: Draft): Reading {
  const conf: Record<string, unknown> = {};
  const problems = new Map<string, Problem>();
  for (const param of params) {
    const taken = take(param, draft[param.name] ?? "");
    if ("problem" in taken) problems.set(param.name, taken.problem);
    else if (JSON.stringify(taken.value) !== JSON.stringify(param.value)) conf[param.name] = taken.value;
  }
  return { conf, problems };
}

type Taken = { readonly value: unknown } | { readonly problem: Problem };

function take(param: Param, given: string | boolean): Taken {
  const { kind, maxLength } = param;
  if (typeof given === "boolean") return { value: given };
  switch (kind) {
    case "number":
    case "integer":
      return takeNumber(param, given);
    case "list":
      return { value: given.split("\n").filter((line) => line.trim() !== "") };
    case "json":
    case "choice":
      return takeJson(given);
    default:
      return maxLength !== null && given.length > maxLength ? { problem: "length" } : { value: given };
  }
}

function takeNumber({ kind, minimum, maximum, value: usual }: Param, given: string): Taken {
  if (given.trim() === "") return usual === null ? { value: null } : { problem: "number" };
  const value = Number(given);
  if (!Number.isFinite(value)) return { problem: "number" };
  if (kind === "integer" && !Number.isInteger(value)) return { problem: "integer" };
  if (minimum !== null && value < minimum) return { problem: "minimum" };
  return maximum !== null && value > maximum ? { problem: "maximum" } : { value };
}

function takeJson(given: string): Taken {
  if (given.trim() === "") return { value: null };
  try {
    return { value: JSON.parse(given) };
  } catch {
    return { problem: "json" };
  }
}
