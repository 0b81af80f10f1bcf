"""What tasks said."""

import json

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    etl = server.trigger("walk_etl", "logs", conf={"count": 5})
    fails = server.trigger("walk_fails", "logs")
    flaky = server.trigger("walk_flaky", "logs")
    path = f"/api/v2/dags/walk_etl/dagRuns/{etl}/taskInstances/extract/logs/1"
    server.until_ended("walk_etl", etl)

    with steps.step("the log as JSON, by the client"):
        log = server.task_instance.get_log("walk_etl", etl, "extract", 1, accept="application/json")
        within("extracting 5 rows", json.dumps(json.loads(log.to_json())))

    with steps.step("the log as JSON: an event a line"):
        status, body = server.raw("GET", path, headers={"accept": "application/json"})
        equal(status, 200)
        events = [line["event"] for line in body["content"]]
        true(any("extracting 5 rows" in event for event in events), events)

    with steps.step("the log as lines of JSON"):
        status, text = server.text("GET", path, {"accept": "application/x-ndjson"})
        equal(status, 200)
        within("extracting 5 rows", text)
        true(all(isinstance(json.loads(line), dict) for line in text.splitlines() if line), text[:300])

    with steps.step("the whole log at once"):
        _, body = server.raw("GET", f"{path}?full_content=true", headers={"accept": "application/json"})
        within("extracting 5 rows", json.dumps(body))

    with steps.step("the error of a failure is in its log"):
        server.until_ended("walk_fails", fails)
        log = read(server, "walk_fails", fails, "fail", 1)
        within("no such column: price", log)

    with steps.step("each try has a log of its own"):
        server.until_ended("walk_flaky", flaky)
        for number in (1, 2):
            log = server.task_instance.get_log("walk_flaky", flaky, "second_time_lucky", number, accept="application/json")
            within(f"this is try {number}", log.to_json())
        within("not the first time", read(server, "walk_flaky", flaky, "second_time_lucky", 1))

    with steps.step("a try that there is not, and a task that there is not: 404"):
        refused(404, lambda: server.task_instance.get_log("walk_etl", etl, "nothing", 1, accept="application/json"))
        status, _ = server.raw("GET", path.replace("/logs/1", "/logs/9"), headers={"accept": "application/json"})
        within(status, (200, 404))

    with steps.step("where the log is elsewhere: 400 or 404, for it is nowhere else"):
        refused((400, 404), lambda: server.task_instance.get_external_log_url("walk_etl", etl, "extract", 1))


def read(server: Server, dag_id: str, run_id: str, task_id: str, number: int) -> str:
    """All of it, also the fields that the client's model of a line leaves out."""
    path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{number}"
    return json.dumps(server.raw("GET", path, headers={"accept": "application/json"})[1])
