"""What cases of clearing and marking have in common: graphs, runs, and the look at what changed."""

from __future__ import annotations

from recorder import world

STATES = [
    None, "scheduled", "queued", "running", "success", "failed", "skipped", "upstream_failed", "removed",
    "restarting", "up_for_retry", "up_for_reschedule", "deferred", "awaiting_input",
]  # fmt: skip
DAY = {"timetable": "CronTrigger", "cron": "0 0 * * *", "timezone": "UTC"}
# When the runs were made, before what is done to them at world.NOW.
CREATED = "2025-06-15T11:00:00Z"
DIAMOND = [
    {"id": "a"},
    {"id": "b", "up": ["a"]},
    {"id": "c", "up": ["a"]},
    {"id": "d", "up": ["b", "c"]},
    {"id": "e", "up": ["d"]},
    {"id": "z"},
]
DIAMOND_FAILED = {
    "a": "success", "b": "failed", "c": "success", "d": "upstream_failed", "e": "upstream_failed", "z": "success",
}  # fmt: skip


def tries(state: str | None, retries: int = 0) -> list:
    """A first try, as far as the state has begun one."""
    return [state, 0 if state in (None, "upstream_failed", "skipped", "removed") else 1, retries]


def run(number: int, tis: dict, **more) -> dict:
    described = {key: value if isinstance(value, list) else tries(value) for key, value in tis.items()}
    spec = {"run_id": f"r{number}", "type": "scheduled", "logical_date": f"2025-06-{number:02d}T00:00:00Z"}
    spec |= {"state": "failed", "started_at": f"2025-06-{number:02d}T00:01:00Z"} | more
    return spec | {"tis": described}


def case(group: str, name: str, tasks: list[dict], runs: list[dict], action: dict, **more) -> dict:
    described = {"id": "d", "schedule": DAY} | more.pop("dag", {}) | {"tasks": tasks}
    return {"id": f"clear-{group}-{name}", "group": group, "dag": described} | more | {"runs": runs, "action": action}


def word(**flags) -> str:
    return "-".join(name for name, value in flags.items() if value) or "plain"


CHAIN = [{"id": "a"}, {"id": "b", "up": ["a"]}, {"id": "c", "up": ["b"]}]
MAPPED = [
    {"id": "a"},
    {"id": "m", "up": ["a"], "expand": 3},
    {"id": "n", "up": ["m"]},
]
MAPPED_TIS = {"a": "success", "m[0]": "success", "m[1]": "failed", "m[2]": "failed", "n": "upstream_failed"}
SETUPS = {
    "one": (
        [
            {"id": "s", "setup": True},
            {"id": "w1", "up": ["s"]},
            {"id": "w2", "up": ["w1"]},
            {"id": "t", "up": ["w2"], "teardown": ["s"]},
            {"id": "after", "up": ["w2"]},
        ],
        ["s", "w1", "w2", "t", "after"],
    ),
    "two": (
        [
            {"id": "s1", "setup": True},
            {"id": "s2", "setup": True},
            {"id": "w1", "up": ["s1"]},
            {"id": "w2", "up": ["s2", "w1"]},
            {"id": "t1", "up": ["w2"], "teardown": ["s1"]},
            {"id": "t2", "up": ["w2"], "teardown": ["s2"]},
        ],
        ["s1", "w1", "w2", "t2"],
    ),
    "nested": (
        [
            {"id": "outer", "setup": True},
            {"id": "inner", "setup": True, "up": ["outer"]},
            {"id": "w", "up": ["inner"]},
            {"id": "end", "up": ["w"], "teardown": ["inner"]},
            {"id": "last", "up": ["end"], "teardown": ["outer"]},
            {"id": "free"},
        ],
        ["outer", "inner", "w", "end", "free"],
    ),
    "alone": (
        [
            {"id": "s", "setup": True},
            {"id": "w", "up": ["s"]},
            {"id": "x", "up": ["w"], "teardown": []},
        ],
        ["s", "w", "x"],
    ),
}


def decide(described: dict) -> dict:
    """Does the action through the functions of Airflow's API and tells what is otherwise than before."""
    from airflow.utils.session import create_session
    from fastapi import HTTPException
    from pydantic import ValidationError

    from recorder.actions import act

    with create_session() as session, world.frozen():
        with world.frozen(CREATED):
            prepare(described, session)
        before = look(session)
        try:
            affected = act(described["action"], session)
            session.commit()
        except HTTPException as error:
            session.rollback()
            return {"status": error.status_code}
        except ValidationError:
            return {"status": 422}
        session.expire_all()
        return {"status": 200} | affected | {"changed": find_changes(before, look(session))}


def prepare(described: dict, session) -> None:
    world.empty_database()
    world.write_dags([described["dag"]])
    dag = world.read_dag("d", session)
    for spec in described["runs"]:
        world.create_run(dag, spec, session)
    session.commit()
    if "later" in described:
        world.write_dags([described["later"]])
    session.expire_all()


def look(session) -> dict:
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    seen = {}
    for run in session.scalars(select(DagRun)):
        tis = {
            world.write_key(ti): [world.write_state(ti.state), ti.try_number, ti.max_tries]
            for ti in sorted(run.get_task_instances(session=session), key=world.write_key)
        }
        seen[run.run_id] = {
            "state": world.write_state(run.state),
            "clear_number": run.clear_number,
            "queued_at": world.write_time(run.queued_at),
            "start_date": world.write_time(run.start_date),
            "end_date": world.write_time(run.end_date),
            "tis": tis,
        }
    return seen


def find_changes(before: dict, after: dict) -> dict:
    """By run, the fields that differ, with their new values."""
    changes = {}
    for run_id, new in after.items():
        old = before[run_id]
        changed = {key: value for key, value in new.items() if key != "tis" and value != old[key]}
        tis = {key: value for key, value in new["tis"].items() if value != old["tis"].get(key)}
        if tis:
            changed["tis"] = tis
        if changed:
            changes[run_id] = changed
    return changes
