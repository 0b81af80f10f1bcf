/**
 * What is wrong with a DAG, and the mend, by the code of the reason; `{name}` is a parameter. `{at}` names the DAG and,
 * where one is concerned, the task. Reasons of the core, as those of a bad schedule, have their words there.
 */
export const COMPILE_WORDS = {
  dag_id_invalid: "{at}: the id may hold 1 to 200 letters, digits, _ and -, nothing else; rename the DAG.",
  team_invalid: '{at}: team "{team}" may hold 1 to 200 letters, digits, _ and -, nothing else; rename the team.',
  task_id_invalid:
    "{at}: the id may hold letters, digits, _, - and dots, 250 at most with its groups; rename the task.",
  group_id_invalid:
    '{at}: group "{group}" may hold letters, digits, _, - and dots, 250 at most with its parents; rename the group.',
  duplicate_id: '{at}: the id "{id}" is used {count} times by tasks and groups; give each its own.',
  body_missing: "{at}: it has no function to run; pass one as the last argument, or use empty().",
  cycle: "{at}: {path} wait for each other in a circle; remove one of these edges.",

  option_unknown: '{at}: there is no option "{option}" here; known are {known}.',
  option_invalid: '{at}: option "{option}" is {value}; expected {expected}.',
  literal_not_json: '{at}: "{name}" holds a literal that is no JSON: {path} {problem}; pass JSON or a handle.',
  input_twice: '{at}: the name "{name}" is given both as an input and by an expansion; rename one.',
  not_a_handle:
    '{at}: option "{option}" holds {value} where a handle is needed; pass what task(), sensor() or a sibling gave.',
  foreign_handle: '{at}: "{handle}" is a task of DAG "{other}"; a DAG can use its own tasks only.',
  stream_of_unmapped: '{at}: stream() of "{handle}", which is not mapped; pass the handle itself.',

  expand_twice: "{at}: {options} are given together; choose one.",
  expand_invalid: '{at}: "{name}" cannot be expanded over; pass a handle of a list, a list or an object.',
  expand_row_invalid: "{at}: expandKwargs needs objects, element {index} is {value}; make every element an object.",
  mapped_nested: '{at}: it is mapped inside the mapped group "{group}"; move it out of the group.',
  mapped_group_nested: '{at}: mapped group "{inner}" stands inside the mapped group "{group}"; move it out.',
  element_outside:
    '{at}: it uses "{name}", an element of mapped group "{group}", outside of that group; move the task into it.',
  mapped_handle_leaked:
    '{at}: it uses "{handle}" of mapped group "{group}" from outside; return the handle from the group\'s body and use what mappedGroup() returns.',

  arm_not_a_branch: '{at}: `when` holds {value}; pass an arm, as branch.is("label").',
  arm_unknown: '{at}: branch "{branch}" has no arm "{label}"; its arms are {arms}.',
  setup_follower_rule:
    '{at}: it follows setup "{setup}" with rule {rule}; a task directly after a setup must have rule all_success.',
  teardown_rule: "{at}: a teardown's rule is all_done_setup_success; remove triggerRule.",
  teardown_without_setup: "{at}: a teardown must name its setups; give of: [setup].",
  teardown_of_work: '{at}: it tears down "{of}", which is no setup; make that one with setup().',
  fail_fast_rule: "{at}: it has rule {rule}, but the DAG is failFast; use all_success or turn failFast off.",

  rate_differs:
    '{at}: rate "{key}" is {limit} starts in {period} ms elsewhere in this DAG; give all tasks of one key the same rate.',

  params_invalid: "{at}: params {problem}; pass a z.object() of fields that JSON Schema can express.",
  params_without_default:
    "{at}: it has a schedule, and params without a default ({names}); give them defaults, for nobody is there to fill them in.",

  schedule_invalid: "{at}: the schedule is {value}; pass a cron expression, a preset, cron(), every(), assets or null.",
  schedule_assets_missing: "{at}: the schedule waits for no asset; name one, or pass null for no schedule.",
  schedule_asset_invalid: "{at}: the schedule waits for {value}; pass what asset(), assetAlias() or assetRef() gives.",
  schedule_base_invalid:
    "{at}: assetOrTime() takes a schedule by time as its second part: cron(), every() or the like.",
  calendar_base_invalid: "{at}: a calendar takes a cron expression, cron() or cronInterval(), nothing else.",
  custom_range_invalid:
    "{at}: a custom schedule needs a function `next`, a known timezone, and dates `from` and `until`, the earlier one first.",
  custom_threw: "{at}: the custom schedule's next({previous}) threw: {message}",
  custom_no_date: "{at}: the custom schedule's next({previous}) gave {value}; return a Date, an ISO 8601 text or null.",
  custom_backwards:
    "{at}: the custom schedule's next({previous}) gave {next}, which is not later; each date must lie after the one before.",
  custom_endless:
    "{at}: the custom schedule comes to more than {limit} dates; choose an earlier `until`, or return null at some time.",
  custom_unsteady:
    "{at}: the custom schedule came to other dates when it was asked again; it must not depend on the clock, on chance or on calls before.",
  catchup_invalid: '{at}: catchup is {value}; pass true or "all", false or "latest", or "none".',
} as const;

export type CompileCode = keyof typeof COMPILE_WORDS;
