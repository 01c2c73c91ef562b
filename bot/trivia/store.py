"""Games, turns and answers in the state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from bot.db import Row, Transaction, from_ms, to_ms
from bot.questions.model import Question
from bot.trivia.model import (
    Answer,
    Ending,
    Game,
    Hardest,
    Phase,
    Player,
    Setup,
    Tally,
    Turn,
    Variant,
)


class TurnId(NamedTuple):
    """One question of a game."""

    game_id: int
    number: int


STRAYS_KEPT = timedelta(hours=1)
UNSAID_KEPT = timedelta(days=1)


# A group's defaults


def load_defaults(tx: Transaction, chat_id: int) -> tuple[Setup | None, bool]:
    """The setup a group used last, and whether only admins may open a game."""
    row = tx.execute(
        "SELECT setup, starters FROM trivia_group WHERE chat_id = :chat_id", {"chat_id": chat_id}
    ).fetchone()
    return (read_setup(row["setup"]), row["starters"] == "admins") if row else (None, False)


def save_defaults(tx: Transaction, chat_id: int, setup: Setup) -> None:
    """Remember a group's setup for its next game."""
    tx.execute(
        "INSERT INTO trivia_group (chat_id, setup) VALUES (:chat_id, :setup) "
        "ON CONFLICT (chat_id) DO UPDATE SET setup = excluded.setup",
        {"chat_id": chat_id, "setup": write_setup(setup)},
    )


def save_starters(tx: Transaction, chat_id: int, setup: Setup, only_admins: bool) -> None:
    """Remember who may open games in a group."""
    tx.execute(
        "INSERT INTO trivia_group (chat_id, setup, starters) VALUES (:chat_id, :setup, :starters) "
        "ON CONFLICT (chat_id) DO UPDATE SET starters = excluded.starters",
        {
            "chat_id": chat_id,
            "setup": write_setup(setup),
            "starters": "admins" if only_admins else "anyone",
        },
    )


def write_setup(setup: Setup) -> str:
    """A setup as JSON."""
    return json.dumps(asdict(setup))


@lru_cache(maxsize=500)
def read_setup(text: str) -> Setup:
    """A setup from JSON."""
    fields = json.loads(text)
    fields["variant"] = Variant(fields["variant"])
    fields["tally"] = Tally(fields["tally"])
    return Setup(**fields)


# Games


def insert_game(tx: Transaction, game: Game) -> int:
    """Store a new game without players; its id. Fails if one runs in the chat and topic."""
    cursor = tx.execute(
        "INSERT INTO trivia_game (chat_id, topic, phase, setup, due_ms, tournament_id) "
        "VALUES (:chat_id, :topic, :phase, :setup, :due, :tournament)",
        {
            "chat_id": game.chat_id,
            "topic": game.topic,
            "phase": game.phase.value,
            "setup": write_setup(game.setup),
            "due": to_ms(game.due),
            "tournament": game.tournament,
        },
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def load_game(tx: Transaction, game_id: int) -> Game | None:
    """A game with its players and its latest turn, or None."""
    row = tx.execute("SELECT * FROM trivia_game WHERE id = :id", {"id": game_id}).fetchone()
    return read_game(tx, row) if row else None


def find_active(tx: Transaction, chat_id: int, topic: int) -> Game | None:
    """The game that is on in a chat and topic, or None."""
    row = tx.execute(
        "SELECT * FROM trivia_game WHERE chat_id = :chat_id AND topic = :topic AND phase <> 'over'",
        {"chat_id": chat_id, "topic": topic},
    ).fetchone()
    return read_game(tx, row) if row else None


def find_active_ids(tx: Transaction, chat_id: int | None = None) -> list[int]:
    """The ids of every game that is on, of one chat or of all."""
    rows = tx.execute(
        "SELECT id FROM trivia_game WHERE phase <> 'over' "
        "AND (:chat_id IS NULL OR chat_id = :chat_id) ORDER BY due_ms",
        {"chat_id": chat_id},
    )
    return [row["id"] for row in rows]


def find_due(tx: Transaction, until: datetime, most: int) -> list[tuple[int, datetime]]:
    """The games whose next step is due by then, with when, longest waiting first."""
    rows = tx.execute(
        "SELECT id, due_ms FROM trivia_game WHERE phase <> 'over' AND due_ms <= :until "
        "ORDER BY due_ms LIMIT :most",
        {"until": to_ms(until), "most": most},
    )
    return [(row["id"], from_ms(row["due_ms"])) for row in rows]


def find_unsaid(tx: Transaction, now: datetime, chat_id: int | None = None) -> list[int]:
    """Games of the last day that are over but whose table was not posted."""
    rows = tx.execute(
        "SELECT id FROM trivia_game WHERE phase = 'over' AND said = 0 AND ended_ms >= :since "
        "AND (:chat_id IS NULL OR chat_id = :chat_id) ORDER BY ended_ms",
        {"since": to_ms(now - UNSAID_KEPT), "chat_id": chat_id},
    )
    return [row["id"] for row in rows]


def read_game(tx: Transaction, row: Row) -> Game:
    """A game from its row."""
    hardest = json.loads(row["hardest"]) if row["hardest"] else None
    return Game(
        chat_id=row["chat_id"],
        topic=row["topic"],
        setup=read_setup(row["setup"]),
        due=from_ms(row["due_ms"]),
        id=row["id"],
        phase=Phase(row["phase"]),
        deck=tuple(json.loads(row["deck"])),
        players=load_players(tx, row["id"]),
        turn=load_turn(tx, row["id"]),
        silent=row["silent"],
        ending=Ending(row["ending"]) if row["ending"] else None,
        ended_at=from_ms(row["ended_ms"]) if row["ended_ms"] is not None else None,
        hardest=Hardest(**hardest) if hardest else None,
        tournament=row["tournament_id"],
        board_id=row["board_id"],
        said=bool(row["said"]),
    )


def load_players(tx: Transaction, game_id: int) -> tuple[Player, ...]:
    """Everybody who has a seat, in order."""
    rows = tx.execute(
        "SELECT * FROM trivia_player WHERE game_id = :id ORDER BY seat", {"id": game_id}
    )
    return tuple(
        Player(
            seat=row["seat"],
            user_id=row["user_id"],
            name=row["user_name"],
            team=row["team"],
            host=bool(row["host"]),
            joined=bool(row["joined"]) and row["user_id"] is not None,
            points=row["points"],
            right=row["correct"],
            answered=row["answered"],
            streak=row["streak"],
            best_streak=row["best_streak"],
            mistakes=row["mistakes"],
        )
        for row in rows
    )


def load_turn(tx: Transaction, game_id: int) -> Turn | None:
    """A game's latest turn with its answers, or None before the first."""
    row = tx.execute(
        "SELECT * FROM trivia_turn WHERE game_id = :id ORDER BY number DESC LIMIT 1",
        {"id": game_id},
    ).fetchone()
    if row is None:
        return None
    return Turn(
        number=row["number"],
        question=read_question(row["question"]),
        asked_at=from_ms(row["asked_ms"]),
        opened_at=from_ms(row["opened_ms"]) if row["opened_ms"] is not None else None,
        closed_at=from_ms(row["closed_ms"]) if row["closed_ms"] is not None else None,
        sends=row["sends"],
        hints=row["hints"],
        others=row["others"],
        voters=load_voters(tx, row["id"]),
        answers=load_answers(tx, row["id"]),
    )


def load_voters(tx: Transaction, turn_id: int) -> int | None:
    """How many voted in all copies of a turn's poll; None while one of them is open."""
    row = tx.execute(
        "SELECT sum(voters) AS voters, count(*) - count(voters) AS still_open FROM trivia_copy "
        "WHERE turn_id = :id AND poll_id IS NOT NULL",
        {"id": turn_id},
    ).fetchone()
    return None if row["still_open"] else row["voters"]


def save_voters(tx: Transaction, poll_id: str, voters: int) -> None:
    """Note how many had voted when a poll was closed."""
    tx.execute(
        "UPDATE trivia_copy SET voters = :voters WHERE poll_id = :poll_id",
        {"poll_id": poll_id, "voters": voters},
    )


def load_answers(tx: Transaction, turn_id: int) -> tuple[Answer, ...]:
    """The answers to a turn's question, in the order they came."""
    rows = tx.execute(
        "SELECT * FROM trivia_answer WHERE turn_id = :id ORDER BY at_ms, rowid", {"id": turn_id}
    )
    return tuple(
        Answer(
            seat=row["seat"],
            at=from_ms(row["at_ms"]),
            options=tuple(json.loads(row["options"])),
            city=row["city"],
            distance=row["distance"],
            right=bool(row["correct"]),
            points=row["points"],
        )
        for row in rows
    )


def write_question(question: Question) -> str:
    """A question as JSON."""
    return json.dumps({**asdict(question), "explanation": str(question.explanation)})


@lru_cache(maxsize=2_000)
def read_question(text: str) -> Question:
    """A question from JSON."""
    fields = json.loads(text)
    for name in ("options", "right", "fact_ids", "cities"):
        fields[name] = tuple(fields[name])
    # Safe: this is what the bank made, escaped, and write_question wrote.
    fields["explanation"] = Markup(fields["explanation"])  # noqa: S704
    return Question(**fields)


def save_game(tx: Transaction, before: Game, after: Game) -> None:
    """Store what a step has changed: of a vote, hardly more than the vote."""
    if replace(before, players=(), turn=None) != replace(after, players=(), turn=None):
        save_row(tx, after)
    if after.players is not before.players:
        known = {p.seat: p for p in before.players}
        save_players(tx, after.id, [p for p in after.players if p != known.get(p.seat)])
    if after.turn is not None and after.turn is not before.turn:
        save_turn(tx, after, before.turn)


def save_row(tx: Transaction, game: Game) -> None:
    """Store where a game stands."""
    tx.execute(
        "UPDATE trivia_game SET phase = :phase, setup = :setup, deck = :deck, due_ms = :due, "
        "silent = :silent, ending = :ending, ended_ms = :ended, hardest = :hardest, "
        "counted = :counted WHERE id = :id",
        {
            "id": game.id,
            "phase": game.phase.value,
            "setup": write_setup(game.setup),
            "deck": json.dumps(game.deck),
            "due": to_ms(game.due),
            "silent": game.silent,
            "ending": game.ending.value if game.ending else None,
            "ended": to_ms(game.ended_at) if game.ended_at else None,
            "hardest": json.dumps(asdict(game.hardest)) if game.hardest else None,
            "counted": int(game.phase is Phase.OVER and game.counts),
        },
    )


def save_players(tx: Transaction, game_id: int, players: Sequence[Player]) -> None:
    """Store players as they are now."""
    tx.execute_many(
        "INSERT INTO trivia_player (game_id, seat, user_id, user_name, team, host, joined, points, "
        "correct, answered, streak, best_streak, mistakes) VALUES (:game_id, :seat, :user_id, "
        ":user_name, :team, :host, :joined, :points, :correct, :answered, :streak, :best_streak, "
        ":mistakes) ON CONFLICT (game_id, seat) DO UPDATE SET user_name = excluded.user_name, "
        "team = excluded.team, joined = excluded.joined, points = excluded.points, "
        "correct = excluded.correct, answered = excluded.answered, streak = excluded.streak, "
        "best_streak = excluded.best_streak, mistakes = excluded.mistakes",
        [
            {
                "game_id": game_id,
                "seat": p.seat,
                "user_id": p.user_id,
                "user_name": p.name,
                "team": p.team,
                "host": int(p.host),
                "joined": int(p.joined),
                "points": p.points,
                "correct": p.right,
                "answered": p.answered,
                "streak": p.streak,
                "best_streak": p.best_streak,
                "mistakes": p.mistakes,
            }
            for p in players
        ],
    )


def save_turn(tx: Transaction, game: Game, before: Turn | None) -> None:
    """Store the latest turn and those of its answers that are new or changed."""
    turn = game.turn
    assert turn is not None
    if before is None or before.number != turn.number:
        insert_turn(tx, game.id, turn)
        before = None
    elif replace(before, answers=()) != replace(turn, answers=()):
        update_turn(tx, game.id, turn)
    known = before.answers if before else ()
    save_answers(tx, game, turn.number, [a for a in turn.answers if a not in known])


def insert_turn(tx: Transaction, game_id: int, turn: Turn) -> None:
    """Store a turn with its question."""
    tx.execute(
        "INSERT INTO trivia_turn (game_id, number, question_id, theme, question, asked_ms, sends) "
        "VALUES (:game_id, :number, :question_id, :theme, :question, :asked, :sends)",
        {
            "game_id": game_id,
            "number": turn.number,
            "question_id": turn.question.id,
            "theme": turn.question.theme,
            "question": write_question(turn.question),
            "asked": to_ms(turn.asked_at),
            "sends": turn.sends,
        },
    )


def update_turn(tx: Transaction, game_id: int, turn: Turn) -> None:
    """Store how far a turn has come."""
    tx.execute(
        "UPDATE trivia_turn SET opened_ms = :opened, closed_ms = :closed, sends = :sends, "
        "hints = :hints, others = :others WHERE game_id = :game_id AND number = :number",
        {
            "game_id": game_id,
            "number": turn.number,
            "opened": to_ms(turn.opened_at) if turn.opened_at else None,
            "closed": to_ms(turn.closed_at) if turn.closed_at else None,
            "sends": turn.sends,
            "hints": turn.hints,
            "others": turn.others,
        },
    )


def save_answers(tx: Transaction, game: Game, number: int, answers: Sequence[Answer]) -> None:
    """Store answers; a later try takes the place of an earlier one."""
    users = {p.seat: p.user_id for p in game.players}
    tx.execute_many(
        "INSERT INTO trivia_answer (turn_id, seat, user_id, options, city, distance, at_ms, "
        "correct, points) SELECT t.id, :seat, :user_id, :options, :city, :distance, :at, "
        ":correct, :points FROM trivia_turn AS t WHERE t.game_id = :game_id "
        "AND t.number = :number ON CONFLICT (turn_id, seat) DO UPDATE "
        "SET city = excluded.city, at_ms = excluded.at_ms, correct = excluded.correct, "
        "points = excluded.points",
        [
            {
                "game_id": game.id,
                "number": number,
                "seat": a.seat,
                "user_id": users.get(a.seat),
                "options": json.dumps(a.options),
                "city": a.city,
                "distance": a.distance,
                "at": to_ms(a.at),
                "correct": int(a.right),
                "points": a.points,
            }
            for a in answers
        ],
    )


def save_board(tx: Transaction, game_id: int, message_id: int) -> None:
    """Note which message is edited as the game goes on."""
    tx.execute(
        "UPDATE trivia_game SET board_id = :message_id WHERE id = :id",
        {"id": game_id, "message_id": message_id},
    )


def save_said(tx: Transaction, game_id: int) -> None:
    """Note that the final table has been posted."""
    tx.execute("UPDATE trivia_game SET said = 1 WHERE id = :id", {"id": game_id})


# Copies of a question, and votes in them


def save_copy(tx: Transaction, turn: TurnId, message_id: int | None, poll_id: str | None) -> None:
    """Note a message that shows a turn's question."""
    tx.execute(
        "INSERT INTO trivia_copy (turn_id, message_id, poll_id) "
        "SELECT id, :message_id, :poll_id FROM trivia_turn "
        "WHERE game_id = :game_id AND number = :number "
        "ON CONFLICT (poll_id) DO UPDATE SET message_id = excluded.message_id",
        {**turn._asdict(), "message_id": message_id, "poll_id": poll_id},
    )


def find_copies(tx: Transaction, turn: TurnId) -> list[tuple[int, bool]]:
    """The known messages that show a turn, each with whether it is a poll."""
    rows = tx.execute(
        "SELECT c.message_id, c.poll_id FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id WHERE t.game_id = :game_id AND t.number = :number "
        "AND c.message_id IS NOT NULL ORDER BY c.id",
        turn._asdict(),
    )
    return [(row["message_id"], row["poll_id"] is not None) for row in rows]


def find_by_poll(tx: Transaction, poll_id: str) -> TurnId | None:
    """The game and the turn's number that a poll belongs to, or None."""
    row = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id WHERE c.poll_id = :poll_id",
        {"poll_id": poll_id},
    ).fetchone()
    return TurnId(row["game_id"], row["number"]) if row else None


def find_by_message(tx: Transaction, chat_id: int, message_id: int) -> TurnId | None:
    """The game and the turn's number that a message of a chat shows, or None."""
    row = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_copy AS c JOIN trivia_turn AS t "
        "ON t.id = c.turn_id JOIN trivia_game AS g ON g.id = t.game_id "
        "WHERE c.message_id = :message_id AND g.chat_id = :chat_id",
        {"message_id": message_id, "chat_id": chat_id},
    ).fetchone()
    return TurnId(row["game_id"], row["number"]) if row else None


def find_awaiting(tx: Transaction, user_id: int | None = None) -> list[TurnId]:
    """Open turns with a poll of unknown fate, of games that a person plays, or of all."""
    rows = tx.execute(
        "SELECT t.game_id, t.number FROM trivia_game AS g "
        "JOIN trivia_turn AS t ON t.game_id = g.id AND t.closed_ms IS NULL "
        "WHERE g.phase = 'asking' "
        "AND t.sends > (SELECT count(*) FROM trivia_copy AS c WHERE c.turn_id = t.id) "
        "AND (:user_id IS NULL OR EXISTS (SELECT 1 FROM trivia_player AS p "
        "WHERE p.game_id = g.id AND p.user_id = :user_id AND p.joined = 1))",
        {"user_id": user_id},
    )
    return [TurnId(row["game_id"], row["number"]) for row in rows]


def save_stray(
    tx: Transaction, poll_id: str, user_id: int, options: Sequence[int], now: datetime
) -> None:
    """Keep a vote in a poll not known yet; forget old ones."""
    tx.execute(
        "DELETE FROM trivia_stray WHERE at_ms < :before", {"before": to_ms(now - STRAYS_KEPT)}
    )
    tx.execute(
        "INSERT INTO trivia_stray (poll_id, user_id, options, at_ms) "
        "VALUES (:poll_id, :user_id, :options, :now) ON CONFLICT (poll_id, user_id) DO NOTHING",
        {
            "poll_id": poll_id,
            "user_id": user_id,
            "options": json.dumps(list(options)),
            "now": to_ms(now),
        },
    )


def take_strays(tx: Transaction, poll_id: str) -> list[tuple[int, tuple[int, ...], datetime]]:
    """The votes kept for a poll, earliest first; they are kept no longer."""
    rows = tx.execute(
        "SELECT user_id, options, at_ms FROM trivia_stray WHERE poll_id = :poll_id ORDER BY at_ms",
        {"poll_id": poll_id},
    ).fetchall()
    tx.execute("DELETE FROM trivia_stray WHERE poll_id = :poll_id", {"poll_id": poll_id})
    return [(r["user_id"], tuple(json.loads(r["options"])), from_ms(r["at_ms"])) for r in rows]


# What has been asked


def find_asked(tx: Transaction, chat_id: int, most: int) -> list[str]:
    """The questions a chat was asked, latest first."""
    rows = tx.execute(
        "SELECT t.question_id, max(t.id) AS latest FROM trivia_turn AS t "
        "JOIN trivia_game AS g ON g.id = t.game_id WHERE g.chat_id = :chat_id "
        "GROUP BY t.question_id ORDER BY latest DESC LIMIT :most",
        {"chat_id": chat_id, "most": most},
    )
    return [row["question_id"] for row in rows]


# Forgetting


def drop_turns(tx: Transaction, before: datetime, limit: int) -> int:
    """Forget the questions, copies and answers of games over before a moment, at most `limit`.

    The tables stay: points belong to players. Returns how many questions were forgotten.
    """
    return tx.execute(
        "DELETE FROM trivia_turn WHERE id IN (SELECT t.id FROM trivia_turn AS t "
        "JOIN trivia_game AS g ON g.id = t.game_id WHERE g.ended_ms < :before LIMIT :limit)",
        {"before": to_ms(before), "limit": limit},
    ).rowcount
