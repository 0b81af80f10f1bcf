"""Variables, one by one and in bulk."""

import json

from airflow_client.client import VariableBody

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    key = f"walk_{server.mark}"
    secret = f"walk_api_key_{server.mark}"
    api = server.variable

    with steps.step("makes one"):
        made = api.post_variable(VariableBody(key=key, value="seven", description="of a walk"))
        equal((made.key, made.value, made.description), (key, "seven", "of a walk"))
        equal(made.is_encrypted, True)

    with steps.step("the same key again: 409"):
        within("detail", refused(409, lambda: api.post_variable(VariableBody(key=key, value="eight"))))

    with steps.step("reads it"):
        equal(api.get_variable(key).value, "seven")

    with steps.step("a value that is no text comes back as JSON"):
        api.post_variable(VariableBody(key=f"{key}_object", value={"pages": [1, 2]}))
        equal(json.loads(api.get_variable(f"{key}_object").value), {"pages": [1, 2]})

    with steps.step("a secret shows as ***"):
        api.post_variable(VariableBody(key=secret, value="hunter2"))
        equal(api.get_variable(secret).value, "***")

    with steps.step("lists by pattern, in order"):
        page = api.get_variables(variable_key_pattern=f"%{server.mark}%", order_by=["-key"])
        equal([one.key for one in page.variables], sorted([key, f"{key}_object", secret], reverse=True))
        equal(page.total_entries, 3)

    with steps.step("lists by prefix, in pages"):
        page = api.get_variables(variable_key_prefix_pattern=key, order_by=["key"], limit=1, offset=1)
        equal([one.key for one in page.variables], [f"{key}_object"])

    with steps.step("an order that there is not: 400"):
        refused(400, lambda: api.get_variables(order_by=["nothing"]))

    with steps.step("changes all of it"):
        equal(api.patch_variable(key, VariableBody(key=key, value="nine", description="changed")).value, "nine")
        equal(api.get_variable(key).description, "changed")

    with steps.step("changes what update_mask names alone"):
        api.patch_variable(key, VariableBody(key=key, value="ten", description="not this"), update_mask=["value"])
        found = api.get_variable(key)
        equal((found.value, found.description), ("ten", "changed"))

    with steps.step("a body of another key: 400"):
        refused(400, lambda: api.patch_variable(key, VariableBody(key="another", value="1")))

    with steps.step("an empty key, and a field that there is not: 422"):
        equal(server.raw("POST", "/api/v2/variables", {"value": "no key"})[0], 422)
        equal(server.raw("POST", "/api/v2/variables", {"key": "a", "value": "b", "colour": "red"})[0], 422)

    with steps.step("in bulk: makes two, and says which one there was"):
        bulk = [{"action": "create", "action_on_existence": "skip", "entities": entities(key, "b1", "b2")}]
        _, body = server.raw("PATCH", "/api/v2/variables", {"actions": bulk})
        equal(sorted(body["create"]["success"]), [f"{key}_b1", f"{key}_b2"])
        bulk[0]["action_on_existence"] = "fail"
        _, body = server.raw("PATCH", "/api/v2/variables", {"actions": bulk})
        equal(body["create"]["success"], [])
        equal(body["create"]["errors"][0]["status_code"], 409)

    with steps.step("in bulk: changes one, deletes the other"):
        actions = [
            {"action": "update", "entities": [{"key": f"{key}_b1", "value": "new"}]},
            {"action": "delete", "entities": [f"{key}_b2"]},
        ]
        _, body = server.raw("PATCH", "/api/v2/variables", {"actions": actions})
        equal((body["update"]["success"], body["delete"]["success"]), ([f"{key}_b1"], [f"{key}_b2"]))
        equal(api.get_variable(f"{key}_b1").value, "new")

    with steps.step("deletes them; then each is none: 404"):
        for name in (key, f"{key}_object", secret, f"{key}_b1"):
            api.delete_variable(name)
        refused(404, lambda: api.get_variable(key))
        refused(404, lambda: api.delete_variable(key))
        true(api.get_variables(variable_key_pattern=f"%{server.mark}%").total_entries == 0)


def entities(key: str, *names: str) -> list[dict]:
    return [{"key": f"{key}_{name}", "value": name} for name in names]
