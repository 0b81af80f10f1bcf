"""Many runs and instances at once, and groups."""

from airflow_client.client import BulkDAGRunBody, BulkDAGRunClearBody, PatchTaskInstanceBody, TaskInstanceState

from server import Server
from steps import Steps, equal, true, until

RUNS = "/api/v2/dags/walk_fails/dagRuns"


def walk(server: Server, steps: Steps) -> None:
    api = server.task_instance
    one, two = server.trigger("walk_fails", "bulk1"), server.trigger("walk_fails", "bulk2")
    mapped = server.trigger("walk_mapped", "bulk")
    for run_id in (one, two):
        server.until_ended("walk_fails", run_id)
    server.until_ended("walk_mapped", mapped)

    def state_of(run_id: str, task_id: str) -> str:
        return api.get_task_instance("walk_fails", run_id, task_id).state

    with steps.step("marks instances in bulk"):
        entities = [{"task_id": "fail", "new_state": "success"}, {"task_id": "after", "new_state": "success"}]
        status, body = server.raw("PATCH", f"{RUNS}/{one}/taskInstances", {"actions": [update(entities)]})
        equal(status, 200)
        equal(len(body["update"]["success"]), 2)
        equal(state_of(one, "fail"), "success")

    with steps.step("an instance that there is not is said in the answer"):
        actions = [{**update([{"task_id": "nothing", "new_state": "success"}]), "action_on_non_existence": "fail"}]
        _, body = server.raw("PATCH", f"{RUNS}/{one}/taskInstances", {"actions": actions})
        equal(body["update"]["errors"][0]["status_code"], 404)

    with steps.step("marks runs in bulk"):
        entities = [{"dag_run_id": one, "state": "failed"}, {"dag_run_id": two, "state": "success"}]
        status, body = server.raw("PATCH", RUNS, {"actions": [update(entities)]})
        equal((status, len(body["update"]["success"])), (200, 2))
        equal(server.dag_run.get_dag_run("walk_fails", one).state, "failed")
        equal(server.dag_run.get_dag_run("walk_fails", two).state, "success")

    with steps.step("what clearing runs in bulk would touch"):
        runs = [BulkDAGRunBody(dag_run_id=one), BulkDAGRunBody(dag_run_id=two)]
        # The client cannot read Airflow's own answer here: two of its models match an instance.
        body = {"dag_runs": [{"dag_run_id": one}, {"dag_run_id": two}], "dry_run": True}
        _, page = server.raw("POST", "/api/v2/dags/walk_fails/clearDagRuns", body)
        equal(page["total_entries"], 6)

    with steps.step("clears runs in bulk: they run again"):
        server.dag_run.clear_dag_runs("walk_fails", BulkDAGRunClearBody(dag_runs=runs, dry_run=False))
        for run_id in (one, two):
            equal(server.until_ended("walk_fails", run_id).state, "failed")
        equal(api.get_task_instance("walk_fails", two, "prepare").try_number, 2)

    with steps.step("marks a group: what it would touch, and the mark"):
        body = PatchTaskInstanceBody(new_state=TaskInstanceState.FAILED)
        page = api.patch_task_group_instances_dry_run("walk_mapped", mapped, "work", body)
        equal(sorted(found.map_index for found in page.task_instances), [0, 1, 2])
        api.patch_task_group_instances("walk_mapped", mapped, "work", body)
        page = api.get_mapped_task_instances("walk_mapped", mapped, "work.square")
        equal({found.state for found in page.task_instances}, {"failed"})

    with steps.step("marks one mapped instance alone"):
        body = PatchTaskInstanceBody(new_state=TaskInstanceState.SUCCESS)
        page = api.patch_task_instance_by_map_index("walk_mapped", mapped, "work.square", 1, body)
        equal([(found.map_index, found.state) for found in page.task_instances], [(1, "success")])
        true(api.get_mapped_task_instance("walk_mapped", mapped, "work.square", 0).state == "failed", "0")

    with steps.step("deletes runs in bulk"):
        actions = [{"action": "delete", "action_on_non_existence": "fail", "entities": [one, two]}]
        status, body = server.raw("PATCH", RUNS, {"actions": actions})
        equal((status, len(body["delete"]["success"])), (200, 2))
        find = server.dag_run.get_dag_runs
        until(lambda: find("walk_fails", run_id_pattern=f"%bulk__{server.mark}").total_entries, lambda count: count == 0)


def update(entities: list[dict]) -> dict:
    return {"action": "update", "entities": entities}
