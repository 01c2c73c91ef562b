"""What an answer is worth, and who stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.trivia.model import TEAMS, Answer, Game, Player, Setup, Tally, Turn, Variant

T = TypeVar("T")
STREAK_STEP = 2
LONGEST_STREAK_BONUS = 10
HINTS = 2


def base_points(difficulty: int) -> int:
    """Points for a right answer: 10, 15 or 20 for an easy, medium or hard question.

    `difficulty` is the bank's, 1 to 5.
    """
    return 10 if difficulty <= 2 else 15 if difficulty == 3 else 20


def speed_bonus(base: int, took: float, seconds: int) -> int:
    """Up to half the base, falling to nothing when the time is over."""
    left = min(max(1 - took / seconds, 0.0), 1.0)
    return int(base / 2 * left)


def streak_bonus(streak: int) -> int:
    """Two points more for each right answer in a row after the first, at most ten."""
    return min(STREAK_STEP * max(streak - 1, 0), LONGEST_STREAK_BONUS)


def find_winners(setup: Setup, turn: Turn) -> set[int]:
    """The seats whose answer is worth points."""
    if setup.variant is Variant.MAP:
        near = sorted((a for a in turn.answers if a.distance is not None), key=_by_distance)
        return {a.seat for a in near[:1]}
    right = [a for a in turn.answers if a.right]
    if setup.variant in {Variant.FIRST, Variant.TYPED}:
        right = sorted(right, key=lambda a: a.at)[:1]
    return {a.seat for a in right}


def _by_distance(answer: Answer) -> tuple[float, float]:
    assert answer.distance is not None
    return round(answer.distance, 1), answer.at.timestamp()


def price(setup: Setup, turn: Turn, answer: Answer, streak: int) -> int:
    """The points of a winning answer that makes a streak of this length."""
    base = base_points(turn.question.difficulty)
    if setup.variant is Variant.MAP:
        exact = base // 2 if answer.right else 0
        return base + exact + streak_bonus(streak)
    if setup.variant is Variant.TYPED:
        base = base * (HINTS + 2 - turn.hints) // (HINTS + 2)
    quick = 0
    if not setup.class_mode:
        quick = speed_bonus(base, turn.seconds_of(answer), setup.seconds)
    return base + quick + streak_bonus(streak)


def score(game: Game, turn: Turn) -> tuple[Turn, tuple[Player, ...]]:
    """The turn and the players with the turn's points: each answer scores here and only here."""
    winners = find_winners(game.setup, turn)
    answers: dict[int, Answer] = {a.seat: a for a in turn.answers}
    players = []
    for player in game.players:
        answer = answers.get(player.seat)
        scored, changed = _score_player(game, turn, player, answer, player.seat in winners)
        if scored is not None:
            answers[player.seat] = scored
        players.append(changed)
    return replace(turn, answers=tuple(answers.values())), tuple(players)


def _score_player(
    game: Game, turn: Turn, player: Player, answer: Answer | None, won: bool
) -> tuple[Answer | None, Player]:
    if answer is None:
        if not player.joined or game.is_out(player):
            return None, player
        return None, replace(player, streak=0, mistakes=player.mistakes + 1)
    knew = won or (answer.right and game.setup.variant is Variant.FIRST)
    streak = player.streak + 1 if knew else 0
    points = price(game.setup, turn, answer, streak) if won else 0
    return replace(answer, points=points, right=answer.right or won), replace(
        player,
        points=player.points + points,
        right=player.right + knew,
        answered=player.answered + 1,
        streak=streak,
        best_streak=max(player.best_streak, streak),
        mistakes=player.mistakes + (not knew),
    )


def rank(items: Iterable[T], points: Callable[[T], float]) -> list[tuple[int, T]]:
    """Items from most points to fewest with their places; equal points share a place."""
    ordered = sorted(items, key=points, reverse=True)
    places: list[tuple[int, T]] = []
    for index, item in enumerate(ordered):
        tied = index > 0 and points(item) == points(ordered[index - 1])
        places.append((places[-1][0] if tied else index + 1, item))
    return places


def rank_players(players: Sequence[Player]) -> list[tuple[int, Player]]:
    """Everybody who played or still plays, with places."""
    return rank((p for p in players if p.joined or p.answered), lambda p: p.points)


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team, its score and how many play in it."""

    team: str
    points: float
    size: int


def rank_teams(game: Game) -> list[tuple[int, TeamScore]]:
    """The teams that have members, with places."""
    found = []
    for team in TEAMS[: game.setup.teams]:
        members = [p for p in game.players if p.team == team and (p.joined or p.answered)]
        if members:
            total = sum(p.points for p in members)
            by_average = game.setup.tally is Tally.AVERAGE
            found.append(
                TeamScore(team, total / len(members) if by_average else total, len(members))
            )
    return rank(found, lambda t: t.points)
