"""The questions of games and the answers to them in the state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from bot.db import Transaction, from_ms, to_ms
from bot.questions.model import Question
from bot.trivia.model import Answer, Game, Turn
from bot.trivia.store.copies import load_voters


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


def find_asked(tx: Transaction, chat_id: int, most: int) -> list[str]:
    """The questions a chat was asked, latest first."""
    rows = tx.execute(
        "SELECT t.question_id, max(t.id) AS latest FROM trivia_turn AS t "
        "JOIN trivia_game AS g ON g.id = t.game_id WHERE g.chat_id = :chat_id "
        "GROUP BY t.question_id ORDER BY latest DESC LIMIT :most",
        {"chat_id": chat_id, "most": most},
    )
    return [row["question_id"] for row in rows]


def drop_turns(tx: Transaction, before: datetime, limit: int) -> int:
    """Forget the questions, copies and answers of games over before a moment, at most `limit`.

    The tables stay: points belong to players. Returns how many questions were forgotten.
    """
    return tx.execute(
        "DELETE FROM trivia_turn WHERE id IN (SELECT t.id FROM trivia_turn AS t "
        "JOIN trivia_game AS g ON g.id = t.game_id WHERE g.ended_ms < :before LIMIT :limit)",
        {"before": to_ms(before), "limit": limit},
    ).rowcount
