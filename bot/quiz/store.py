"""Rounds, classes, and what people have seen and remember, in the state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bot.db import Row, Transaction, from_ms, to_ms
from bot.questions.difficulty import Tally
from bot.quiz.rules.choosing import FIRST_ABILITY
from bot.quiz.rules.classes import Class
from bot.quiz.rules.memory import Memory
from bot.quiz.rules.results import Best
from bot.quiz.rules.rounds import Kind, Pick, Round, Turn, Verdict
from bot.quiz.rules.setup import Level, Setup

TELLING = 5
"""Fewer answers than this tell nothing of how hard a question is."""
NO_ROWS: tuple[Row, ...] = ()


def load_round(tx: Transaction, id_: str) -> Round | None:
    """A round with its questions, or None."""
    row = tx.execute("SELECT * FROM quiz_round WHERE id = :id", {"id": id_}).fetchone()
    if row is None:
        return None
    turns = tx.execute(
        "SELECT * FROM quiz_turn WHERE round_id = :id ORDER BY number", {"id": id_}
    ).fetchall()
    return _read_round(row, turns)


def find_live(tx: Transaction, user_id: int, chat_id: int) -> Round | None:
    """The round of a person in a chat that is not over, menus left aside."""
    return _find(
        tx,
        "SELECT id FROM quiz_round AS r WHERE user_id = :user_id AND chat_id = :chat_id "
        "AND ended_ms IS NULL AND EXISTS (SELECT 1 FROM quiz_turn WHERE round_id = r.id) "
        "ORDER BY started_ms DESC LIMIT 1",
        {"user_id": user_id, "chat_id": chat_id},
    )


def find_played(tx: Transaction, user_id: int, rival: str) -> Round | None:
    """A person's round of the same questions as another round or a class, or None."""
    return _find(
        tx,
        "SELECT id FROM quiz_round AS r WHERE user_id = :user_id AND rival = :rival "
        "AND EXISTS (SELECT 1 FROM quiz_turn WHERE round_id = r.id) "
        "ORDER BY started_ms LIMIT 1",
        {"user_id": user_id, "rival": rival},
    )


def list_rounds(tx: Transaction, rival: str) -> list[Round]:
    """Every round of these questions, the earliest first."""
    rows = tx.execute(
        "SELECT id FROM quiz_round WHERE rival = :rival ORDER BY started_ms, id", {"rival": rival}
    ).fetchall()
    found = [load_round(tx, row["id"]) for row in rows]
    return [round_ for round_ in found if round_ and round_.turns]


def save_round(tx: Transaction, round_: Round) -> None:
    """Store a round and its latest question; earlier ones no longer change."""
    tx.execute(
        "INSERT INTO quiz_round (id, user_id, user_name, chat_id, thread_id, message_id, kind, "
        "setup, script, rival, started_ms, paused_ms, ended_ms, score) VALUES (:id, :user_id, "
        ":user_name, :chat_id, :thread_id, :message_id, :kind, :setup, :script, :rival, "
        ":started_ms, :paused_ms, :ended_ms, :score) "
        "ON CONFLICT (id) DO UPDATE SET chat_id = excluded.chat_id, "
        "thread_id = excluded.thread_id, message_id = excluded.message_id, "
        "setup = excluded.setup, script = excluded.script, started_ms = excluded.started_ms, "
        "paused_ms = excluded.paused_ms, ended_ms = excluded.ended_ms, score = excluded.score",
        {
            "id": round_.id,
            "user_id": round_.user_id,
            "user_name": round_.user_name,
            "chat_id": round_.chat_id,
            "thread_id": round_.thread_id,
            "message_id": round_.message_id,
            "kind": round_.kind.value,
            "setup": dump_setup(round_.setup),
            "script": dump_script(round_.script),
            "rival": round_.rival,
            "started_ms": to_ms(round_.started),
            "paused_ms": _ms(round_.paused),
            "ended_ms": _ms(round_.ended),
            "score": sum(turn.points for turn in round_.turns),
        },
    )
    tx.execute(
        "DELETE FROM quiz_turn WHERE round_id = :id AND number > :last",
        {"id": round_.id, "last": len(round_.turns)},
    )
    for turn in round_.turns[-1:]:
        _save_turn(tx, round_, turn)


def _save_turn(tx: Transaction, round_: Round, turn: Turn) -> None:
    tx.execute(
        "INSERT INTO quiz_turn (round_id, number, user_id, question_id, seed, theme, topic, "
        "difficulty, asked_ms, deadline_ms, marked, verdict, points, closed_ms) VALUES (:round_id, "
        ":number, :user_id, :question_id, :seed, :theme, :topic, :difficulty, :asked_ms, "
        ":deadline_ms, :marked, :verdict, :points, :closed_ms) "
        "ON CONFLICT (round_id, number) DO UPDATE SET question_id = excluded.question_id, "
        "seed = excluded.seed, theme = excluded.theme, topic = excluded.topic, "
        "difficulty = excluded.difficulty, asked_ms = excluded.asked_ms, "
        "deadline_ms = excluded.deadline_ms, marked = excluded.marked, "
        "verdict = excluded.verdict, points = excluded.points, closed_ms = excluded.closed_ms",
        {
            "round_id": round_.id,
            "number": turn.number,
            "user_id": round_.user_id,
            **asdict(turn.pick),
            "asked_ms": to_ms(turn.asked),
            "deadline_ms": _ms(turn.deadline),
            "marked": json.dumps(sorted(turn.marked)),
            "verdict": turn.verdict.value if turn.verdict else None,
            "points": turn.points,
            "closed_ms": _ms(turn.closed),
        },
    )


def drop_menus(tx: Transaction, user_id: int, chat_id: int) -> None:
    """Forget the menus of a person in a chat that were never started."""
    tx.execute(
        "DELETE FROM quiz_round WHERE user_id = :user_id AND chat_id = :chat_id "
        "AND ended_ms IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM quiz_turn WHERE round_id = quiz_round.id)",
        {"user_id": user_id, "chat_id": chat_id},
    )


def is_used(tx: Transaction, chat_id: int, message_id: int) -> bool:
    """Whether a round is shown in this message."""
    query = "SELECT 1 FROM quiz_round WHERE chat_id = :chat_id AND message_id = :message_id"
    values = {"chat_id": chat_id, "message_id": message_id}
    return tx.execute(query, values).fetchone() is not None


def note_message(tx: Transaction, id_: str, message_id: int) -> None:
    """Note which message a round is shown in."""
    tx.execute(
        "UPDATE quiz_round SET message_id = :message_id WHERE id = :id",
        {"id": id_, "message_id": message_id},
    )


def list_late(tx: Transaction, now: datetime, most: int) -> list[str]:
    """The rounds whose open question has run out of time."""
    rows = tx.execute(
        "SELECT r.id FROM quiz_turn AS t JOIN quiz_round AS r ON r.id = t.round_id "
        "WHERE t.verdict IS NULL AND t.deadline_ms < :now AND r.paused_ms IS NULL "
        "AND r.ended_ms IS NULL ORDER BY t.deadline_ms LIMIT :most",
        {"now": to_ms(now), "most": most},
    )
    return [row["id"] for row in rows]


def load_best(tx: Transaction, round_: Round) -> Best | None:
    """The best earlier round of the same length and time, or None for the first."""
    rows = tx.execute(
        "SELECT setup, score FROM quiz_round WHERE user_id = :user_id AND kind = :kind "
        "AND ended_ms IS NOT NULL AND id <> :id AND started_ms <= :started_ms",
        {
            "user_id": round_.user_id,
            "kind": round_.kind.value,
            "id": round_.id,
            "started_ms": to_ms(round_.started),
        },
    )
    mine = (round_.setup.length, round_.setup.seconds)
    setups = ((read_setup(row["setup"]), row["score"]) for row in rows)
    scores = [score for setup, score in setups if (setup.length, setup.seconds) == mine]
    return Best(max(scores), len(scores)) if scores else None


# --- people ---------------------------------------------------------------------------------------


def load_person(tx: Transaction, user_id: int) -> tuple[Setup, float]:
    """What a person chose last, and how hard a question they can answer."""
    row = tx.execute(
        "SELECT setup, ability FROM quiz_person WHERE user_id = :user_id", {"user_id": user_id}
    ).fetchone()
    return (read_setup(row["setup"]), row["ability"]) if row else (Setup(), FIRST_ABILITY)


def save_person(tx: Transaction, user_id: int, setup: Setup, ability: float) -> None:
    """Store what a person chose last, and how hard a question they can answer."""
    tx.execute(
        "INSERT INTO quiz_person (user_id, setup, ability) VALUES (:user_id, :setup, :ability) "
        "ON CONFLICT (user_id) DO UPDATE SET setup = excluded.setup, ability = excluded.ability",
        {"user_id": user_id, "setup": dump_setup(setup), "ability": ability},
    )


def load_shown(tx: Transaction, user_id: int) -> dict[str, int]:
    """How often a person has been shown each question."""
    rows = tx.execute(
        "SELECT question_id, shown FROM quiz_seen WHERE user_id = :user_id", {"user_id": user_id}
    )
    return {row["question_id"]: row["shown"] for row in rows}


def note_shown(tx: Transaction, user_id: int, question_id: str, now: datetime) -> None:
    """Count that a question is shown, for the person and for everybody."""
    tx.execute(
        "INSERT INTO quiz_seen (user_id, question_id, shown, last_ms) "
        "VALUES (:user_id, :question_id, 1, :now) "
        "ON CONFLICT (user_id, question_id) DO UPDATE SET shown = shown + 1, last_ms = :now",
        {"user_id": user_id, "question_id": question_id, "now": to_ms(now)},
    )
    tx.execute(
        "INSERT INTO quiz_stat (question_id, shown, answered, correct, spent_ms) "
        "VALUES (:question_id, 1, 0, 0, 0) "
        "ON CONFLICT (question_id) DO UPDATE SET shown = shown + 1",
        {"question_id": question_id},
    )


def note_answer(tx: Transaction, turn: Turn) -> None:
    """Count how a question was answered; one passed over says nothing of how hard it is."""
    if turn.verdict not in {Verdict.RIGHT, Verdict.WRONG}:
        return
    tx.execute(
        "UPDATE quiz_stat SET answered = answered + 1, correct = correct + :right, "
        "spent_ms = spent_ms + :spent WHERE question_id = :question_id",
        {
            "question_id": turn.pick.question_id,
            "right": int(turn.verdict is Verdict.RIGHT),
            "spent": round(turn.spent.total_seconds() * 1000),
        },
    )


def load_tallies(tx: Transaction) -> dict[str, Tally]:
    """How often each question was answered, and how often rightly; rarely answered ones not."""
    rows = tx.execute(
        "SELECT question_id, answered, correct FROM quiz_stat WHERE answered >= :enough",
        {"enough": TELLING},
    )
    return {row["question_id"]: Tally(row["answered"], row["correct"]) for row in rows}


def load_memories(tx: Transaction, user_id: int) -> list[Memory]:
    """Everything a person has been asked, and how well it is remembered."""
    rows = tx.execute("SELECT * FROM quiz_memory WHERE user_id = :user_id", {"user_id": user_id})
    return [_read_memory(row) for row in rows]


def load_memory(tx: Transaction, user_id: int, fact_id: str) -> Memory | None:
    """How well a person remembers a fact; None if never asked."""
    row = tx.execute(
        "SELECT * FROM quiz_memory WHERE user_id = :user_id AND fact_id = :fact_id",
        {"user_id": user_id, "fact_id": fact_id},
    ).fetchone()
    return _read_memory(row) if row else None


def save_memory(tx: Transaction, user_id: int, memory: Memory) -> None:
    """Store how well a person remembers a fact."""
    tx.execute(
        "INSERT INTO quiz_memory (user_id, fact_id, question_id, knew, state, step, stability, "
        "difficulty, due_ms, last_ms) VALUES (:user_id, :fact_id, :question_id, :knew, :state, "
        ":step, :stability, :difficulty, :due_ms, :last_ms) "
        "ON CONFLICT (user_id, fact_id) DO UPDATE SET question_id = excluded.question_id, "
        "knew = excluded.knew, state = excluded.state, step = excluded.step, "
        "stability = excluded.stability, difficulty = excluded.difficulty, "
        "due_ms = excluded.due_ms, last_ms = excluded.last_ms",
        {
            "user_id": user_id,
            "fact_id": memory.fact_id,
            "question_id": memory.question_id,
            "knew": int(memory.knew),
            "state": memory.state,
            "step": memory.step,
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "due_ms": to_ms(memory.due),
            "last_ms": to_ms(memory.last),
        },
    )


def _read_memory(row: Row) -> Memory:
    return Memory(
        row["fact_id"],
        row["question_id"],
        bool(row["knew"]),
        row["state"],
        row["step"],
        row["stability"],
        row["difficulty"],
        from_ms(row["due_ms"]),
        from_ms(row["last_ms"]),
    )


# --- classes and reports --------------------------------------------------------------------------


def load_class(tx: Transaction, code: str) -> Class | None:
    """A class by its code, or None."""
    row = tx.execute("SELECT * FROM quiz_class WHERE code = :code", {"code": code}).fetchone()
    if row is None:
        return None
    return Class(
        row["code"],
        row["user_id"],
        row["chat_id"],
        read_setup(row["setup"]),
        read_script(row["script"]),
        from_ms(row["opened_ms"]),
        _moment(row["closed_ms"]),
    )


def save_class(tx: Transaction, class_: Class) -> None:
    """Store a class."""
    tx.execute(
        "INSERT INTO quiz_class (code, user_id, chat_id, setup, script, opened_ms, closed_ms) "
        "VALUES (:code, :user_id, :chat_id, :setup, :script, :opened_ms, :closed_ms) "
        "ON CONFLICT (code) DO UPDATE SET closed_ms = excluded.closed_ms",
        {
            "code": class_.code,
            "user_id": class_.user_id,
            "chat_id": class_.chat_id,
            "setup": dump_setup(class_.setup),
            "script": dump_script(class_.script),
            "opened_ms": to_ms(class_.opened),
            "closed_ms": _ms(class_.closed),
        },
    )


@dataclass(frozen=True, slots=True)
class Report:
    """A fault that a person found in a question, as it read in one language."""

    question_id: str
    user_id: int
    language: str
    reason: str
    sent: datetime


def save_report(tx: Transaction, report: Report) -> None:
    """Keep a report; of several about one question by one person the latest counts."""
    tx.execute(
        "INSERT INTO quiz_report (question_id, user_id, language, reason, sent_ms) "
        "VALUES (:question_id, :user_id, :language, :reason, :now) "
        "ON CONFLICT (question_id, user_id) DO UPDATE SET language = excluded.language, "
        "reason = excluded.reason, sent_ms = excluded.sent_ms",
        {
            "question_id": report.question_id,
            "user_id": report.user_id,
            "language": report.language,
            "reason": report.reason,
            "now": to_ms(report.sent),
        },
    )


def drop_old(tx: Transaction, before: datetime, most: int) -> int:
    """Forget rounds begun, and classes, questions and facts last met, before this moment.

    At most so many of each; gives the largest number forgotten of one.
    """
    tables = (
        ("quiz_round", "started_ms"),
        ("quiz_class", "opened_ms"),
        ("quiz_seen", "last_ms"),
        ("quiz_memory", "last_ms"),
        ("quiz_report", "sent_ms"),
    )
    return max(_drop(tx, table, column, before, most) for table, column in tables)


def _drop(tx: Transaction, table: str, column: str, before: datetime, most: int) -> int:
    return tx.execute(
        f"DELETE FROM {table} WHERE rowid IN "  # noqa: S608  # the names stand above
        f"(SELECT rowid FROM {table} WHERE {column} < :before LIMIT :most)",
        {"before": to_ms(before), "most": most},
    ).rowcount


# --- between rows and rules -----------------------------------------------------------------------


def dump_setup(setup: Setup) -> str:
    """Settings as a table keeps them."""
    return json.dumps(asdict(setup))


def read_setup(text: str) -> Setup:
    """Settings from a table; what an earlier version called otherwise is left at its default."""
    known = {field.name for field in fields(Setup)}
    given = {key: value for key, value in json.loads(text).items() if key in known}
    return Setup(**{**given, "level": Level(given.get("level", Level.ADAPTIVE))})


def dump_script(script: Iterable[Pick]) -> str:
    """Questions fixed beforehand, as a table keeps them."""
    return json.dumps([[p.question_id, p.seed, p.theme, p.difficulty, p.topic] for p in script])


def read_script(text: str) -> tuple[Pick, ...]:
    """Questions fixed beforehand, from a table."""
    return tuple(Pick(*pick) for pick in json.loads(text))


def _find(tx: Transaction, query: str, values: dict[str, Any]) -> Round | None:
    row = tx.execute(query, values).fetchone()
    return load_round(tx, row["id"]) if row else None


def _read_round(row: Row, turns: Sequence[Row] = NO_ROWS) -> Round:
    return Round(
        row["id"],
        row["user_id"],
        row["user_name"],
        row["chat_id"],
        row["thread_id"],
        row["message_id"],
        Kind(row["kind"]),
        read_setup(row["setup"]),
        from_ms(row["started_ms"]),
        tuple(_read_turn(turn) for turn in turns),
        read_script(row["script"]),
        row["rival"],
        _moment(row["paused_ms"]),
        _moment(row["ended_ms"]),
    )


def _read_turn(row: Row) -> Turn:
    return Turn(
        row["number"],
        Pick(row["question_id"], row["seed"], row["theme"], row["difficulty"], row["topic"]),
        from_ms(row["asked_ms"]),
        _moment(row["deadline_ms"]),
        frozenset(json.loads(row["marked"])),
        Verdict(row["verdict"]) if row["verdict"] else None,
        row["points"],
        _moment(row["closed_ms"]),
    )


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)
