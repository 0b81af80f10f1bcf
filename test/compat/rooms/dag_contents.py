"""What is in a DAG: tasks, source, versions, tags, warnings."""

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    with steps.step("tasks and what is below each"):
        page = server.task.get_tasks("walk_etl")
        below = {task.task_id: sorted(task.downstream_task_ids) for task in page.tasks}
        equal(below, {"extract": ["transform"], "transform": ["load"], "load": []})
        equal(page.total_entries, 3)

    with steps.step("tasks in an order, and an order that there is not"):
        names = [task.task_id for task in server.task.get_tasks("walk_etl", order_by="-task_id").tasks]
        equal(names, ["transform", "load", "extract"])
        refused(400, lambda: server.task.get_tasks("walk_etl", order_by="nothing"))

    with steps.step("one task: owner, rule, retries"):
        task = server.task.get_task("walk_flaky", "second_time_lucky")
        equal(task.owner, "walkers")
        equal(task.trigger_rule, "all_success")
        equal(task.retries, 2)
        equal(task.is_mapped, False)

    with steps.step("a mapped task says so"):
        task = server.task.get_task("walk_mapped", "work.square")
        equal(task.is_mapped, True)

    with steps.step("a task that there is not: 404"):
        refused(404, lambda: server.task.get_task("walk_etl", "nothing"))

    with steps.step("the source as JSON"):
        source = server.dag_source.get_dag_source("walk_etl", accept="application/json")
        within("walk_etl", source.content)
        true(source.version_number >= 1)

    with steps.step("the source as text"):
        status, text = server.raw("GET", "/api/v2/dagSources/walk_etl", headers={"accept": "text/plain"})
        equal(status, 200)
        within("walk_etl", text)
        true(isinstance(text, str), type(text))

    with steps.step("the source of a DAG that there is not: 404"):
        refused(404, lambda: server.dag_source.get_dag_source("nothing"))

    with steps.step("versions, and one of them"):
        versions = server.dag_version.get_dag_versions("walk_etl")
        true(versions.total_entries >= 1)
        newest = versions.dag_versions[0]
        one = server.dag_version.get_dag_version("walk_etl", newest.version_number)
        equal(one.id, newest.id)
        refused(404, lambda: server.dag_version.get_dag_version("walk_etl", 4711))

    with steps.step("versions of all DAGs"):
        found = {version.dag_id for version in server.dag_version.get_dag_versions("~", limit=100).dag_versions}
        within("walk_etl", found)
        within("walk_mapped", found)

    with steps.step("all tags, in order"):
        tags = server.dag.get_dag_tags(limit=100, order_by=["name"]).tags
        equal(tags, sorted(tags))
        for tag in ("assets", "etl", "mapped", "walk"):
            within(tag, tags)

    with steps.step("tags by pattern"):
        equal(server.dag.get_dag_tags(tag_name_pattern="%etl%").tags, ["etl"])

    with steps.step("no warnings of a sound DAG"):
        equal(server.dag_warning.list_dag_warnings(dag_id="walk_etl").total_entries, 0)

    with steps.step("import errors: the file that does not parse"):
        page = server.import_error.get_import_errors()
        broken = [error for error in page.import_errors if "broken" in error.filename]
        equal(len(broken), 1)
        within("nothing_of_that_name", broken[0].stack_trace)
        equal(server.import_error.get_import_error(broken[0].import_error_id).filename, broken[0].filename)

    with steps.step("import errors by pattern, and one that there is not"):
        equal(server.import_error.get_import_errors(filename_pattern="%broken%").total_entries, 1)
        equal(server.import_error.get_import_errors(filename_pattern="%nothing%").total_entries, 0)
        refused(404, lambda: server.import_error.get_import_error(471147))
