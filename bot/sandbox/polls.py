"""Polls and their votes: counting, closing by the clock, what the bot gets to know."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import bad_request

if TYPE_CHECKING:
    from bot.sandbox.model import Bot, Chat, User
    from bot.sandbox.state import World

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Poll:
    """A poll with its votes; `json` is the Bot API form that the sending bot sees."""

    json: Json
    bot: Bot
    correct: tuple[int, ...] = ()
    closes_at: float | None = None
    shuffle: bool = False
    hide_results: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    places: list[tuple[Chat, int]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.json["id"])

    @property
    def is_closed(self) -> bool:
        return bool(self.json["is_closed"])

    def order_for(self, user: User) -> list[int]:
        """The order in which this person sees the options."""
        order = list(range(len(self.json["options"])))
        if self.shuffle:
            random.Random(f"{self.id}:{user.id}").shuffle(order)
        return order

    def count(self) -> None:
        """Write the votes into the Bot API form."""
        for number, option in enumerate(self.json["options"]):
            option["voter_count"] = sum(number in chosen for chosen in self.votes.values())
        self.json["total_voter_count"] = len(self.votes)


def cast_vote(world: World, poll: Poll, voter: User | Chat, chosen: tuple[int, ...]) -> None:
    """Count a vote (an empty one takes it back) and tell the bot as Telegram would."""
    close_if_due(world, poll)
    _check_vote(poll, voter.id, chosen)
    if chosen:
        poll.votes[voter.id] = chosen
    else:
        poll.votes.pop(voter.id, None)
    poll.count()
    queue = poll.bot.queue
    if not poll.json["is_anonymous"]:
        world.push(poll.bot, "poll_answer", _answer(poll, voter, chosen), voter.id)
    if queue.wants("poll"):
        world.push(poll.bot, "poll", poll.json, voter.id)
    _show_change(poll)


def _check_vote(poll: Poll, voter: int, chosen: tuple[int, ...]) -> None:
    if poll.is_closed:
        raise bad_request("MESSAGE_POLL_CLOSED")
    if any(not 0 <= number < len(poll.json["options"]) for number in chosen):
        raise bad_request("OPTION_INVALID")
    if len(set(chosen)) != len(chosen):
        raise bad_request("OPTION_INVALID")
    if len(chosen) > 1 and not poll.json["allows_multiple_answers"]:
        raise bad_request("OPTIONS_TOO_MUCH")
    if voter in poll.votes and not poll.json["allows_revoting"]:
        raise bad_request("REVOTE_NOT_ALLOWED")


def _answer(poll: Poll, voter: User | Chat, chosen: tuple[int, ...]) -> Json:
    answer: Json = {
        "poll_id": poll.id,
        "option_ids": list(chosen),
        "option_persistent_ids": [poll.json["options"][n]["persistent_id"] for n in chosen],
    }
    if hasattr(voter, "first_name"):
        return {**answer, "user": voter.json}
    return {**answer, "voter_chat": voter.json, "user": CHANNEL_BOT}


CHANNEL_BOT: Json = {
    "id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"
}  # fmt: skip


def close_poll(world: World, poll: Poll) -> None:
    """Close a poll for good and send its final state."""
    poll.json["is_closed"] = True
    world.open_polls.discard(poll)
    world.push(poll.bot, "poll", poll.json, poll.places[0][0].id if poll.places else 0)
    _show_change(poll)


def close_if_due(world: World, poll: Poll) -> None:
    """Close the poll when its time is over by the sandbox's clock."""
    if not poll.is_closed and poll.closes_at is not None and world.now() >= poll.closes_at:
        close_poll(world, poll)


def _show_change(poll: Poll) -> None:
    for chat, message_id in poll.places:
        message = chat.messages.get(message_id)
        if message is not None:
            chat.changed("poll", message)
