"""What tasks hand to each other."""

from airflow_client.client import XComCreateBody, XComUpdateBody

from server import Server
from steps import Steps, equal, refused, true, within

ETL = "walk_etl"


def walk(server: Server, steps: Steps) -> None:
    run_id = server.trigger(ETL, "xcoms", conf={"count": 4})
    server.until_ended(ETL, run_id)

    def value_of(key: str, **how):
        return server.xcom.get_xcom_entry(ETL, "transform", run_id, key, **how).actual_instance.value

    with steps.step("what a task returned"):
        equal(value_of("return_value"), {"sum": 6, "rows": 4})

    with steps.step("as text, for whoever asks"):
        text = value_of("return_value", stringify=True)
        true(isinstance(text, str), text)
        within("rows", text)

    with steps.step("the entries of a task, of a run, of all"):
        page = server.xcom.get_xcom_entries(ETL, run_id, "transform")
        equal([(entry.key, entry.task_id, entry.run_id) for entry in page.xcom_entries], [("return_value", "transform", run_id)])
        equal(server.xcom.get_xcom_entries(ETL, run_id, "~").total_entries, 3)
        true(server.xcom.get_xcom_entries("~", "~", "~").total_entries >= 3)

    with steps.step("entries by key and by task"):
        equal(server.xcom.get_xcom_entries(ETL, run_id, "~", xcom_key="nothing").total_entries, 0)
        equal(server.xcom.get_xcom_entries(ETL, run_id, "~", xcom_key_pattern="return%").total_entries, 3)
        equal(server.xcom.get_xcom_entries(ETL, run_id, "~", task_id_pattern="load").total_entries, 1)

    with steps.step("makes an entry: 201"):
        made = server.xcom.create_xcom_entry(ETL, "transform", run_id, XComCreateBody(key="by_hand", value={"a": [1, 2]}))
        equal(made.key, "by_hand")
        equal(value_of("by_hand"), {"a": [1, 2]})

    with steps.step("the same again: 409"):
        body = XComCreateBody(key="by_hand", value=1)
        refused(409, lambda: server.xcom.create_xcom_entry(ETL, "transform", run_id, body))

    with steps.step("edits it"):
        server.xcom.update_xcom_entry(ETL, "transform", run_id, "by_hand", XComUpdateBody(value="edited"))
        equal(value_of("by_hand"), "edited")

    with steps.step("edits one that there is not: 404"):
        refused(404, lambda: server.xcom.update_xcom_entry(ETL, "transform", run_id, "nothing", XComUpdateBody(value=1)))

    with steps.step("makes one for a task that there is not: 404"):
        refused(404, lambda: server.xcom.create_xcom_entry(ETL, "nothing", run_id, XComCreateBody(key="a", value=1)))

    with steps.step("deletes it"):
        server.xcom.delete_xcom_entry(ETL, "transform", run_id, "by_hand")
        refused(404, lambda: value_of("by_hand"))
        equal(value_of("return_value"), {"sum": 6, "rows": 4})

    with steps.step("a key that there is not: 404"):
        refused(404, lambda: value_of("nothing"))
