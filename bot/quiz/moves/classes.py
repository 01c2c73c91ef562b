"""How a teacher opens, watches and closes a class, and how participants get in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.db import Transaction
from bot.quiz import store
from bot.quiz.moves.desk import Desk, Step, Who
from bot.quiz.moves.picking import draw_many
from bot.quiz.moves.presses import find_own
from bot.quiz.moves.starts import new_round, start_here
from bot.quiz.payloads import Press
from bot.quiz.rules.classes import Class, make_code
from bot.quiz.rules.rounds import Kind, Refusal, Round, Stage


@dataclass(frozen=True, slots=True)
class Register:
    """A class and the rounds of its participants, the earliest first."""

    class_: Class
    rounds: tuple[Round, ...] = ()


def open_class(tx: Transaction, desk: Desk, who: Who, press: Press) -> Register | Step:
    """A class with the settings of this menu, which it replaces."""
    found = find_own(tx, who, press.id)
    if isinstance(found, Refusal):
        return Step(refusal=found)
    if found.stage is not Stage.SETUP or not found.setup.for_class:
        return Step(found, Refusal.OLD)
    script = draw_many(tx, desk, who.user_id, found.setup)
    if not script:
        return Step(found, Refusal.NO_QUESTIONS)
    code = make_code(desk.rng)
    while store.load_class(tx, code):
        code = make_code(desk.rng)
    class_ = Class(code, who.user_id, who.chat_id, found.setup, script, desk.now)
    store.save_class(tx, class_)
    store.drop_menus(tx, who.user_id, who.chat_id)
    return Register(class_)


def look_at_class(tx: Transaction, _desk: Desk, who: Who, press: Press) -> Register | Step:
    """A class and its rounds so far, for its teacher in the chat where it was opened."""
    class_ = store.load_class(tx, press.id)
    if class_ is None or class_.chat_id != who.chat_id:
        return Step(refusal=Refusal.GONE)
    if class_.user_id != who.user_id:
        return Step(refusal=Refusal.NOT_YOURS)
    return Register(class_, tuple(store.list_rounds(tx, press.id)))


def close_class(tx: Transaction, desk: Desk, who: Who, press: Press) -> Register | Step:
    """Let nobody else in; who has begun may finish."""
    found = look_at_class(tx, desk, who, press)
    if isinstance(found, Step):
        return found
    closed = replace(found.class_, closed=found.class_.closed or desk.now)
    store.save_class(tx, closed)
    return Register(closed, found.rounds)


def join_class(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """The class's questions for a participant, once only."""
    class_ = store.load_class(tx, press.id)
    if class_ is None or class_.closed:
        return Step(refusal=Refusal.GONE)
    if store.find_played(tx, who.user_id, press.id):
        return Step(refusal=Refusal.OLD)
    round_ = new_round(
        tx, desk, who, Kind.CLASS, class_.setup, script=class_.script, rival=press.id
    )
    return start_here(tx, desk, who, round_)
