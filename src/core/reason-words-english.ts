import { describeDelta } from "./delta.ts";
import type { Reason } from "./reason.ts";

type Params = Reason["params"];

/** What a reason says: a template whose `{name}` is a parameter, or a function of the parameters. */
export type Words = string | ((params: Params) => string);

/** Every reason the product gives, in English. Durations arrive in milliseconds. */
export const ENGLISH = {
  // Why an instance waits, or was given a state.
  trigger_rule: (params) => `Trigger rule ${text(params, "rule")}: ${countStates(params)}.`,
  setup: (params) => `The setups it relies on have not all succeeded: ${countStates(params)}.`,
  teardown_scope: (params) =>
    `The teardown waits for ${count(params, "open", "instance")} between its setups and itself.`,
  skipped_by: 'Task "{task}" decided not to follow this way.',
  expansion_source: 'Task "{task}", whose output it is mapped over, is {state}.',
  expansion_unknown: "The task it is mapped over gave no list.",
  expansion_empty: "The list it is mapped over is empty.",
  expansion_too_long: "It would be mapped over {length} elements; a run bears {limit} of a task.",
  index_removed: (params) => `The list it is mapped over has only ${count(params, "length", "element")} now.`,
  instance_deleted: "Deleted by {by}.",
  xcom_exists: 'There is a value under the key "{key}" already.',
  xcom_not_found: 'There is no value under the key "{key}".',
  task_removed: "The version of the DAG that the run took up does not have this task.",
  deadlock: (params) =>
    "waiting" in params
      ? `Deadlock: nothing will ever make ${count(params, "waiting", "waiting instance")} ready.`
      : "Nothing will ever make it ready.",

  past_unknown: 'Task "{task}" depends on the run before, which is being asked.',
  past_missing:
    'Task "{task}" depends on the run before, "{run}", which does not have it (ignoreFirstDependsOnPast lets a new task go on).',
  past_open: (params) =>
    `It depends on the run before: there ${count(params, "open", "instance")} of task "${text(params, "task")}" neither succeeded nor ${Number(params["open"]) === 1 ? "was" : "were"} skipped (run "${text(params, "run")}").`,
  past_below_open: (params) =>
    `It waits for what is downstream of task "${text(params, "task")}" in the run before: ${count(params, "open", "instance")} there neither succeeded nor ${Number(params["open"]) === 1 ? "was" : "were"} skipped (run "${text(params, "run")}").`,

  // What keeps a run from starting.
  dag_paused: "Its DAG is paused.",
  dag_paused_by: "Its DAG was paused by {by}.",
  run_after_awaited: "It is not due yet.",
  run_starts: "It starts next.",
  max_active_runs: "Of its DAG {limit} runs may be under way at once, and {active} are.",
  backfill_paused: "Its backfill {backfill} is paused.",
  backfill_full: "{active} runs of its backfill {backfill} are under way, and {limit} may be.",

  // What an instance waits for that has begun, or is about to.
  run_queued: "Its run has not been let go yet.",
  carrier_awaited: (params) =>
    Number(params["sends"]) > 1
      ? `It was sent to the queue ${text(params, "sends")} times, and no carrier has taken it yet.`
      : "It was sent to the queue; a carrier takes it next.",
  retry_awaited: "Its last try failed ({error}); try {try} begins when the delay is over.",
  sensor_awaited: (params) => `The sensor has looked ${count(params, "pokes", "time")} and looks again.`,
  configuration_awaited: (params) =>
    `Its variables or connections could not be read ${count(params, "pokes", "time")}; it begins again, and no try is used.`,
  time_awaited: "It deferred itself until a time.",
  event_awaited: 'It deferred itself until the event "{event}".',
  input_awaited: "It waits for a person's answer.",
  restart_awaited: "Its attempt is being stopped.",
  turn_awaited: "It is ready, and its turn comes next.",
  gate_asked: "It is ready, and its slot is being asked for.",

  // How an attempt ended.
  error: "{name}: {message}",
  skip: (params) => (text(params, "reason") === "" ? "The task skipped itself." : `Skipped: ${text(params, "reason")}`),
  lost_heartbeat: 'What ran it, the carrier "{carrier}", has not been heard of any more.',
  execution_timeout: "It ran longer than its execution timeout.",
  rehearsed_failure: "It was told to fail in this rehearsal.",
  rehearsed_skip: "It was told to skip itself in this rehearsal.",
  sensor_timeout: (params) => `The sensor found nothing within ${span(params, "timeout")}.`,
  unknown_arm: 'The branch has no arm "{label}"; its arms are {arms}.',
  branch_no_label: "A branch answers with a label, a list of labels or nothing; it answered {answer}.",
  output_not_json: "What the task returned is no JSON: {path} {problem}.",
  resume_not_json: "What the deferral left for itself is no JSON: {path} {problem}.",
  defer_invalid: 'A deferral needs a time or an event to wait for; "{until}" is neither.',
  duration_invalid: '"{text}" is no duration; write it as "30s" or "5m".',

  // What kept an attempt from its code or its values.
  version_unavailable:
    "The code this run was made with ({bundle}) is not deployed any more, and another version takes its place only when told to. Clear the failed tasks with the newest version of the DAG, or trigger a new run.",
  task_missing: 'DAG "{dag}" has no code for task "{task}".',
  executor_error: "The attempt could not be carried out: {message}",
  dead_letter: "No consumer could carry the attempt, {attempts} times over.",
  params_refused: "The params refuse the run's configuration: {problem}",
  xcom_too_large:
    'Value "{key}" has {bytes} bytes; at most {limit} are kept. Write it to storage and return where it is.',
  input_too_large:
    'Input "{input}" would be {bytes} bytes; a list of outputs may have {limit}. Take it as stream(handle) instead.',
  value_missing: 'The value of input "{input}" is not in storage any more ({key}).',

  // What holds an instance back that is ready.
  pool_unknown: 'It waits for pool "{pool}", which does not exist; create it.',
  pool_too_small: 'It asks for {slots} slots of pool "{pool}", which has {total}; it will never get them.',
  pool_silent: 'It waits for an answer of "{gate}".',
  task_limit:
    "It waits for its task's limit over all runs: {held} of {total} are on their way (max_active_tis_per_dag).",
  rate_full: (params) =>
    `It waits for rate "${text(params, "key")}": ${text(params, "held")} of ${text(params, "total")} starts were given in the last ${span(params, "period")}.`,
  run_held: "Its run is held by {by}: nothing of it starts until it is resumed.",
  max_active_tasks: "It waits for other tasks of its run: {active} of {limit} are on their way (max_active_tasks).",
  max_active_tis_per_dagrun:
    'It waits for other instances of task "{task}": {active} of {limit} are on their way (max_active_tis_per_dagrun).',
  pool_full: 'It waits for pool "{pool}": {held} of {total} slots are held.',

  // What keeps a secret from being written or read.
  secret_key_missing:
    "There is no key to encrypt with: set the Worker's secret {binding} to 32 random bytes in base64 (`openssl rand -base64 32`).",
  secret_key_invalid: "The Worker's secret {binding} holds no usable keys: {problem}.",
  secret_key_unknown:
    'The {secret} was encrypted with the key "{keyId}", which is not in {binding}; add it there behind the current one, or write the value again.',
  secret_unreadable:
    'The {secret} does not open with the key "{keyId}" of {binding}: that key is another one than it was written with, or the stored text was changed. Write the value again.',
  variable_exists: "The Variable with key: `{variable}` already exists.",
  connection_exists: "The Connection with connection_id: `{connection}` already exists.",

  // What a DAG or a run refuses.
  dag_not_found: 'There is no DAG "{dag}".',
  dag_stale: 'DAG "{dag}" is not deployed any more: its file is gone or broken.',
  run_not_found: 'There is no run "{run}".',
  run_over: 'Run "{run}" is over; there is nothing to hold or resume.',
  version_unmapped:
    'Task "{task}" has instances in this run for which the latest version has no place: it is not mapped there, or not in that way. Trigger a new run instead.',
  task_running: 'Task "{task}" of run "{run}" is running, and prevent_running_task is set.',
  run_running: 'Run "{run}" is running and cannot be deleted; cancel it first.',
  run_silent: 'Run "{run}" did not answer.',
  deed_unknown: 'A run cannot do "{deed}".',
  bulk_not_found: 'There is no bulk action "{bulk}".',
  bulk_too_large: "That are {count} runs; one bulk action takes {limit} at most, so narrow the filter.",
  run_id_taken: 'DAG "{dag}" has had a run "{run}" already; a run id is never given twice, nor again after a deletion.',
  logical_date_taken: 'DAG "{dag}" has a run for logical date {logicalDate} already.',
  run_id_invalid: 'Run id "{run}" is not allowed: 1 to 250 characters, no slash and no control character.',
  conf_invalid: 'Field "{field}" of the configuration is wrong for DAG "{dag}": {problem}',
  task_not_found: 'There is no task "{task}".',
  map_index_not_found: 'Task "{task}" has no instance with map index {mapIndex}.',

  // What a backfill refuses.
  backfill_not_periodic: 'DAG "{dag}" has a schedule without slots of its own, so there is nothing to backfill.',
  backfill_range_inverted: "from_date ({from}) must not be after to_date ({to}).",
  backfill_in_future: "A backfill runs what is past; from_date ({from}) is not.",
  backfill_empty: 'DAG "{dag}" has no slot from {from} to {to} whose data interval is over.',
  backfill_max_active_runs: "max_active_runs is {maxActiveRuns}; with less than one nothing would ever run.",
  backfill_reverse_past: 'Task "{task}" depends on its past, so the backfill cannot be run backwards.',
  backfill_reprocess_past:
    'Task "{task}" depends on its past: choose to reprocess failed or completed runs, or it would wait at each run that is left.',
  backfill_active: 'DAG "{dag}" has an active backfill already ({backfill}); it must end or be cancelled first.',
  backfill_not_found: "There is no backfill {backfill}.",
  backfill_id_taken: "This DAG has had another backfill {backfill} before; ask once more, for the next number.",
  backfill_over: "Backfill {backfill} is already completed.",
  backfill_too_long: "The range has more than {limit} slots to list; ask for a page of the plan instead.",

  // What a deployment would bring about.
  plan_code_gone: (params) =>
    `${count(params, "count", "run")} under way (${text(params, "runs")}) would lose their code: attempts that start after the deployment end as version_unavailable. Let them end first, or clear them afterwards on the latest version.`,
  plan_removed_live: (params) =>
    `${count(params, "count", "run")} under way (${text(params, "runs")}): with the DAG gone, attempts that have not started end as version_unavailable.`,
  plan_renamed: 'Task "{from}" seems to be called "{to}" now; its history stays under the old name.',
  plan_renamed_past:
    'Task "{from}" seems to be called "{to}" now; it depends on its past, and under the new name it has none: the next run starts it at once.',
  plan_pool_missing: 'Task "{task}" uses pool "{pool}", which does not exist; it would wait until someone creates it.',
  plan_pool_too_small: 'Task "{task}" takes {slots} slots of pool "{pool}", which has {total}; it would never start.',

  // What ended a run, or an instance with it.
  marked: "Marked {state} by {by}.",
  fail_fast: 'Task "{task}" failed, and the DAG fails fast.',
  dagrun_timeout: (params) => `The run took longer than ${span(params, "timeout")}.`,

  // What is wrong with a schedule.
  cron_field_count: '"{expression}" has {count} fields; a cron expression has 5 to 7, or is a preset as @daily.',
  cron_field_syntax: '"{expression}" cannot be read at {field} "{text}".',
  cron_field_range: '"{expression}" has {field} "{text}"; it goes from {min} to {max}.',
  cron_never_fires: '"{expression}" never fires; name a date that exists.',
  crons_missing: "The schedule holds no cron expression.",
  timezone_unknown: 'Time zone "{timezone}" is unknown; use an IANA name as Europe/Paris.',
  delta_not_positive: "The schedule's span is {delta}; it must lead forward.",
  interval_negative: "The schedule's data interval is {interval}; it must not be negative.",
  calendar_day_invalid: '"{day}" is no day of the calendar; write it as "2026-12-25".',
  calendar_weekday_invalid:
    "The calendar names a day that is no weekday; they are sun, mon, tue, wed, thu, fri and sat.",
  calendar_never_fires: "The calendar leaves the schedule no day to run on.",
  events_missing: "The schedule lists no date.",
  events_too_many: "The schedule lists {count} dates; {limit} are the most.",
  event_date_invalid: "Date {position} of the schedule's list is none.",

  // What a schedule does about slots that are due already.
  catchup_all: (params) =>
    `It makes a run for ${slots(params)}, from ${text(params, "first")} to ${text(params, "last")}, at most ${text(params, "limit")} at a time.`,
  catchup_latest: (params) =>
    `It leaves out ${slots(params)}, from ${text(params, "first")} to ${text(params, "last")}, and makes one run, for ${text(params, "latest")}.`,
  catchup_one: "It makes one run, for {latest}; nothing else was missed.",
  catchup_none: (params) =>
    `It leaves out ${slots(params)}, from ${text(params, "first")} to ${text(params, "last")}; the next run is due ${text(params, "next")}.`,
  catchup_nothing: "Nothing was missed; the next run is due {next}.",

  // What became of a slot that found its DAG at the limit of runs, and why a DAG is paused.
  overlap_left_out: "It was due while the DAG was at its limit of runs, and was left out.",
  overlap_superseded: "It was due while the DAG was at its limit of runs, and the slot of {by} took its place.",
  overlap_cancelled: 'Its run "{run}" was cancelled: the slot of {by} took its place.',
  paused_by_failures: (params) =>
    `${count(params, "count", "run")} in a row failed, "${text(params, "run")}" as the last.`,
  paused_by_hand: "Paused by hand: {note}",

  // What a change of the clock does to a slot.
  clock_shifted: (params) =>
    `The clock skips ${text(params, "wanted")} on that day, so it runs ${span(params, "by")} later, at ${text(params, "actual")}.`,
  clock_repeated_first: "The clock shows {time} twice on that day; this is the first time.",
  clock_repeated_second: "The clock shows {time} twice on that day; this is the second time.",
  clock_forward: (params) => `The clock has gone forward by ${span(params, "by")} since the run before.`,
  clock_back: (params) => `The clock has gone back by ${span(params, "by")} since the run before.`,

  // Why a schedule has no further run.
  schedule_none: "It has no schedule: runs are made by hand only.",
  schedule_assets: "It has no dates: a run is made when these assets have been updated: {assets}.",
  schedule_once: "It runs once.",
  schedule_continuous: "A run follows when the one before has ended.",
  schedule_end_date: "It ends: its end date is {endDate}.",
  schedule_ends: "It ends: its expression names no later date.",
  schedule_list_ends: "It ends: the last date it lists is {last}.",
  schedule_computed_ends:
    "It ends: its dates were computed up to {until} when the DAG was compiled, the last is {last}. Give it a later `until`.",

  // What a list or a record refuses.
  unknown_order_by: 'There is no ordering by "{orderBy}"; allowed are {allowed}.',
  invalid_cursor: "The cursor does not belong to this list.",
  invalid_page: '"{field}" is out of range.',
  pool_exists: 'There is a pool "{pool}" already.',
  pool_not_found: 'There is no pool "{pool}".',
  default_pool_stays: 'Pool "{pool}" is the default one and cannot be deleted.',
  username_taken: 'There is a user "{username}" already.',
  user_not_found: 'There is no user "{username}".',
  last_admin: 'User "{username}" is the last who administers every team; make another one first.',
  token_not_found: 'There is no token "{token}" of yours.',
  sealing_unknown: "The export was sealed in a way this version does not know.",
  passphrase_wrong: "The {secret} does not open: the passphrase is another one, or the file was changed.",
} satisfies Readonly<Record<string, Words>>;

export type ReasonCode = keyof typeof ENGLISH;

function text(params: Params, name: string): string {
  return String(params[name] ?? "");
}

/** "1 instance", "3 instances". */
function count(params: Params, name: string, noun: string): string {
  const amount = params[name] ?? 0;
  return `${amount} ${amount === 1 ? noun : `${noun}s`}`;
}

/** "3 missed slots". */
function slots(params: Params): string {
  return `${params["more"] === 1 ? "more than " : ""}${count(params, "count", "missed slot")}`;
}

function span(params: Params, name: string): string {
  return describeDelta({ seconds: Number(params[name] ?? 0) / 1000 });
}

const COUNTED = ["success", "failed", "upstream_failed", "skipped", "removed"];

/** "2 of 3 upstream over (1 success, 1 failed)". */
function countStates(params: Params): string {
  const parts = COUNTED.filter((state) => Number(params[state] ?? 0) > 0).map((state) => `${params[state]} ${state}`);
  const over = `${params["done"] ?? 0} of ${params["upstream"] ?? 0} upstream over`;
  return parts.length === 0 ? over : `${over} (${parts.join(", ")})`;
}
