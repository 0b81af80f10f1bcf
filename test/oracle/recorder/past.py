"""Facts on depends_on_past and its options: what the scheduler makes of the newest run, given those before it."""

from __future__ import annotations

from recorder import latest_only, world

STATES = [
    None, "scheduled", "queued", "running", "success", "failed", "skipped", "upstream_failed", "removed",
    "restarting", "up_for_retry", "up_for_reschedule", "deferred", "awaiting_input",
]  # fmt: skip
DAY = {"timetable": "CronTrigger", "cron": "0 0 * * *", "timezone": "UTC"}
MISSING = "missing"


def day(number: int) -> str:
    return f"2025-06-{number:02d}T00:00:00Z"


def run(number: int, tis: dict | None = None, **more) -> dict:
    spec = {"run_id": f"r{number}", "type": "scheduled", "logical_date": day(number), "state": "success"} | more
    return spec if tis is None else spec | {"tis": {key: state for key, state in tis.items() if state != MISSING}}


def now_run(tis: dict | None = None, **more) -> dict:
    return run(9, tis, state="running", **more)


def case(group: str, name: str, tasks: list[dict], runs: list[dict], **dag) -> dict:
    """The last of `runs` is the one that is looked at."""
    described = {"id": "d", "schedule": DAY, "catchup": False} | dag | {"tasks": tasks}
    return {"id": f"past-{group}-{name}", "group": group, "dag": described, "runs": runs}


PAST = {"id": "a", "depends_on_past": True}
PAST_FIRST = {"id": "b", "depends_on_past": True, "ignore_first_depends_on_past": True}
PLAIN = {"id": "c"}


def list_previous_states():
    """Every state of the task in the run before, for depends_on_past with and without ignore_first, and for neither."""
    tasks = [PAST, PAST_FIRST, PLAIN]
    for catchup in (False, True):
        for state in [*STATES, MISSING]:
            name = f"{state or 'none'}-catchup-{str(catchup).lower()}"
            runs = [run(8, {"a": state, "b": state, "c": state}), now_run()]
            yield case("previous-state", name, tasks, runs, catchup=catchup)


def list_first_runs():
    tasks = [PAST, PAST_FIRST, PLAIN]
    none = {"a": MISSING, "b": MISSING, "c": "success"}
    for catchup in (False, True):
        suffix = f"catchup-{str(catchup).lower()}"
        yield case("first", f"no-run-{suffix}", tasks, [now_run()], catchup=catchup)
        for before in ("success", "failed", "running"):
            earlier = {"a": before, "b": before, "c": before}
            runs = [run(7, earlier), run(8, none), now_run()]
            yield case("first", f"missing-then-earlier-{before}-{suffix}", tasks, runs, catchup=catchup)
        runs = [run(6, none), run(7, none), run(8, none), now_run()]
        yield case("first", f"never-before-{suffix}", tasks, runs, catchup=catchup)
        later = run(10, {"a": "success", "b": "success", "c": "success"})
        yield case("first", f"only-a-later-run-{suffix}", tasks, [later, now_run()], catchup=catchup)
        runs = [later, run(8, none), now_run()]
        yield case("first", f"missing-and-a-later-run-{suffix}", tasks, runs, catchup=catchup)


def list_run_kinds():
    """The run before is of another kind: catchup looks past manual runs, and asset runs have no date."""
    kinds = ("scheduled", "manual", "backfill", "asset_triggered")
    for catchup in (False, True):
        for kind in kinds:
            for state in ("success", "failed", "running"):
                older = "success" if state == "failed" else "failed"
                date = {"logical_date": None} if kind == "asset_triggered" else {}
                runs = [run(7, {"a": older}), run(8, {"a": state}, type=kind, **date), now_run()]
                name = f"before-{kind}-{state}-catchup-{str(catchup).lower()}"
                yield case("run-kind", name, [PAST], runs, catchup=catchup)
        for kind in ("manual", "backfill", "asset_triggered"):
            for state in ("success", "failed"):
                date = {"logical_date": None} if kind == "asset_triggered" else {}
                runs = [run(8, {"a": state}), now_run(type=kind, **date)]
                name = f"now-{kind}-after-{state}-catchup-{str(catchup).lower()}"
                yield case("run-kind", name, [PAST], runs, catchup=catchup)


def list_run_states():
    """The state of the run before does not count, only that of its instances."""
    for state in ("queued", "running", "success", "failed"):
        for instance in ("success", "failed"):
            runs = [run(8, {"a": instance}, state=state), now_run()]
            yield case("run-state", f"{state}-instance-{instance}", [PAST], runs)


def list_downstream():
    """wait_for_downstream: every state of a direct and of an indirect downstream in the run before."""
    for own in (True, False):
        tasks = [
            {"id": "a", "wait_for_downstream": True} | ({"depends_on_past": True} if own else {}),
            {"id": "b", "up": ["a"]},
            {"id": "c", "up": ["b"]},
        ]
        for state in [*STATES, MISSING]:
            runs = [run(8, {"a": "success", "b": state, "c": "failed"}), now_run()]
            name = f"direct-{state or 'none'}" + ("" if own else "-alone")
            if own or state in ("success", "failed", None):
                yield case("downstream", name, tasks, runs)
    for kind, tis in {
        "own-failed": {"a": "failed", "b": "success", "c": "success", "d": "success"},
        "one-of-two-failed": {"a": "success", "b": "success", "c": "failed", "d": "success"},
        "indirect-failed": {"a": "success", "b": "success", "c": "success", "d": "failed"},
        "both-skipped": {"a": "skipped", "b": "skipped", "c": "skipped", "d": "failed"},
        "none-there": {"a": "success"},
    }.items():
        tasks = [
            {"id": "a", "wait_for_downstream": True},
            {"id": "b", "up": ["a"]},
            {"id": "c", "up": ["a"]},
            {"id": "d", "up": ["b", "c"]},
        ]
        yield case("downstream", f"two-{kind}", tasks, [run(8, tis), now_run()])
    for states in (["success", "success"], ["success", "failed"], ["success", "running"], ["skipped", None]):
        tasks = [{"id": "a", "wait_for_downstream": True}, {"id": "m", "up": ["a"], "expand": 2}]
        tis = {"a": "success"} | {f"m[{i}]": state for i, state in enumerate(states)}
        name = "mapped-" + "-".join(state or "none" for state in states)
        yield case("downstream", name, tasks, [run(8, tis), now_run()])
    tasks = [{"id": "a", "wait_for_downstream": True}]
    yield case("downstream", "no-downstream", tasks, [run(8, {"a": "success"}), now_run()])


def list_mapped():
    """All instances of the task in the run before count, whatever their index or number."""
    tasks = [{"id": "m", "depends_on_past": True, "expand": 2}]
    for states in (
        ["success", "success"], ["success", "failed"], ["failed", "success"], ["skipped", "skipped"],
        ["success", "running"], ["success", None], ["success"], ["failed"], ["success", "success", "failed"],
        ["success", "success", "removed"], ["removed", "removed"], [],
    ):  # fmt: skip
        tis = {f"m[{i}]": state for i, state in enumerate(states)}
        name = "-".join(state or "none" for state in states) or "empty"
        yield case("mapped", name, tasks, [run(8, tis), now_run()])
    for state in ("success", "skipped", "failed", None):
        yield case("mapped", f"unmapped-before-{state or 'none'}", tasks, [run(8, {"m": state}), now_run()])
    tasks = [{"id": "m", "depends_on_past": True}]
    for states in (["success", "success"], ["success", "failed"]):
        tis = {f"m[{i}]": state for i, state in enumerate(states)}
        yield case("mapped", f"mapped-before-{'-'.join(states)}", tasks, [run(8, tis), now_run()])


def list_task_start_dates():
    """With catchup, a run before the task's own start date does not hold it back."""
    for catchup in (True, False):
        for start in (7, 8, 9, 10):
            tasks = [PAST | {"start_date": day(start)}]
            for state in ("failed", MISSING):
                runs = [run(8, {"a": state, "z": "success"}), now_run()]
                name = f"day-{start}-{state}-catchup-{str(catchup).lower()}"
                yield case("task-start", name, [*tasks, {"id": "z"}], runs, catchup=catchup)


def list_trigger_rules():
    """Both the past and the trigger rule must allow it; a skip by the rule does not wait for the past."""
    for waits in (False, True):
        for upstream in ("success", "failed", "skipped", "running", "upstream_failed"):
            for before in ("success", "failed"):
                option = {"wait_for_past_depends_before_skipping": True} if waits else {}
                tasks = [{"id": "u"}, PAST | {"up": ["u"]} | option]
                runs = [run(8, {"u": "success", "a": before}), now_run({"u": upstream, "a": None})]
                name = f"upstream-{upstream}-before-{before}" + ("-waits" if waits else "")
                yield case("rule", name, tasks, runs)
    for rule in ("all_done", "one_failed", "always", "none_failed", "all_skipped"):
        for before in ("success", "failed"):
            tasks = [{"id": "u"}, PAST | {"up": ["u"], "rule": rule}]
            runs = [run(8, {"u": "success", "a": before}), now_run({"u": "failed", "a": None})]
            yield case("rule", f"{rule}-before-{before}", tasks, runs)


def list_own_states():
    """An instance that already had a try waits for the past as a fresh one does."""
    for state in ("up_for_retry", "up_for_reschedule"):
        for before in ("success", "failed"):
            runs = [run(8, {"a": before}), now_run({"a": [state, 1, 2]})]
            yield case("own-state", f"{state}-before-{before}", [PAST | {"retries": 2}], runs)


def list_ends():
    """A run whose only open task waits for the past is no deadlock; it goes on running."""
    for before in ("failed", "running", None):
        runs = [run(8, {"a": before}), now_run({"a": None})]
        yield case("run-end", f"waits-for-{before or 'none'}", [PAST], runs)
        tasks = [{"id": "u"}, PAST | {"up": ["u"]}, {"id": "e", "up": ["a"]}]
        tis = {"u": "failed", "a": None, "e": None}
        runs = [run(8, {"u": "success", "a": before, "e": None}), now_run(tis)]
        yield case("run-end", f"upstream-failed-after-{before or 'none'}", tasks, runs)


def list_backfills():
    """The first run of a backfill is free of the past, the others are not."""
    for ordinal in (1, 2, 3):
        for before in ("success", "failed", "running", MISSING):
            for catchup in (False, True):
                runs = [
                    run(8, {"a": before, "z": "success"}, type="backfill"),
                    now_run(type="backfill", backfill_ordinal=ordinal),
                ]
                name = f"ordinal-{ordinal}-before-{before}-catchup-{str(catchup).lower()}"
                yield case("backfill", name, [PAST, {"id": "z"}], runs, catchup=catchup)
    runs = [run(8, {"a": "failed"}), now_run(type="scheduled", backfill_ordinal=1)]
    yield case("backfill", "converted-first", [PAST], runs)
    tasks = [{"id": "a", "wait_for_downstream": True}, {"id": "b", "up": ["a"]}]
    runs = [run(8, {"a": "success", "b": "failed"}), now_run(type="backfill", backfill_ordinal=1)]
    yield case("backfill", "first-wait-for-downstream", tasks, runs)


def list_scheduling_cases() -> list[dict]:
    parts = (
        list_previous_states, list_first_runs, list_run_kinds, list_run_states, list_downstream, list_mapped,
        list_task_start_dates, list_trigger_rules, list_own_states, list_ends, list_backfills,
    )  # fmt: skip
    return [found for part in parts for found in part()]


def decide(described: dict) -> dict:
    """Lets DagRun.update_state look at the last run until nothing changes any more, at most five times."""
    from airflow.utils.session import create_session

    world.empty_database()
    world.write_dags([described["dag"]])
    with create_session() as session:
        dag = world.read_dag("d", session)
        runs = [world.create_run(dag, spec, session) for spec in described["runs"]]
        add_backfill(described["runs"][-1], runs[-1], session)
        session.commit()
        before: dict | None = None
        for _ in range(5):
            ready, _ = runs[-1].update_state(session=session, execute_callbacks=False)
            session.flush()
            names = {world.write_key(ti) for ti in ready}
            after = {
                world.write_key(ti): "run" if world.write_key(ti) in names else write_outcome(ti)
                for ti in sorted(runs[-1].get_task_instances(session=session), key=world.write_key)
            }
            if after == before:
                break
            before = after
        return {"run": world.write_state(runs[-1].state), "tis": after}


def write_outcome(ti) -> str:
    return world.write_state(ti.state) or "wait"


def add_backfill(spec: dict, run, session) -> None:
    if "backfill_ordinal" not in spec:
        return
    from airflow.models.backfill import Backfill, BackfillDagRun

    backfill = Backfill(
        dag_id="d", from_date=run.logical_date, to_date=run.logical_date, dag_run_conf={}, reprocess_behavior="failed"
    )
    session.add(backfill)
    session.flush()
    run.backfill_id = backfill.id
    row = BackfillDagRun(
        backfill_id=backfill.id,
        dag_run_id=run.id,
        logical_date=run.logical_date,
        sort_ordinal=spec["backfill_ordinal"],
    )
    session.add(row)
    session.flush()


def record() -> list[dict]:
    with world.frozen():
        cases = [found | {"expected": decide(found)} for found in list_scheduling_cases()]
    return cases + latest_only.record()
