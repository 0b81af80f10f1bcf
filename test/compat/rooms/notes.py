"""Notes on runs and instances."""

from airflow_client.client import DAGRunPatchBody, PatchTaskInstanceBody

from server import Server
from steps import Steps, equal, refused


def walk(server: Server, steps: Steps) -> None:
    run_id = server.trigger("walk_etl", "notes")
    server.until_ended("walk_etl", run_id)
    api = server.task_instance

    with steps.step("a note on a run; the state stays"):
        run = server.dag_run.patch_dag_run("walk_etl", run_id, DAGRunPatchBody(note="looked at"), update_mask=["note"])
        equal((run.note, run.state), ("looked at", "success"))
        equal(server.dag_run.get_dag_run("walk_etl", run_id).note, "looked at")

    with steps.step("another, in its place"):
        server.dag_run.patch_dag_run("walk_etl", run_id, DAGRunPatchBody(note="looked at again"))
        equal(server.dag_run.get_dag_run("walk_etl", run_id).note, "looked at again")

    with steps.step("a note on an instance; its state stays"):
        page = api.patch_task_instance("walk_etl", run_id, "load", PatchTaskInstanceBody(note="fine"), update_mask=["note"])
        equal([(one.note, one.state) for one in page.task_instances], [("fine", "success")])
        equal(api.get_task_instance("walk_etl", run_id, "load").note, "fine")

    with steps.step("a note that is too long: 422"):
        path = f"/api/v2/dags/walk_etl/dagRuns/{run_id}"
        equal(server.raw("PATCH", path, {"note": "x" * 1001})[0], 422)

    with steps.step("a note on nothing: 404"):
        refused(404, lambda: server.dag_run.patch_dag_run("walk_etl", "nothing", DAGRunPatchBody(note="a")))
