"""Facts on latest_only: which of the tasks behind it go on, by schedule, kind of run and moment."""

from __future__ import annotations

from recorder import world

DAY = {"timetable": "CronTrigger", "cron": "0 0 * * *", "timezone": "UTC"}
DAY_8 = "2025-06-08T00:00:00Z"
HOUR = {"timetable": "CronTrigger", "cron": "0 * * * *", "timezone": "UTC"}
SPAN = {"timetable": "CronDataInterval", "cron": "0 0 * * *", "timezone": "America/New_York"}


def list_cases() -> list[dict]:
    """A branch before `next` and `more`: which of them go on at `now`."""
    found = []
    schedules = {
        "daily-trigger": (DAY, DAY_8, DAY_8),
        "hourly-trigger": (HOUR, "2025-06-08T03:00:00Z", "2025-06-08T03:00:00Z"),
        "daily-interval": (SPAN, "2025-06-08T04:00:00Z", "2025-06-09T04:00:00Z"),
        "dst-interval": (SPAN, "2025-03-08T05:00:00Z", "2025-03-09T05:00:00Z"),
        "delta-interval": ({"timetable": "DeltaDataInterval", "delta_s": 21600}, DAY_8, "2025-06-08T06:00:00Z"),
        "delta-trigger": ({"timetable": "DeltaTrigger", "delta_s": 21600}, DAY_8, DAY_8),
        "no-schedule": (None, DAY_8, DAY_8),
        "once": ({"timetable": "Once"}, DAY_8, DAY_8),
    }
    for name, (schedule, start, end) in schedules.items():
        for kind in ("scheduled", "backfill", "manual"):
            for label, now in list_moments(start, end):
                if kind != "scheduled" and label not in ("long-after", "at-end"):
                    continue
                dag = {"id": "d", "schedule": schedule, "start_date": "2025-01-01T00:00:00Z"}
                dag["tasks"] = [{"id": "latest", "kind": "latest_only"}]
                dag["tasks"] += [{"id": "next", "up": ["latest"]}, {"id": "more", "up": ["next"]}]
                spec = {"run_id": "r", "type": kind, "logical_date": start, "data_interval_end": end}
                found.append(
                    {
                        "id": f"past-latest-only-{name}-{kind}-{label}",
                        "group": "latest-only",
                        "now": now,
                        "dag": dag,
                        "runs": [spec],
                    }
                )
    return found


def list_moments(start: str, end: str):
    from datetime import timedelta

    first, last = world.parse_time(start), world.parse_time(end)
    step = timedelta(hours=1)
    moments = {
        "before-start": first - step,
        "at-start": first,
        "at-end": last,
        "one-second-after-end": last + timedelta(seconds=1),
        "an-hour-after-end": last + step,
        "six-hours-after-end": last + 6 * step,
        "six-hours-and-a-second": last + 6 * step + timedelta(seconds=1),
        "23-hours-after-end": last + 23 * step,
        "24-hours-after-end": last + 24 * step,
        "24-hours-and-a-second": last + 24 * step + timedelta(seconds=1),
        "long-after": last + 100 * 24 * step,
    }
    return [(label, world.write_time(moment)) for label, moment in moments.items()]


def decide(described: dict) -> dict:
    from types import SimpleNamespace

    from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
    from airflow.sdk import DAG

    from recorder.operators import Work

    spec = described["dag"]
    run = described["runs"][0]
    with DAG("d", schedule=world.build_timetable(spec["schedule"]), start_date=world.parse_time(spec["start_date"])):
        latest = LatestOnlyOperator(task_id="latest")
        latest >> Work(task_id="next") >> Work(task_id="more")
    dag_run = SimpleNamespace(
        run_type=run["type"],
        logical_date=world.parse_time(run["logical_date"]),
        run_after=world.parse_time(run["data_interval_end"]),
        data_interval_start=world.parse_time(run["logical_date"]),
        data_interval_end=world.parse_time(run["data_interval_end"]),
    )
    with world.frozen(described["now"]):
        followed = latest.choose_branch({"dag_run": dag_run})
    return {"followed": sorted(followed)}


def record() -> list[dict]:
    return [found | {"expected": decide(found)} for found in list_cases()]
