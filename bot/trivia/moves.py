"""What can happen to a game, each as one transaction: load it, apply the rule, store it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.db import Transaction
from bot.questions.bank import QuestionBank
from bot.questions.model import Question
from bot.trivia import rules
from bot.trivia.deck import REMEMBERED, SEEDS, deal
from bot.trivia.model import Effect, Ending, Game, Phase, Setup, Turn, Verdict
from bot.trivia.store import copies, games, groups, turns
from bot.trivia.store.copies import TurnId


@dataclass(frozen=True, slots=True)
class Result:
    """A game after a step, what must be said of it, and what became of whoever asked for it."""

    game: Game
    effects: tuple[Effect, ...] = ()
    verdict: Verdict = Verdict.NOTHING


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who does something: a name to show, and whether they are an admin here."""

    user_id: int
    name: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a move needs beside the state: the questions, chance, and the moment."""

    bank: QuestionBank
    rng: random.Random
    now: datetime


class Guess(NamedTuple):
    """A place somebody names: a city (empty for a point), and how many kilometres off it is."""

    city: str
    distance: float


class Place(NamedTuple):
    """Where a game is played: a chat, and a topic in it (0: none)."""

    chat_id: int
    topic: int = 0


def open_game(
    tx: Transaction, place: Place, host: Who | None, setup: Setup, now: datetime
) -> Result:
    """Open a lobby and seat its host; or, if a game is on here, give that (REPEATED).

    `setup` is used where the group has none of its own.
    """
    active = games.find_active(tx, *place)
    if active is not None:
        return Result(active, verdict=Verdict.REPEATED)
    known, _ = groups.load_defaults(tx, place.chat_id)
    return Result(create_game(tx, place, host, known or setup, now))


def create_game(
    tx: Transaction,
    place: Place,
    host: Who | None,
    setup: Setup,
    now: datetime,
    *,
    tournament: int | None = None,
) -> Game:
    """Store a new lobby."""
    lobby = replace(rules.open_lobby(*place, setup, now), tournament=tournament)
    game = replace(lobby, id=games.insert_game(tx, lobby))
    if host is None:
        return game
    seated, _ = rules.join(game, host.user_id, host.name, host=True)
    games.save_game(tx, game, seated)
    return seated


def rematch(tx: Transaction, game_id: int, chat_id: int, host: Who, now: datetime) -> Result | None:
    """Open a lobby with the setup of a game that is over."""
    old = load(tx, game_id, chat_id)
    if old is None or old.phase is not Phase.OVER:
        return None
    active = games.find_active(tx, chat_id, old.topic)
    if active is not None:
        return Result(active, verdict=Verdict.REPEATED)
    return Result(create_game(tx, Place(chat_id, old.topic), host, old.setup, now))


def load(tx: Transaction, game_id: int, chat_id: int) -> Game | None:
    """A game if it belongs to this chat: ids in buttons grant nothing."""
    game = games.load_game(tx, game_id)
    return game if game is not None and game.chat_id == chat_id else None


def keep(tx: Transaction, before: Game, after: Game, verdict: Verdict) -> Result:
    """Store a step that shows in the lobby or on the board, if it changed anything."""
    games.save_game(tx, before, after)
    if after == before:
        return Result(after, verdict=verdict)
    return Result(
        after, (Effect.LOBBY,) if after.phase is Phase.LOBBY else (Effect.BOARD,), verdict
    )


def join_game(tx: Transaction, game_id: int, chat_id: int, who: Who) -> Result | None:
    """Take a seat."""
    game = load(tx, game_id, chat_id)
    return keep(tx, game, *rules.join(game, who.user_id, who.name)) if game else None


def leave_game(tx: Transaction, game_id: int, chat_id: int, who: Who) -> Result | None:
    """Give up a seat."""
    game = load(tx, game_id, chat_id)
    return keep(tx, game, *rules.leave(game, who.user_id)) if game else None


def choose_team(tx: Transaction, game_id: int, chat_id: int, who: Who, team: str) -> Result | None:
    """Join a team."""
    game = load(tx, game_id, chat_id)
    if game is None:
        return None
    return keep(tx, game, *rules.choose_team(game, who.user_id, who.name, team))


def may_steer(game: Game, who: Who) -> bool:
    """Whether somebody may set up, start and stop a game."""
    return rules.may_steer(game, who.user_id, who.admin)


def switch_starters(tx: Transaction, chat_id: int, setup: Setup) -> bool:
    """Turn over who may open games in a group; true if now only admins may.

    `setup` is stored where the group has none yet.
    """
    known, only_admins = groups.load_defaults(tx, chat_id)
    groups.save_starters(tx, chat_id, known or setup, not only_admins)
    return not only_admins


def balance_teams(
    tx: Transaction, game_id: int, chat_id: int, who: Who, desk: Desk
) -> Result | None:
    """Deal the players out to the teams anew."""
    game = load(tx, game_id, chat_id)
    if game is None:
        return None
    if not may_steer(game, who):
        return Result(game, verdict=Verdict.REFUSED)
    return keep(tx, game, rules.balance(game, desk.rng), Verdict.COUNTED)


def configure_game(
    tx: Transaction, game_id: int, chat_id: int, who: Who, setup: Setup, *, rng: random.Random
) -> Result | None:
    """Change a lobby's setup, and remember it for the group's next game."""
    game = load(tx, game_id, chat_id)
    if game is None:
        return None
    if not may_steer(game, who):
        return Result(game, verdict=Verdict.REFUSED)
    if game.phase is not Phase.LOBBY:
        return Result(game, verdict=Verdict.CLOSED)
    groups.save_defaults(tx, chat_id, setup)
    return keep(tx, game, rules.configure(game, setup, rng), Verdict.COUNTED)


def start_game(tx: Transaction, game_id: int, chat_id: int, who: Who, desk: Desk) -> Result | None:
    """Begin, if whoever asks may and somebody plays."""
    game = load(tx, game_id, chat_id)
    if game is None:
        return None
    if not may_steer(game, who):
        return Result(game, verdict=Verdict.REFUSED)
    if game.phase is not Phase.LOBBY:
        return Result(game, verdict=Verdict.CLOSED)
    if not game.present:
        return Result(game, verdict=Verdict.STRANGER)
    return begin(tx, game, game, desk)


def begin_if_enough(tx: Transaction, game_id: int, desk: Desk) -> Result | None:
    """Begin a game that waited for so many players and has them."""
    game = games.load_game(tx, game_id)
    return begin(tx, game, game, desk) if game and rules.is_enough(game) else None


def begin(tx: Transaction, before: Game, game: Game, desk: Desk) -> Result:
    """Deal the questions and begin."""
    asked = turns.find_asked(tx, game.chat_id, REMEMBERED)
    deck = deal(desk.bank, game.setup, asked, desk.rng)
    begun, effects = rules.start(game, deck, desk.now)
    games.save_game(tx, before, begun)
    return Result(begun, effects, Verdict.COUNTED)


def tick_game(tx: Transaction, game_id: int, desk: Desk) -> Result | None:
    """Take the step that is due, if one still is."""
    game = games.load_game(tx, game_id)
    if game is None:
        return None
    wanted = rules.next_question(game, desk.now)
    if wanted is None:
        after, effects = rules.tick(game, desk.now)
    else:
        after, effects = rules.ask(game, pose(game, wanted, desk), desk.now)
    games.save_game(tx, game, after)
    return Result(after, effects)


def pose(game: Game, wanted: str, desk: Desk) -> Question:
    """The question to ask; another one if the bank has changed and lost it."""
    seed, language = desk.rng.randrange(SEEDS), game.setup.locale
    try:
        return desk.bank.question(wanted, language, seed)
    except KeyError:
        (other,) = deal(desk.bank, replace(game.setup, questions=1), game.deck, desk.rng)
        return desk.bank.question(other, language, seed)


def resume_game(tx: Transaction, game_id: int, now: datetime) -> Result | None:
    """After a start of the bot: go on, or close."""
    game = games.load_game(tx, game_id)
    if game is None:
        return None
    after, effects = rules.resume(game, now)
    games.save_game(tx, game, after)
    return Result(after, effects)


def stop_game(tx: Transaction, place: Place, who: Who, now: datetime) -> Result | None:
    """End the game that is on here, if whoever asks may; None if there is none."""
    game = games.find_active(tx, *place)
    if game is None:
        return None
    if not may_steer(game, who):
        return Result(game, verdict=Verdict.REFUSED)
    stopped, effects = rules.stop(game, now)
    games.save_game(tx, game, stopped)
    return Result(stopped, effects, Verdict.COUNTED)


def end_for_rights(tx: Transaction, game_id: int, now: datetime) -> Result | None:
    """End a game that the bot may not go on with."""
    game = games.load_game(tx, game_id)
    if game is None or game.phase is Phase.OVER:
        return None
    ended, effects = rules.finish(game, Ending.RIGHTS, now)
    games.save_game(tx, game, ended)
    return Result(ended, effects)


def end_all(tx: Transaction, chat_id: int, now: datetime) -> None:
    """End every game of a chat that the bot was put out of."""
    for game_id in games.find_active_ids(tx, chat_id):
        end_for_rights(tx, game_id, now)


# Questions on their way, and answers to them


def note_shown(
    tx: Transaction, turn: TurnId, message_id: int | None, poll_id: str | None, now: datetime
) -> Game | None:
    """Note that a copy of a question has arrived, and count the votes that overtook the news."""
    copies.save_copy(tx, turn, message_id, poll_id)
    game = games.load_game(tx, turn.game_id)
    if game is None:
        return None
    shown = rules.show(game, turn.number, now)
    strays = copies.take_strays(tx, poll_id) if poll_id else []
    if shown.turn is not None and shown.turn.number == turn.number:
        for user_id, options, at in strays:
            shown, _ = rules.vote(shown, user_id, options, at)
    games.save_game(tx, game, shown)
    return shown


def note_delay(tx: Transaction, turn: TurnId, until: datetime) -> None:
    """Note that a question is to be sent again then."""
    game = games.load_game(tx, turn.game_id)
    if game is not None:
        games.save_game(tx, game, rules.delay(game, turn.number, until))


def knows_poll(tx: Transaction, poll_id: str) -> bool:
    """Whether a poll is one of a game's."""
    return copies.find_by_poll(tx, poll_id) is not None


def awaits(tx: Transaction, poll_id: str) -> bool:
    """Whether a poll is, or may turn out to be, one of a game's."""
    return knows_poll(tx, poll_id) or bool(copies.find_awaiting(tx))


def take_vote(
    tx: Transaction, poll_id: str, user_id: int | None, options: tuple[int, ...], now: datetime
) -> int | None:
    """Count a vote in a poll; one in a poll not known yet is kept, or bound to its question.

    `user_id` is None for a channel or an anonymous admin, who cannot score. Gives the game's id
    if its question can be closed now.

    A question's first copy may have arrived though its confirmation was lost: then a player's
    vote in an unknown poll can only be meant for it.
    """
    place = copies.find_by_poll(tx, poll_id)
    if place is None and user_id is None:
        return None
    if place is None:
        assert user_id is not None
        waiting = copies.find_awaiting(tx, user_id)
        resent = [w for w in waiting if is_resent(tx, w)]
        if len(waiting) != 1 or not resent:
            copies.save_stray(tx, poll_id, user_id, options, now)
            return None
        place = waiting[0]
        note_shown(tx, place, None, poll_id, now)
    game = load_turn(tx, place)
    if game is None:
        return None
    voted = game
    if user_id is not None:
        voted, _ = rules.vote(game, user_id, options, now)
    if voted == game:
        voted = rules.pass_over(game, now)
    games.save_game(tx, game, voted)
    return game.id if voted != game and voted.due <= now else None


def is_resent(tx: Transaction, place: TurnId) -> bool:
    """Whether a question was sent more than once."""
    game = load_turn(tx, place)
    return game is not None and game.turn is not None and game.turn.sends > 1


def load_turn(tx: Transaction, turn: TurnId) -> Game | None:
    """A game if this is its latest question."""
    game = games.load_game(tx, turn.game_id)
    return game if game and game.turn and game.turn.number == turn.number else None


def end_poll(tx: Transaction, poll_id: str, voters: int, now: datetime) -> int | None:
    """Note that Telegram has closed a poll in which so many have voted.

    Gives the game's id if its question can be closed now: all its copies are closed, and every
    vote in them has come in.
    """
    place = copies.find_by_poll(tx, poll_id)
    if place is None:
        return None
    copies.save_voters(tx, poll_id, voters)
    game = load_turn(tx, place)
    if game is None or game.turn is None or game.turn.voters is None:
        return None
    ended = rules.end_poll(game, place.number, game.turn.voters, now)
    games.save_game(tx, game, ended)
    return game.id if ended != game and ended.due <= now else None


def find_written_turn(tx: Transaction, chat_id: int, message_id: int) -> tuple[Game, Turn] | None:
    """The question of a written game that a message shows, if it is the latest one."""
    place = copies.find_by_message(tx, chat_id, message_id)
    game = load_turn(tx, place) if place else None
    if game is None or game.turn is None or not game.setup.variant.is_written:
        return None
    return game, game.turn


def take_name(tx: Transaction, turn: TurnId, user_id: int, city: str, now: datetime) -> Verdict:
    """Take the name of a city as an answer."""
    game = load_turn(tx, turn)
    if game is None:
        return Verdict.CLOSED
    answered, verdict = rules.name_city(game, user_id, city, now)
    games.save_game(tx, game, answered)
    return verdict


def take_place(tx: Transaction, turn: TurnId, user_id: int, guess: Guess, now: datetime) -> Verdict:
    """Take a place as an answer."""
    game = load_turn(tx, turn)
    if game is None:
        return Verdict.CLOSED
    answered, verdict = rules.guess_place(game, user_id, *guess, now)
    games.save_game(tx, game, answered)
    return verdict
