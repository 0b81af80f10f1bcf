import type { RunPeers } from "../../src/coordinator/ports.ts";
import type { PastFacts } from "../../src/core/objects.ts";
import type { Mutation } from "../support/world/mutation.ts";
import type { RunParts } from "../support/world/objects.ts";
import { withSql } from "./mutations.ts";
import type { ObjectKind } from "./mutations.ts";

/* Ways to take out what limits, holds and repeats: gates, the past, holds, backfills, bulks. */

function withPeers(change: (peers: RunPeers) => Partial<RunPeers>): Mutation {
  return { runEdges: (edges) => ({ ...edges, peers: { ...edges.peers, ...change(edges.peers) } }) };
}

/** Statements that begin so, and ask for such a value first, find nothing. */
export function blindTo(kind: ObjectKind, start: string, first: RegExp): Mutation {
  return withSql(kind, (sql, query, bindings) =>
    query.startsWith(start) && first.test(String(bindings[0])) ? [] : sql.exec(query, ...bindings),
  );
}

/** A run never says what it holds. */
export const forgetHoldings = withPeers((peers) => ({
  tradeSlots: (gate, request) => peers.tradeSlots(gate, { ...request, holding: [] }),
}));

/** What a rate has let start counts for a moment only. */
export const shortenPeriods = withPeers((peers) => ({
  tradeSlots: (gate, request) => {
    const { terms } = request;
    if (terms === undefined || terms.period === null) return peers.tradeSlots(gate, request);
    return peers.tradeSlots(gate, { ...request, terms: { ...terms, period: 1 } });
  },
}));

/** No run has one before it. */
export const forgetPast = withPeers(() => ({ askPast: () => Promise.resolve({ previous: null, known: [] }) }));

/** The run after hears of nothing, and what it was told first it takes for true whenever it looks again. */
export const keepFirstAnswer: Mutation = withPeers((peers) => {
  const first = new Map<string, Promise<PastFacts>>();
  return {
    pastMoved: () => Promise.resolve(),
    askPast: (key, request) => {
      const name = `${key.runId} ${request.taskIds.join()}`;
      const answer = first.get(name) ?? peers.askPast(key, request);
      first.set(name, answer);
      return answer;
    },
  };
});

/** What is put back is sent under the token that it had. */
export const keepTokens: Mutation = {
  ports: (ports, kind) => {
    if (kind !== "run") return ports;
    // The first one names the memory.
    let count = 0;
    const createToken = (): string => (count++ === 0 ? ports.host.createToken() : "0".repeat(32));
    return { ...ports, host: { ...ports.host, createToken } };
  },
};

/** A carrier that comes to a run that is held begins. */
export function startHeld(parts: RunParts): RunParts {
  const start = parts.carriers.start.bind(parts.carriers);
  parts.carriers.start = (request) => {
    const run = parts.engine.load();
    const held = run?.held ?? null;
    if (run !== null) run.held = null;
    const leases = start(request);
    if (run !== null) run.held = held;
    return leases;
  };
  return parts;
}

/** A run that goes on leaves what lay in queues where it was. */
export function resumeSilently(parts: RunParts): RunParts {
  const follow = parts.outbox.follow.bind(parts.outbox);
  parts.outbox.follow = (engine, result) => {
    follow(engine, result.batch?.cause === "hold" ? { ...result, dispatch: [] } : result);
  };
  return parts;
}

/** Of a backfill's runs those that wait count for nothing, nor those it asks to be run again. */
export const countLiveOnly = withSql("dag", (sql, query, bindings) => {
  const isAdopting = query.startsWith("select count(*) as count from backfill_slot where action = 'adopting'");
  const isWaiting =
    query.startsWith("select count(*) as count from run where backfill_id = ?") && bindings[1] !== "live";
  return isAdopting || isWaiting ? [{ count: 0 }] : sql.exec(query, ...bindings);
});

/** A paused backfill looks as if it ran. */
export const ignoreBackfillPause = withSql("dag", (sql, query, bindings) => {
  const rows = sql.exec(query, ...bindings);
  if (!query.startsWith("select * from backfill where")) return rows;
  return rows.map((row) => (row["state"] === "paused" ? { ...row, state: "running" } : row));
});

/** That runs answered is written down before they are asked. */
export const answerBulksUnasked = withSql("dag", (sql, query, bindings) => {
  const rows = sql.exec(query, ...bindings);
  if (!query.startsWith("select * from bulk_chunk where bulk_id = ? and open <> '[]'")) return rows;
  for (const row of rows) {
    const [bulk = null, chunk = null] = [row["bulk_id"], row["chunk"]];
    sql.exec("update bulk_chunk set open = '[]' where bulk_id = ? and chunk = ?", bulk, chunk);
  }
  return rows;
});
