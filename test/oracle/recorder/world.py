"""Builds DAGs, runs and task instances of the real Airflow from the neutral description that a case holds."""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

NOW = "2025-06-15T12:00:00Z"
BUNDLE = "recorder"
# Tables that hold what is no part of a case.
KEPT_TABLES = {"log_template", "dag_bundle", "job", "alembic_version"}


def prepare_airflow() -> None:
    """Points Airflow at a database of its own; must run before the first import of airflow."""
    home = tempfile.mkdtemp(prefix="airflow-recorder-")
    os.environ["AIRFLOW_HOME"] = home
    os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"sqlite:///{home}/airflow.db"
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"
    from airflow.models.dagbundle import DagBundleModel
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session

    initdb()
    with create_session() as session:
        session.add(DagBundleModel(name=BUNDLE))


def empty_database() -> None:
    """Takes away what the case before left, pools included."""
    from airflow.models.base import Base
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session

    with create_session() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in KEPT_TABLES:
                session.execute(table.delete())
        session.add(Pool(pool="default_pool", slots=128, include_deferred=False))


def parse_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def write_time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return re.sub(r"\.\d+Z$", "Z", text)


@contextmanager
def frozen(now: str = NOW):
    import time_machine

    with time_machine.travel(parse_time(now), tick=False):
        yield


def build_timetable(spec: dict | None):
    """The timetable of `schedule`; the words are those of timetable.json."""
    from airflow.sdk import (
        CronDataIntervalTimetable,
        CronTriggerTimetable,
        DeltaDataIntervalTimetable,
        DeltaTriggerTimetable,
        MultipleCronTriggerTimetable,
    )

    if spec is None:
        return None
    kind = spec["timetable"]
    zone = spec.get("timezone", "UTC")
    if kind == "CronDataInterval":
        return CronDataIntervalTimetable(spec["cron"], timezone=zone)
    if kind == "CronTrigger":
        interval = timedelta(seconds=spec.get("interval_s", 0))
        return CronTriggerTimetable(spec["cron"], timezone=zone, interval=interval)
    if kind == "MultipleCronTrigger":
        return MultipleCronTriggerTimetable(*spec["crons"], timezone=zone)
    if kind == "DeltaDataInterval":
        return DeltaDataIntervalTimetable(timedelta(seconds=spec["delta_s"]))
    if kind == "DeltaTrigger":
        return DeltaTriggerTimetable(timedelta(seconds=spec["delta_s"]))
    return {"Once": "@once", "Continuous": "@continuous", "Preset": spec.get("preset"), "Null": None}[kind]


OPTIONS = (
    "depends_on_past",
    "wait_for_downstream",
    "ignore_first_depends_on_past",
    "wait_for_past_depends_before_skipping",
    "retries",
    "pool",
    "pool_slots",
    "priority_weight",
    "weight_rule",
    "max_active_tis_per_dag",
    "max_active_tis_per_dagrun",
)


def build_dag(spec: dict):
    """An SDK DAG of `spec`; see README.md for its fields."""
    from airflow.sdk import DAG

    options = {
        name: spec[name] for name in ("catchup", "max_active_tasks", "max_active_runs", "fail_fast") if name in spec
    }
    dag = DAG(
        spec["id"],
        schedule=build_timetable(spec.get("schedule")),
        start_date=parse_time(spec.get("start_date", "2025-06-01T00:00:00Z")),
        end_date=parse_time(spec.get("end_date")),
        **options,
    )
    with dag:
        add_tasks(spec)
    return dag


def add_tasks(spec: dict) -> None:
    from airflow.sdk import TaskGroup, task_group

    made: dict[str, object] = {}
    groups = {group["id"]: group for group in spec.get("groups", [])}
    grouped: dict[str, list[dict]] = {}
    for task in spec["tasks"]:
        if task.get("group"):
            grouped.setdefault(task["group"], []).append(task)
        else:
            made[task["id"]] = make_task(task)
    for group_id, tasks in grouped.items():
        length = groups.get(group_id, {}).get("expand")
        if length is None:
            with TaskGroup(group_id, prefix_group_id=False):
                made.update({task["id"]: make_task(task) for task in tasks})
        else:

            @task_group(group_id=group_id, prefix_group_id=False)
            def body(item):
                made.update({task["id"]: make_task(task, item) for task in tasks})

            body.expand(item=list(range(length)))
    for task in spec["tasks"]:
        for upstream in task.get("up", []):
            made[upstream].set_downstream(made[task["id"]])
    for task in spec["tasks"]:
        mark_setup_or_teardown(task, made)


def mark_setup_or_teardown(task: dict, made: dict) -> None:
    if task.get("setup"):
        made[task["id"]].as_setup()
    if "teardown" in task:
        setups = [made[name] for name in task["teardown"]]
        made[task["id"]].as_teardown(
            setups=setups or None, on_failure_fail_dagrun=task.get("on_failure_fail_dagrun", False)
        )


def make_task(task: dict, item: object = None):
    from recorder.operators import Branch, Work

    kind = Branch if task.get("kind") == "branch" else Work
    options = {name: task[name] for name in OPTIONS if name in task}
    if "rule" in task:
        options["trigger_rule"] = task["rule"]
    if "start_date" in task:
        options["start_date"] = parse_time(task["start_date"])
    if "expand" in task:
        return kind.partial(task_id=task["id"], **options).expand(item=list(range(task["expand"])))
    return kind(task_id=task["id"], item=item, **options)


def write_dags(specs: list[dict]) -> None:
    """Writes the DAGs to the database as the DAG processor does."""
    from airflow.models.dag import DagModel
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.serialization.definitions.dag import SerializedDAG
    from airflow.serialization.serialized_objects import LazyDeserializedDAG
    from airflow.utils.session import create_session

    with create_session() as session:
        for spec in specs:
            dag = build_dag(spec)
            SerializedDAG.bulk_write_to_db(BUNDLE, None, [dag], session=session)
            SerializedDagModel.write_dag(LazyDeserializedDAG.from_dag(dag), bundle_name=BUNDLE, session=session)
            model = session.get(DagModel, spec["id"])
            model.is_paused = spec.get("paused", False)
        session.flush()


def read_dag(dag_id: str, session):
    from airflow.models.serialized_dag import SerializedDagModel

    return session.scalar(SerializedDagModel.latest_item_select_object(dag_id)).dag


def create_run(dag, spec: dict, session):
    """A run in the state that `spec` gives; its instances exist as `spec["tis"]` says, all of them with no `tis`."""
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    kind = DagRunType(spec.get("type", "scheduled"))
    date = parse_time(spec.get("logical_date"))
    interval = None if date is None else (date, parse_time(spec.get("data_interval_end")) or date)
    run = dag.create_dagrun(
        run_id=spec["run_id"],
        logical_date=date,
        data_interval=interval,
        run_after=parse_time(spec.get("run_after")) or (interval[1] if interval else parse_time(NOW)),
        run_type=kind,
        triggered_by=DagRunTriggeredByType.TEST,
        state=DagRunState(spec.get("state", "running")),
        start_date=parse_time(spec.get("started_at")),
        session=session,
    )
    session.flush()
    if "tis" in spec:
        set_instances(run, spec["tis"], session)
    return run


def set_instances(run, states: dict, session) -> None:
    """`states` maps `task` or `task[index]` to a state or to [state, try_number, max_tries]; others are deleted."""
    wanted = {parse_key(key): value for key, value in states.items()}
    existing = {(ti.task_id, ti.map_index): ti for ti in run.get_task_instances(session=session)}
    for key, ti in existing.items():
        if key not in wanted:
            session.delete(ti)
    session.flush()
    for (task_id, index), value in wanted.items():
        ti = existing.get((task_id, index))
        if ti is None:
            task = run.dag.get_task(task_id) if run.dag.has_task(task_id) else None
            ti = make_instance(run, task_id, index, task)
            session.add(ti)
        values = value if isinstance(value, list) else [value]
        ti.state = values[0]
        # Long over, so that no retry has still to wait.
        ti.start_date = ti.end_date = None if values[0] is None else parse_time("2025-06-01T00:00:00Z")
        if len(values) > 1:
            ti.try_number, ti.max_tries = values[1], values[2]
    session.flush()
    session.expire_all()


def make_instance(run, task_id: str, index: int, task):
    """An instance beyond what the DAG of today gives: another map index, or a task that is gone."""
    from airflow.models.taskinstance import TaskInstance

    if task is not None:
        return TaskInstance(task, run_id=run.run_id, map_index=index, dag_version_id=run.created_dag_version_id)
    other = next(iter(run.dag.tasks))
    ti = TaskInstance(other, run_id=run.run_id, map_index=index, dag_version_id=run.created_dag_version_id)
    ti.task_id = task_id
    return ti


def parse_key(key: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+)\[(\d+)\]", key)
    return (match[1], int(match[2])) if match else (key, -1)


def write_key(ti) -> str:
    return ti.task_id if ti.map_index < 0 else f"{ti.task_id}[{ti.map_index}]"


def write_state(state) -> str | None:
    return None if state is None else str(getattr(state, "value", state))


def write_file(path: str, header: dict, cases: list[dict]) -> None:
    """One case a line, so that a diff shows which cases changed."""
    lines = [json.dumps(case, separators=(",", ":")) for case in cases]
    head = ",\n".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in header.items())
    with open(path, "w", encoding="utf-8") as file:
        file.write("{" + head + ',\n"cases":[\n' + ",\n".join(lines) + "\n]}\n")


def check_unique(cases: list[dict]) -> list[dict]:
    ids = [case["id"] for case in cases]
    doubles = {name for name in ids if ids.count(name) > 1}
    if doubles:
        raise ValueError(f"cases of the same id: {sorted(doubles)}")
    return cases
