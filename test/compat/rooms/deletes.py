"""What can be deleted, and what is left then."""

from server import Server
from steps import Steps, equal, refused, until


def walk(server: Server, steps: Steps) -> None:
    run_id = server.trigger("walk_etl", "deletes")
    slow = server.trigger("walk_slow", "deletes")
    server.until_ended("walk_etl", run_id)

    with steps.step("deletes an instance: the run is as if it had not had it"):
        server.task_instance.delete_task_instance("walk_etl", run_id, "load")
        refused(404, lambda: server.task_instance.get_task_instance("walk_etl", run_id, "load"))

    with steps.step("deletes a run, and all that is in it"):
        server.dag_run.delete_dag_run("walk_etl", run_id)
        refused(404, lambda: server.dag_run.get_dag_run("walk_etl", run_id))
        refused(404, lambda: server.task_instance.get_task_instance("walk_etl", run_id, "extract"))

    with steps.step("deletes it again: 404"):
        refused(404, lambda: server.dag_run.delete_dag_run("walk_etl", run_id))

    def use_again() -> None:
        server.trigger("walk_etl", "deletes")
        server.until_ended("walk_etl", run_id)
        server.dag_run.delete_dag_run("walk_etl", run_id)

    steps.only("airflow", "its id is free again", use_again)
    steps.only("tradewind", "its id is never given again: 409", lambda: refused(409, lambda: server.trigger("walk_etl", "deletes")))

    with steps.step("a run at work is not deleted: 409; once it is failed, it is"):
        server.until_state("walk_slow", slow, "wait", "running")
        refused(409, lambda: server.dag_run.delete_dag_run("walk_slow", slow))
        server.raw("PATCH", f"/api/v2/dags/walk_slow/dagRuns/{slow}", {"state": "failed"})
        until(lambda: server.raw("DELETE", f"/api/v2/dags/walk_slow/dagRuns/{slow}")[0], lambda status: status in (204, 404))

    with steps.step("a DAG that there is not is not deleted: 404"):
        refused(404, lambda: server.dag.delete_dag("nothing"))

    with steps.step("deletes what is known of a DAG; while its file is there it is found again"):
        server.raw("PATCH", "/api/v2/dags/walk_doomed", {"is_paused": False})
        server.trigger("walk_doomed", "deletes")
        server.until_ended("walk_doomed", f"walk_deletes_{server.mark}")
        server.dag.delete_dag("walk_doomed")
        until(lambda: server.raw("GET", "/api/v2/dags/walk_doomed")[0], lambda status: status == 200)
        equal(server.dag_run.get_dag_runs("walk_doomed").total_entries, 0)
