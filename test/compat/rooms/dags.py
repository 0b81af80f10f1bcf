"""The list of DAGs, its filters, and pausing."""

from airflow_client.client import DAGPatchBody

from server import Server
from steps import Steps, equal, refused, true, until, within

ALL = ["walk_both", "walk_consumer", "walk_daily", "walk_doomed", "walk_etl", "walk_fails", "walk_flaky", "walk_mapped"]
ALL += ["walk_producer", "walk_slow"]
TYPED = DAGPatchBody(is_paused=True)


def ids(page) -> list[str]:
    return [dag.dag_id for dag in page.dags]


def walk(server: Server, steps: Steps) -> None:
    with steps.step("all DAGs, by id"):
        page = server.dag.get_dags(order_by=["dag_id"], dag_id_pattern="walk_%")
        within("walk_etl", ids(page))
        equal([name for name in ids(page) if name != "walk_doomed"], [name for name in ALL if name != "walk_doomed"])
        equal(page.total_entries, len(page.dags))

    with steps.step("a page of two, and the next"):
        first = server.dag.get_dags(limit=2, order_by=["dag_id"])
        second = server.dag.get_dags(limit=2, offset=2, order_by=["dag_id"])
        equal(len(first.dags), 2)
        equal(len(set(ids(first)) & set(ids(second))), 0)
        equal(first.total_entries, second.total_entries)

    with steps.step("backwards by id"):
        names = ids(server.dag.get_dags(order_by=["-dag_id"]))
        equal(names, sorted(names, reverse=True))

    with steps.step("an order that there is not: 400"):
        refused(400, lambda: server.dag.get_dags(order_by=["no_such_column"]))

    with steps.step("a limit above 100 gives what there is"):
        true(len(server.dag.get_dags(limit=1000).dags) >= 9)

    with steps.step("a limit below 0: 422"):
        equal(server.raw("GET", "/api/v2/dags?limit=-1")[0], 422)

    with steps.step("by tag"):
        equal(ids(server.dag.get_dags(tags=["assets"], order_by=["dag_id"])), ["walk_both", "walk_consumer", "walk_producer"])

    with steps.step("by any and by all tags"):
        either = server.dag.get_dags(tags=["etl", "mapped"], tags_match_mode="any", order_by=["dag_id"])
        equal(ids(either), ["walk_etl", "walk_mapped"])
        equal(ids(server.dag.get_dags(tags=["etl", "mapped"], tags_match_mode="all")), [])

    with steps.step("by owner"):
        true(len(server.dag.get_dags(owners=["walkers"]).dags) >= 9)
        equal(server.dag.get_dags(owners=["nobody"]).total_entries, 0)

    with steps.step("by a pattern and a prefix of the id"):
        equal(ids(server.dag.get_dags(dag_id_pattern="%etl")), ["walk_etl"])
        equal(ids(server.dag.get_dags(dag_id_prefix_pattern="walk_ma")), ["walk_mapped"])

    with steps.step("by having an asset schedule"):
        equal(ids(server.dag.get_dags(has_asset_schedule=True, order_by=["dag_id"])), ["walk_both", "walk_consumer"])

    with steps.step("one DAG: tags, owners, file"):
        dag = server.dag.get_dag("walk_etl")
        equal(sorted(tag.name for tag in dag.tags), ["etl", "walk"])
        equal(dag.owners, ["walkers"])
        equal(dag.description, "Extracts, transforms, loads.")
        within("dags.", dag.fileloc)
        equal(dag.has_import_errors, False)

    with steps.step("the details of one: params, limits, the newest version"):
        details = server.dag.get_dag_details("walk_etl")
        within("count", details.params)
        true(details.latest_dag_version.version_number >= 1, details.latest_dag_version)
        equal(details.catchup, False)
        true(details.max_active_runs >= 1)

    with steps.step("the schedule of one, and when it is next"):
        dag = server.dag.get_dag("walk_daily")
        # Ours says the zone too.
        within(dag.timetable_summary, ("0 0 * * *", "0 0 * * * UTC"))
        equal(dag.max_active_runs, 1)
        true(dag.next_dagrun_run_after is not None, dag.next_dagrun_run_after)

    with steps.step("a DAG that there is not: 404 with a detail"):
        within("detail", refused(404, lambda: server.dag.get_dag("no_such_dag")))

    with steps.step("pauses, and says so"):
        equal(server.dag.patch_dag("walk_etl", TYPED).is_paused, True)
        until(lambda: ids(server.dag.get_dags(paused=True)), lambda found: "walk_etl" in found)

    with steps.step("unpauses, naming the field in update_mask"):
        equal(server.dag.patch_dag("walk_etl", DAGPatchBody(is_paused=False), update_mask=["is_paused"]).is_paused, False)
        until(lambda: ids(server.dag.get_dags(paused=False)), lambda found: "walk_etl" in found)

    with steps.step("a field of update_mask that there is not: 400"):
        refused(400, lambda: server.dag.patch_dag("walk_etl", TYPED, update_mask=["dag_id"]))

    with steps.step("a word for a truth: 422"):
        equal(server.raw("PATCH", "/api/v2/dags/walk_etl", {"is_paused": "perhaps"})[0], 422)

    with steps.step("unpauses all that a filter finds"):
        page = server.dag.patch_dags(DAGPatchBody(is_paused=False), dag_id_pattern="walk_%")
        true(all(not dag.is_paused for dag in page.dags), ids(page))
        until(lambda: server.dag.get_dags(paused=True, dag_id_pattern="walk_%").total_entries, lambda count: count == 0)

    with steps.step("patching without a filter is refused or changes those of the page"):
        within(server.raw("PATCH", "/api/v2/dags?limit=1", {"is_paused": False})[0], (200, 400, 422))

    with steps.step("makes one a favourite, and not"):
        server.dag.favorite_dag("walk_etl")
        equal(ids(server.dag.get_dags(is_favorite=True)), ["walk_etl"])
        server.dag.unfavorite_dag("walk_etl")
        equal(server.dag.get_dags(is_favorite=True).total_entries, 0)
