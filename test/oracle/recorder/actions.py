"""Calls the functions behind Airflow's API as a request does."""

from __future__ import annotations

from types import SimpleNamespace

from recorder import world

USER = SimpleNamespace(get_name=lambda: "recorder", get_id=lambda: "recorder")


def act(action: dict, session) -> dict:
    """The names of the instances that the answer lists, where it lists those that it takes."""
    body = {key: value for key, value in action.items() if key != "kind"}
    return {
        "clear": clear_tasks,
        "clear_run": clear_run,
        "mark_task": mark_task,
        "mark_group": mark_group,
        "mark_run": mark_run,
    }[action["kind"]](body, session)


def make_dag_bag():
    from airflow.models.dagbag import DBDagBag

    return DBDagBag()


def write_names(instances) -> list[str]:
    rows = [(ti.run_id, ti.task_id, ti.map_index) for ti in instances]
    return [
        f"{run_id} {world.write_key(SimpleNamespace(task_id=task_id, map_index=index))}"
        for run_id, task_id, index in sorted(rows)
    ]


def clear_tasks(body: dict, session) -> dict:
    from airflow.api_fastapi.core_api.datamodels.task_instances import ClearTaskInstancesBody
    from airflow.api_fastapi.core_api.routes.public.task_instances import post_clear_task_instances

    parsed = ClearTaskInstancesBody.model_validate(body)
    answer = post_clear_task_instances("d", make_dag_bag(), parsed, session, USER)
    return {"affected": write_names(answer.task_instances)}


def clear_run(body: dict, session) -> dict:
    from airflow.api_fastapi.core_api.datamodels.dag_run import DAGRunClearBody
    from airflow.api_fastapi.core_api.routes.public.dag_run import clear_dag_run

    run_id = body.pop("dag_run_id")
    clear_dag_run("d", run_id, DAGRunClearBody.model_validate(body), make_dag_bag(), session, USER)
    return {}


def mark_task(body: dict, session) -> dict:
    from airflow.api_fastapi.core_api.datamodels.task_instances import PatchTaskInstanceBody
    from airflow.api_fastapi.core_api.routes.public.task_instances import patch_task_instance

    run_id, task_id, index = body.pop("dag_run_id"), body.pop("task_id"), body.pop("map_index", None)
    parsed = PatchTaskInstanceBody.model_validate(body)
    patch_task_instance("d", run_id, task_id, make_dag_bag(), parsed, USER, session, index, None)
    return {}


def mark_group(body: dict, session) -> dict:
    from airflow.api_fastapi.core_api.datamodels.task_instances import PatchTaskInstanceBody
    from airflow.api_fastapi.core_api.routes.public.task_instances import patch_task_group_instances

    run_id, group_id = body.pop("dag_run_id"), body.pop("group_id")
    parsed = PatchTaskInstanceBody.model_validate(body)
    patch_task_group_instances("d", run_id, group_id, make_dag_bag(), parsed, session, USER, None)
    return {}


def mark_run(body: dict, session) -> dict:
    from airflow.api_fastapi.core_api.datamodels.dag_run import DAGRunPatchBody
    from airflow.api_fastapi.core_api.routes.public.dag_run import patch_dag_run

    run_id = body.pop("dag_run_id")
    parsed = DAGRunPatchBody.model_validate(body)
    patch_dag_run("d", run_id, parsed, session, make_dag_bag(), USER, None)
    return {}
