"""Faults on demand: refusals, lost connections, delays, spoilt updates."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from bot.sandbox.updates import Waiting, write_json


class Action(StrEnum):
    """What goes wrong."""

    REFUSE = "refuse"
    """Answer with `status` and `description`, without the effect."""
    RESET_BEFORE = "reset_before"
    """Drop the connection before the call has had its effect."""
    RESET_AFTER = "reset_after"
    """Drop the connection after the effect: the caller cannot know."""
    HANG = "hang"
    """Have the effect, then answer nothing for `seconds`, then drop the connection."""
    DELAY = "delay"
    """Have the effect, answer `seconds` later."""
    STALL = "stall"
    """Send half of the body, wait `seconds`, drop the connection."""
    TRUNCATE = "truncate"
    """Answer with JSON cut in half."""
    ANSWER_AFTER = "answer_after"
    """Have the effect, then answer with `status` and `body`, such as a proxy's 502 page."""
    DUPLICATE_UPDATES = "duplicate_updates"
    SHUFFLE_UPDATES = "shuffle_updates"
    MALFORMED_UPDATES = "malformed_updates"
    DROP_WEBHOOK_RESPONSE = "drop_webhook_response"


ON_UPDATES = frozenset({Action.DUPLICATE_UPDATES, Action.SHUFFLE_UPDATES, Action.MALFORMED_UPDATES})


@dataclass(slots=True)
class Fault:
    """One rule: which calls fail, how, and how often."""

    action: Action
    method: str | None = None
    chat: int | None = None
    nth: int | None = None
    """Only the nth matching call (counted from 1), and those after it up to `times`."""
    times: int | None = 1
    """How many calls fail in all; None for every one."""
    probability: float = 1.0
    seed: int = 0
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None
    body: str | None = None
    """A raw body instead of JSON, such as a proxy's error page."""
    seconds: float = 1.0
    seen: int = 0
    hits: int = 0
    chance: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.action = Action(self.action)
        self.chance = random.Random(self.seed)

    def strikes(self, method: str, chat: str | None) -> bool:
        """Whether this call is to fail; counts it."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat is not None and str(self.chat) != chat:
            return False
        self.seen += 1
        if self.nth is not None and self.seen < self.nth:
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        if self.probability < 1.0 and self.chance.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def answer(self) -> tuple[int, str, str]:
        """Status, content type and body of the refusal."""
        if self.body is not None:
            return self.status, "text/html", self.body
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        parameters = {
            name: value
            for name in ("retry_after", "migrate_to_chat_id")
            if (value := getattr(self, name)) is not None
        }
        if parameters:
            answer["parameters"] = parameters
        return self.status, "application/json", write_json(answer)

    def json(self) -> dict[str, Any]:
        """The rule as plain data."""
        plain = {f.name for f in fields(self)} - {"chance"}
        return {name: getattr(self, name) for name in plain}


class Faults:
    """The rules in force, the first that strikes wins."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force."""
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        """Go back to a world without faults."""
        self.rules.clear()

    def strike(self, method: str, chat: str | None) -> Fault | None:
        """The rule that strikes this call, if any."""
        for fault in self.rules:
            if fault.action is Action.DROP_WEBHOOK_RESPONSE:
                continue
            if fault.action in ON_UPDATES and method.lower() != "getupdates":
                continue
            if fault.strikes(method, chat):
                return fault
        return None

    def drops_webhook_response(self, chat: int) -> bool:
        """Whether the answer to this webhook delivery gets lost."""
        return any(
            fault.action is Action.DROP_WEBHOOK_RESPONSE and fault.strikes("webhook", str(chat))
            for fault in self.rules
        )


def spoil_updates(fault: Fault, updates: list[Waiting]) -> list[str]:
    """The updates as texts, spoilt as the rule says."""
    texts = [update.text for update in updates]
    if fault.action is Action.DUPLICATE_UPDATES:
        return [text for text in texts for _ in range(2)]
    if fault.action is Action.SHUFFLE_UPDATES:
        fault.chance.shuffle(texts)
        return texts
    return [_malform(text) for text in texts]


def _malform(text: str) -> str:
    """An update whose content lacks what every such content has."""
    update = json.loads(text)
    for content in update.values():
        if isinstance(content, dict):
            for name in ("message_id", "id", "from", "chat"):
                content.pop(name, None)
    return write_json(update)
