/** Promises of the types. Nothing here runs: the compiler reads it, and every `@ts-expect-error` must be needed. */
/* oxlint-disable typescript/no-unsafe-return, typescript/no-unsafe-call -- what does not compile has no type */
import { z } from "zod";
import { dag, defer, skip, stream } from "../../src/sdk/index.ts";
import type { Handle, Handler, MappedHandle, TaskContext } from "../../src/sdk/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<T extends true>(): T | undefined {
  return undefined;
}

const d = dag("promises", { params: z.object({ day: z.string(), limit: z.number().default(10) }) });

// Output types flow from bodies to handles, sync or async, and to inputs.
const n = d.task("n", () => 42);
const s = d.task("s", async () => "x");
const xs = d.task("xs", () => [1, 2, 3]);
same<Equal<typeof n, Handle<number>>>();
same<Equal<typeof s, Handle<string>>>();
same<Equal<typeof xs, Handle<number[]>>>();
d.task("reads", { in: { n, s } }, (input) => {
  same<Equal<typeof input.n, number>>();
  same<Equal<typeof input.s, string>>();
});
// @ts-expect-error number is not string
d.task("bad", { in: { n } }, ({ n }: { n: string }) => n);
// @ts-expect-error no such input
d.task("bad", { in: { n } }, ({ m }) => m);
// @ts-expect-error there are no inputs at all
d.task("bad", ({ n }) => n);
// @ts-expect-error unknown option
d.task("bad", { retrys: 3 }, () => 1);
// @ts-expect-error a handle is no value
const _inert: number = n;
// @ts-expect-error a plain object is no handle
d.task("bad", { after: [{ id: "n" }] }, () => 1);

// Literals are inputs too, an object with an id included.
d.task("literals", { in: { path: "/a", page: { id: "7", size: 3 }, flags: [true, null] } }, (input) => {
  same<Equal<typeof input.path, string>>();
  same<Equal<typeof input.page.id, string>>();
});
// @ts-expect-error a function is no literal
d.task("bad", { in: { f: () => 1 } }, () => 1);
// @ts-expect-error a Date is no literal
d.task("bad", { in: { at: new Date(0) } }, () => 1);

// The wire is in the type.
interface Order {
  readonly at: Date;
  readonly cents: number;
  readonly note?: string;
}
const orders = d.task("orders", (): Order[] => []);
d.task("reads_orders", { in: { orders } }, ({ orders }) => {
  const at: string[] = orders.map((order) => order.at);
  // @ts-expect-error a Date arrives as a string
  orders.map((order) => order.at.getTime());
  return at;
});
const nothing = d.task("nothing", () => {});
d.task("reads_nothing", { in: { nothing } }, ({ nothing }) => {
  // @ts-expect-error nothing was returned
  return nothing.length;
});
const lossy = d.task("lossy", () => ({ f: () => 1, list: [undefined, 1], u: new URL("http://a") }));
d.task("reads_lossy", { in: { lossy } }, ({ lossy }) => {
  same<Equal<typeof lossy.list, (number | null)[]>>();
  const u: string = lossy.u;
  // @ts-expect-error a function does not come back
  return lossy.f() + u;
});

// Mapping: an element each for the handler, the list for downstream.
const mapped = d.task("mapped", { expand: { x: xs }, in: { s } }, ({ x, s }) => `${s}${x.toFixed()}`);
same<Equal<typeof mapped, MappedHandle<string>>>();
const chained = d.task("chained", { expand: { m: mapped } }, ({ m }) => m.length);
same<Equal<typeof chained, MappedHandle<number>>>();
d.task("whole", { in: { chained } }, ({ chained }) => chained.reduce((a, b) => a + b, 0));
d.task("product", { expand: { x: xs, region: ["eu", "us"] } }, ({ x, region }) => {
  same<Equal<typeof x, number>>();
  same<Equal<typeof region, string>>();
});
d.task("zip", { expandZip: { x: xs, y: [true] } }, ({ x, y }) => (y ? x : 0));
const rates = d.task("rates", (): Record<string, number> => ({ eur: 1 }));
d.task("pairs", { expand: { pair: rates } }, ({ pair: [currency, rate] }) => {
  same<Equal<typeof currency, string>>();
  same<Equal<typeof rate, number>>();
});
const rows = d.task("rows", () => [{ host: "a", port: 1 }]);
const pinged = d.task(
  "kwargs",
  { expandKwargs: rows, in: { s } },
  ({ host, port, s }) => `${s}${host}${port.toFixed()}`,
);
same<Equal<typeof pinged, MappedHandle<string>>>();
d.task("kwargs_literal", { expandKwargs: [{ host: "a" }] }, ({ host }) => host.length);
// @ts-expect-error no such field
d.task("bad", { expandKwargs: rows }, ({ hots }) => hots);
// @ts-expect-error cannot expand over a number
d.task("bad", { expand: { n } }, ({ n }) => n);
// @ts-expect-error cannot expand over a string
d.task("bad", { expand: { s } }, ({ s }) => s);
// @ts-expect-error the element is a number
d.task("bad", { expand: { x: xs } }, ({ x }: { x: string }) => x);
// @ts-expect-error a list of numbers holds no fields
d.task("bad", { expandKwargs: xs }, () => 1);

// A stream is what a mapped output can be, and no other.
d.task("streams", { in: { mapped: stream(mapped) } }, async ({ mapped }) => {
  let total = 0;
  for await (const text of mapped) total += text.length;
  return total;
});
// @ts-expect-error a plain list comes whole
stream(xs);

// Branches: the labels are the type.
const size = d.branch("size", { in: { n } }, ({ n }) => (n > 1 ? "big" : "small"));
d.task("on_big", { when: size.is("big") }, () => 1);
d.task("on_both", { when: [size.is("big"), size.is("small")] }, () => 1);
// @ts-expect-error misspelled arm
size.is("bigg");
const several = d.branch("several", (): ("a" | "b")[] | null => ["a"]);
several.is("b");
// @ts-expect-error no such arm
several.is("c");
const declared = d.branch("declared", { arms: ["yes", "no"] }, () => "yes");
declared.is("no");
// @ts-expect-error a branch answers with labels
d.branch("bad", () => 7);

// Any rule but all_success makes inputs optional.
d.task("optional", { in: { n }, triggerRule: "all_done" }, ({ n }) => n?.toFixed() ?? "");
d.task("plain", { in: { n }, triggerRule: "all_success" }, ({ n }) => n.toFixed());
// @ts-expect-error n may be missing
d.task("bad", { in: { n }, triggerRule: "all_done" }, ({ n }) => n.toFixed());
// @ts-expect-error no such rule
d.task("bad", { triggerRule: "all_sucess" }, () => 1);

// Sensors: what is not "not yet" is the output.
const file = d.sensor("file", { every: "1m", timeout: "2h" }, () => (Date.now() > 0 ? false : { key: "k" }));
same<Equal<typeof file, Handle<{ key: string }>>>();
const isThere = d.sensor("is_there", () => Date.now() > 0);
same<Equal<typeof isThere, Handle<true>>>();
// @ts-expect-error no duration
d.sensor("bad", { every: "5 minutes" }, () => true);
// @ts-expect-error only sensors look again
d.task("bad", { every: "5m" }, () => 1);
const open = d.shortCircuit("open", { in: { n } }, ({ n }) => n > 0 && { n });
same<Equal<typeof open, Handle<{ n: number }>>>();

// Outcomes as values are no part of the output.
const outcomes = d.task("outcomes", (_, ctx) => {
  if (ctx.tryNumber > 3) return skip("late");
  if (ctx.resume === null) return defer({ until: "1h", resume: { page: 2 } });
  return { rows: 3 };
});
same<Equal<typeof outcomes, Handle<{ rows: number }>>>();
// @ts-expect-error a deferral waits for something
defer({ resume: 1 });
// @ts-expect-error what is left for later is JSON
defer({ until: "1h", resume: () => 1 });

// Setup and teardown.
const cluster = d.setup("cluster", () => ({ host: "h" }));
const work = d.task("work", { in: { cluster } }, ({ cluster }) => cluster.host);
d.teardown("drop", { of: [cluster], after: [work], in: { cluster } }, ({ cluster }) => cluster?.host);
// @ts-expect-error a teardown's rule is fixed
d.teardown("bad", { of: [cluster], triggerRule: "all_done" }, () => 1);
// @ts-expect-error a teardown is of setups
d.teardown("bad", {}, () => 1);

// Groups hand out what their body returns; a mapped one, as lists.
const inner = d.group("g", (g) => ({ seven: g.task("seven", () => 7) }));
same<Equal<typeof inner, { seven: Handle<number> }>>();
const perFile = d.mappedGroup("files", { expand: { path: ["a", "b"] } }, (g, { path }) => {
  const bytes = g.task("bytes", { in: { path } }, ({ path }) => path.length);
  same<Equal<typeof bytes, Handle<number>>>();
  return { bytes, pair: [bytes, bytes] as const };
});
same<Equal<typeof perFile.bytes, MappedHandle<number>>>();
same<Equal<typeof perFile.pair, readonly [MappedHandle<number>, MappedHandle<number>]>>();
d.mappedGroup("over_handle", { expand: { row: rows } }, (g, { row }) => {
  g.task("port", { in: { row } }, ({ row }) => row.port.toFixed());
  // @ts-expect-error no such field of the element
  g.task("bad", { in: { row } }, ({ row }) => row.prot);
});
d.empty("join", { after: [n, size, mapped] });
d.chain(n, [s, xs], inner.seven);
// @ts-expect-error an arm is no handle
d.chain(n, size.is("big"));

// Context: params as the DAG reads them.
d.task("params", (_, ctx) => {
  same<Equal<typeof ctx.params, { day: string; limit: number }>>();
  // @ts-expect-error no such param
  return ctx.params.dya;
});
d.task("context", (_, { log, logicalDate, emit, xcom }) => {
  log("read", { rows: 3 });
  log.warning("slow");
  emit({ name: "a", uri: "r2://a" }, { rows: 3 });
  xcom.push("key", [1]);
  // @ts-expect-error an asset-triggered run has no logical date
  return logicalDate.getTime();
});
dag("plain").task("conf", (_, ctx) => ctx.params["anything"] ?? ctx.conf["anything"] ?? null);

// A function with a fitting type is a handler, and an operator is a function that returns one.
const greet = async ({ s }: { s: string }, ctx: TaskContext): Promise<string> => `${s} ${ctx.runId}`;
d.task("greet", { in: { s } }, greet);
// @ts-expect-error needs a string
d.task("bad", { in: { s: n } }, greet);
type Late<T, A, P> = T | ((input: A, ctx: TaskContext<P>) => T);
declare function read<A, P>(options: { url: Late<string, A, P> }): Handler<A, string, P>;
d.task("operator", { in: { s } }, read({ url: ({ s }, ctx) => `${s.length}${ctx.params.day}` }));
// @ts-expect-error no such input
d.task("bad", { in: { s } }, read({ url: ({ t }) => t }));
d.task("operator_alone", read({ url: "http://a" }));

// DAG options.
// @ts-expect-error unknown option
dag("bad", { maxActiveRun: 3 });
// @ts-expect-error a rule is each task's own
dag("bad", { defaults: { triggerRule: "all_done" } });

// Configuration: a schema gives its type, a connection's type its fields.
d.task("configured", async (_, { variable, connection }) => {
  const text = await variable("region");
  same<Equal<typeof text, string>>();
  const limits = await variable("limits", { schema: z.object({ daily: z.number() }), default: { daily: 1 } });
  same<Equal<typeof limits, { daily: number }>>();
  // @ts-expect-error the default is of the schema's type
  await variable("limits", { schema: z.number(), default: "x" });
  // @ts-expect-error without a schema the default is text
  await variable("limits", { default: 7 });
  const shop = await connection("shop", "postgres");
  same<Equal<typeof shop.host, string>>();
  same<Equal<typeof shop.password, string | null>>();
  same<Equal<typeof shop.type, "postgres">>();
  same<Equal<typeof shop.extra.sslmode, string | undefined>>();
  const http = await connection("api", "http");
  same<Equal<typeof http.schema, null>>();
  const any = await connection("any");
  same<Equal<typeof any.host, string | null>>();
  // @ts-expect-error no such type
  await connection("shop", "oracle");
});
