"""Pools and their slots."""

from airflow_client.client import PoolBody, PoolPatchBody

from server import Server
from steps import Steps, equal, refused, true

POOL = {"slots": 1, "include_deferred": False}


def walk(server: Server, steps: Steps) -> None:
    name = f"walk_{server.mark}"
    api = server.pool

    with steps.step("makes one, all of it open"):
        made = api.post_pool(PoolBody(name=name, slots=4, description="of a walk", include_deferred=True))
        equal((made.name, made.slots, made.open_slots, made.occupied_slots), (name, 4, 4, 0))
        equal(made.include_deferred, True)

    with steps.step("the same name again: 409"):
        refused(409, lambda: api.post_pool(PoolBody(name=name, slots=1)))

    with steps.step("reads it"):
        found = api.get_pool(name)
        equal((found.description, found.running_slots, found.queued_slots), ("of a walk", 0, 0))

    with steps.step("there is a default pool"):
        true(api.get_pool("default_pool").slots != 0)

    with steps.step("lists by pattern, prefix and order"):
        equal([one.name for one in api.get_pools(pool_name_pattern=f"%{server.mark}").pools], [name])
        equal(api.get_pools(pool_name_prefix_pattern=name).total_entries, 1)
        names = [one.name for one in api.get_pools(order_by=["-name"]).pools]
        equal(names, sorted(names, reverse=True))

    with steps.step("changes what update_mask names alone"):
        body = PoolPatchBody(pool=name, slots=9, description="not this", include_deferred=False)
        changed = api.patch_pool(name, body, update_mask=["slots"])
        equal((changed.slots, changed.description), (9, "of a walk"))

    with steps.step("slots below -1, and none: 422"):
        equal(server.raw("POST", "/api/v2/pools", {"name": f"{name}_x", "slots": -2})[0], 422)
        equal(server.raw("POST", "/api/v2/pools", {"name": f"{name}_x"})[0], 422)

    with steps.step("without a limit: -1"):
        api.post_pool(PoolBody(name=f"{name}_free", slots=-1))
        equal(api.get_pool(f"{name}_free").slots, -1)

    with steps.step("in bulk: makes two, changes one, deletes one"):
        entities = [{"name": f"{name}_b1", "slots": 1}, {"name": f"{name}_b2", "slots": 2}]
        create = {"action": "create", "action_on_existence": "fail", "entities": entities}
        changed = {"name": f"{name}_b1", "slots": 7, "include_deferred": False}
        update = {"action": "update", "action_on_non_existence": "fail", "entities": [changed]}
        delete = {"action": "delete", "action_on_non_existence": "fail", "entities": [f"{name}_b2"]}
        status, body = server.raw("PATCH", "/api/v2/pools", {"actions": [create, update, delete]})
        equal(status, 200)
        equal(sorted(body["create"]["success"]), [f"{name}_b1", f"{name}_b2"])
        equal(body["update"]["success"], [f"{name}_b1"])
        equal(body["delete"]["success"], [f"{name}_b2"])
        equal(api.get_pool(f"{name}_b1").slots, 7)

    with steps.step("in bulk: what there is, and what there is not, is said"):
        create = {"action": "create", "action_on_existence": "fail", "entities": [POOL | {"name": f"{name}_b1"}]}
        delete = {"action": "delete", "action_on_non_existence": "fail", "entities": [f"{name}_b9"]}
        _, body = server.raw("PATCH", "/api/v2/pools", {"actions": [create, delete]})
        equal(body["create"]["errors"][0]["status_code"], 409)
        equal(body["delete"]["errors"][0]["status_code"], 404)

    with steps.step("the default pool is not deleted: 400"):
        refused(400, lambda: api.delete_pool("default_pool"))

    with steps.step("deletes them; then they are none: 404"):
        for one in (name, f"{name}_free", f"{name}_b1"):
            api.delete_pool(one)
        refused(404, lambda: api.get_pool(name))
        refused(404, lambda: api.delete_pool(name))
