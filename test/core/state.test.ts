import { describe, expect, it } from "vitest";
import { isAllowed, isRunEnded, isTerminal, RUN_STATES, TASK_STATES, TERMINAL_STATES } from "../../src/core/state.ts";
import table from "../fixtures/airflow/state_transitions.json" with { type: "json" };
import { isKnownWay, listStates } from "../support/transitions.ts";

const { states, terminal } = table.task_instance;

describe("task states", () => {
  it("are Airflow's, none being its null", () => {
    expect([...TASK_STATES].sort()).toEqual(listStates(states).sort());
    expect([...TERMINAL_STATES].sort()).toEqual([...terminal].sort());
    expect(TASK_STATES.filter(isTerminal)).toHaveLength(TERMINAL_STATES.length);
    expect(RUN_STATES.filter(isRunEnded)).toEqual(table.dag_run.terminal);
  });

  it.each(TASK_STATES)("follow %s as in Airflow", (from) => {
    const allowed = TASK_STATES.filter((to) => from !== to && isAllowed(from, to));
    expect(allowed).toEqual(TASK_STATES.filter((to) => from !== to && isKnownWay(from, to)));
  });
});
