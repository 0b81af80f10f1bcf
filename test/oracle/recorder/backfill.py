"""Facts on backfills: the slots of a range, what becomes of runs that exist, refusals, and the order of starting."""

from __future__ import annotations

from itertools import product

from recorder import world

TASKS = [{"id": "a"}, {"id": "b", "up": ["a"]}]
# When the runs that exist were made.
CREATED = "2025-06-15T11:00:00Z"


def cron(expression: str, zone: str = "UTC", kind: str = "CronTrigger", **more) -> dict:
    return {"timetable": kind, "cron": expression, "timezone": zone} | more


DAILY = cron("0 0 * * *")
SPAN = cron("0 0 * * *", kind="CronDataInterval")


def day(number: int, clock: str = "00:00:00") -> str:
    return f"2025-06-{number:02d}T{clock}Z"


def request(start: str, end: str, **more) -> dict:
    asked = {"from_date": start, "to_date": end, "reverse": False, "reprocess": "none", "max_active_runs": 10}
    return asked | more


def case(group: str, name: str, schedule: dict | None, asked: dict, **more) -> dict:
    dag = {"id": "d", "schedule": schedule, "start_date": "2025-01-01T00:00:00Z"} | more.pop("dag", {})
    described = {"id": f"backfill-{group}-{name}", "group": group, "now": world.NOW} | more
    return described | {"dag": {"tasks": TASKS} | dag, "runs": more.get("runs", []), "backfill": asked}


RANGES = {
    "days": (day(3), day(5)),
    "one-moment": (day(3), day(3)),
    "inside-a-day": (day(3, "06:00:00"), day(3, "18:00:00")),
    "off-the-tick": (day(3, "00:00:01"), day(5, "23:59:59")),
    "up-to-now": (day(13), day(15, "12:00:00")),
    "into-the-future": (day(14), day(20)),
}


def list_slots():
    schedules = {
        "daily-trigger": DAILY,
        "daily-interval": SPAN,
        "six-hours-trigger": {"timetable": "DeltaTrigger", "delta_s": 21600},
        "six-hours-interval": {"timetable": "DeltaDataInterval", "delta_s": 21600},
        "trigger-with-interval": cron("0 0 * * *", interval_s=86400),
        "two-crons": {"timetable": "MultipleCronTrigger", "crons": ["0 6 * * *", "30 18 * * *"], "timezone": "UTC"},
        "preset-daily": {"timetable": "Preset", "preset": "@daily"},
    }
    for (name, schedule), (span, (start, end)) in product(schedules.items(), RANGES.items()):
        yield case("slots", f"{name}-{span}", schedule, request(start, end))
    shifts = {
        "new-york-spring": ("America/New_York", "2025-03-08T00:00:00Z", "2025-03-10T12:00:00Z"),
        "new-york-autumn": ("America/New_York", "2024-11-02T00:00:00Z", "2024-11-04T12:00:00Z"),
        "berlin-spring": ("Europe/Berlin", "2025-03-29T00:00:00Z", "2025-03-31T12:00:00Z"),
        "lord-howe-spring": ("Australia/Lord_Howe", "2024-10-04T00:00:00Z", "2024-10-06T12:00:00Z"),
        "kolkata": ("Asia/Kolkata", "2025-03-29T00:00:00Z", "2025-03-31T12:00:00Z"),
    }
    for shift, (zone, start, end) in shifts.items():
        for kind, (label, expression) in product(
            ("CronTrigger", "CronDataInterval"), {"midnight": "0 0 * * *", "half-past-two": "30 2 * * *"}.items()
        ):
            name = f"{shift}-{kind}-{label}"
            yield case("slots", name, cron(expression, zone, kind), request(start, end))
    for kind in ("CronTrigger", "CronDataInterval"):
        asked = request("2025-03-09T05:00:00Z", "2025-03-09T09:00:00Z")
        yield case("slots", f"hourly-over-a-gap-{kind}", cron("0 * * * *", "America/New_York", kind), asked)
        asked = request("2024-11-03T04:00:00Z", "2024-11-03T08:00:00Z")
        yield case("slots", f"hourly-over-a-fold-{kind}", cron("0 * * * *", "America/New_York", kind), asked)
        asked = request("2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z")
        yield case("slots", f"the-31st-{kind}", cron("0 0 31 * *", kind=kind), asked)
        yield case("slots", f"weekly-{kind}", cron("0 9 * * 1", kind=kind), request(day(1), day(14)))
    asked = request(day(3), day(5))
    yield case("slots", "before-the-dag-starts", DAILY, asked, dag={"start_date": day(10)})
    yield case("slots", "after-the-dag-ends", DAILY, asked, dag={"end_date": day(4)})
    yield case("slots", "no-start-date", DAILY, asked, dag={"start_date": None})
    yield case("slots", "catchup", DAILY, asked, dag={"catchup": True})
    yield case("slots", "reverse", DAILY, asked | {"reverse": True})
    yield case("slots", "range-with-zone", DAILY, request("2025-06-03T00:00:00+02:00", "2025-06-05T00:00:00+02:00"))


def list_refusals():
    past = {"tasks": [{"id": "a", "depends_on_past": True}]}
    asked = request(day(3), day(5))
    for reverse, reprocess in product((False, True), ("none", "failed", "completed")):
        name = f"depends-on-past-{reprocess}" + ("-reverse" if reverse else "")
        wanted = asked | {"reverse": reverse, "reprocess": reprocess}
        yield case("refusal", name, DAILY, wanted, dag=past)
    down = {"tasks": [{"id": "a", "wait_for_downstream": True}, {"id": "b", "up": ["a"]}]}
    yield case("refusal", "wait-for-downstream-reverse", DAILY, asked | {"reverse": True}, dag=down)
    yield case("refusal", "from-after-to", DAILY, request(day(5), day(3)))
    yield case("refusal", "all-in-the-future", DAILY, request(day(20), day(22)))
    yield case("refusal", "from-now", DAILY, request(world.NOW, day(22)))
    yield case("refusal", "empty-range", DAILY, request(day(3, "01:00:00"), day(3, "02:00:00")))
    yield case("refusal", "only-unfinished-interval", SPAN, request(day(15), day(15, "11:00:00")))
    for kind in ("Null", "Once", "Continuous"):
        dag = {"max_active_runs": 1} if kind == "Continuous" else {}
        yield case("refusal", f"schedule-{kind}", {"timetable": kind}, asked, dag=dag)
    for steps in ([], ["pause"], ["cancel"], ["finish", "complete"]):
        name = f"second-after-{'-'.join(steps) or 'nothing'}"
        yield case("refusal", name, DAILY, asked, steps=[*steps, "again"])


def existing(state: str, kind: str = "scheduled", number: int = 4, **more) -> dict:
    tis = {"success": ["success", "success"], "failed": ["failed", "upstream_failed"]}.get(state, [None, None])
    spec = {"run_id": f"{kind}__{number}", "type": kind, "logical_date": day(number), "state": state}
    spec |= {"tis": {"a": [tis[0], 1 if tis[0] else 0, 0], "b": [tis[1], 1 if tis[1] == "success" else 0, 0]}}
    if state != "queued":
        spec["started_at"] = day(number, "00:01:00")
    return spec | more


def list_reprocessing():
    for reprocess, state, kind in product(
        ("none", "failed", "completed"), ("queued", "running", "success", "failed"), ("scheduled", "manual", "backfill")
    ):
        if kind == "backfill" and state in ("queued", "running"):
            continue
        asked = request(day(3), day(5), reprocess=reprocess)
        yield case("reprocess", f"{reprocess}-{kind}-{state}", DAILY, asked, runs=[existing(state, kind)])
    for reprocess in ("none", "failed", "completed"):
        states = ("success", "failed", "running", "queued")
        runs = [existing(state, number=number) for number, state in enumerate(states, start=3)]
        for reverse in (False, True):
            asked = request(day(2), day(8), reprocess=reprocess, reverse=reverse)
            name = f"{reprocess}-four-states" + ("-reverse" if reverse else "")
            yield case("reprocess", name, DAILY, asked, runs=runs)
        offgrid = existing("failed", "manual") | {"logical_date": day(4, "07:00:00")}
        asked = request(day(3), day(5), reprocess=reprocess)
        yield case("reprocess", f"{reprocess}-manual-off-the-tick", DAILY, asked, runs=[offgrid])
        undated = existing("failed", "manual") | {"logical_date": None}
        yield case("reprocess", f"{reprocess}-manual-without-a-date", DAILY, asked, runs=[undated])
        span = existing("failed", number=4, data_interval_end=day(5))
        yield case("reprocess", f"{reprocess}-interval", SPAN, asked, runs=[span])
        partly = existing("failed") | {"tis": {"a": ["success", 2, 1], "b": ["failed", 3, 2]}}
        yield case("reprocess", f"{reprocess}-part-succeeded", DAILY, asked, runs=[partly])
        lingering = existing("failed") | {"tis": {"a": ["running", 1, 0], "b": [None, 0, 0]}}
        yield case("reprocess", f"{reprocess}-still-running-task", DAILY, asked, runs=[lingering])
    for name, dag in {"starts": {"start_date": day(4)}, "ends": {"end_date": day(4)}}.items():
        yield case("reprocess", f"range-beyond-where-the-dag-{name}", DAILY, request(day(3), day(5)), dag=dag)
    late = {"tasks": [{"id": "a", "start_date": day(4)}, {"id": "b", "up": ["a"]}]}
    yield case("reprocess", "range-before-a-task-starts", DAILY, request(day(3), day(5)), dag=late)
    asked = request(day(3), day(5), reprocess="completed", conf={"x": 1})
    yield case("reprocess", "conf", DAILY, asked, runs=[existing("failed")])
    runs = [existing(state, number=number) for number, state in enumerate(("running", "queued"), start=3)]
    yield case("reprocess", "all-in-flight", DAILY, request(day(3), day(4), reprocess="completed"), runs=runs)
    runs = [existing("success", number=number) for number in (3, 4)]
    yield case("reprocess", "all-exist", DAILY, request(day(3), day(4)), runs=runs, steps=["complete"])


def list_starts():
    for limit, reverse in product((1, 2, 3, 10), (False, True)):
        asked = request(day(2), day(7), max_active_runs=limit, reverse=reverse)
        name = f"{limit}-at-once" + ("-reverse" if reverse else "")
        steps = ["start", "finish", "start", "finish", "complete", "start"]
        yield case("start", name, DAILY, asked, steps=steps)
    for limit in (1, 2):
        asked = request(day(2), day(7), max_active_runs=2)
        normal = [existing("queued", number=number) for number in (10, 11, 12)]
        dag = {"max_active_runs": limit}
        yield case("start", f"beside-normal-runs-{limit}", DAILY, asked, runs=normal, steps=["start"], dag=dag)
        running = [existing("running", number=10), *normal[1:]]
        name = f"beside-a-running-run-{limit}"
        yield case("start", name, DAILY, asked, runs=running, steps=["start"], dag=dag)
    asked = request(day(2), day(5), max_active_runs=2)
    sequences = {
        "pause": ["start", "pause", "finish", "start", "unpause", "start"],
        "pause-first": ["pause", "start", "complete", "unpause", "start"],
        "pause-twice": ["pause", "pause"],
        "cancel-queued": ["cancel", "start", "complete"],
        "cancel-running": ["start", "cancel", "finish", "start", "complete"],
        "cancel-paused": ["pause", "cancel"],
        "cancel-twice": ["cancel", "cancel"],
        "cancel-completed": ["start", "finish", "start", "finish", "complete", "cancel"],
        "pause-cancelled": ["cancel", "pause"],
        "unpause-cancelled": ["cancel", "unpause"],
        "failed-runs-complete-too": ["start", "fail", "start", "fail", "complete"],
        "running-is-not-complete": ["start", "complete", "finish", "complete"],
        "dag-paused": ["pause_dag", "start", "unpause_dag", "start"],
        "unpause-running": ["start", "unpause"],
    }
    for name, steps in sequences.items():
        yield case("start", name, DAILY, asked, steps=steps)
    mixed = [existing("failed", number=3), existing("success", number=4)]
    asked = request(day(2), day(5), max_active_runs=1, reprocess="failed")
    yield case("start", "reprocessed-in-order", DAILY, asked, runs=mixed, steps=["start", "finish", "start"])
    reverse = asked | {"reverse": True}
    yield case("start", "reprocessed-in-reverse", DAILY, reverse, runs=mixed, steps=["start", "finish", "start"])
    yield case("start", "cancel-reprocessed", DAILY, asked, runs=mixed, steps=["start", "cancel"])
    past = {"tasks": [{"id": "a", "depends_on_past": True}]}
    asked = request(day(2), day(4), max_active_runs=3, reprocess="failed")
    yield case("start", "depends-on-past-starts-alike", DAILY, asked, dag=past, steps=["start"])


def list_cases() -> list[dict]:
    return [found for part in (list_slots, list_refusals, list_reprocessing, list_starts) for found in part()]


def decide(described: dict) -> dict:
    from airflow.utils.session import create_session

    from recorder.backfills import add_steps, create, plan

    world.empty_database()
    with create_session() as session:
        with world.frozen(CREATED):
            world.write_dags([described["dag"]])
            dag = world.read_dag("d", session)
            for spec in described["runs"]:
                world.create_run(dag, spec, session)
            session.commit()
        with world.frozen(described["now"]):
            if described["group"] == "slots":
                return plan(described["backfill"], session)
            result = create(described["backfill"], session)
            if "steps" in described:
                result = {"error": result.get("error"), "rows": result.get("rows")}
                result["steps"] = add_steps(described["steps"], described["backfill"], session)
            return result


def record() -> list[dict]:
    return [found | {"expected": decide(found)} for found in list_cases()]
