"""Updates are as Telegram makes them, or go no further."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import RunningBot
from bot.shape import OddShapeError, check_shape
from tests.people import ANNA, BORIS, GROUP, Raw
from tests.wire import Wire


def change(path: str, value: Any) -> Raw:
    """Anna's question with one field changed; `del` takes it away."""
    raw: Raw = ANNA.says("/city Omsk")
    *way, last = path.split(".")
    place: Any = raw
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value == "del":
        del place[last]
    else:
        place[last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("message", None),
        ("message.chat", 5),
        ("message.chat.id", "5"),
        ("message.chat.id", 2**70),
        ("message.chat.type", "del"),
        ("message.from", []),
        ("message.from.id", True),
        ("message.from.first_name", {}),
        ("message.text", 7),
        ("message.text", " \n"),
        ("message.text", "\ud800"),
        ("message.date", "today"),
        ("message.entities", "bold"),
        ("message.entities.0.offset", -1),
        ("message.entities.0.length", 0),
        ("message.entities.0.type", "del"),
    ],
)
def test_odd_shapes_are_told_by_their_field(path: str, value: Any) -> None:
    with pytest.raises(OddShapeError, match=r"."):
        check_shape(change(path, value))


def test_what_telegram_sends_passes() -> None:
    reply = ANNA.says("and its memorial?", GROUP)
    reply["message"]["reply_to_message"] = BORIS.says("/city Omsk", GROUP)["message"]
    vote = {"poll_id": "1", "user": ANNA.user, "option_ids": [0], "option_persistent_ids": ["0"]}
    for raw in (
        ANNA.says("Чем известен Омск?"),
        ANNA.taps("l|en"),
        reply,
        {"update_id": 1, "poll_answer": vote},
        {"update_id": 1, "telepathy": {"thought": 1}},
    ):
        check_shape(raw)


async def test_an_odd_update_is_put_aside_and_its_sender_not_bothered(
    bot: RunningBot, wire: Wire
) -> None:
    await bot.inbox.accept([change("message.text", 7)])
    await bot.rest()
    assert wire.said() == []
    rows = await bot.application.services.db.read(
        lambda tx: [row["state"] for row in tx.execute("SELECT state FROM inbox")]
    )
    assert rows == [2]
