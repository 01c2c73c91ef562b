"""Shows a round in its message: one message edited again and again, not ten sent."""

from __future__ import annotations

import asyncio

from bot.chats.handlers import locale_of
from bot.context import Context
from bot.db import Transaction
from bot.i18n import Locale
from bot.quiz import store
from bot.quiz.moves.desk import Desk
from bot.quiz.moves.picking import count_questions
from bot.quiz.moves.presses import replace_missing
from bot.quiz.replies import menu, rounds
from bot.quiz.replies.rounds import Standing
from bot.quiz.rules.rounds import Kind, Round, Stage
from bot.reply import Reply
from bot.sending import edit_message, send_to


async def make_desk(context: Context) -> Desk:
    """The questions, the moment and chance; waits, off the loop, until the bank knows its own."""
    services = context.services
    await asyncio.to_thread(len, services.bank)
    return Desk(services.bank, services.clock(), services.rng)


async def show(context: Context, round_: Round, result: bool = False) -> None:
    """Bring a round's message up to date; send a new one if there is none (any more).

    `result`: of a round that is over, show the result rather than the last question.
    """
    reply = await draw(context, round_, result)
    if round_.message_id is not None and await edit_message(
        context, round_.chat_id, round_.message_id, reply
    ):
        return
    message = await send_to(context.app, round_.chat_id, round_.thread_id, reply)
    await context.services.db.write(store.note_message, round_.id, message.message_id)


async def draw(context: Context, round_: Round, result: bool) -> Reply:
    """What a round's message says now."""
    tr, catalogue, bank = context.tr, context.services.catalogue, context.services.bank
    match round_.stage:
        case Stage.SETUP:
            return menu.menu(tr, catalogue, round_, count_questions(bank, round_.setup))
        case Stage.PAUSED:
            return rounds.pause_screen(tr, round_)
        case Stage.ASKING:
            return await draw_question(context, round_)
    if round_.ended and (result or not round_.turns):
        standing = await context.look(load_standing, round_, context.bot.username)
        return rounds.result_screen(tr, catalogue, round_, standing)
    question = (await make_desk(context)).find(round_.turn.pick, tr.locale.value)
    return rounds.verdict_screen(tr, catalogue, round_, question)


async def draw_question(context: Context, round_: Round) -> Reply:
    """The open question; another one if the bank has dropped it since."""
    desk = await make_desk(context)
    question = desk.find(round_.turn.pick, context.tr.locale.value)
    if question is not None:
        return rounds.question_screen(context.tr, round_, question)
    changed = await context.services.db.write(replace_missing, desk, round_.id)
    assert changed is not None
    return await draw(context, changed, result=True)


def load_standing(tx: Transaction, round_: Round, username: str) -> Standing:
    """The best earlier round, the rounds of the same questions, and the link that gives them."""
    if round_.kind is Kind.CLASS:
        return Standing()
    origin = round_.rival or round_.id
    shared = store.load_round(tx, round_.rival) if round_.rival else None
    others = [*([shared] if shared else []), *store.list_rounds(tx, origin)]
    rivals = [r for r in others if r.ended and r.id != round_.id]
    return Standing(store.load_best(tx, round_), rivals, rounds.duel_link(username, origin))


async def speak(context: Context, chat_id: int) -> Locale:
    """Take up the language of a chat, for what the clock sends."""
    context.locale = await locale_of(context, chat_id)
    return context.locale
