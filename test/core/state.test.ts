import { describe, expect, it } from "vitest";
import { isAllowed, isRunEnded, isTerminal, RUN_STATES, TASK_STATES, TERMINAL_STATES } from "../../src/core/state.ts";
import table from "../fixtures/airflow/state_transitions.json" with { type: "json" };

type Names = string | null | readonly (string | null)[];

const { states, terminal, unfinished, transitions } = table.task_instance;

function listStates(names: Names): string[] {
  if (names === "*") return listStates(states);
  if (names === "unfinished") return listStates(unfinished);
  return [names].flat().map((name) => name ?? "none");
}

/** Every way of Airflow's, as "from to". */
const WAYS = new Set(
  transitions.flatMap(({ from, to }) =>
    listStates(from).flatMap((one) => listStates(to).map((other) => `${one} ${other}`)),
  ),
);

/** Ways of Airflow's that nothing here takes. */
const NOT_OURS: Readonly<Record<string, string>> = {
  "none deferred": "a task is always started by a carrier first",
  "queued scheduled": "a queued instance nobody starts is sent again and stays queued",
  "running scheduled": "nobody answers before the question was put",
};

/** Ways of ours that Airflow lacks. */
const OURS: Readonly<Record<string, string>> = {
  "scheduled running": "an attempt handed over to the carrier that finished the one before skips the queue",
};

describe("task states", () => {
  it("are Airflow's, none being its null", () => {
    expect([...TASK_STATES].sort()).toEqual(listStates(states).sort());
    expect([...TERMINAL_STATES].sort()).toEqual([...terminal].sort());
    expect(TASK_STATES.filter(isTerminal)).toHaveLength(TERMINAL_STATES.length);
    expect(RUN_STATES.filter(isRunEnded)).toEqual(table.dag_run.terminal);
  });

  it.each(TASK_STATES)("follow %s as in Airflow", (from) => {
    const allowed = TASK_STATES.filter((to) => from !== to && isAllowed(from, to));
    const expected = TASK_STATES.filter((to) => {
      const way = `${from} ${to}`;
      return from !== to && (WAYS.has(way) || way in OURS) && !(way in NOT_OURS);
    });
    expect(allowed).toEqual(expected);
  });
});
