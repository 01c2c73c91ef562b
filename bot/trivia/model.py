"""What a group game is made of: its setup, its players, the question being asked, the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.questions.model import Question


class Variant(StrEnum):
    """Who scores, and how one answers."""

    EVERYONE = "everyone"
    FIRST = "first"
    SURVIVAL = "survival"
    TYPED = "typed"
    MAP = "map"

    @property
    def is_written(self) -> bool:
        """Whether people reply with words or a place instead of voting."""
        return self in {Variant.TYPED, Variant.MAP}


class Tally(StrEnum):
    """How a team's score follows from its members'."""

    AVERAGE = "average"
    SUM = "sum"


class Phase(StrEnum):
    """Where a game stands."""

    LOBBY = "lobby"
    ASKING = "asking"
    PAUSE = "pause"
    OVER = "over"


class Ending(StrEnum):
    """Why a game is over."""

    PLAYED = "played"
    SURVIVED = "survived"
    STOPPED = "stopped"
    SILENT = "silent"
    AWAY = "away"
    """The bot was away for too long."""
    EXPIRED = "expired"
    """The lobby never started."""
    RIGHTS = "rights"
    """The bot may not write what the game needs."""
    EMPTY = "empty"
    """There are no questions for the setup."""


class Effect(StrEnum):
    """What must be said after a step."""

    LOBBY = "lobby"
    ASK = "ask"
    HINT = "hint"
    STOP_POLL = "stop_poll"
    BOARD = "board"
    TABLE = "table"
    RESUMED = "resumed"


class Verdict(StrEnum):
    """What became of somebody's answer or press."""

    COUNTED = "counted"
    WRONG = "wrong"
    REPEATED = "repeated"
    STRANGER = "stranger"
    """Has not joined."""
    CLOSED = "closed"
    OUT = "out"
    """Has made too many mistakes to go on."""
    REFUSED = "refused"
    """Only the host or an admin may."""
    NOTHING = "nothing"
    """Already so."""


TEAMS = "abcd"


@dataclass(frozen=True, slots=True)
class Setup:
    """What a host can choose; None asks for any. `enough` players start the game, 0: the host."""

    questions: int = 10
    title: str | None = None
    theme: str | None = None
    difficulty: int | None = None
    seconds: int = 30
    locale: str = "ru"
    variant: Variant = Variant.EVERYONE
    teams: int = 0
    tally: Tally = Tally.AVERAGE
    class_mode: bool = False
    enough: int = 0


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody at the table. `seat` stays; `user_id` and `name` are None once deleted."""

    seat: int
    user_id: int | None
    name: str | None
    team: str = ""
    host: bool = False
    joined: bool = True
    points: int = 0
    right: int = 0
    answered: int = 0
    streak: int = 0
    best_streak: int = 0
    mistakes: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One player's answer: option numbers, or a city and how far off it is (kilometres)."""

    seat: int
    at: datetime
    options: tuple[int, ...] = ()
    city: str = ""
    distance: float | None = None
    right: bool = False
    points: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a game. It is open while `closed_at` is None.

    `opened_at` is when people first saw it; `sends` counts the attempts to show it.
    """

    number: int
    question: Question
    asked_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    sends: int = 1
    hints: int = 0
    others: int = 0
    """Votes that did not count: by strangers, or in a second copy."""
    voters: int | None = None
    """How many had voted when Telegram closed the poll; None while it is open."""
    answers: tuple[Answer, ...] = ()

    def answer_of(self, seat: int) -> Answer | None:
        """What the player in this seat answered, if anything."""
        return next((a for a in self.answers if a.seat == seat), None)

    def seconds_of(self, answer: Answer) -> float:
        """How long an answer took, in seconds."""
        return max(0.0, (answer.at - (self.opened_at or self.asked_at)).total_seconds())


@dataclass(frozen=True, slots=True)
class Hardest:
    """The question that the smallest share knew."""

    text: str
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class Game:
    """A game in a chat and topic (0: none). `due` is when the next step must be taken."""

    chat_id: int
    topic: int
    setup: Setup
    due: datetime
    id: int = 0
    phase: Phase = Phase.LOBBY
    deck: tuple[str, ...] = ()
    players: tuple[Player, ...] = ()
    turn: Turn | None = None
    silent: int = 0
    ending: Ending | None = None
    ended_at: datetime | None = None
    hardest: Hardest | None = None
    tournament: int | None = None
    board_id: int | None = None
    """The message that is edited as the game goes on."""
    said: bool = False
    """Whether the final table has been posted."""

    def player(self, user_id: int) -> Player | None:
        """The player with this id, also one who has left."""
        return next((p for p in self.players if p.user_id == user_id), None)

    def with_player(self, player: Player) -> Game:
        """The same game with a player changed."""
        changed = (player if p.seat == player.seat else p for p in self.players)
        return replace(self, players=tuple(changed))

    @property
    def host(self) -> Player | None:
        """Who opened the game, while they are in it."""
        return next((p for p in self.players if p.host and p.joined), None)

    @property
    def present(self) -> tuple[Player, ...]:
        """Those who play on."""
        return tuple(p for p in self.players if p.joined and not self.is_out(p))

    def is_out(self, player: Player) -> bool:
        """Whether a player has made too many mistakes."""
        return self.setup.variant is Variant.SURVIVAL and player.mistakes >= MISTAKES

    @property
    def asked(self) -> int:
        """How many questions have been put, the open one included."""
        return self.turn.number if self.turn else 0

    @property
    def counts(self) -> bool:
        """Whether it counts on the group's board: at least two people answered."""
        return sum(p.answered > 0 for p in self.players) >= 2


MISTAKES = 3
"""So many, and a player is out of a survival game."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot in a group: what it may do and what it gets to see."""

    admin: bool
    may_write: bool
    may_poll: bool
    reads_all: bool
    """Whether it sees every message: privacy mode is off, or it is an admin."""
    forum: bool
