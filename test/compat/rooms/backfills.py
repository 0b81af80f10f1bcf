"""Backfills of a DAG with one run at a time."""

from datetime import datetime, timezone

from airflow_client.client import BackfillPostBody, ReprocessBehavior

from server import Server
from steps import Steps, equal, refused, true, until

DAG = "walk_daily"


def walk(server: Server, steps: Steps) -> None:
    api = server.backfill
    days = BackfillPostBody(
        dag_id=DAG,
        from_date=datetime(2026, 1, 3, tzinfo=timezone.utc),
        to_date=datetime(2026, 1, 5, tzinfo=timezone.utc),
        reprocess_behavior=ReprocessBehavior.COMPLETED,
    )
    many = BackfillPostBody(
        dag_id=DAG,
        from_date=datetime(2026, 2, 1, tzinfo=timezone.utc),
        to_date=datetime(2026, 4, 30, tzinfo=timezone.utc),
        reprocess_behavior=ReprocessBehavior.COMPLETED,
        max_active_runs=1,
    )

    # A walk that broke off may have left one; no DAG has two at once.
    for one in api.list_backfills(DAG, limit=100).backfills:
        if one.completed_at is None:
            api.cancel_backfill(one.id)

    with steps.step("a dry run names the dates and makes nothing"):
        page = api.create_backfill_dry_run(days)
        equal([one.logical_date.day for one in page.backfills], [3, 4, 5])
        equal(page.total_entries, 3)

    with steps.step("makes one, with its limit and its configuration"):
        made = api.create_backfill(days.model_copy(update={"max_active_runs": 2, "dag_run_conf": {"by": "walk"}}))
        equal((made.dag_id, made.max_active_runs, made.dag_run_conf, made.is_paused), (DAG, 2, {"by": "walk"}, False))
        true(isinstance(made.id, int), made.id)

    with steps.step("its runs succeed, and it is completed"):
        until(lambda: api.get_backfill(made.id), lambda one: one.completed_at is not None)
        found = {"run_type": ["backfill"], "order_by": ["logical_date"], "state": ["success"]}
        runs = until(lambda: server.dag_run.get_dag_runs(DAG, **found).dag_runs, lambda runs: len(runs) >= 3)
        equal([run.logical_date.day for run in runs if run.logical_date.month == 1], [3, 4, 5])
        equal(runs[0].conf, {"by": "walk"})

    with steps.step("a dry run that leaves alone what there is"):
        none = days.model_copy(update={"reprocess_behavior": ReprocessBehavior.NONE})
        equal(api.create_backfill_dry_run(none).total_entries, 0)

    with steps.step("a longer one; a second at the same time: 409"):
        long = api.create_backfill(many)
        refused(409, lambda: api.create_backfill(days))

    with steps.step("pauses it, and lets it go on"):
        equal(api.pause_backfill(long.id).is_paused, True)
        equal(api.get_backfill(long.id).is_paused, True)
        equal(api.unpause_backfill(long.id).is_paused, False)

    with steps.step("cancels it: it is completed, and what had not begun never will"):
        true(api.cancel_backfill(long.id).completed_at is not None)
        until(
            lambda: server.dag_run.get_dag_runs(DAG, run_type=["backfill"], state=["queued", "running"]),
            lambda page: page.total_entries == 0,
        )

    with steps.step("cancels it again, pauses what is over: 409"):
        refused(409, lambda: api.cancel_backfill(long.id))
        refused(409, lambda: api.pause_backfill(long.id))

    with steps.step("lists those of the DAG, newest first"):
        page = api.list_backfills(DAG, order_by=["-id"])
        equal([one.id for one in page.backfills][:2], [long.id, made.id])

    with steps.step("a backfill that there is not: 404"):
        refused(404, lambda: api.get_backfill(471147))
        refused(404, lambda: api.cancel_backfill(471147))

    with steps.step("of a DAG that there is not: 404; of one without a schedule: 422"):
        refused(404, lambda: api.create_backfill(days.model_copy(update={"dag_id": "nothing"})))
        refused((409, 422), lambda: api.create_backfill(days.model_copy(update={"dag_id": "walk_etl"})))

    with steps.step("an end before the beginning gives nothing"):
        turned = days.model_copy(update={"from_date": days.to_date, "to_date": days.from_date})
        answer = server.raw("POST", "/api/v2/backfills/dry_run", turned.model_dump(mode="json", exclude_none=True))
        true(answer[0] in (400, 422) or answer[1]["total_entries"] == 0, answer)
