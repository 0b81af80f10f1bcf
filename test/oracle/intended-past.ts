/** Recorded cases in which Airflow's answer is not ours on purpose. */
export const INTENDED_PAST: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^past-task-start-/, "a task has no start date of its own here"],
  [/^past-rule-upstream-skipped-.*-waits$/, "the option says that the skip waits; Airflow 3.3.2 skips at once"],
  [/^past-own-state-.*-before-failed$/, "a try that has begun is not held back again by the run before"],
];
