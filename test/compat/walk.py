"""A day with Airflow's own clients, against a running server.

python walk.py --url http://127.0.0.1:8787 --username admin --password secret [--side airflow] [--room runs,xcoms]
The server needs the DAGs of dags/ (Tradewind) or airflow-dags/ (Airflow); README.md says how to start either.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from server import Server  # noqa: E402
from steps import Steps  # noqa: E402

ROOMS = [
    "login",
    "dags",
    "dag_contents",
    "runs",
    "tasks",
    "mapped",
    "logs",
    "xcoms",
    "variables",
    "connections",
    "pools",
    "assets",
    "backfills",
    "actions",
    "bulk",
    "notes",
    "deletes",
    "deployment",
    "events",
    "ctl",
]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--username", default="admin")
    parser.add_argument("--password", required=True)
    parser.add_argument("--side", choices=["tradewind", "airflow"], default="tradewind")
    parser.add_argument("--room", default=",".join(ROOMS), help="only these, by name")
    options = parser.parse_args()
    steps = Steps(options.side)
    server = Server(options.url, options.username, options.password)
    server.login()
    for name in options.room.split(","):
        steps.enter(name)
        with steps.room_ends():
            importlib.import_module(f"rooms.{name}").walk(server, steps)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
