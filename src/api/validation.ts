import { Problem, type ValidationEntry } from "./problem.ts";

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
type Described = Omit<ValidationEntry, "loc" | "input">;

/** Where FastAPI says a value stood, by the validator's word for it. */
const PLACES: Readonly<Record<string, string>> = { json: "body", form: "body", param: "path" };

/** The answer to input that fails its schema: 422 in FastAPI's shape, one entry a fault. */
export function refuseInvalid(target: string, data: unknown, issues: readonly Issue[]): Problem {
  const place = PLACES[target] ?? target;
  return new Problem(
    422,
    issues.flatMap((issue) => describeIssue(place, data, issue)),
  );
}

function describeIssue(place: string, data: unknown, issue: Issue): ValidationEntry[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const input = readPath(data, path);
  if (issue.code === "unrecognized_keys") return refuseExtras([place, ...path], input, read(issue, "keys"));
  if ((issue.code === "invalid_type" || issue.code === "invalid_union") && input === undefined) {
    const parent = readPath(data, path.slice(0, -1));
    return [{ type: "missing", loc: [place, ...path], msg: "Field required", input: parent ?? null }];
  }
  const described = DESCRIBE[issue.code ?? ""]?.(issue, place) ?? describeOther(issue);
  return [{ ...described, loc: [place, ...path], input: input ?? null }];
}

function refuseExtras(loc: readonly (string | number)[], holder: unknown, keys: unknown): ValidationEntry[] {
  if (!Array.isArray(keys)) return [];
  return keys.map((key) => ({
    type: "extra_forbidden",
    loc: [...loc, String(key)],
    msg: "Extra inputs are not permitted",
    input: readPath(holder, [String(key)]) ?? null,
  }));
}

const DESCRIBE: Readonly<Record<string, (issue: Issue, place: string) => Described>> = {
  invalid_type: describeType,
  too_small: (issue) => describeBound(issue, read(issue, "minimum"), LOWER),
  too_big: (issue) => describeBound(issue, read(issue, "maximum"), UPPER),
  invalid_value: (issue) => {
    const values = read(issue, "values");
    const expected = joinChoices(Array.isArray(values) ? values : []);
    return { type: "enum", msg: `Input should be ${expected}`, ctx: { expected } };
  },
};

/** FastAPI's words for a wrong type; text from a URL is parsed, a value from a body has its type already. */
const TYPES: Readonly<Record<string, readonly [type: string, words: string]>> = {
  string: ["string_type", "a valid string"],
  boolean: ["bool_type", "a valid boolean"],
  int: ["int_type", "a valid integer"],
  number: ["float_type", "a valid number"],
  object: ["dict_type", "a valid dictionary"],
  record: ["dict_type", "a valid dictionary"],
  array: ["list_type", "a valid list"],
};

function describeType(issue: Issue, place: string): Described {
  const expected = String(read(issue, "expected"));
  if (place !== "body" && (expected === "number" || expected === "int")) {
    return { type: "int_parsing", msg: "Input should be a valid integer, unable to parse string as an integer" };
  }
  const [type, words] = TYPES[expected] ?? ["value_error", `of type ${expected}`];
  return { type, msg: `Input should be ${words}` };
}

interface BoundWords {
  readonly text: readonly [type: string, words: string, key: string];
  readonly inclusive: readonly [type: string, words: string, key: string];
  readonly exclusive: readonly [type: string, words: string, key: string];
}
const LOWER: BoundWords = {
  text: ["string_too_short", "have at least", "min_length"],
  inclusive: ["greater_than_equal", "be greater than or equal to", "ge"],
  exclusive: ["greater_than", "be greater than", "gt"],
};
const UPPER: BoundWords = {
  text: ["string_too_long", "have at most", "max_length"],
  inclusive: ["less_than_equal", "be less than or equal to", "le"],
  exclusive: ["less_than", "be less than", "lt"],
};

function describeBound(issue: Issue, bound: unknown, words: BoundWords): Described {
  const limit = Number(bound);
  const origin = read(issue, "origin");
  if (origin === "string" || origin === "array") {
    const [type, should, key] = words.text;
    const isText = origin === "string";
    const noun = isText ? "String" : "List";
    const what = isText ? "characters" : "items";
    return {
      type: isText ? type : type.replace("string_", ""),
      msg: `${noun} should ${should} ${limit} ${what}`,
      ctx: { [key]: limit },
    };
  }
  const [type, should, key] = read(issue, "inclusive") === false ? words.exclusive : words.inclusive;
  return { type, msg: `Input should ${should} ${limit}`, ctx: { [key]: limit } };
}

/** A schema's own check may name FastAPI's type through its `params`. */
function describeOther(issue: Issue): Described {
  const params = read(issue, "params");
  const type = typeof params === "object" && params !== null && "type" in params ? String(params.type) : "value_error";
  return { type, msg: type === "value_error" ? `Value error, ${issue.message}` : issue.message };
}

/** A field that only some kinds of issues have. */
function read(issue: Issue, field: string): unknown {
  return Reflect.get(issue, field);
}

function joinChoices(values: readonly unknown[]): string {
  const quoted = values.map((value) => `'${String(value)}'`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}

function readPath(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
