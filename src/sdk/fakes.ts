import type { Json } from "../core/json.ts";
import type { TaskBody } from "./body.ts";
import type { TaskContext } from "./context.ts";

type FakeBody = (input: Readonly<Record<string, unknown>>, ctx: TaskContext) => unknown;
export type Fakes = Readonly<Record<string, Json | FakeBody>>;
export type Failures = Readonly<Record<string, number>>;

/** Bodies with some replaced, and some failing at first. Naming a task that does not exist is a mistake of the test. */
export function fakeBodies(
  bodies: ReadonlyMap<string, TaskBody>,
  { fakes = {}, failures = {} }: { readonly fakes?: Fakes; readonly failures?: Failures },
): ReadonlyMap<string, TaskBody> {
  const stray = [...Object.keys(fakes), ...Object.keys(failures)].find((id) => !bodies.has(id));
  if (stray !== undefined) throw new Error(`There is no task "${stray}"; tasks are ${[...bodies.keys()].join(", ")}`);
  const faked = [...bodies].map(([id, body]): [string, TaskBody] => {
    const fake = Object.hasOwn(fakes, id) ? toRun(fakes[id]) : body.run;
    return [id, { ...body, run: failAtFirst(fake, failures[id] ?? 0) }];
  });
  return new Map(faked);
}

function toRun(fake: Json | FakeBody | undefined): TaskBody["run"] {
  return async (input, ctx) => (typeof fake === "function" ? await fake(input, ctx) : fake);
}

function failAtFirst(run: TaskBody["run"], tries: number): TaskBody["run"] {
  if (tries === 0) return run;
  return async (input, ctx) => {
    if (ctx.tryNumber <= tries) throw new Error(`try ${ctx.tryNumber} fails as the test asks`);
    return await run(input, ctx);
  };
}
