"""An append-only record of every call and every update, for assertions and replay."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One call with its answer, or one update as it was given out to its bot's queue."""

    at: float
    """Seconds since the epoch, by the sandbox's clock."""
    bot: int
    kind: str
    """`call` or `update`."""
    name: str
    """The method, or the kind of update."""
    raw: Mapping[str, Any] | str
    """The parameters, or the update as JSON text."""
    status: int = 200
    answer: str = ""
    """The result of the call as JSON text, or the refusal's description."""

    @property
    def values(self) -> Mapping[str, Any]:
        """The parameters, or the update."""
        return json.loads(self.raw) if isinstance(self.raw, str) else self.raw

    @property
    def result(self) -> Any:
        """The result of the call, or the refusal's description."""
        if not self.answer or self.status != HTTPStatus.OK:
            return self.answer or None
        return json.loads(self.answer)

    def json(self) -> dict[str, Any]:
        """The entry as plain data; the token is not in it."""
        return {
            "at": self.at,
            "bot": self.bot,
            "kind": self.kind,
            "name": self.name,
            "values": dict(self.values),
            "status": self.status,
            "result": self.result,
        }


class Journal:
    """Everything that happened, oldest first; keeps the last `keep` entries."""

    def __init__(self, enabled: bool = True, keep: int = 50_000) -> None:
        self.enabled = enabled
        self.keep = keep
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Write one entry down."""
        self.entries.append(entry)
        if len(self.entries) > self.keep + self.keep // 10:
            del self.entries[: -self.keep]

    def calls(self, method: str | None = None, chat: int | None = None) -> list[Entry]:
        """The calls so far, of one method or to one chat only if asked."""
        return [
            entry
            for entry in self.entries
            if entry.kind == "call"
            and method in {None, entry.name}
            and (chat is None or str(entry.values.get("chat_id")) == str(chat))
        ]

    def updates(self, kind: str | None = None) -> list[Entry]:
        """The updates so far, of one kind only if asked."""
        return [e for e in self.entries if e.kind == "update" and kind in {None, e.name}]

    def lines(self) -> Iterator[str]:
        """The journal as JSON lines."""
        for entry in self.entries:
            yield json.dumps(entry.json(), ensure_ascii=False, default=str) + "\n"
