"""Counts and prints the steps of a walk."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from airflow_client.client.exceptions import ApiException

PATIENCE = float(os.environ.get("WALK_PATIENCE", "90"))


class Steps:
    """One step is one `with`: it passes when nothing in it raises. Those of one side only are counted apart."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.passed = 0
        self.failed: list[str] = []
        self.left_out = 0
        self.room = ""

    def enter(self, room: str) -> None:
        self.room = room
        print(f"\n{room}", flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except Exception as error:  # noqa: BLE001
            self.failed.append(f"{self.room}: {name}")
            print(f"  FAILED {name}\n    {explain(error)}", flush=True)
            return
        self.passed += 1
        print(f"  ok {name} ({(time.monotonic() - began) * 1000:.0f} ms)", flush=True)

    @contextmanager
    def room_ends(self) -> Iterator[None]:
        """What is raised between steps ends the room, not the walk."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            self.failed.append(f"{self.room}: does not come to its end")
            print(f"  FAILED the room does not come to its end\n    {explain(error)}", flush=True)

    def only(self, side: str, name: str, do: Callable[[], None]) -> None:
        """A step that means something on one side alone; README.md says why of each."""
        if side != self.side:
            self.left_out += 1
            print(f"  -- {name} (only {side})", flush=True)
            return
        with self.step(name):
            do()

    def finish(self) -> int:
        print()
        for name in self.failed:
            print(f"failed: {name}")
        if self.left_out:
            print(f"{self.left_out} left out, which are of the other side")
        print(f"{self.passed} passed, {len(self.failed)} failed")
        return 1 if self.failed else 0


def explain(error: Exception) -> str:
    if isinstance(error, ApiException):
        return f"{error.status} {error.reason}: {str(error.body)[:600]}\n    {find_line(error)}"
    return f"{type(error).__name__}: {str(error)[:900]}\n    {find_line(error)}"


def find_line(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.sep + "compat" + os.sep in frame.filename and "site-packages" not in frame.filename]
    frame = (own or frames)[-1]
    return f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.line}"


def equal(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r} is not {wanted!r}")


def true(holds: Any, found: Any = "") -> None:
    if not holds:
        raise AssertionError(f"does not hold: {found!r}")


def within(part: Any, whole: Any) -> None:
    if part not in whole:
        raise AssertionError(f"{part!r} is not in {whole!r}")


def refused(statuses: int | tuple[int, ...], do: Callable[[], Any]) -> str:
    """The body of a refusal with that status."""
    wanted = (statuses,) if isinstance(statuses, int) else statuses
    try:
        do()
    except ApiException as error:
        if error.status in wanted:
            return str(error.body)
        raise
    raise AssertionError(f"was not refused with {statuses}")


def until(look: Callable[[], Any], is_done: Callable[[Any], bool], patience: float = PATIENCE) -> Any:
    """Asks until it is so; what was seen last is in the error."""
    deadline = time.monotonic() + patience
    while True:
        seen = look()
        if is_done(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"still {str(seen)[:600]}")
        time.sleep(0.1)
