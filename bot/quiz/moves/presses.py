"""What presses on a round's message do; the row decides, never the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.db import Transaction
from bot.intake import parse_number
from bot.questions.model import Question
from bot.quiz import store
from bot.quiz.moves.desk import Desk, Step, Who, make_key
from bot.quiz.moves.picking import go_on
from bot.quiz.payloads import Press
from bot.quiz.rules import rounds
from bot.quiz.rules.choosing import follow
from bot.quiz.rules.memory import remember
from bot.quiz.rules.rounds import Refusal, Round, Stage, Verdict

REASONS = frozenset({"fact", "answer", "wording"})
"""What can be wrong with a question."""
Change = Callable[[Round], Round | Refusal]


def press_option(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Answer with an option, or tick it where several are right."""
    slot = parse_number(press.word)
    number = press.number

    def change(round_: Round) -> Round | Refusal:
        question = find_open(desk, round_, number)
        if question is None or slot is None:
            return Refusal.OLD
        key = make_key(question)
        if len(key.right) > 1 and not rounds.is_late(round_.turn, desk.now):
            return rounds.toggle(round_, number, slot, key)
        return rounds.answer(round_, number, frozenset({slot}), key, desk.now)

    return on_own_round(tx, desk, who, press, change)


def press_done(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Answer with the options ticked so far."""

    def change(round_: Round) -> Round | Refusal:
        question = find_open(desk, round_, press.number)
        if question is None:
            return Refusal.OLD
        return rounds.answer(round_, press.number, round_.turn.marked, make_key(question), desk.now)

    return on_own_round(tx, desk, who, press, change)


def press_skip(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Pass over the open question."""
    return on_own_round(tx, desk, who, press, lambda r: rounds.skip(r, press.number, desk.now))


def press_next(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Go on to the next question."""

    def change(round_: Round) -> Round | Refusal:
        if round_.stage is not Stage.SHOWN or round_.turn.number != press.number:
            return Refusal.OLD
        return go_on(tx, desk, round_)

    return on_own_round(tx, desk, who, press, change)


def press_pause(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Set the round aside; a question whose time is over is closed instead."""
    return on_own_round(tx, desk, who, press, lambda r: rounds.pause(r, desk.now))


def press_resume(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Take the round up again."""
    return on_own_round(tx, desk, who, press, lambda r: rounds.resume(r, desk.now))


def press_stop(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """End the round, with its result."""
    return on_own_round(tx, desk, who, press, lambda r: rounds.end(r, desk.now))


def look_at(tx: Transaction, _desk: Desk, who: Who, press: Press) -> Step:
    """The round of a press that changes nothing of it."""
    found = find_own(tx, who, press.id)
    return Step(refusal=found) if isinstance(found, Refusal) else Step(found)


def report(tx: Transaction, desk: Desk, who: Who, press: Press, language: str) -> Step:
    """Keep what is wrong with the question that was just answered."""
    step = look_at(tx, desk, who, press)
    question = find_closed(desk, step.round, press.number)
    if question is None or press.word not in REASONS:
        return Step(step.round, step.refusal or Refusal.OLD)
    kept = store.Report(question.id, who.user_id, language, press.word, desk.now)
    store.save_report(tx, kept)
    return step


def expire_late(tx: Transaction, desk: Desk, round_id: str) -> Round | None:
    """Close a question whose time is over; None if it was answered meanwhile."""
    found = store.load_round(tx, round_id)
    changed = rounds.expire(found, desk.now) if found else Refusal.GONE
    if found is None or isinstance(changed, Refusal):
        return None
    keep(tx, desk, found, changed)
    return changed


def replace_missing(tx: Transaction, desk: Desk, round_id: str) -> Round | None:
    """Ask another question where the open one is no longer in the bank."""
    found = store.load_round(tx, round_id)
    if found is None or found.stage is not Stage.ASKING or desk.find(found.turn.pick):
        return found
    changed = go_on(tx, desk, rounds.withdraw(found))
    store.save_round(tx, changed)
    return changed


def on_own_round(tx: Transaction, desk: Desk, who: Who, press: Press, change: Change) -> Step:
    """Change a round if it is this person's, in this chat and this message.

    Where a change is refused, the round comes back as it is, so that a message which missed an
    edit is put right by the next press.
    """
    found = find_own(tx, who, press.id)
    if isinstance(found, Refusal):
        return Step(refusal=found)
    changed = change(found)
    if isinstance(changed, Refusal):
        return Step(found, changed)
    keep(tx, desk, found, changed)
    return Step(changed)


def find_own(tx: Transaction, who: Who, round_id: str) -> Round | Refusal:
    """The round a press is meant for, if the row agrees on chat, person and message.

    A message unknown so far (the bot stopped while sending it) is taken for the round's own.
    """
    found = store.load_round(tx, round_id)
    if found is None or found.chat_id != who.chat_id:
        return Refusal.GONE
    if found.user_id != who.user_id:
        return Refusal.NOT_YOURS
    if found.message_id is None:
        return replace(found, message_id=who.message_id)
    return found if found.message_id == who.message_id else Refusal.OLD


def find_open(desk: Desk, round_: Round, number: int) -> Question | None:
    """The question that waits for an answer, if this is it."""
    return desk.find(round_.turn.pick) if rounds.is_open(round_, number) else None


def find_closed(desk: Desk, round_: Round | None, number: int) -> Question | None:
    """The question just answered, if this is it: nothing may be said of an open one."""
    if round_ is None or round_.stage not in {Stage.SHOWN, Stage.ENDED} or not round_.turns:
        return None
    return desk.find(round_.turn.pick) if round_.turn.number == number else None


def keep(tx: Transaction, desk: Desk, before: Round, after: Round) -> None:
    """Store a round and what follows: memory of a question just closed, ability after the end."""
    store.save_round(tx, after)
    was_open = before.stage in {Stage.ASKING, Stage.PAUSED} and before.turn.verdict is None
    if was_open and len(before.turns) == len(after.turns) and after.turn.verdict:
        learn(tx, desk, after)
    if after.ended and not before.ended:
        setup, ability = store.load_person(tx, after.user_id)
        store.save_person(tx, after.user_id, setup, follow(ability, after.turns))


def learn(tx: Transaction, desk: Desk, round_: Round) -> None:
    """Remember how the latest question was answered: the person's memory, everybody's count."""
    turn, question = round_.turn, desk.find(round_.turn.pick)
    store.note_answer(tx, turn)
    if question is None or turn.closed is None:
        return
    knew = turn.verdict is Verdict.RIGHT
    for fact in question.fact_ids:
        known = store.load_memory(tx, round_.user_id, fact)
        memory = remember(known, fact, question.id, knew, turn.closed)
        store.save_memory(tx, round_.user_id, memory)
