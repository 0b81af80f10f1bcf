"""Mapped tasks and groups."""

from server import Server
from steps import Steps, equal, refused, true

TASK = "work.square"


def walk(server: Server, steps: Steps) -> None:
    run_id = server.trigger("walk_mapped", "mapped")

    with steps.step("one instance for each element"):
        equal(server.until_ended("walk_mapped", run_id).state, "success")
        page = server.task_instance.get_mapped_task_instances("walk_mapped", run_id, TASK, order_by=["map_index"])
        equal([one.map_index for one in page.task_instances], [0, 1, 2])
        equal(page.total_entries, 3)

    with steps.step("in pages, backwards"):
        page = server.task_instance.get_mapped_task_instances(
            "walk_mapped", run_id, TASK, order_by=["-map_index"], limit=1, offset=1
        )
        equal([one.map_index for one in page.task_instances], [1])

    with steps.step("one of them"):
        one = server.task_instance.get_mapped_task_instance("walk_mapped", run_id, TASK, 2)
        equal((one.map_index, one.state), (2, "success"))
        refused(404, lambda: server.task_instance.get_mapped_task_instance("walk_mapped", run_id, TASK, 3))

    with steps.step("a mapped task without an index: 404"):
        refused(404, lambda: server.task_instance.get_task_instance("walk_mapped", run_id, TASK))

    with steps.step("the tries of one, and one try"):
        equal(server.task_instance.get_mapped_task_instance_tries("walk_mapped", run_id, TASK, 0).total_entries, 1)
        one = server.task_instance.get_mapped_task_instance_try_details("walk_mapped", run_id, TASK, 1, 0)
        equal((one.map_index, one.try_number), (0, 1))

    with steps.step("what each returned, and their sum"):
        values = [server.xcom.get_xcom_entry("walk_mapped", TASK, run_id, "return_value", map_index=i) for i in range(3)]
        equal([value.actual_instance.value for value in values], [1, 4, 9])
        total = server.xcom.get_xcom_entry("walk_mapped", "total", run_id, "return_value")
        equal(total.actual_instance.value, 14)

    with steps.step("the log of one says which it is"):
        log = server.task_instance.get_log("walk_mapped", run_id, TASK, 1, map_index=1, accept="application/json")
        true(log.content is not None, log)

    with steps.step("all instances by group"):
        page = server.task_instance.get_task_instances("walk_mapped", run_id, task_group_id="work")
        equal(page.total_entries, 3)
