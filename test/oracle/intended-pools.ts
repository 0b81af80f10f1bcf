/** Recorded cases in which Airflow's answer is not ours on purpose. */
export const INTENDED_POOLS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^pools-weight-2[456]$/, "a total of weights is clamped to 32 bits, as a task's own is"],
  [/^pools-may-run-paused-true$/, "a run that goes on goes on while its DAG is paused"],
  [
    /^pools-(max-active-tasks-never-fitting-tasks-take-places|mixed-(17|57))$/,
    "what does not fit its pool takes no place under max_active_tasks from what does",
  ],
  [/^pools-mixed-70$/, "among equals the DAG is first that holds least"],
  [
    /^pools-mixed-(61|63)$/,
    "a run asks for as many as it has room for, the heaviest first; what these leave it asks for when others have",
  ],
];
