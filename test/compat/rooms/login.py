"""Getting in, and staying out."""

import json

from airflow_client.client import api as apis

from server import Server
from steps import Steps, equal, refused, true, within


def walk(server: Server, steps: Steps) -> None:
    credentials = {"username": server.username, "password": server.password}
    wrong = {"username": server.username, "password": "not the password"}

    with steps.step("a token for a user and a password: 201"):
        status, body = server.raw("POST", "/auth/token", credentials)
        equal(status, 201)
        true(len(body["access_token"]) > 20, body)

    with steps.step("a token for the command line: 201"):
        status, body = server.raw("POST", "/auth/token/cli", credentials)
        equal(status, 201)
        true(len(body["access_token"]) > 20, body)

    with steps.step("a wrong password: 401 with a detail"):
        status, body = server.raw("POST", "/auth/token", wrong)
        equal(status, 401)
        within("detail", body)

    with steps.step("a user alone: 422 with what is missing"):
        status, body = server.raw("POST", "/auth/token", {"username": server.username})
        equal(status, 422)
        within("password", json.dumps(body["detail"]))

    with steps.step("no token: 401"):
        anonymous = apis.DAGApi(server.open_client(""))
        refused(401, anonymous.get_dags)

    with steps.step("a token that is none: 401 or 403"):
        stranger = apis.DAGApi(server.open_client("not.a.token"))
        refused((401, 403), stranger.get_dags)

    with steps.step("health and version need no token"):
        anonymous = server.open_client("")
        equal(apis.MonitorApi(anonymous).get_health().metadatabase.status, "healthy")
        true(apis.VersionApi(anonymous).get_version().version.startswith("3."), "version")

    with steps.step("an unknown route: 404"):
        equal(server.raw("GET", "/api/v2/nothingOfThatName")[0], 404)

    with steps.step("an unknown method: 405"):
        equal(server.raw("PUT", "/api/v2/dags", {})[0], 405)
