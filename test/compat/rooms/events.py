"""Who did what: everything of the day is in the log of events."""

from datetime import datetime, timedelta, timezone

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    api = server.event_log
    key = f"walk_events_{server.mark}"
    began = datetime.now(timezone.utc) - timedelta(seconds=5)
    server.raw("POST", "/api/v2/variables", {"key": key, "value": "1"})
    server.raw("DELETE", f"/api/v2/variables/{key}")
    run_id = server.trigger("walk_etl", "events")

    with steps.step("the newest first, in pages"):
        page = api.get_event_logs(order_by=["-when"], limit=3)
        equal(len(page.event_logs), 3)
        true(page.event_logs[0].when >= page.event_logs[2].when)
        true(page.total_entries > 3)

    with steps.step("a trigger, by DAG and run"):
        page = api.get_event_logs(dag_id="walk_etl", run_id=run_id, event="trigger_dag_run")
        equal(page.total_entries, 1)
        equal((page.event_logs[0].owner, page.event_logs[0].event), (server.username, "trigger_dag_run"))

    with steps.step("by owner, and by one that there is not"):
        true(api.get_event_logs(owner=server.username, limit=1).total_entries > 0)
        equal(api.get_event_logs(owner="nobody").total_entries, 0)

    with steps.step("since then, and before"):
        true(api.get_event_logs(after=began).total_entries >= 3)
        old = datetime(2020, 1, 1, tzinfo=timezone.utc)
        equal(api.get_event_logs(before=old).total_entries, 0)

    with steps.step("some events, and all but some"):
        page = api.get_event_logs(included_events=["post_variable", "delete_variable"], after=began, limit=100)
        equal({one.event for one in page.event_logs}, {"post_variable", "delete_variable"})
        page = api.get_event_logs(excluded_events=["post_variable"], after=began, limit=100)
        equal("post_variable" in {one.event for one in page.event_logs}, False)

    with steps.step("by patterns"):
        true(api.get_event_logs(dag_id_pattern="walk_e%", limit=1).total_entries > 0)
        true(api.get_event_logs(event_pattern="%variable%", after=began).total_entries >= 2)

    with steps.step("one, and one that there is not"):
        first = api.get_event_logs(limit=1, order_by=["-when"]).event_logs[0]
        equal(api.get_event_log(first.event_log_id).event, first.event)
        refused(404, lambda: api.get_event_log(471147471))

    with steps.step("an order that there is not: 400"):
        refused(400, lambda: api.get_event_logs(order_by=["nothing"]))

    with steps.step("no secret is in it"):
        server.raw("POST", "/api/v2/variables", {"key": f"{key}_password", "value": "hunter2secret"})
        server.raw("DELETE", f"/api/v2/variables/{key}_password")
        page = api.get_event_logs(after=began, limit=100)
        equal("hunter2secret" in page.to_json(), False)
        within("post_variable", {one.event for one in page.event_logs})
