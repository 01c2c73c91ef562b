"""How rounds begin: from the menu, once more, on a city, to review, as a duel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.db import Transaction
from bot.quiz import store
from bot.quiz.moves.desk import Desk, Step, Who
from bot.quiz.moves.picking import go_on, make_pick
from bot.quiz.moves.presses import find_own, keep
from bot.quiz.payloads import Press
from bot.quiz.rules import rounds
from bot.quiz.rules.memory import choose_review, find_next_due
from bot.quiz.rules.rounds import Kind, Pick, Refusal, Round, Stage
from bot.quiz.rules.setup import Setup

REVIEW_LENGTH = 10
MOST_NAME = 64


def open_quiz(tx: Transaction, desk: Desk, who: Who) -> Round:
    """The round that this person has under way in this chat, set aside; else a menu."""
    live = store.find_live(tx, who.user_id, who.chat_id)
    if live is None:
        return open_menu(tx, desk, who)
    paused = rounds.pause(live, desk.now)
    aside = live if isinstance(paused, Refusal) else paused
    moved = replace(aside, message_id=None, thread_id=who.thread_id)
    keep(tx, desk, live, moved)
    return moved


def open_menu(tx: Transaction, desk: Desk, who: Who, city: str = "") -> Round:
    """A round not yet begun with the settings chosen last; its message is a menu."""
    store.drop_menus(tx, who.user_id, who.chat_id)
    last, _ = store.load_person(tx, who.user_id)
    setup = last.turned(for_class=False)
    if city:
        setup = replace(setup, title="", theme="", region="", city=city)
    round_ = new_round(tx, desk, who, Kind.QUIZ, setup)
    store.save_round(tx, round_)
    return round_


def change_setup(
    tx: Transaction, who: Who, press: Press, change: Callable[[Setup], Setup | None]
) -> Step:
    """Change the settings of a round not yet begun."""
    found = find_own(tx, who, press.id)
    if isinstance(found, Refusal):
        return Step(refusal=found)
    setup = change(found.setup) if found.stage is Stage.SETUP else None
    if setup is None:
        return Step(found, Refusal.OLD)
    changed = replace(found, setup=setup)
    store.save_round(tx, changed)
    return Step(changed)


def begin(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """Ask the first question of the round whose menu this is."""
    found = find_own(tx, who, press.id)
    if isinstance(found, Refusal):
        return Step(refusal=found)
    if found.stage is not Stage.SETUP or found.setup.for_class:
        return Step(found, Refusal.OLD)
    return start(tx, desk, found)


def begin_again(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """A new round with the settings of one that is over, in a message of its own."""
    found = find_own(tx, who, press.id)
    if isinstance(found, Refusal):
        return Step(refusal=found)
    live = store.find_live(tx, who.user_id, who.chat_id)
    if live or found.stage is not Stage.ENDED:
        return Step(live, Refusal.OLD)
    setup = found.setup.turned(for_class=False)
    return start(tx, desk, new_round(tx, desk, who, Kind.QUIZ, setup))


def begin_review(tx: Transaction, desk: Desk, who: Who) -> Step | datetime | None:
    """A round of what is to be asked again; else when something will be, None if never."""
    memories = store.load_memories(tx, who.user_id)
    due = choose_review(memories, desk.now)
    script: dict[str, Pick] = {}
    for memory in due:
        if len(script) < REVIEW_LENGTH and desk.find(Pick(memory.question_id, 0)):
            script.setdefault(memory.question_id, make_pick(desk, memory.question_id))
    if not script:
        return find_next_due(memory for memory in memories if memory not in due)
    setup = Setup(length=len(script))
    return start(
        tx, desk, new_round(tx, desk, who, Kind.REVIEW, setup, script=tuple(script.values()))
    )


def find_duel(tx: Transaction, user_id: int, rival: str) -> tuple[Round | None, Round | None]:
    """A round somebody shares, and this person's own round of its questions if there is one."""
    shared = store.load_round(tx, rival)
    if shared is None or shared.stage is not Stage.ENDED or not shared.turns:
        return None, None
    return shared, store.find_played(tx, user_id, rival)


def begin_duel(tx: Transaction, desk: Desk, who: Who, press: Press) -> Step:
    """The very questions of another person's round, for this one; once only."""
    shared, played = find_duel(tx, who.user_id, press.id)
    if shared is None:
        return Step(refusal=Refusal.GONE)
    if shared.user_id == who.user_id or played:
        return Step(refusal=Refusal.OLD)
    script = tuple(turn.pick for turn in shared.turns)
    return start_here(
        tx,
        desk,
        who,
        new_round(tx, desk, who, Kind.DUEL, shared.setup, script=script, rival=press.id),
    )


def start_here(tx: Transaction, desk: Desk, who: Who, round_: Round) -> Step:
    """Begin a round in the message whose button was pressed, unless another is shown there."""
    assert who.message_id is not None
    if store.is_used(tx, who.chat_id, who.message_id):
        return Step(refusal=Refusal.NOT_YOURS)
    return start(tx, desk, replace(round_, message_id=who.message_id))


def new_round(
    tx: Transaction,
    desk: Desk,
    who: Who,
    kind: Kind,
    setup: Setup,
    *,
    script: tuple[Pick, ...] = (),
    rival: str = "",
) -> Round:
    """A round not yet begun, whose message is still to be sent."""
    return Round(
        desk.new_id(lambda id_: store.load_round(tx, id_)),
        who.user_id,
        who.name[:MOST_NAME],
        who.chat_id,
        who.thread_id,
        None,
        kind,
        setup,
        desk.now,
        script=script,
        rival=rival,
    )


def start(tx: Transaction, desk: Desk, round_: Round) -> Step:
    """Ask the first question; the round under way in this chat ends, the settings are kept."""
    started = go_on(tx, desk, replace(round_, started=desk.now))
    if not started.turns:
        return Step(round_ if round_.message_id else None, Refusal.NO_QUESTIONS)
    ended = end_live(tx, desk, round_)
    store.save_round(tx, started)
    if round_.kind is Kind.QUIZ:
        _, ability = store.load_person(tx, round_.user_id)
        store.save_person(tx, round_.user_id, replace(round_.setup, city=""), ability)
    return Step(started, ended=ended)


def end_live(tx: Transaction, desk: Desk, coming: Round) -> Round | None:
    """End the round that a person has under way in the chat where another begins."""
    live = store.find_live(tx, coming.user_id, coming.chat_id)
    ended = rounds.end(live, desk.now) if live else Refusal.GONE
    if live is None or isinstance(ended, Refusal):
        return None
    keep(tx, desk, live, ended)
    return ended
