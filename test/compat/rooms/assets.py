"""Assets, their events, and the runs that they bring about."""

from airflow_client.client import AssetStateStoreBody, CreateAssetEventsBody

from server import Server
from steps import Steps, equal, refused, true, until, within


def walk(server: Server, steps: Steps) -> None:
    api = server.asset
    by_name = {asset.name: asset for asset in api.get_assets(name_pattern="walk_%").assets}
    orders, prices = by_name["walk_orders"], by_name["walk_prices"]

    with steps.step("assets: URI, group, extra, who makes and who waits"):
        equal((orders.uri, orders.group, orders.extra), ("s3://walk/orders.json", "walk", {"team": "walkers"}))
        equal([(task.dag_id, task.task_id) for task in orders.producing_tasks], [("walk_producer", "write_orders")])
        equal(sorted(dag.dag_id for dag in orders.scheduled_dags), ["walk_both", "walk_consumer"])

    with steps.step("one asset by its number, and one that there is not"):
        true(isinstance(orders.id, int), orders.id)
        equal(api.get_asset(orders.id).name, "walk_orders")
        refused(404, lambda: api.get_asset(471147))

    with steps.step("assets by name, URI and DAG"):
        equal([one.name for one in api.get_assets(name_pattern="%orders%").assets], ["walk_orders"])
        equal([one.name for one in api.get_assets(uri_pattern="%prices%").assets], ["walk_prices"])
        equal(sorted(one.name for one in api.get_assets(dag_ids=["walk_both"]).assets), ["walk_orders", "walk_prices"])

    with steps.step("aliases"):
        aliases = api.get_asset_aliases(name_pattern="walk_alias")
        equal([one.name for one in aliases.asset_aliases], ["walk_alias"])
        _, one = server.raw("GET", f"/api/v2/assets/aliases/{aliases.asset_aliases[0].id}")
        equal(one["name"], "walk_alias")

    before = consumer_runs(server)
    run_id = server.trigger("walk_producer", "assets")

    with steps.step("a task's success is an event with what it said"):
        equal(server.until_ended("walk_producer", run_id).state, "success")
        page = until(
            lambda: api.get_asset_events(source_dag_id="walk_producer", source_run_id=run_id),
            lambda page: page.total_entries >= 1,
        )
        event = page.asset_events[0]
        equal((event.asset_id, event.source_task_id, event.extra), (orders.id, "write_orders", {"rows": 7}))
        equal(event.uri, orders.uri)

    with steps.step("and a run of the DAG that waits for it"):
        runs = until(lambda: consumer_runs(server), lambda runs: len(runs) > len(before))
        run = server.until_ended("walk_consumer", (set(runs) - set(before)).pop())
        equal((run.run_type, run.state, run.logical_date), ("asset_triggered", "success", None))
        events = server.dag_run.get_upstream_asset_events("walk_consumer", run.dag_run_id)
        within(run_id, [event.source_run_id for event in events.asset_events])

    with steps.step("the event names the run that it brought about"):
        page = api.get_asset_events(source_dag_id="walk_producer", source_run_id=run_id)
        found = {one.dag_id for one in page.asset_events[0].created_dagruns}
        within("walk_consumer", found)

    with steps.step("who waits for more has it in a queue"):
        queued = until(lambda: api.get_dag_asset_queued_events("walk_both"), lambda page: page.total_entries >= 1)
        equal([one.asset_id for one in queued.queued_events], [orders.id])
        equal(api.get_dag_asset_queued_event("walk_both", orders.id).dag_id, "walk_both")
        within("walk_both", [one.dag_id for one in api.get_asset_queued_events(orders.id).queued_events])

    with steps.step("the queue can be emptied; then there is none: 404"):
        api.delete_dag_asset_queued_event("walk_both", orders.id)
        refused(404, lambda: api.get_dag_asset_queued_event("walk_both", orders.id))

    with steps.step("an event by hand"):
        made = api.create_asset_event(CreateAssetEventsBody(asset_id=prices.id, extra={"by": "hand"}))
        equal((made.asset_id, made.extra["by"], made.extra["from_rest_api"]), (prices.id, "hand", True))
        equal(api.get_asset_events(asset_id=prices.id, order_by=["-timestamp"]).asset_events[0].id, made.id)

    with steps.step("an event of an asset that there is not: 404"):
        refused(404, lambda: api.create_asset_event(CreateAssetEventsBody(asset_id=471147)))

    with steps.step("all queued events of a DAG are deleted"):
        until(lambda: api.get_dag_asset_queued_events("walk_both"), lambda page: page.total_entries >= 1)
        api.delete_dag_asset_queued_events("walk_both")
        equal(api.get_dag_asset_queued_events("walk_both").total_entries, 0)

    with steps.step("all queued events of an asset are deleted"):
        api.create_asset_event(CreateAssetEventsBody(asset_id=prices.id))
        until(lambda: api.get_asset_queued_events(prices.id), lambda page: page.total_entries >= 1)
        api.delete_asset_queued_events(prices.id)
        equal(api.get_asset_queued_events(prices.id).total_entries, 0)

    with steps.step("materializes: a run of the DAG that makes it"):
        run = api.materialize_asset(orders.id)
        equal(run.dag_id, "walk_producer")
        equal(server.until_ended("walk_producer", run.dag_run_id).state, "success")

    with steps.step("what no task makes is not materialized: 404"):
        refused(404, lambda: api.materialize_asset(prices.id))

    with steps.step("events of all assets, newest first, in pages"):
        page = api.get_asset_events(order_by=["-timestamp"], limit=2)
        equal(len(page.asset_events), 2)
        true(page.asset_events[0].timestamp >= page.asset_events[1].timestamp)
        refused(400, lambda: api.get_asset_events(order_by=["nothing"]))

    with steps.step("small values beside an asset: set, read, list, delete"):
        store = server.asset_state_store
        store.set_asset_state_store("walk", orders.id, AssetStateStoreBody(value={"seen": 3}))
        equal(store.get_asset_state_store("walk", orders.id).value, {"seen": 3})
        equal(store.list_asset_state_store(orders.id).total_entries, 1)
        store.delete_asset_state_store("walk", orders.id)
        refused(404, lambda: store.get_asset_state_store("walk", orders.id))


def consumer_runs(server: Server) -> list[str]:
    page = server.dag_run.get_dag_runs("walk_consumer", limit=100, order_by=["-id"])
    return [run.dag_run_id for run in page.dag_runs]
