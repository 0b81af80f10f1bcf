"""Facts on clearing: which instances change, and what becomes of their runs."""

from __future__ import annotations

from itertools import product

from recorder import marks
from recorder.changes import (
    CHAIN,
    DAY,
    DIAMOND,
    DIAMOND_FAILED,
    MAPPED,
    MAPPED_TIS,
    SETUPS,
    STATES,
    case,
    decide,
    run,
    word,
)


def clear(**body) -> dict:
    return {"kind": "clear", "dry_run": False, "only_failed": False, "dag_run_id": "r2"} | body


def list_relatives():
    for task, up, down, failed in product("abd", (False, True), (False, True), (False, True)):
        body = {"task_ids": [task], "include_upstream": up, "include_downstream": down, "only_failed": failed}
        name = f"{task}-{word(up=up, down=down, only_failed=failed)}"
        yield case("relatives", name, DIAMOND, [run(2, DIAMOND_FAILED)], clear(**body))
    for tasks in (["a", "z"], ["b", "c"], None):
        body = {"include_downstream": True} if tasks is None else {"task_ids": tasks, "include_downstream": True}
        runs = [run(2, DIAMOND_FAILED)]
        yield case("relatives", f"of-{'-'.join(tasks or ['all'])}", DIAMOND, runs, clear(**body))
    running = {"a": "success", "b": "running", "c": "running", "d": None, "e": None, "z": "failed"}
    for more in ({}, {"task_ids": ["a"], "include_downstream": True}, {"task_ids": ["b"]}):
        body = {"only_running": True} | more
        runs = [run(2, running, state="running")]
        yield case("relatives", f"only-running-{'-'.join(more.get('task_ids', ['all']))}", DIAMOND, runs, clear(**body))
    both = clear(only_running=True, only_failed=True)
    yield case("relatives", "only-running-and-failed", DIAMOND, [run(2, running, state="running")], both)
    yield case("relatives", "unknown-task", DIAMOND, [run(2, DIAMOND_FAILED)], clear(task_ids=["nope"]))
    yield case("relatives", "no-tasks", DIAMOND, [run(2, DIAMOND_FAILED)], clear(task_ids=[]))
    yield case("relatives", "unknown-run", DIAMOND, [run(2, DIAMOND_FAILED)], clear(dag_run_id="nope"))
    yield case("relatives", "defaults", DIAMOND, [run(2, DIAMOND_FAILED)], {"kind": "clear", "dag_run_id": "r2"})
    dry = {"kind": "clear", "dag_run_id": "r2", "only_failed": False, "task_ids": ["b"], "include_downstream": True}
    yield case("relatives", "dry-run", DIAMOND, [run(2, DIAMOND_FAILED)], dry)


def list_other_runs():
    states = {1: "success", 2: "failed", 3: "success", 4: "running"}
    runs = [
        run(number, {"a": "success", "b": "failed" if number != 3 else "success", "c": "upstream_failed"}, state=state)
        for number, state in states.items()
    ]
    for past, future, failed, down in product((False, True), repeat=4):
        body = {"task_ids": ["b"], "include_past": past, "include_future": future}
        body |= {"only_failed": failed, "include_downstream": down}
        name = word(past=past, future=future, only_failed=failed, down=down)
        yield case("other-runs", name, CHAIN, runs, clear(**body))
    manual = run(5, {"a": "failed", "b": None, "c": None}, type="manual", logical_date=None, run_id="m")
    for past, future in ((False, False), (True, False), (False, True)):
        body = {"task_ids": ["a"], "dag_run_id": "m", "include_past": past, "include_future": future}
        yield case("other-runs", f"no-date-{word(past=past, future=future)}", CHAIN, [*runs, manual], clear(**body))
    both = clear(task_ids=["a"], include_past=True, include_future=True)
    yield case("other-runs", "all-but-one-without-a-date", CHAIN, [*runs, manual], both)
    dates = {"dag_run_id": None, "start_date": "2025-06-02T00:00:00Z", "end_date": "2025-06-03T00:00:00Z"}
    yield case("other-runs", "by-dates", CHAIN, runs, clear(**dates))
    yield case("other-runs", "by-dates-of-task", CHAIN, runs, clear(**dates, task_ids=["b"], include_upstream=True))
    swapped = {"dag_run_id": None, "start_date": "2025-06-03T00:00:00Z", "end_date": "2025-06-02T00:00:00Z"}
    yield case("other-runs", "by-dates-swapped", CHAIN, runs, clear(**swapped))
    yield case("other-runs", "by-dates-and-run", CHAIN, runs, clear(**{**dates, "dag_run_id": "r2"}))
    backfill = run(3, {"a": "failed", "b": None, "c": None}, type="backfill")
    future = clear(task_ids=["a"], include_future=True)
    yield case("other-runs", "future-backfill", CHAIN, [runs[1], backfill], future)


def list_run_states():
    for state, reset in product(("queued", "running", "success", "failed"), (True, False)):
        body = {"task_ids": ["b"], "reset_dag_runs": reset}
        tis = {"a": "success", "b": "failed", "c": "upstream_failed"}
        name = f"{state}-{word(reset=reset)}"
        yield case("run-state", name, CHAIN, [run(2, tis, state=state)], clear(**body))
    tis = {"a": "success", "b": "success", "c": "success"}
    yield case("run-state", "nothing-failed", CHAIN, [run(2, tis, state="success")], clear(only_failed=True))


def list_states():
    """What becomes of an instance in every state, with and without retries."""
    for state, number in product(STATES, (0, 1, 3)):
        if number > 0 and state in (None, "upstream_failed", "removed") and number != 3:
            continue
        tasks = [{"id": "a"}, {"id": "b", "retries": 2}]
        tis = {"a": [state, number, 0], "b": [state, number, 2]}
        runs = [run(2, tis, state="running")]
        yield case("state", f"{state or 'none'}-try-{number}", tasks, runs, clear())
    for state in ("running", "queued", "scheduled", "success", "deferred"):
        runs = [run(2, {"a": "failed", "b": state, "c": None}, state="running")]
        yield case("state", f"prevent-running-{state}", CHAIN, runs, clear(prevent_running_task=True))
    gone = run(2, {"a": "success", "b": "failed", "c": None, "gone": ["failed", 2, 4]})
    yield case("state", "task-gone", CHAIN, [gone], clear())
    yield case("state", "task-gone-by-name", CHAIN, [gone], clear(task_ids=["gone"]))


def list_mapped():
    for up, down, failed in product((False, True), repeat=3):
        for tasks in ([["m", 1]], ["m"], [["m", 0], ["m", 2]]):
            body = {"task_ids": tasks, "include_upstream": up, "include_downstream": down, "only_failed": failed}
            named = "-".join("".join(str(part) for part in each) for each in tasks)
            name = f"{named}-{word(up=up, down=down, only_failed=failed)}"
            yield case("mapped", name, MAPPED, [run(2, MAPPED_TIS)], clear(**body))
    yield case("mapped", "index-beyond", MAPPED, [run(2, MAPPED_TIS)], clear(task_ids=[["m", 7]]))
    yield case("mapped", "index-and-whole", MAPPED, [run(2, MAPPED_TIS)], clear(task_ids=["m", ["m", 1]]))
    for up, down in ((False, True), (True, False)):
        body = {"task_ids": ["a" if down else "n"], "include_upstream": up, "include_downstream": down}
        yield case("mapped", f"from-outside-{word(up=up, down=down)}", MAPPED, [run(2, MAPPED_TIS)], clear(**body))
    tasks = [
        {"id": "u"},
        {"id": "x", "group": "g", "up": ["u"]},
        {"id": "y", "group": "g", "up": ["x"]},
        {"id": "v", "up": ["y"]},
    ]
    tis = {"u": "success", "v": "upstream_failed"}
    tis |= {"x[0]": "success", "x[1]": "failed", "y[0]": "success", "y[1]": "upstream_failed"}
    dag = {"groups": [{"id": "g", "expand": 2}]}
    for chosen, up, down in product(([["x", 1]], ["x"], [["y", 0]], ["u"], ["v"]), (False, True), (False, True)):
        body = {"task_ids": chosen, "include_upstream": up, "include_downstream": down}
        named = "-".join("".join(str(part) for part in each) for each in chosen)
        yield case("mapped-group", f"{named}-{word(up=up, down=down)}", tasks, [run(2, tis)], clear(**body), dag=dag)


def list_setups():
    """Clearing a task takes its setups along, and their teardowns."""
    for name, (tasks, chosen) in SETUPS.items():
        tis = {task["id"]: "success" for task in tasks}
        for task, up, down in product(chosen, (False, True), (False, True)):
            body = {"task_ids": [task], "include_upstream": up, "include_downstream": down}
            label = f"{name}-{task}-{word(up=up, down=down)}"
            yield case("setup", label, tasks, [run(2, tis, state="success")], clear(**body))
    tasks, _ = SETUPS["one"]
    tis = {"s": "success", "w1": "failed", "w2": "upstream_failed", "t": "success", "after": "upstream_failed"}
    for chosen in (["w1"], None):
        body = {"only_failed": True, "include_downstream": True} | ({"task_ids": chosen} if chosen else {})
        yield case("setup", f"only-failed-{'-'.join(chosen or ['all'])}", tasks, [run(2, tis)], clear(**body))


def list_versions():
    later = {"id": "d", "schedule": DAY, "tasks": [*CHAIN, {"id": "new", "up": ["b"], "retries": 1}]}
    fewer = {"id": "d", "schedule": DAY, "tasks": CHAIN[:2]}
    tis = {"a": "success", "b": "failed", "c": "upstream_failed"}
    for failed, new in ((False, False), (True, False), (False, True), (True, True)):
        for state in ("failed", "running"):
            action = {"kind": "clear_run", "dag_run_id": "r2", "dry_run": False}
            action |= {"only_failed": failed, "only_new": new}
            name = f"run-{word(only_failed=failed, only_new=new)}-{state}"
            yield case("version", name, CHAIN, [run(2, tis, state=state)], action, later=later)
    for latest in (True, False):
        for name, dag in (("more", later), ("fewer", fewer)):
            body = {"task_ids": ["b"], "include_downstream": True, "run_on_latest_version": latest}
            label = f"{name}-{word(latest=latest)}"
            yield case("version", label, CHAIN, [run(2, tis)], clear(**body), later=dag)
    for kind in ("success", "failed"):
        action = {"kind": "clear_run", "dag_run_id": "r2", "dry_run": False, "only_failed": False, "only_new": False}
        tis = {"a": "success", "b": "success", "c": kind}
        yield case("run", f"whole-{kind}", CHAIN, [run(2, tis, state=kind)], action)


def list_cases() -> list[dict]:
    parts = (list_relatives, list_other_runs, list_run_states, list_states, list_mapped, list_setups, list_versions)
    return [found for part in parts for found in part()] + marks.list_cases()


def record() -> list[dict]:
    return [found | {"expected": decide(found)} for found in list_cases()]
