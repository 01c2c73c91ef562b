"""When a tournament's games open and begin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.trivia.model import Setup

GAMES = (3, 5, 7)
HOURS = (12, 17, 18, 19, 20, 21)
LOBBY_BEFORE = timedelta(minutes=10)
NOTICE = timedelta(minutes=30)
"""The first game begins at least so long after the announcement."""
LATEST = timedelta(minutes=30)
"""A game that the bot cannot open by then moves to the next day."""


class State(StrEnum):
    """Where a tournament stands."""

    WAITING = "waiting"
    LOBBY = "lobby"
    OVER = "over"


class Event(StrEnum):
    """What must be done now."""

    OPEN = "open"
    BEGIN = "begin"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class Tournament:
    """A tournament; `played` games have begun, the next one begins at `next_at`."""

    code: str
    setup: Setup
    games: int
    hour: int
    zone: str
    next_at: datetime
    id: int = 0
    played: int = 0
    state: State = State.WAITING


def find_start(hour: int, zone: str, since: datetime) -> datetime:
    """The first moment from then on that is this hour in the zone, in UTC."""
    place = ZoneInfo(zone)
    day = since.astimezone(place).date()
    for days in range(3):
        start = datetime.combine(day + timedelta(days=days), time(hour), place)
        if start >= since:
            return start.astimezone(since.tzinfo)
    raise AssertionError("every day has this hour, or the next one does")


def announce(code: str, setup: Setup, plan: tuple[int, int, str], now: datetime) -> Tournament:
    """A new tournament: so many games, one a day at this hour of this zone."""
    games, hour, zone = plan
    return Tournament(code, setup, games, hour, zone, find_start(hour, zone, now + NOTICE))


def tick(tournament: Tournament, now: datetime) -> tuple[Tournament, Event | None]:
    """Do what is due: open the lobbies, begin the game, or put it off for a day."""
    match tournament.state:
        case State.WAITING if now > tournament.next_at + LATEST:
            return move_on(tournament, now), Event.POSTPONE
        case State.WAITING if now >= tournament.next_at - LOBBY_BEFORE:
            return replace(tournament, state=State.LOBBY), Event.OPEN
        case State.LOBBY if now >= tournament.next_at:
            begun = replace(tournament, played=tournament.played + 1)
            return move_on(begun, tournament.next_at + NOTICE), Event.BEGIN
    return tournament, None


def move_on(tournament: Tournament, since: datetime) -> Tournament:
    """Wait for the next day's game, if there is one."""
    if tournament.played >= tournament.games:
        return replace(tournament, state=State.OVER)
    start = find_start(tournament.hour, tournament.zone, since)
    return replace(tournament, state=State.WAITING, next_at=start)
