"""The same day by airflowctl."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from server import Server
from steps import Steps, equal, true, until, within


class Ctl:
    """`airflowctl` with a home of its own. The first calls are processes; the others run in this one, for speed."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="walk-ctl-"))
        # Where there is no keyring, its debug mode keeps the token in a file.
        os.environ.update(AIRFLOW_HOME=str(self.home), AIRFLOW_CLI_DEBUG_MODE="true", COLUMNS="400", NO_COLOR="1")

    def spawn(self, *arguments: str) -> str:
        program = Path(sys.executable).parent / "airflowctl"
        done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"exit {done.returncode}: {done.stdout[-400:]}{done.stderr[-400:]}")
        return done.stdout

    def say(self, *arguments: str) -> str:
        code, text = self.call(*arguments)
        if code != 0:
            raise AssertionError(f"exit {code}: {text[-900:]}")
        return text

    def read(self, *arguments: str) -> Any:
        """What it prints as JSON; a list of one for a single thing."""
        text = self.say(*arguments, "--output", "json")
        return json.loads(text[re.search(r"^[\[{]", text, re.MULTILINE).start() :])

    def call(self, *arguments: str) -> tuple[int, str]:
        from airflowctl.__main__ import main

        said, argv = io.StringIO(), sys.argv
        sys.argv = ["airflowctl", *arguments]
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                main()
            return 0, said.getvalue()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
            return code, f"{said.getvalue()}{end.code if isinstance(end.code, str) else ''}"
        except Exception as error:  # noqa: BLE001
            return 1, f"{said.getvalue()}{type(error).__name__}: {error}"
        finally:
            sys.argv = argv


def names(rows: list[dict], field: str) -> list[str]:
    return [row[field] for row in rows]


def walk(server: Server, steps: Steps) -> None:
    ctl = Ctl()
    login = ["--api-url", server.url, "--username", server.username, "--password", server.password]

    with steps.step("auth login"):
        within("successful", ctl.spawn("auth", "login", *login))

    with steps.step("auth login with a wrong password: exit 1"):
        wrong = [*login[:-1], "not the password", "--env", "wrong"]
        equal(ctl.call("auth", "login", *wrong)[0], 1)

    with steps.step("auth list-envs: logged in"):
        within({"environment": "production", "api_url": server.url, "status": "authenticated"},
               ctl.read("auth", "list-envs"))  # fmt: skip

    with steps.step("version --remote"):
        within("3.", ctl.spawn("version", "--remote"))

    walk_dags(server, steps, ctl)
    walk_runs(server, steps, ctl)
    walk_configuration(server, steps, ctl)
    walk_assets(server, steps, ctl)
    walk_backfills(server, steps, ctl)

    for noun in ("plugins", "providers", "jobs"):
        with steps.step(f"{noun} list"):
            true(isinstance(ctl.read(noun, "list"), list) if noun != "plugins" else ctl.call(noun, "list")[0] == 0)

    with steps.step("config get and list"):
        within("default_timezone", ctl.say("config", "get", "core", "default_timezone"))
        within("core", ctl.say("config", "list"))


def walk_dags(server: Server, steps: Steps, ctl: Ctl) -> None:
    with steps.step("dags list, get, get-details"):
        within("walk_etl", names(ctl.read("dags", "list"), "dag_id"))
        equal(names(ctl.read("dags", "get", "walk_etl"), "dag_id"), ["walk_etl"])
        equal(ctl.read("dags", "get-details", "walk_etl")[0]["description"], "Extracts, transforms, loads.")

    with steps.step("dags get of one that there is not: no exit 0"):
        true(ctl.call("dags", "get", "nothing")[0] != 0)

    with steps.step("dags pause and unpause"):
        ctl.say("dags", "pause", "walk_etl")
        equal(server.dag.get_dag("walk_etl").is_paused, True)
        ctl.say("dags", "unpause", "walk_etl")
        equal(server.dag.get_dag("walk_etl").is_paused, False)

    with steps.step("dags next-execution"):
        within("next_dagrun_run_after", ctl.read("dags", "next-execution", "walk_daily")[0])

    with steps.step("dags list-version, get-version"):
        version = ctl.read("dags", "list-version", "walk_etl")[0]["version_number"]
        equal(ctl.read("dags", "get-version", "walk_etl", str(version))[0]["version_number"], version)

    with steps.step("dags list-import-errors"):
        within("broken", ctl.say("dags", "list-import-errors"))

    with steps.step("dags list-warning"):
        equal(ctl.call("dags", "list-warning")[0], 0)


def walk_runs(server: Server, steps: Steps, ctl: Ctl) -> None:
    run_id = f"walk_ctl_{server.mark}"
    place = ["walk_etl", run_id, "extract"]

    with steps.step("dags trigger; dagrun get"):
        ctl.say("dags", "trigger", "walk_etl", "--dag-run-id", run_id, "--note", "by ctl")
        equal(server.until_ended("walk_etl", run_id).note, "by ctl")
        equal(ctl.read("dagrun", "get", "walk_etl", run_id)[0]["state"], "success")

    with steps.step("dagrun list by DAG and state"):
        listed = ["dagrun", "list", "--dag-id", "walk_etl", "--state", "success", "--limit", "100"]
        until(lambda: ctl.say(*listed, "--output", "json"), lambda text: run_id in text)

    with steps.step("xcom list and get"):
        within("return_value", ctl.say("xcom", "list", *place))
        equal(ctl.read("xcom", "get", *place, "return_value")[0]["key"], "return_value")

    with steps.step("xcom add, edit, delete"):
        ctl.say("xcom", "add", *place, "by_ctl", '{"a": 1}')
        ctl.say("xcom", "edit", *place, "by_ctl", '{"a": 2}')
        _, entry = server.raw("GET", f"/api/v2/dags/walk_etl/dagRuns/{run_id}/taskInstances/extract/xcomEntries/by_ctl")
        equal(entry["value"], {"a": 2})
        ctl.say("xcom", "delete", *place, "by_ctl")


def walk_configuration(server: Server, steps: Steps, ctl: Ctl) -> None:
    name = f"walk_ctl_{server.mark}"

    with steps.step("variables create, get, update, list, delete"):
        ctl.say("variables", "create", "--key", name, "--value", "one")
        equal(ctl.read("variables", "get", name)[0]["value"], "one")
        ctl.say("variables", "update", "--key", name, "--value", "two")
        equal(server.variable.get_variable(name).value, "two")
        within(name, names(ctl.read("variables", "list"), "key"))
        ctl.say("variables", "delete", name)
        true(ctl.call("variables", "get", name)[0] != 0)

    with steps.step("variables import from a file"):
        file = ctl.home / "variables.txt"
        file.write_text(json.dumps({f"{name}_a": "1", f"{name}_b": {"value": {"x": 1}, "description": "of a file"}}))
        ctl.say("variables", "import", str(file), "-a", "overwrite")
        equal(server.variable.get_variable(f"{name}_b").description, "of a file")
        true(ctl.call("variables", "import", str(file), "-a", "fail")[0] != 0)
        for key in ("a", "b"):
            ctl.say("variables", "delete", f"{name}_{key}")

    with steps.step("connections create, get, update, list, delete"):
        ctl.say("connections", "create", "--connection-id", name, "--conn-type", "http", "--host", "one", "--password", "p")
        equal(ctl.read("connections", "get", name)[0]["host"], "one")
        ctl.say("connections", "update", "--connection-id", name, "--conn-type", "http", "--host", "two")
        equal(server.connection.get_connection(name).host, "two")
        within(name, names(ctl.read("connections", "list"), "connection_id"))
        ctl.say("connections", "delete", name)

    with steps.step("connections import from a file"):
        file = ctl.home / "connections.txt"
        file.write_text(json.dumps({f"{name}_c": {"conn_type": "http", "host": "h", "port": 80}}))
        ctl.say("connections", "import", str(file))
        equal(server.connection.get_connection(f"{name}_c").port, 80)
        ctl.say("connections", "delete", f"{name}_c")

    with steps.step("pools create, get, update, list, delete"):
        ctl.say("pools", "create", "--name", name, "--slots", "3", "--include-deferred")
        equal(str(ctl.read("pools", "get", name)[0]["slots"]), "3")
        ctl.say("pools", "update", "--pool", name, "--slots", "5", "--include-deferred", "--description", "of ctl")
        equal(server.pool.get_pool(name).slots, 5)
        within(name, names(ctl.read("pools", "list"), "name"))
        ctl.say("pools", "delete", name)

    with steps.step("pools export and import"):
        kept, file = ctl.home / "kept.txt", ctl.home / "pools.txt"
        ctl.say("pools", "export", str(kept), "--output", "json")
        within("default_pool", names(json.loads(kept.read_text()), "name"))
        file.write_text(json.dumps([{"name": f"{name}_p", "slots": 2}]))
        ctl.say("pools", "import", str(file))
        equal(server.pool.get_pool(f"{name}_p").slots, 2)
        ctl.say("pools", "delete", f"{name}_p")


def walk_assets(server: Server, steps: Steps, ctl: Ctl) -> None:
    orders = server.asset.get_assets(name_pattern="walk_orders").assets[0].id

    with steps.step("assets list, get, list-by-alias"):
        within("walk_orders", names(ctl.read("assets", "list"), "name"))
        equal(ctl.read("assets", "get", str(orders))[0]["name"], "walk_orders")
        within("walk_alias", ctl.say("assets", "list-by-alias"))

    with steps.step("assets create-event, get-queued-events"):
        ctl.say("assets", "create-event", "--asset-id", str(orders))
        newest = server.asset.get_asset_events(asset_id=orders, order_by=["-timestamp"], limit=1).asset_events[0]
        equal(newest.extra["from_rest_api"], True)
        until(lambda: ctl.call("assets", "get-queued-events", str(orders))[1], lambda text: "walk_both" in text)

    with steps.step("assets materialize"):
        before = count_runs(server)
        # The run is made; that it cannot print it is a fault of airflowctl 0.1.5, and the same on both sides.
        ctl.call("assets", "materialize", str(orders))
        until(lambda: count_runs(server), lambda count: count > before)


def walk_backfills(server: Server, steps: Steps, ctl: Ctl) -> None:
    span = ["--dag-id", "walk_daily", "--from-date", "2026-05-01T00:00:00Z", "--to-date", "2026-07-30T00:00:00Z"]
    span += ["--max-active-runs", "1", "--reprocess-behavior", "completed"]

    with steps.step("backfill create, list, get"):
        made = str(ctl.read("backfill", "create", *span)[0]["id"])
        within(made, ctl.say("backfill", "list", "walk_daily"))
        within("walk_daily", ctl.say("backfill", "get", made))

    with steps.step("backfill pause, unpause, cancel: by POST, as it sends them"):
        # It cannot print the answer of any, so what counts is the backfill. Airflow takes PUT alone: 405.
        seen = []
        for verb in ("pause", "unpause", "cancel"):
            ctl.call("backfill", verb, made)
            found = server.backfill.get_backfill(int(made))
            seen.append((found.is_paused, found.completed_at is not None))
        there = [(False, False)] * 3
        equal(seen, [(True, False), (False, False), (True, True)] if steps.side == "tradewind" else there)
        with contextlib.suppress(Exception):
            server.backfill.cancel_backfill(int(made))
        true(server.backfill.get_backfill(int(made)).completed_at is not None)


def count_runs(server: Server) -> int:
    return server.dag_run.get_dag_runs("walk_producer").total_entries
