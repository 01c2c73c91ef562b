"""Keeps a second process away from the state: a lock the system drops when its holder dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.mounts import MOUNTS, NETWORKED, find_file_system


class StateInUseError(Exception):
    """Another process works on this state."""


class NetworkedStateError(Exception):
    """The state is on a file system where locks do not keep others away."""


def refuse_network(state: Path, mounts: Path = MOUNTS) -> None:
    """Raise NetworkedStateError if other machines may write to the state."""
    kind = find_file_system(state.parent, mounts)
    if kind in NETWORKED:
        raise NetworkedStateError(
            f"{state} is on a network file system ({kind}): set DOBLEST_STATE to a local disk"
        )


@contextmanager
def hold_lock(state: Path) -> Iterator[None]:
    """Hold the lock beside a file of state.

    Raises StateInUseError if another process does, and NetworkedStateError where it would not help.
    """
    refuse_network(state)
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_name(f"{state.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateInUseError(f"another instance is running on {state}") from None
        yield
