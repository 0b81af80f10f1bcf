import { Validator, type OutputUnit } from "@cfworker/json-schema";
import type { Graph } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";

type Conf = Readonly<Record<string, Json>>;

/** Lays a run's configuration over the params' defaults and checks it; the refusal names the field that is wrong. */
export function checkConf(graph: Graph, conf: Conf): Result<Conf, Reason> {
  const merged = { ...graph.paramsDefaults, ...conf };
  const schema = graph.paramsSchema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return succeed(merged);
  // The schema is a JSON object by the check above; what it says is the validator's matter.
  const { valid, errors } = new Validator(schema, "2020-12", false).validate(merged);
  // The deepest complaint is the one about the field itself.
  const error = errors.findLast(({ keyword }) => keyword !== "properties") ?? errors[0];
  if (valid || error === undefined) return succeed(merged);
  const field = error.instanceLocation.replace(/^#\/?/, "").replaceAll("/", ".") || "conf";
  return refuse({ code: "conf_invalid", params: { dag: graph.dagId, field, problem: describeProblem(error, schema) } });
}

/** A field that the params do not name fails a schema that is just `false`: that says nothing to a person. */
function describeProblem({ keyword, error }: OutputUnit, schema: object): string {
  if (keyword !== "false") return error;
  const known = Object.keys(Object(Reflect.get(schema, "properties")));
  return known.length === 0 ? "The DAG has no params." : `The DAG has no such param; it has ${known.join(", ")}.`;
}
