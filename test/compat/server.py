"""A running server, and the official client's doors to it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

import airflow_client.client as airflow
from airflow_client.client import api as apis

from steps import until

ENDED = ("success", "failed")


class Server:
    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.username = username
        self.password = password
        # Runs, variables and pools of one walk have a name of its own: a second walk meets what the first one left.
        self.mark = uuid.uuid4().hex[:8]
        self.token = ""
        # Every walk has a second of its own, so that no two runs are for the same date.
        self.unique_date = datetime(2026, 1, 2, tzinfo=timezone.utc) + timedelta(seconds=int(self.mark, 16) % 80_000)

    def login(self) -> None:
        _, answer = self.raw("POST", "/auth/token", {"username": self.username, "password": self.password})
        self.token = answer["access_token"]
        client = self.open_client(self.token)
        for name in dir(apis):
            if name.endswith("Api"):
                setattr(self, to_noun(name), getattr(apis, name)(client))

    def open_client(self, token: str) -> airflow.ApiClient:
        return airflow.ApiClient(airflow.Configuration(host=self.url, access_token=token))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{name}: not logged in, or the client has no such API")

    def raw(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Without the client, for what it hides: statuses, streams, and answers that it does not understand."""
        status, text = self.send(method, path, body, headers)
        return status, parse(text)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str] | None) -> tuple[int, str]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("content-type", "application/json")
        if self.token:
            request.add_header("authorization", f"Bearer {self.token}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def text(self, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """The answer as it came."""
        return self.send(method, path, None, headers)

    def trigger(self, dag_id: str, name: str, **fields: Any) -> str:
        """The id of a new run."""
        run_id = f"walk_{name}_{self.mark}"
        body = airflow.TriggerDAGRunPostBody(dag_run_id=run_id, **fields)
        # The client leaves out what is None; a logical date has to be said, and may be null.
        sent = {"logical_date": None, **json.loads(body.to_json())}
        self.dag_run.trigger_dag_run(dag_id, sent)
        return run_id

    def until_ended(self, dag_id: str, run_id: str) -> Any:
        return until(lambda: self.dag_run.get_dag_run(dag_id, run_id), lambda run: run.state in ENDED)

    def until_state(self, dag_id: str, run_id: str, task_id: str, *states: str) -> Any:
        return until(
            lambda: self.task_instance.get_task_instance(dag_id, run_id, task_id),
            lambda instance: instance.state in states,
        )


def to_noun(api: str) -> str:
    """"DagRunApi" is the attribute `dag_run`, "XComApi" is `xcom`, "DAGApi" is `dag`."""
    name = api.removesuffix("Api").replace("XCom", "Xcom").replace("DAG", "Dag")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
