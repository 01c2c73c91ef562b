"""How people, teams and points read in a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.i18n import Translator
from bot.intake import clean
from bot.trivia.model import Game, Player
from bot.trivia.scoring import TeamScore

LINE = Markup("\n")
GAP = Markup("\n\n")
LONGEST_NAME = 32
LONGEST_LABEL = 16
MOST_NAMES = 12


def cut_name(name: str) -> str:
    """A name fit for a table; never empty."""
    return clean(name)[:LONGEST_NAME].strip() or "…"


def word_name(tr: Translator, player: Player) -> str:
    """A player's name, or that they had it deleted."""
    return cut_name(player.name) if player.name is not None else str(tr("deleted player"))


def word_names(tr: Translator, players: Sequence[Player]) -> str:
    """Names in one line; long lists are cut."""
    shown = [word_name(tr, p) for p in players[:MOST_NAMES]]
    more = len(players) - len(shown)
    if more:
        return f"{', '.join(shown)} +{tr.number(more)}"
    return ", ".join(shown)


def name_points(
    tr: Translator, game: Game, points: Mapping[int, tuple[float, float]]
) -> list[tuple[str, tuple[float, float]]]:
    """Short names with the places their owners guessed, by seat."""
    seats = {p.seat: p for p in game.players}
    return [(word_name(tr, seats[seat])[:LONGEST_LABEL], point) for seat, point in points.items()]


def word_points(tr: Translator, points: float) -> Markup:
    """Points with their noun; a team's average to one decimal."""
    if points == int(points):
        return tr.plural("{n} point", "{n} points", int(points))
    return tr("{number} points (average)", number=tr.number(round(points, 1)))


def word_team(tr: Translator, team: str) -> Markup:
    """A team's name."""
    return tr("Team {letter}", letter=team.upper())


def word_teams(tr: Translator, ranked: Sequence[tuple[int, TeamScore]]) -> Markup:
    """The teams with their places and points."""
    return LINE.join(
        tr(
            "{place}. {team}: {points}",
            place=place,
            team=word_team(tr, score.team),
            points=word_points(tr, score.points),
        )
        for place, score in ranked
    )
