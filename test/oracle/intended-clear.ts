/** Recorded cases in which Airflow's answer is not ours on purpose. */
export const INTENDED_CLEAR: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /^clear-(relatives-only-running|state-running)-/,
    "a running instance gets its new try at once, the old one is fenced off",
  ],
  [/^clear-state-task-gone/, "a run's instances are those of its own graph"],
  [/^clear-mark-.*failed-(up-)?down$/, "what is marked failed by hand stays failed"],
  [/^clear-mark-runs-future-off-the-grid$/, "later runs are all later runs, those made by hand too"],
  [/^clear-mark-run-.*-to-queued$/, "refused: a run is queued again by clearing tasks of it"],
  [/^clear-mark-run-(success|failed)-to-/, "a run that has ended has no instance left to stop"],
  [/^clear-mark-run-mapped-/, "an instance that was never scheduled is skipped, whatever its siblings are"],
  [/^clear-version-fewer-plain$/, "a run that keeps its version has the tasks of that version"],
];
