"""Facts on marking by hand instances, groups and runs, and what is cleared along."""

from __future__ import annotations

from itertools import product

from recorder.changes import CHAIN, DIAMOND, DIAMOND_FAILED, MAPPED, MAPPED_TIS, SETUPS, STATES, case, run, tries, word


def mark(task: str, state: str, **body) -> dict:
    return {"kind": "mark_task", "dag_run_id": "r2", "task_id": task, "new_state": state} | body


def list_marks():
    for state in ("success", "failed", "skipped"):
        for task, up, down in product("bd", (False, True), (False, True)):
            body = {"include_upstream": up, "include_downstream": down}
            name = f"{task}-{state}-{word(up=up, down=down)}"
            yield case("mark", name, DIAMOND, [run(2, DIAMOND_FAILED)], mark(task, state, **body))
    for before, state in product(STATES, ("success", "failed")):
        runs = [run(2, {"a": before, "b": "upstream_failed", "c": "failed"}, state="running")]
        yield case("mark", f"from-{before or 'none'}-to-{state}", CHAIN, runs, mark("a", state))
    for run_state, state in product(("queued", "running", "success", "failed"), ("success", "failed")):
        runs = [run(2, {"a": "failed", "b": "upstream_failed", "c": "upstream_failed"}, state=run_state)]
        if state == "failed":
            runs[0]["tis"]["a"] = tries("success")
        yield case("mark", f"in-run-{run_state}-to-{state}", CHAIN, runs, mark("a", state))
    runs = [
        run(number, {"a": "failed", "b": "upstream_failed", "c": "success"}, state="failed") for number in (1, 2, 3)
    ]
    runs.append(run(4, {"a": None, "b": None, "c": None}, state="running"))
    for past, future, down in product((False, True), repeat=3):
        body = {"include_past": past, "include_future": future, "include_downstream": down}
        yield case(
            "mark", f"runs-{word(past=past, future=future, down=down)}", CHAIN, runs, mark("a", "success", **body)
        )
    offgrid = run(2, {"a": "failed", "b": None, "c": None}, type="manual", run_id="m")
    offgrid |= {"logical_date": "2025-06-02T07:00:00Z"}
    for past, future in ((True, False), (False, True)):
        body = {"include_past": past, "include_future": future}
        name = f"runs-{word(past=past, future=future)}-off-the-grid"
        yield case("mark", name, CHAIN, [*runs, offgrid], mark("a", "success", **body))
        dag = {"schedule": None}
        name = f"runs-{word(past=past, future=future)}-no-schedule"
        yield case("mark", name, CHAIN, [*runs, offgrid], mark("a", "success", **body), dag=dag)
    for state in ("running", "removed", "up_for_retry"):
        yield case("mark", f"refused-{state}", CHAIN, [run(2, {"a": None, "b": None, "c": None})], mark("a", state))


def list_mapped_marks():
    for index, up, down in product((None, 1), (False, True), (False, True)):
        body = {"include_upstream": up, "include_downstream": down} | ({} if index is None else {"map_index": index})
        name = f"{'whole' if index is None else index}-{word(up=up, down=down)}"
        yield case("mark-mapped", name, MAPPED, [run(2, MAPPED_TIS)], mark("m", "success", **body))
    yield case("mark-mapped", "beyond", MAPPED, [run(2, MAPPED_TIS)], mark("m", "success", map_index=7))
    tasks = [{"id": "u"}, {"id": "x", "group": "g", "up": ["u"]}, {"id": "y", "group": "g", "up": ["x"]}]
    tasks.append({"id": "v", "up": ["y"]})
    tis = {"u": "success", "x": "failed", "y": "upstream_failed", "v": "upstream_failed"}
    dag = {"groups": [{"id": "g"}]}
    for state, down in product(("success", "failed", "skipped"), (False, True)):
        action = {"kind": "mark_group", "dag_run_id": "r2", "group_id": "g", "new_state": state}
        action |= {"include_downstream": down}
        yield case("mark-group", f"{state}-{word(down=down)}", tasks, [run(2, tis)], action, dag=dag)


def list_setup_marks():
    tasks, _ = SETUPS["one"]
    for task, state in product(("s", "w1", "t"), ("success", "failed")):
        tis = {"s": "success", "w1": "failed", "w2": "upstream_failed", "t": "failed", "after": "upstream_failed"}
        for down in (False, True):
            name = f"{task}-{state}-{word(down=down)}"
            runs = [run(2, tis)]
            yield case("mark-setup", name, tasks, runs, mark(task, state, include_downstream=down))


def list_run_marks():
    tasks = [{"id": f"t{index}"} for index in range(len(STATES))]
    tis = {f"t{index}": state for index, state in enumerate(STATES)}
    for state, before in product(("success", "failed", "queued"), ("running", "queued", "success", "failed")):
        action = {"kind": "mark_run", "dag_run_id": "r2", "state": state}
        yield case("mark-run", f"{before}-to-{state}", tasks, [run(2, tis, state=before)], action)
    setup, _ = SETUPS["one"]
    for state, teardown in product(("success", "failed"), STATES):
        tis = {"s": "success", "w1": "running", "w2": None, "t": teardown, "after": None}
        action = {"kind": "mark_run", "dag_run_id": "r2", "state": state}
        name = f"teardown-{teardown or 'none'}-to-{state}"
        yield case("mark-run", name, setup, [run(2, tis, state="running")], action)
    for state in ("success", "failed"):
        tis = {"a": "success", "m[0]": "success", "m[1]": "running", "m[2]": None, "n": None}
        action = {"kind": "mark_run", "dag_run_id": "r2", "state": state}
        yield case("mark-run", f"mapped-to-{state}", MAPPED, [run(2, tis, state="running")], action)


def list_cases() -> list[dict]:
    parts = (list_marks, list_mapped_marks, list_setup_marks, list_run_marks)
    return [found for part in parts for found in part()]
