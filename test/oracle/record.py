"""Records decisions of the real Airflow: `python record.py [past pools clear backfill]`. README.md says how."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from recorder import world

AREAS = ("past", "pools", "clear", "backfill")


def main(names: list[str]) -> None:
    from importlib import import_module
    from importlib.metadata import version

    world.prepare_airflow()
    for name in names or AREAS:
        module = import_module(f"recorder.{name}")
        cases = world.check_unique(module.record())
        path = HERE / "fixtures" / f"{name}.json"
        header = {
            "airflow": version("apache-airflow-core"),
            "now": world.NOW,
            "how_to_read": "README.md, one folder up",
        }
        world.write_file(str(path), header, cases)
        print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")


main(sys.argv[1:])
