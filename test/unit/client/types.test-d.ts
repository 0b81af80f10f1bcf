/** Promises of the client's types. Nothing here runs: the compiler reads it, and every `@ts-expect-error` must be needed. */
/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- what does not compile has no type */
import { createClient } from "../../../src/client/index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<T extends true>(): T | undefined {
  return undefined;
}

const { api, auth } = createClient("https://tradewind.example", { token: "secret" });
const dag = api.v2.dags[":dag_id"];
const run = dag.dagRuns[":dag_run_id"];
const param = { dag_id: "etl" };

/** An answer's status tells the shape of its body. */
export async function readAnswers() {
  const answer = await api.v2.dags.$get({ query: { limit: 10, paused: true, tags: ["a", "b"], order_by: "dag_id" } });
  if (answer.status === 200) {
    const { dags, total_entries: total } = await answer.json();
    same<Equal<typeof total, number>>();
    same<Equal<(typeof dags)[number]["is_paused"], boolean>>();
    same<Equal<(typeof dags)[number]["next_dagrun_run_after"], string | null>>();
    // @ts-expect-error a DAG has no such field
    dags.map(({ color }) => String(color));
  }
  if (answer.status === 422) {
    const { detail } = await answer.json();
    if (Array.isArray(detail)) detail.map(({ msg }) => same<Equal<typeof msg, string>>());
  }
  if (answer.ok) same<Equal<typeof answer.status, 200>>();
  // @ts-expect-error this operation never answers so
  if (answer.status === 418) await answer.json();
}

export async function readLines() {
  const place = { dag_id: "etl", dag_run_id: "r1", task_id: "load", try_number: 1 };
  const answer = await run.taskInstances[":task_id"].logs[":try_number"].$get({ param: place });
  if (answer.status === 200)
    same<Equal<Awaited<ReturnType<typeof answer.json>>["continuation_token"], string | null>>();
}

export async function ask() {
  await dag.dagRuns.$post({ param, json: { logical_date: null, conf: { day: "today" } } });
  await api.v2.monitor.health.$get();
  await api.v2.dags.$get();
  await api.x.dags[":dag_id"].dagRuns[":dag_run_id"].pause.$put({ param: { ...param, dag_run_id: "r1" } });
  await auth.token.$post({ json: { username: "admin", password: "secret" } });
}

export async function askWrongly() {
  // @ts-expect-error there is no such path
  await api.v2.flows.$get();
  // @ts-expect-error nor such a method there
  await api.v2.monitor.health.$delete();
  // @ts-expect-error the path has a parameter
  await dag.$get();
  // @ts-expect-error and it is named otherwise
  await dag.$get({ param: { id: "etl" } });
  // @ts-expect-error a body is needed
  await dag.dagRuns.$post({ param });
  // @ts-expect-error logical_date is needed, and may be null
  await dag.dagRuns.$post({ param, json: {} });
  // @ts-expect-error a number is no instant
  await dag.dagRuns.$post({ param, json: { logical_date: 1 } });
  // @ts-expect-error no such field
  await dag.$patch({ param, json: { is_paused: true, color: "red" } });
  // @ts-expect-error no such filter
  await api.v2.dags.$get({ query: { color: "red" } });
  // @ts-expect-error a limit is a number
  await api.v2.dags.$get({ query: { limit: true } });
  // @ts-expect-error no such state
  await api.v2.dags.$get({ query: { last_dag_run_state: "odd" } });
}
