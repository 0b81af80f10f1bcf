"""Triggering runs, waiting for them, and finding them again."""

import json

from airflow_client.client import DagRunState


from server import Server
from steps import Steps, equal, refused, true, until, within


def run_ids(page) -> list[str]:
    return [run.dag_run_id for run in page.dag_runs]


def is_over(runs) -> bool:
    return [run.state for run in runs] == ["success"]


def walk(server: Server, steps: Steps) -> None:
    path = "/api/v2/dags/walk_etl/dagRuns"
    first = f"walk_first_{server.mark}"
    dated = f"walk_dated_{server.mark}"

    with steps.step("triggers with a configuration"):
        server.trigger("walk_etl", "first", conf={"count": 4}, note="by a walk")
        run = server.dag_run.get_dag_run("walk_etl", first)
        equal(run.conf, {"count": 4})
        equal(run.run_type, "manual")
        equal(run.note, "by a walk")
        equal(run.triggered_by, "rest_api")
        equal(run.triggering_user_name, server.username)
        equal(run.logical_date, None)

    with steps.step("the run succeeds, and has begun before it ended"):
        run = server.until_ended("walk_etl", first)
        equal(run.state, "success")
        true(run.queued_at <= run.start_date <= run.end_date, (run.queued_at, run.start_date, run.end_date))
        true(abs(run.duration - (run.end_date - run.start_date).total_seconds()) < 0.01, run.duration)
        true(len(run.dag_versions) >= 1, run.dag_versions)

    with steps.step("the same id again: 409"):
        within("detail", refused(409, lambda: server.trigger("walk_etl", "first")))

    with steps.step("a body without logical_date: 422"):
        status, body = server.raw("POST", path, {"dag_run_id": f"walk_bare_{server.mark}"})
        equal(status, 422)
        within("logical_date", json.dumps(body))

    with steps.step("a field that there is not: 422"):
        equal(server.raw("POST", path, {"logical_date": None, "colour": "red"})[0], 422)

    with steps.step("a date without a zone: 422"):
        equal(server.raw("POST", path, {"logical_date": "2026-01-01T00:00:00"})[0], 422)

    with steps.step("a configuration that the params refuse: 400"):
        refused(400, lambda: server.trigger("walk_etl", "refused", conf={"count": 0}))

    with steps.step("a DAG that there is not: 404"):
        refused(404, lambda: server.trigger("nothing", "nowhere"))

    with steps.step("triggers for a date; the same date again: 409"):
        server.trigger("walk_etl", "dated", logical_date=server.unique_date)
        run = server.dag_run.get_dag_run("walk_etl", dated)
        equal(run.logical_date, server.unique_date)
        refused(409, lambda: server.trigger("walk_etl", "dated_again", logical_date=server.unique_date))

    with steps.step("an id is made for whoever gives none"):
        status, run = server.raw("POST", path, {"logical_date": None})
        equal(status, 200)
        nameless = run["dag_run_id"]
        true(nameless.startswith("manual__"), nameless)

    with steps.step("waits for the end, line by line, and brings what a task returned"):
        status, text = server.text("GET", f"{path}/{dated}/wait?interval=0.2&result=load")
        equal(status, 200)
        lines = [json.loads(line) for line in text.splitlines()]
        equal(lines[-1]["state"], "success")
        equal(lines[-1]["results"], {"load": "loaded 3"})

    with steps.step("the client waits too"):
        server.dag_run.wait_dag_run_until_finished("walk_etl", first, interval=0.2)

    # Lists may be a moment behind what is asked of one run.
    for one in (first, dated, nameless):
        until(lambda name=one: server.dag_run.get_dag_runs("walk_etl", run_id_prefix_pattern=name).dag_runs, is_over)

    with steps.step("the runs of a DAG, newest first, in pages"):
        page = server.dag_run.get_dag_runs("walk_etl", order_by=["-run_after"], limit=2)
        equal(len(page.dag_runs), 2)
        true(page.dag_runs[0].run_after >= page.dag_runs[1].run_after)
        rest = server.dag_run.get_dag_runs("walk_etl", order_by=["-run_after"], limit=2, offset=2)
        equal(set(run_ids(page)) & set(run_ids(rest)), set())

    with steps.step("runs by state and type"):
        page = server.dag_run.get_dag_runs("walk_etl", state=["success"], run_type=["manual"])
        within(first, run_ids(page))
        true(all(run.state == "success" for run in page.dag_runs))
        equal(server.dag_run.get_dag_runs("walk_etl", run_type=["backfill"]).total_entries, 0)

    with steps.step("runs by pattern, user and dates"):
        equal(run_ids(server.dag_run.get_dag_runs("walk_etl", run_id_pattern=f"%first_{server.mark}")), [first])
        equal(run_ids(server.dag_run.get_dag_runs("walk_etl", run_id_prefix_pattern=f"walk_first_{server.mark}")), [first])
        found = server.dag_run.get_dag_runs("walk_etl", triggering_user_name_pattern=server.username, limit=100)
        within(first, run_ids(found))
        same = server.dag_run.get_dag_runs(
            "walk_etl", logical_date_gte=server.unique_date, logical_date_lte=server.unique_date
        )
        equal(run_ids(same), [dated])

    with steps.step("runs by what their configuration contains"):
        within(first, run_ids(server.dag_run.get_dag_runs("walk_etl", conf_contains="count", limit=100)))
        equal(server.dag_run.get_dag_runs("walk_etl", conf_contains="no such words").total_entries, 0)

    with steps.step("runs of all DAGs by ~"):
        page = server.dag_run.get_dag_runs("~", order_by=["-id"], limit=100)
        within(first, run_ids(page))

    with steps.step("runs by cursor: every one once"):
        seen = read_by_cursor(server)
        equal(len(seen), len(set(seen)))
        within(first, seen)
        within(dated, seen)

    with steps.step("runs by a list in the body"):
        _, page = server.raw("POST", "/api/v2/dags/~/dagRuns/list", {"dag_ids": ["walk_etl"], "states": ["success"]})
        within(first, [run["dag_run_id"] for run in page["dag_runs"]])

    with steps.step("an order and a state that there are not: 400 and 422"):
        refused(400, lambda: server.dag_run.get_dag_runs("walk_etl", order_by=["nothing"]))
        refused((400, 422), lambda: server.dag_run.get_dag_runs("walk_etl", state=["nothing"]))

    with steps.step("a run that there is not: 404"):
        refused(404, lambda: server.dag_run.get_dag_run("walk_etl", "nothing"))

    with steps.step("how many runs of each state"):
        page = server.dag_stats.get_dag_stats(dag_ids=["walk_etl"])
        counts = {entry.state: entry.count for entry in page.dags[0].stats}
        true(counts["success"] >= 2, counts)

    with steps.step("DAGs by the state of their last run"):
        found = server.dag.get_dags(last_dag_run_state=DagRunState.SUCCESS, limit=100)
        within("walk_etl", [dag.dag_id for dag in found.dags])


def read_by_cursor(server: Server) -> list[str]:
    seen: list[str] = []
    path = "/api/v2/dags/walk_etl/dagRuns?limit=2&order_by=-run_after&cursor="
    while True:
        _, page = server.raw("GET", path)
        seen += [run["dag_run_id"] for run in page["dag_runs"]]
        if not page["next_cursor"]:
            return seen
        path = f"/api/v2/dags/walk_etl/dagRuns?limit=2&order_by=-run_after&cursor={page['next_cursor']}"
