"""Connections: what is secret in them stays so."""

import json

from airflow_client.client import ConnectionBody

from server import Server
from steps import Steps, equal, refused, within


def walk(server: Server, steps: Steps) -> None:
    name = f"walk_{server.mark}"
    api = server.connection
    extra = json.dumps({"timeout": 5, "api_key": "hunter2"})
    shop = ConnectionBody(connection_id=name, conn_type="http", host="shop.example", login="ann", password="hunter2",
                          port=8080, extra=extra, description="of a walk")  # fmt: skip

    with steps.step("makes one; its password is not shown"):
        made = api.post_connection(shop)
        equal((made.connection_id, made.conn_type, made.host, made.port), (name, "http", "shop.example", 8080))
        within(made.password, (None, "***"))

    with steps.step("the same id again: 409"):
        refused(409, lambda: api.post_connection(shop))

    with steps.step("reads it; what is secret in extra is not shown either"):
        found = api.get_connection(name)
        equal(found.login, "ann")
        equal(json.loads(found.extra), {"timeout": 5, "api_key": "***"})
        equal("hunter2" in found.to_json(), False)

    with steps.step("lists by pattern and prefix, in order"):
        page = api.get_connections(connection_id_pattern=f"%{server.mark}", order_by=["connection_id"])
        equal([one.connection_id for one in page.connections], [name])
        equal(api.get_connections(connection_id_prefix_pattern=name).total_entries, 1)
        refused(400, lambda: api.get_connections(order_by=["nothing"]))

    with steps.step("changes what update_mask names alone"):
        body = ConnectionBody(connection_id=name, conn_type="http", host="new.example", login="not this")
        changed = api.patch_connection(name, body, update_mask=["host"])
        equal((changed.host, changed.login), ("new.example", "ann"))

    with steps.step("a body of another id: 400"):
        body = ConnectionBody(connection_id="another", conn_type="http")
        refused(400, lambda: api.patch_connection(name, body))

    with steps.step("an id with a blank, a port beyond all: 422"):
        equal(server.raw("POST", "/api/v2/connections", {"connection_id": "a b", "conn_type": "http"})[0], 422)
        equal(server.raw("POST", "/api/v2/connections", {"connection_id": "a"})[0], 422)

    with steps.step("extra that is no JSON: 422"):
        body = {"connection_id": f"{name}_x", "conn_type": "http", "extra": "{no"}
        equal(server.raw("POST", "/api/v2/connections", body)[0], 422)

    with steps.step("a type that no one knows is kept as it is"):
        api.post_connection(ConnectionBody(connection_id=f"{name}_odd", conn_type="walkers_own", host="h"))
        equal(api.get_connection(f"{name}_odd").conn_type, "walkers_own")

    with steps.step("in bulk: makes, overwrites, deletes"):
        entity = {"connection_id": f"{name}_bulk", "conn_type": "http", "host": "one"}
        create = {"action": "create", "action_on_existence": "fail", "entities": [entity]}
        _, body = server.raw("PATCH", "/api/v2/connections", {"actions": [create]})
        equal(body["create"]["success"], [f"{name}_bulk"])
        again = {**create, "action_on_existence": "overwrite", "entities": [{**entity, "host": "two"}]}
        server.raw("PATCH", "/api/v2/connections", {"actions": [again]})
        equal(api.get_connection(f"{name}_bulk").host, "two")
        delete = {"action": "delete", "entities": [f"{name}_bulk"]}
        _, body = server.raw("PATCH", "/api/v2/connections", {"actions": [delete]})
        equal(body["delete"]["success"], [f"{name}_bulk"])

    with steps.step("in bulk: deleting one that there is not says so"):
        delete = {"action": "delete", "action_on_non_existence": "fail", "entities": ["nothing"]}
        _, body = server.raw("PATCH", "/api/v2/connections", {"actions": [delete]})
        equal(body["delete"]["errors"][0]["status_code"], 404)

    with steps.step("deletes them; then they are none: 404"):
        api.delete_connection(name)
        api.delete_connection(f"{name}_odd")
        refused(404, lambda: api.get_connection(name))
        refused(404, lambda: api.delete_connection(name))
