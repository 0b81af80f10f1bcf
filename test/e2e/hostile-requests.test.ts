import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Product } from "./support/product.ts";

const product = new Product();
beforeAll(() => product.start(), 60_000);
afterAll(() => product.stop());

const RUNS = "/api/v2/dags/strict_params/dagRuns";
const CONF = { day: "x" };

/** How many answers there are of each status. */
async function countStatuses(calls: readonly Promise<{ status: number }>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
const postOften = (times: number, body: object) =>
  countStatuses(Array.from({ length: times }, () => product.call("POST", RUNS, body)));
/** The runs of a query, once as many are listed: a list follows the runs themselves a moment later. */
const untilListed = (query: string, total: number) =>
  product.until(`${RUNS}?${query}`, ({ total_entries }) => total_entries >= total);

describe("a hundred identical triggers at once", () => {
  it("make one run of a run id", async () => {
    const body = { dag_run_id: "same", logical_date: null, conf: CONF };
    expect(await postOften(100, body)).toEqual({ 200: 1, 409: 99 });
    const listed = await untilListed("run_id_pattern=same", 1);
    expect(listed.dag_runs.map((run: { dag_run_id: string }) => run.dag_run_id)).toEqual(["same"]);
  }, 60_000);
  it("make one run of a logical date", async () => {
    const at = "2026-01-01T00:00:00Z";
    expect(await postOften(100, { logical_date: at, conf: CONF })).toEqual({ 200: 1, 409: 99 });
    // A run made later than all of them: once it is listed, so would be a second one of the date.
    await product.trigger("strict_params", "later", CONF);
    await untilListed("run_id_pattern=later", 1);
    const { body: listed } = await product.call("GET", `${RUNS}?logical_date_gte=${at}&logical_date_lte=${at}`);
    expect(listed.total_entries).toBe(1);
  }, 60_000);
  it("are a 404 each for a DAG that is none, and make none", async () => {
    const body = { dag_run_id: "same", logical_date: null };
    const path = "/api/v2/dags/no_such_dag";
    const calls = Array.from({ length: 20 }, () => product.call("POST", `${path}/dagRuns`, body));
    expect(await countStatuses(calls)).toEqual({ 404: 20 });
    expect((await product.call("GET", path)).status).toBe(404);
    expect((await product.call("GET", `${path}/dagRuns/same`)).status).toBe(404);
  });
});

interface PagedRuns {
  readonly dag_runs: readonly { dag_run_id: string }[];
  readonly next_cursor: string | null;
  readonly previous_cursor: string | null;
}
const LIMIT = 5;
const WAYS = [
  ["forward", "next_cursor"],
  ["backward", "previous_cursor"],
] as const;

describe("pages while runs are added", () => {
  const steady = Array.from({ length: 23 }, (_, index) => `steady_${String(index).padStart(2, "0")}`);
  let added = 0;
  const read = async (query: string): Promise<PagedRuns> => (await product.call("GET", `${RUNS}?${query}`)).body;
  const add = (runId: string) => product.trigger("strict_params", runId, CONF);
  /** Adds a run at the same time as a page is read. */
  const readWhileAdding = async (query: string): Promise<PagedRuns> => {
    const [page] = await Promise.all([read(query), add(`added_${(added += 1)}`)]);
    return page;
  };
  const namesOf = (page: PagedRuns) => page.dag_runs.map((run) => run.dag_run_id);
  const follow = async (first: PagedRuns, order: string, way: (typeof WAYS)[number][1]): Promise<string[]> => {
    const seen: string[] = [];
    for (let page = first; ;) {
      seen.push(...namesOf(page));
      const cursor = page[way];
      if (cursor === null) return seen;
      page = await readWhileAdding(`limit=${LIMIT}${order}&cursor=${encodeURIComponent(cursor)}`);
    }
  };
  /** What was there throughout, and what was seen more than once. */
  const survey = (seen: readonly string[]) => ({
    steady: seen.filter((name) => name.startsWith("steady_")).toSorted(),
    repeated: seen.filter((name, index) => seen.indexOf(name) !== index),
  });
  const eachOnce = { steady, repeated: [] };
  beforeAll(async () => {
    for (const runId of steady) await add(runId);
    await untilListed("run_id_pattern=steady", steady.length);
  }, 60_000);

  it.each(["", "&order_by=run_after", "&order_by=-run_after"])(
    "show forward by cursor, in order '%s', each run once",
    async (order) => {
      const first = await readWhileAdding(`limit=${LIMIT}${order}&cursor=`);
      expect(survey(await follow(first, order, "next_cursor"))).toEqual(eachOnce);
    },
    60_000,
  );
  it.each(["", "&order_by=run_after"])(
    "show backward by cursor, in order '%s', each run once",
    async (order) => {
      let last = await read(`limit=${LIMIT}${order}&cursor=`);
      while (last.next_cursor !== null) {
        last = await read(`limit=${LIMIT}${order}&cursor=${encodeURIComponent(last.next_cursor)}`);
      }
      expect(survey(await follow(last, order, "previous_cursor"))).toEqual(eachOnce);
    },
    60_000,
  );
  it("show by offset each run once, oldest first: what is added comes after all that was there", async () => {
    const seen: string[] = [];
    for (;;) {
      const names = namesOf(await readWhileAdding(`limit=${LIMIT}&order_by=run_after&offset=${seen.length}`));
      seen.push(...names);
      if (names.length === 0 || steady.every((name) => seen.includes(name))) break;
    }
    expect(survey(seen)).toEqual(eachOnce);
  }, 60_000);
});

/** A request whose body never ends: `length` bytes are promised, and one is sent. */
async function sendSlowly(token: string, length: number): Promise<{ socket: Socket; status: Promise<number | null> }> {
  const { hostname, port } = new URL(product.url);
  const socket = connect(Number(port), hostname);
  const status = new Promise<number | null>((resolve) => {
    socket.once("data", (chunk) => resolve(Number(String(chunk).split(" ")[1])));
    socket.once("close", () => resolve(null));
    socket.once("error", () => resolve(null));
  });
  await once(socket, "connect");
  const head = [`POST ${RUNS} HTTP/1.1`, `Host: ${hostname}:${port}`, "Content-Type: application/json"];
  socket.write([...head, `Authorization: Bearer ${token}`, `Content-Length: ${length}`, "", "{"].join("\r\n"));
  return { socket, status };
}

describe("bodies that come slowly", () => {
  it("leave the product free for others, and are read to their end", async () => {
    const { body } = await product.call("POST", "/auth/token", { username: "admin", password: "a password for tests" });
    const text = JSON.stringify({ dag_run_id: "slow", logical_date: null, conf: CONF });
    const slow = await Promise.all(Array.from({ length: 20 }, () => sendSlowly(body.access_token, text.length)));
    let position = 1;
    for (; position < text.length; position += 1) {
      for (const { socket } of slow) socket.write(text[position] ?? "");
      // Each byte waits for a whole request of someone else's.
      expect((await product.call("GET", "/api/v2/version")).status).toBe(200);
    }
    const statuses = await Promise.all(slow.map(({ status }) => status));
    for (const { socket } of slow) socket.destroy();
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  }, 60_000);
  it("may break off, which harms nobody", async () => {
    const { body } = await product.call("POST", "/auth/token", { username: "admin", password: "a password for tests" });
    const broken = await Promise.all(Array.from({ length: 20 }, () => sendSlowly(body.access_token, 1_000)));
    for (const { socket } of broken) socket.destroy();
    await product.trigger("strict_params", "after_broken", CONF);
    expect((await product.call("GET", `${RUNS}/after_broken`)).status).toBe(200);
  });
});

describe("texts made to do harm", () => {
  const post = (text: string) => product.call("POST", RUNS, text);

  it("refuses JSON of great depth", async () => {
    const depth = 100_000;
    const deep = `{"logical_date":null,"conf":{"day":"x","a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
    const { status } = await post(deep);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
  it.each([
    ["__proto__", 400],
    ["constructor", 400],
    ["prototype", 400],
    ["toString", 422],
  ])("refuses the unknown field %s by name", async (key, status) => {
    const answer = await post(`{"dag_run_id":"odd","logical_date":null,"conf":{"day":"x"},"${key}":{"admin":true}}`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(key);
  });
  it.each(["dag_id;DROP TABLE dag_run", "constructor", "__proto__", "(select 1)", "run_after--", "-"])(
    "refuses to order by %s",
    async (order) => {
      const answer = await product.call("GET", `${RUNS}?order_by=${encodeURIComponent(order)}`);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain("no ordering by");
    },
  );
  it.each(["' OR 1=1 --", "%' OR '1'='1", "\\", "'; DROP TABLE dag_run; --", '" OR ""="'])(
    "takes the pattern %s for a text",
    async (pattern) => {
      const answer = await product.call("GET", `${RUNS}?run_id_pattern=${encodeURIComponent(pattern)}`);
      expect(answer.status).toBe(200);
      expect(answer.body.total_entries).toBe(0);
    },
  );
  it.each(["constructor", "' OR 1=1"])("refuses the state %s", async (state) => {
    expect((await product.call("GET", `${RUNS}?state=${encodeURIComponent(state)}`)).status).toBe(422);
  });
  it.each(["x", "bm90IGEgY3Vyc29y", "__proto__"])("refuses the cursor %s", async (cursor) => {
    expect((await product.call("GET", `${RUNS}?cursor=${cursor}`)).status).toBe(400);
  });
  it("keeps all its runs", async () => {
    expect((await product.call("GET", `${RUNS}/same`)).status).toBe(200);
  });
});
