"""Calls the functions of Airflow that plan, make, pause, cancel and finish backfills."""

from __future__ import annotations

from recorder import world


def write_info(info) -> list[str | None]:
    moments = (info.logical_date, info.data_interval.start, info.data_interval.end, info.run_after)
    return [world.write_time(moment) for moment in moments]


def plan(asked: dict, session) -> dict:
    """The slots of a range, before any look at runs that exist."""
    from airflow.models.backfill import _get_info_list

    infos = _get_info_list(
        dag=world.read_dag("d", session),
        from_date=world.parse_time(asked["from_date"]),
        to_date=world.parse_time(asked["to_date"]),
        reverse=asked["reverse"],
    )
    return {"slots": [write_info(info) for info in infos]}


def read_arguments(asked: dict) -> dict:
    from airflow.models.backfill import ReprocessBehavior

    return {
        "dag_id": "d",
        "from_date": world.parse_time(asked["from_date"]),
        "to_date": world.parse_time(asked["to_date"]),
        "reverse": asked["reverse"],
        "dag_run_conf": asked.get("conf"),
        "reprocess_behavior": ReprocessBehavior(asked["reprocess"]),
    }


def create(asked: dict, session) -> dict:
    from airflow.exceptions import AirflowException
    from airflow.models.backfill import _create_backfill

    result = {"dry_run": try_dry_run(asked, session)}
    before = look(session)
    session.commit()
    try:
        _create_backfill(
            **read_arguments(asked),
            max_active_runs=asked["max_active_runs"],
            triggering_user_name="recorder",
            run_on_latest_version=True,
        )
    except (AirflowException, ValueError) as error:
        return result | {"error": type(error).__name__}
    session.expire_all()
    return result | {"rows": list_rows(session), "runs": find_changes(before, look(session))}


def try_dry_run(asked: dict, session) -> list | dict:
    from airflow.exceptions import AirflowException
    from airflow.models.backfill import _do_dry_run

    try:
        infos = list(_do_dry_run(**read_arguments(asked), session=session))
    except (AirflowException, ValueError) as error:
        return {"error": type(error).__name__}
    return [world.write_time(info.logical_date) for info in infos]


def list_rows(session) -> list[list]:
    """One row for each slot: its place, its logical date, its run, and the reason where there is none."""
    from airflow.models.backfill import BackfillDagRun
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    rows = []
    for row in session.scalars(select(BackfillDagRun).order_by(BackfillDagRun.id)):
        run = session.get(DagRun, row.dag_run_id) if row.dag_run_id else None
        reason = world.write_state(row.exception_reason)
        rows.append([row.sort_ordinal, world.write_time(row.logical_date), run.run_id if run else None, reason])
    return rows


def look(session) -> dict:
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    seen = {}
    for run in session.scalars(select(DagRun).order_by(DagRun.id)):
        seen[run.run_id] = {
            "type": world.write_state(run.run_type),
            "state": world.write_state(run.state),
            "logical_date": world.write_time(run.logical_date),
            "data_interval_start": world.write_time(run.data_interval_start),
            "data_interval_end": world.write_time(run.data_interval_end),
            "run_after": world.write_time(run.run_after),
            "queued_at": world.write_time(run.queued_at),
            "start_date": world.write_time(run.start_date),
            "triggered_by": world.write_state(run.triggered_by),
            "clear_number": run.clear_number,
            "conf": run.conf or {},
            "in_backfill": run.backfill_id is not None,
            "tis": {
                world.write_key(ti): [world.write_state(ti.state), ti.try_number, ti.max_tries]
                for ti in sorted(run.get_task_instances(session=session), key=world.write_key)
            },
        }
    return seen


def find_changes(before: dict, after: dict) -> dict:
    """A new run whole, an old one with the fields that differ."""
    changes = {}
    for run_id, new in after.items():
        old = before.get(run_id, {})
        changed = {key: value for key, value in new.items() if value != old.get(key, value if old else None)}
        if changed:
            changes[run_id] = changed
    return changes


def add_steps(steps: list[str], asked: dict, session) -> list[dict]:
    """After each step the state of the backfill, and of those runs whose state changed."""
    results = []
    known = read_states(session)
    for step in steps:
        outcome = do_step(step, asked, session)
        session.commit()
        session.expire_all()
        states = read_states(session)
        changed = {run_id: state for run_id, state in states.items() if known.get(run_id) != state}
        results.append({"step": step} | outcome | look_at_backfill(session) | {"changed": changed})
        known = states
    return results


def read_states(session) -> dict:
    session.expire_all()
    return {run_id: run["state"] for run_id, run in look(session).items()}


def look_at_backfill(session) -> dict:
    from airflow.models.backfill import Backfill
    from sqlalchemy import select

    first = session.scalars(select(Backfill).order_by(Backfill.id)).first()
    if first is None:
        return {}
    return {"paused": bool(first.is_paused), "completed": first.completed_at is not None}


def do_step(step: str, asked: dict, session) -> dict:
    from airflow.models.dag import DagModel
    from fastapi import HTTPException

    if step in ("pause", "unpause", "cancel"):
        try:
            call_route(step, session)
        except HTTPException as error:
            return {"status": error.status_code}
        return {"status": 200}
    if step in ("pause_dag", "unpause_dag"):
        session.get(DagModel, "d").is_paused = step == "pause_dag"
    elif step in ("finish", "fail"):
        end_running_runs("success" if step == "finish" else "failed", session)
    elif step == "again":
        answer = create(asked, session)
        return {"error": answer.get("error")}
    else:
        run_scheduler(step, session)
    return {}


def call_route(step: str, session) -> None:
    from airflow.api_fastapi.core_api.routes.public import backfills
    from airflow.models.backfill import Backfill
    from sqlalchemy import select

    backfill = session.scalars(select(Backfill).order_by(Backfill.id)).first()
    getattr(backfills, f"{step}_backfill")(backfill.id, session)


def end_running_runs(state: str, session) -> None:
    """`finish` and `fail` end every running run; with no run started, the queued ones."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.state import DagRunState
    from sqlalchemy import select

    runs = list(session.scalars(select(DagRun).where(DagRun.state == DagRunState.RUNNING)))
    for run in runs or session.scalars(select(DagRun).where(DagRun.state == DagRunState.QUEUED)):
        run.state = DagRunState(state)


def run_scheduler(step: str, session) -> None:
    from recorder.pools import make_runner

    runner = make_runner(32)
    if step == "start":
        runner._start_queued_dagruns(session)
    elif step == "complete":
        runner._mark_backfills_complete(session=session)
    else:
        raise ValueError(f"no such step: {step}")
