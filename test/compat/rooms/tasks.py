"""Task instances, their tries, and what a failure leaves."""

from server import Server
from steps import Steps, equal, refused, true, until


def walk(server: Server, steps: Steps) -> None:
    etl = server.trigger("walk_etl", "tasks", conf={"count": 2})
    flaky = server.trigger("walk_flaky", "tasks")
    fails = server.trigger("walk_fails", "tasks")

    with steps.step("every instance of a run has succeeded"):
        server.until_ended("walk_etl", etl)
        page = server.task_instance.get_task_instances("walk_etl", etl)
        equal({one.task_id: one.state for one in page.task_instances}, dict.fromkeys(["extract", "transform", "load"], "success"))
        equal(page.total_entries, 3)

    with steps.step("instances in the order in which they began"):
        page = server.task_instance.get_task_instances("walk_etl", etl, order_by=["start_date"])
        equal([one.task_id for one in page.task_instances], ["extract", "transform", "load"])

    with steps.step("one instance: times, try, pool, version"):
        one = server.task_instance.get_task_instance("walk_etl", etl, "extract")
        true(one.start_date <= one.end_date)
        equal(one.try_number, 1)
        equal(one.map_index, -1)
        equal(one.pool, "default_pool")
        equal(one.dag_run_id, etl)
        true(one.dag_version.version_number >= 1)
        true(one.duration >= 0)

    with steps.step("instances by state, task, pool"):
        find = server.task_instance.get_task_instances
        equal(find("walk_etl", etl, state=["failed"]).total_entries, 0)
        equal(find("walk_etl", etl, task_id="load").total_entries, 1)
        equal(find("walk_etl", etl, pool=["default_pool"]).total_entries, 3)
        equal(find("walk_etl", etl, pool=["nothing"]).total_entries, 0)

    with steps.step("instances of all runs of a DAG, and of all DAGs, by ~"):
        find = server.task_instance.get_task_instances
        newest = lambda: {one.dag_run_id for one in find("walk_etl", "~", order_by=["-start_date"]).task_instances}  # noqa: E731
        until(newest, lambda runs: etl in runs)
        page = find("~", "~", dag_id_pattern="walk_etl", order_by=["-start_date"])
        equal({one.dag_id for one in page.task_instances}, {"walk_etl"})

    with steps.step("instances by a list in the body"):
        body = {"dag_ids": ["walk_etl"], "dag_run_ids": [etl], "state": ["success"]}
        path = "/api/v2/dags/~/dagRuns/~/taskInstances/list"
        until(lambda: server.raw("POST", path, body), lambda answer: answer[0] == 200 and answer[1]["total_entries"] == 3)

    with steps.step("a task that there is not: 404"):
        refused(404, lambda: server.task_instance.get_task_instance("walk_etl", etl, "nothing"))

    with steps.step("an order that there is not: 400"):
        refused(400, lambda: server.task_instance.get_task_instances("walk_etl", etl, order_by=["nothing"]))

    with steps.step("a second try succeeds"):
        equal(server.until_ended("walk_flaky", flaky).state, "success")
        one = server.task_instance.get_task_instance("walk_flaky", flaky, "second_time_lucky")
        equal((one.state, one.try_number, one.max_tries), ("success", 2, 2))

    with steps.step("both tries are kept"):
        tries = server.task_instance.get_task_instance_tries("walk_flaky", flaky, "second_time_lucky")
        equal([(one.try_number, one.state) for one in sorted(tries.task_instances, key=lambda one: one.try_number)],
              [(1, "failed" if tries.task_instances[0].state == "failed" else "up_for_retry"), (2, "success")])
        equal(tries.total_entries, 2)

    with steps.step("one try, and one that there is not"):
        one = server.task_instance.get_task_instance_try_details("walk_flaky", flaky, "second_time_lucky", 1)
        equal(one.try_number, 1)
        true(one.end_date >= one.start_date)
        refused(404, lambda: server.task_instance.get_task_instance_try_details("walk_flaky", flaky, "second_time_lucky", 9))

    with steps.step("a failure, and what it keeps from running"):
        equal(server.until_ended("walk_fails", fails).state, "failed")
        page = server.task_instance.get_task_instances("walk_fails", fails)
        states = {one.task_id: one.state for one in page.task_instances}
        equal(states, {"prepare": "success", "fail": "failed", "after": "upstream_failed"})

    with steps.step("failed instances of the day"):
        find = server.task_instance.get_task_instances
        newest = lambda: find("~", "~", state=["failed"], order_by=["-start_date"]).task_instances  # noqa: E731
        until(newest, lambda found: fails in [one.dag_run_id for one in found])

    with steps.step("why one did not run: nothing keeps one that has ended from it"):
        page = server.task_instance.get_task_instance_dependencies("walk_etl", etl, "extract")
        true(isinstance(page.dependencies, list), page)

    with steps.step("links of an instance: none"):
        equal(server.extra_links.get_extra_links("walk_etl", etl, "extract").total_entries, 0)

    with steps.step("no one is asked anything"):
        equal(server.task_instance.get_hitl_details("walk_etl", etl).total_entries, 0)
