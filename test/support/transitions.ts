import table from "../fixtures/airflow/state_transitions.json" with { type: "json" };

type Names = string | null | readonly (string | null)[];

const { states, unfinished, transitions } = table.task_instance;

/** Names as the table of Airflow's transitions writes them, null being our none. */
export function listStates(names: Names): string[] {
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

/** Ways of Airflow's that nothing here takes, and why. */
const NOT_OURS: Readonly<Record<string, string>> = {
  "none deferred": "a task is always started by a carrier first",
  "queued scheduled": "a queued instance nobody starts is sent again and stays queued",
  "running scheduled": "nobody answers before the question was put",
};

/** Ways of ours that Airflow lacks, and why. */
const OURS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(listStates("*").map((from) => [`${from} removed`, "a deleted instance stays in the journal"])),
  "scheduled running": "an attempt handed over to the carrier that finished the one before skips the queue",
};

/** Whether an instance may change from one state to another, by Airflow's table and the differences meant. */
export function isKnownWay(from: string, to: string): boolean {
  const way = `${from} ${to}`;
  return (WAYS.has(way) || way in OURS) && !(way in NOT_OURS);
}
