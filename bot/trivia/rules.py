"""How a group game goes, step by step: each step gives the game after it and what must be said."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.questions.model import Question
from bot.trivia.model import (
    TEAMS,
    Answer,
    Effect,
    Ending,
    Game,
    Hardest,
    Phase,
    Player,
    Setup,
    Turn,
    Variant,
    Verdict,
)
from bot.trivia.scoring import HINTS, score

Step: TypeAlias = tuple[Game, tuple[Effect, ...]]
Ruled: TypeAlias = tuple[Game, Verdict]

LOBBY_OPEN = timedelta(minutes=20)
READY = timedelta(seconds=4)
"""Between the start and the first question."""
PAUSE = timedelta(seconds=5)
CLASS_PAUSE = timedelta(seconds=12)
SHORTEST_TURN = timedelta(seconds=11)
"""A turn takes three messages or edits; a group may get eighteen a minute."""
LATE_VOTES = timedelta(seconds=20)
"""How long to wait for Telegram's word that a poll is closed, and then for votes it overtook."""
CATCH_UP = timedelta(seconds=3)
"""After a restart, how long the votes that wait at Telegram may take to arrive."""
RESEND = timedelta(seconds=30)
MOST_SENDS = 3
AWAY = timedelta(minutes=10)
SILENT_TURNS = 2
MOST_PLAYERS = 200


def open_lobby(chat_id: int, topic: int, setup: Setup, now: datetime) -> Game:
    """A game that people may join."""
    return Game(chat_id, topic, setup, now + LOBBY_OPEN)


def join(game: Game, user_id: int, name: str, host: bool = False) -> Ruled:
    """Take a seat. Nobody joins a survival game that has begun."""
    known = game.player(user_id)
    if game.phase is Phase.OVER or (known is None and len(game.players) >= MOST_PLAYERS):
        return game, Verdict.CLOSED
    if known is not None and known.joined:
        return game, Verdict.NOTHING
    if game.setup.variant is Variant.SURVIVAL and game.asked > 0:
        return game, Verdict.CLOSED
    if known is not None:
        return game.with_player(replace(known, joined=True, name=name)), Verdict.COUNTED
    seat = len(game.players)
    player = Player(seat, user_id, name, smallest_team(game), host)
    return replace(game, players=(*game.players, player)), Verdict.COUNTED


def smallest_team(game: Game) -> str:
    """The team a newcomer is put into; none if everyone plays for themselves."""
    teams = TEAMS[: game.setup.teams]
    sizes = {team: sum(p.team == team and p.joined for p in game.players) for team in teams}
    return min(teams, key=lambda team: sizes[team]) if teams else ""


def leave(game: Game, user_id: int) -> Ruled:
    """Give up one's seat; points stay."""
    player = game.player(user_id)
    if game.phase is Phase.OVER or player is None or not player.joined:
        return game, Verdict.NOTHING
    return game.with_player(replace(player, joined=False)), Verdict.COUNTED


def choose_team(game: Game, user_id: int, name: str, team: str) -> Ruled:
    """Join a team, and the game if need be; only before it begins."""
    if game.phase is not Phase.LOBBY or team not in TEAMS[: game.setup.teams]:
        return game, Verdict.CLOSED
    game, _ = join(game, user_id, name)
    player = game.player(user_id)
    if player is None:
        return game, Verdict.CLOSED
    if player.team == team:
        return game, Verdict.NOTHING
    return game.with_player(replace(player, team=team)), Verdict.COUNTED


def balance(game: Game, rng: random.Random) -> Game:
    """Deal the players out to the teams anew, so that sizes differ by at most one."""
    teams = TEAMS[: game.setup.teams]
    if game.phase is not Phase.LOBBY or not teams:
        return game
    present = [p for p in game.players if p.joined]
    rng.shuffle(present)
    dealt = {p.seat: teams[i % len(teams)] for i, p in enumerate(present)}
    players = (replace(p, team=dealt.get(p.seat, "")) for p in game.players)
    return replace(game, players=tuple(players))


def configure(game: Game, setup: Setup, rng: random.Random) -> Game:
    """Change the setup of a game that has not begun."""
    if game.phase is not Phase.LOBBY:
        return game
    changed = replace(game, setup=setup)
    if setup.teams == game.setup.teams:
        return changed
    if not setup.teams:
        return replace(changed, players=tuple(replace(p, team="") for p in game.players))
    return balance(changed, rng)


def is_enough(game: Game) -> bool:
    """Whether the game starts by itself with those who have joined."""
    wanted = game.setup.enough
    return game.phase is Phase.LOBBY and wanted > 0 and len(game.present) >= wanted


def start(game: Game, deck: Sequence[str], now: datetime) -> Step:
    """Begin with these questions, in this order."""
    if game.phase is not Phase.LOBBY:
        return game, ()
    if not deck:
        return finish(game, Ending.EMPTY, now)
    begun = replace(game, phase=Phase.PAUSE, deck=tuple(deck), due=now + READY)
    return begun, (Effect.BOARD,)


def next_question(game: Game, now: datetime) -> str | None:
    """The id of the question to ask now, or None if it is not time for one."""
    waits = game.phase is Phase.PAUSE and game.due <= now and not is_away(game, now)
    return game.deck[game.asked] if waits and game.asked < len(game.deck) else None


def ask(game: Game, question: Question, now: datetime) -> Step:
    """Put the next question."""
    turn = Turn(game.asked + 1, question, now)
    asking = replace(game, phase=Phase.ASKING, turn=turn, due=now + RESEND)
    return asking, (Effect.ASK,)


def show(game: Game, number: int, now: datetime) -> Game:
    """Note that people see the question now; from here its time runs."""
    turn = game.turn
    if turn is None or turn.number != number or turn.opened_at or turn.closed_at:
        return game
    opened = replace(game, turn=replace(turn, opened_at=now))
    return replace(opened, due=next_due(opened))


def next_due(game: Game) -> datetime:
    """When an open question needs something done: a letter revealed, or its close."""
    turn = game.turn
    assert turn is not None
    assert turn.opened_at is not None
    whole = timedelta(seconds=game.setup.seconds)
    if game.setup.variant is Variant.TYPED and turn.hints < HINTS:
        return turn.opened_at + whole * (turn.hints + 1) / (HINTS + 1)
    late = timedelta() if game.setup.variant.is_written else LATE_VOTES
    return turn.opened_at + whole + late


def delay(game: Game, number: int, until: datetime) -> Game:
    """Note that the question could not be sent yet, and is to be sent then."""
    turn = game.turn
    if turn is None or turn.number != number or turn.opened_at or turn.closed_at:
        return game
    return replace(game, due=until)


def vote(game: Game, user_id: int, options: tuple[int, ...], now: datetime) -> Ruled:
    """Answer by poll. Only the first answer of a player counts; a vote taken back is none."""
    seat, verdict = admit(game, user_id)
    if seat is None or not options:
        return game, verdict
    turn = game.turn
    assert turn is not None
    if not all(0 <= option < len(turn.question.options) for option in options):
        return game, Verdict.CLOSED
    right = tuple(sorted(options)) == turn.question.right
    return record(game, Answer(seat, now, options=tuple(sorted(options)), right=right), now)


def name_city(game: Game, user_id: int, city: str, now: datetime) -> Ruled:
    """Answer by writing a city's name; a wrong one is kept and may be followed by another try."""
    seat, verdict = admit(game, user_id)
    if seat is None:
        return game, verdict
    assert game.turn is not None
    right = city in game.turn.question.cities
    named, verdict = record(game, Answer(seat, now, city=city, right=right), now)
    return named, verdict if right else Verdict.WRONG


def guess_place(game: Game, user_id: int, city: str, distance: float, now: datetime) -> Ruled:
    """Answer by a place this many kilometres off; `city` is empty for a point on the map."""
    seat, verdict = admit(game, user_id)
    if seat is None:
        return game, verdict
    assert game.turn is not None
    exact = city in game.turn.question.cities
    return record(game, Answer(seat, now, city=city, distance=distance, right=exact), now)


def admit(game: Game, user_id: int) -> tuple[int | None, Verdict]:
    """The seat from which somebody may answer now, or None and why not."""
    player = game.player(user_id)
    if game.phase is not Phase.ASKING or game.turn is None or game.turn.closed_at:
        return None, Verdict.CLOSED
    if player is None or not player.joined:
        return None, Verdict.STRANGER
    if game.is_out(player):
        return None, Verdict.OUT
    earlier = game.turn.answer_of(player.seat)
    if earlier and (earlier.right or game.setup.variant is not Variant.TYPED):
        return None, Verdict.REPEATED
    return player.seat, Verdict.NOTHING


def record(game: Game, answer: Answer, now: datetime) -> Ruled:
    """Take an answer in; the question is due to close when nothing more can come of it."""
    assert game.turn is not None
    others = (a for a in game.turn.answers if a.seat != answer.seat)
    turn = replace(game.turn, answers=(*others, answer))
    game = replace(game, turn=turn)
    alone = game.setup.variant in {Variant.FIRST, Variant.TYPED} and answer.right
    final = {a.seat for a in turn.answers if a.right or game.setup.variant is not Variant.TYPED}
    if alone or all(p.seat in final for p in game.present):
        game = replace(game, due=min(game.due, now))
    return close_when_complete(game, now), Verdict.COUNTED


def pass_over(game: Game, now: datetime) -> Game:
    """Note a vote that did not count: it may be the last one on its way."""
    if game.phase is not Phase.ASKING or game.turn is None:
        return game
    turn = replace(game.turn, others=game.turn.others + 1)
    return close_when_complete(replace(game, turn=turn), now)


def end_poll(game: Game, number: int, voters: int, now: datetime) -> Game:
    """Note that Telegram has closed the question's poll, in which so many have voted."""
    turn = game.turn
    if game.phase is not Phase.ASKING or turn is None or turn.number != number:
        return game
    heard = replace(game, turn=replace(turn, voters=voters), due=now + LATE_VOTES)
    return close_when_complete(heard, now)


def close_when_complete(game: Game, now: datetime) -> Game:
    """Let a question close once every vote cast in its closed poll has come in."""
    turn = game.turn
    if turn is None or turn.voters is None or len(turn.answers) + turn.others < turn.voters:
        return game
    return replace(game, due=min(game.due, now))


def tick(game: Game, now: datetime) -> Step:
    """Do what is due, except to ask: that needs a question."""
    if game.phase is Phase.OVER or game.due > now:
        return game, ()
    if game.phase is Phase.LOBBY:
        return finish(game, Ending.EXPIRED, now)
    if is_away(game, now):
        return finish(game, Ending.AWAY, now)
    if game.phase is Phase.PAUSE:
        return finish(game, Ending.PLAYED, now) if game.asked >= len(game.deck) else (game, ())
    return tick_question(game, now)


def tick_question(game: Game, now: datetime) -> Step:
    """Send the open question again, reveal a letter, or close it."""
    turn = game.turn
    assert turn is not None
    if turn.opened_at is None:
        return send_again(game, now)
    over = turn.opened_at + timedelta(seconds=game.setup.seconds)
    solved = any(a.right for a in turn.answers)
    if game.setup.variant is Variant.TYPED and turn.hints < HINTS and now < over and not solved:
        hinted = replace(game, turn=replace(turn, hints=turn.hints + 1))
        return replace(hinted, due=next_due(hinted)), (Effect.HINT,)
    return close(game, now)


def send_again(game: Game, now: datetime) -> Step:
    """Try once more to show the question, or give up."""
    turn = game.turn
    assert turn is not None
    if turn.sends >= MOST_SENDS:
        return finish(game, Ending.RIGHTS, now)
    tried = replace(turn, sends=turn.sends + 1)
    return replace(game, turn=tried, due=now + RESEND), (Effect.ASK,)


def close(game: Game, now: datetime) -> Step:
    """Close the question, give the points, and go on or end."""
    turn = game.turn
    assert turn is not None
    assert turn.opened_at is not None
    scored, players = score(game, turn)
    early = now < turn.opened_at + timedelta(seconds=game.setup.seconds)
    stopping = (Effect.STOP_POLL,) if early and not game.setup.variant.is_written else ()
    closed = replace(
        game,
        turn=replace(scored, closed_at=now),
        players=players,
        phase=Phase.PAUSE,
        silent=0 if turn.answers else game.silent + 1,
        hardest=find_hardest(game.hardest, scored),
        due=max(
            now + (CLASS_PAUSE if game.setup.class_mode else PAUSE),
            turn.opened_at + SHORTEST_TURN,
        ),
    )
    ending = find_ending(closed)
    if ending is None:
        return closed, (*stopping, Effect.BOARD)
    ended, effects = finish(closed, ending, now)
    return ended, (*stopping, Effect.BOARD, *effects)


def find_hardest(before: Hardest | None, turn: Turn) -> Hardest | None:
    """The hardest question so far; one that nobody tried says nothing."""
    if not turn.answers:
        return before
    right = sum(a.right for a in turn.answers)
    here = Hardest(turn.question.text, right, len(turn.answers))
    if before is None or here.right / here.answered < before.right / before.answered:
        return here
    return before


def find_ending(game: Game) -> Ending | None:
    """Why a game ends after the question just closed, if it does."""
    if game.asked >= len(game.deck):
        return Ending.PLAYED
    if game.silent >= SILENT_TURNS:
        return Ending.SILENT
    alone = len(game.present) <= 1 < sum(p.joined for p in game.players)
    if game.setup.variant is Variant.SURVIVAL and (alone or not game.present):
        return Ending.SURVIVED
    return None


def stop(game: Game, now: datetime) -> Step:
    """End now; who has already answered the open question gets the points for it."""
    if game.phase is Phase.OVER:
        return game, ()
    ended, effects = finish(game, Ending.STOPPED, now)
    polled = game.phase is Phase.ASKING and not game.setup.variant.is_written
    return ended, ((Effect.STOP_POLL,) if polled else ()) + effects


def finish(game: Game, ending: Ending, now: datetime) -> Step:
    """End for this reason; the answers to a question still open are scored first."""
    if game.turn is not None and game.turn.closed_at is None:
        scored, players = score(game, game.turn)
        game = replace(game, turn=replace(scored, closed_at=now), players=players)
    return replace(game, phase=Phase.OVER, ending=ending, ended_at=now), (Effect.TABLE,)


def is_away(game: Game, now: datetime) -> bool:
    """Whether a running game has waited for the bot for so long that it is better closed."""
    return game.phase in {Phase.ASKING, Phase.PAUSE} and now - game.due > AWAY


def resume(game: Game, now: datetime) -> Step:
    """After a start of the bot: go on and say so, or close with the scores kept."""
    if game.phase in {Phase.LOBBY, Phase.OVER}:
        return game, ()
    if is_away(game, now):
        return finish(game, Ending.AWAY, now)
    waiting = replace(game, due=max(game.due, now + CATCH_UP))
    if game.phase is Phase.ASKING and game.turn and game.turn.opened_at is None:
        again, effects = send_again(waiting, now)
        return again, (Effect.RESUMED, *effects)
    return waiting, (Effect.RESUMED,)


def may_steer(game: Game, user_id: int, admin: bool) -> bool:
    """Whether somebody may start, stop or set up a game: its host and admins.

    When the host is gone, everybody who plays may.
    """
    if admin or game.host is None:
        player = game.player(user_id)
        return admin or bool(player and player.joined)
    return game.host.user_id == user_id
