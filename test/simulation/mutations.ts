import type { Shipped } from "../../src/coordinator/dag-state.ts";
import type { DagPeers, Sql, SqlValue } from "../../src/coordinator/ports.ts";
import { findInstance } from "../../src/core/run.ts";
import type { Ports } from "../support/world/actor.ts";
import type { Mutation } from "../support/world/mutation.ts";
import type { RunParts } from "../support/world/objects.ts";

/* Ways to take a mechanism out of the product from outside: statements that lie, methods that were replaced. */

type Rows = ReturnType<Sql["exec"]>;
/** Carries a statement out in its own way. */
export type Exec = (sql: Sql, query: string, bindings: readonly SqlValue[]) => Rows;
export type ObjectKind = "run" | "dag" | "pool";

export function withSql(kind: ObjectKind, exec: Exec): Mutation {
  const wrap = ({ sql, ...ports }: Ports): Ports => {
    const lying: Sql = {
      exec: (query, ...bindings) => exec(sql, query, bindings),
      transact: (body) => sql.transact(body),
    };
    return { ...ports, sql: lying };
  };
  return { ports: (ports, of) => (of === kind ? wrap(ports) : ports) };
}

/** Statements that begin so find nothing. */
export function blind(kind: ObjectKind, start: string): Mutation {
  return withSql(kind, (sql, query, bindings) => (query.startsWith(start) ? [] : sql.exec(query, ...bindings)));
}

/** Takes any token and any carrier for the current one. */
export function trustAnyToken(parts: RunParts): RunParts {
  const finish = parts.carriers.finish.bind(parts.carriers);
  parts.carriers.finish = (request) => {
    const run = parts.engine.load();
    const [held] = request.finishes.flatMap(({ taskId, mapIndex }) => {
      const status = run === null ? undefined : findInstance(run, taskId, mapIndex)?.status;
      return status?.state === "running" ? [status] : [];
    });
    if (held === undefined) return finish(request);
    const finishes = request.finishes.map((one) => ({ ...one, token: held.token }));
    return finish({ ...request, carrier: held.carrier, finishes });
  };
  return parts;
}

/** What was sent once is never sent again. */
export function sendOnce(parts: RunParts): RunParts {
  const follow = parts.outbox.follow.bind(parts.outbox);
  parts.outbox.follow = (engine, result) => {
    const isRepeat = result.batch?.cause === "due" || result.batch?.cause === "redispatch";
    follow(engine, isRepeat ? { ...result, dispatch: [] } : result);
  };
  return parts;
}

/** After memory was lost nothing is asked for again. */
export function wantOnce(parts: RunParts): RunParts {
  const apply = parts.engine.apply.bind(parts.engine);
  parts.engine.apply = (event, writeMore) => (event.type === "redispatch" ? null : apply(event, writeMore));
  return parts;
}

/** A failed write to D1 counts as done. */
export const projectOnce: Mutation = {
  runEdges: (edges) => ({
    ...edges,
    sink: { ...edges.sink, write: (...told) => edges.sink.write(...told).catch(() => undefined) },
  }),
};

/** Word of an asset that did not reach a DAG counts as told. */
export const publishOnce: Mutation = {
  runEdges: (edges) => ({
    ...edges,
    peers: { ...edges.peers, publishAssets: (updates) => edges.peers.publishAssets(updates).catch(() => undefined) },
  }),
};

/** Two runs may be for one logical date. */
export const forgetDates: Mutation = withSql("dag", (sql, query, bindings) => {
  if (query.startsWith("select 1 from run where logical_date")) return [];
  if (!query.startsWith("insert into run (")) return sql.exec(query, ...bindings);
  return sql.exec(query, ...bindings.map((value, index) => (index === 1 ? null : value)));
});

/** Which slot was made last is not written down. */
export const forgetSlots: Mutation = withSql("dag", (sql, query, bindings) => {
  if (!query.startsWith("insert into dag")) return sql.exec(query, ...bindings);
  return sql.exec(query, ...bindings.map((value, index) => (index === 3 || index === 4 ? null : value)));
});

/** A run's older word counts as much as its newest. */
export const believeAnyView: Mutation = withSql("dag", (sql, query, bindings) =>
  sql.exec(query.replace("and seen < ?", "and ? >= 0"), ...bindings),
);

/** Each call to make a run makes another one. */
export function makeAgain(peers: DagPeers): DagPeers {
  let calls = 0;
  return {
    ...peers,
    createRun: (request) => {
      calls += 1;
      const runId = `${request.identity.runId}~${calls}`;
      return peers.createRun({ ...request, identity: { ...request.identity, runId } });
    },
  };
}

/** As many runs at once as anybody likes. */
export function unlimit(shipped: Shipped): Shipped {
  return { ...shipped, graph: { ...shipped.graph, maxActiveRuns: 1_000 } };
}

/** Nothing stands where a deleted run was. */
export const forgetDeletion: Mutation = withSql("run", (sql, query, bindings) =>
  /tombstone/.test(query) && !query.startsWith("drop") ? [] : sql.exec(query, ...bindings),
);

/** An ended run is out of sight at once. */
export const forgetEnded: Mutation = withSql("dag", (sql, query, bindings) =>
  sql.exec(query, ...bindings.map((value) => (value === "ending" ? "ended" : value))),
);

/** The DAG hears of an end only when it asks. */
export const endSilently: Mutation = {
  runEdges: (edges) => ({ ...edges, peers: { ...edges.peers, runEnded: () => Promise.resolve() } }),
};
