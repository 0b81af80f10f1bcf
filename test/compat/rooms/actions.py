"""Clearing and marking."""

from airflow_client.client import (
    ClearTaskInstancesBody,
    ClearTaskInstancesBodyTaskIdsInner,
    DAGRunClearBody,
    DAGRunPatchBody,
    DagRunMutableStates,
    PatchTaskInstanceBody,
    TaskInstanceState,
)

from server import Server
from steps import Steps, equal, refused, true, within


def tasks(*names: str) -> list[ClearTaskInstancesBodyTaskIdsInner]:
    return [ClearTaskInstancesBodyTaskIdsInner(name) for name in names]


def walk(server: Server, steps: Steps) -> None:
    api = server.task_instance
    fails = server.trigger("walk_fails", "actions")
    etl = server.trigger("walk_etl", "actions")
    slow = server.trigger("walk_slow", "actions")
    server.until_ended("walk_fails", fails)
    server.until_ended("walk_etl", etl)

    def states(dag_id: str, run_id: str) -> dict[str, str]:
        return {one.task_id: one.state for one in api.get_task_instances(dag_id, run_id).task_instances}

    with steps.step("what a clear would touch: a dry run"):
        body = ClearTaskInstancesBody(dry_run=True, dag_run_id=fails, task_ids=tasks("fail"), include_downstream=True)
        page = api.post_clear_task_instances("walk_fails", body)
        equal(sorted(one.task_id for one in page.task_instances), ["after", "fail"])
        equal(states("walk_fails", fails)["fail"], "failed")

    with steps.step("clears a task and what is below it; it runs again, a try later"):
        body = ClearTaskInstancesBody(
            dry_run=False, dag_run_id=etl, task_ids=tasks("transform"), include_downstream=True, only_failed=False
        )
        page = api.post_clear_task_instances("walk_etl", body)
        equal(sorted(one.task_id for one in page.task_instances), ["load", "transform"])
        equal(server.until_ended("walk_etl", etl).state, "success")
        equal(api.get_task_instance("walk_etl", etl, "transform").try_number, 2)
        equal(api.get_task_instance("walk_etl", etl, "extract").try_number, 1)
        equal(api.get_task_instance_tries("walk_etl", etl, "transform").total_entries, 2)

    with steps.step("a clear of failed ones alone leaves the rest"):
        body = ClearTaskInstancesBody(dry_run=True, dag_run_id=etl, only_failed=True)
        equal(api.post_clear_task_instances("walk_etl", body).total_entries, 0)

    with steps.step("a clear of a run that there is not: 404"):
        refused(404, lambda: api.post_clear_task_instances("walk_etl", ClearTaskInstancesBody(dag_run_id="nothing")))

    with steps.step("what a mark would touch: a dry run"):
        body = PatchTaskInstanceBody(new_state=TaskInstanceState.SUCCESS, include_downstream=True)
        page = api.patch_task_instance_dry_run("walk_fails", fails, "fail", body)
        equal(sorted(one.task_id for one in page.task_instances), ["after", "fail"])
        equal(states("walk_fails", fails)["fail"], "failed")

    with steps.step("marks a failed task a success"):
        page = api.patch_task_instance("walk_fails", fails, "fail", PatchTaskInstanceBody(new_state=TaskInstanceState.SUCCESS))
        equal([(one.task_id, one.state) for one in page.task_instances], [("fail", "success")])
        equal(states("walk_fails", fails)["fail"], "success")

    with steps.step("marks a success failed, and back"):
        api.patch_task_instance("walk_etl", etl, "load", PatchTaskInstanceBody(new_state=TaskInstanceState.FAILED))
        equal(states("walk_etl", etl)["load"], "failed")
        api.patch_task_instance("walk_etl", etl, "load", PatchTaskInstanceBody(new_state=TaskInstanceState.SUCCESS))
        equal(states("walk_etl", etl)["load"], "success")

    with steps.step("a state that no one can mark: 422"):
        path = f"/api/v2/dags/walk_etl/dagRuns/{etl}/taskInstances/load"
        equal(server.raw("PATCH", path, {"new_state": "running"})[0], 422)
        equal(server.raw("PATCH", path, {"new_state": "nothing"})[0], 422)

    with steps.step("a mark of a task that there is not: 404"):
        body = PatchTaskInstanceBody(new_state=TaskInstanceState.SUCCESS)
        refused(404, lambda: api.patch_task_instance("walk_etl", etl, "nothing", body))

    with steps.step("marks a run failed while a task runs, which is stopped"):
        server.until_state("walk_slow", slow, "wait", "running")
        patch = DAGRunPatchBody(state=DagRunMutableStates.FAILED)
        equal(server.dag_run.patch_dag_run("walk_slow", slow, patch, update_mask=["state"]).state, "failed")
        equal(server.until_state("walk_slow", slow, "wait", "failed", "skipped").state, "failed")

    with steps.step("marks a run a success: what was in it has ended well"):
        patch = DAGRunPatchBody(state=DagRunMutableStates.SUCCESS)
        equal(server.dag_run.patch_dag_run("walk_fails", fails, patch).state, "success")
        after = states("walk_fails", fails)
        equal((after["prepare"], after["fail"]), ("success", "success"))
        # What had not begun is skipped.
        within(after["after"], ("success", "skipped"))

    with steps.step("a state of a run that there is not: 422"):
        equal(server.raw("PATCH", f"/api/v2/dags/walk_etl/dagRuns/{etl}", {"state": "running"})[0], 422)

    with steps.step("what clearing a run would touch, and clearing it: it runs again"):
        # The client cannot read Airflow's own answer here: two of its models match an instance.
        _, page = server.raw("POST", f"/api/v2/dags/walk_etl/dagRuns/{etl}/clear", {"dry_run": True})
        equal(page["total_entries"], 3)
        again = server.dag_run.clear_dag_run("walk_etl", etl, DAGRunClearBody(dry_run=False)).actual_instance
        within(again.state, ("queued", "running"))
        equal(server.until_ended("walk_etl", etl).state, "success")
        equal(api.get_task_instance("walk_etl", etl, "load").try_number, 3)

    with steps.step("a clear may leave a note"):
        body = ClearTaskInstancesBody(
            dry_run=False, dag_run_id=etl, task_ids=tasks("load"), only_failed=False, note="once more"
        )
        api.post_clear_task_instances("walk_etl", body)
        server.until_ended("walk_etl", etl)
        true(api.get_task_instance("walk_etl", etl, "load").note == "once more", "note")
