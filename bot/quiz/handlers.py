"""The quiz in Telegram: /quiz, /review, /progress, /join, deep links, buttons, and the clock."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.atlas.payloads import QUIZ_PREFIX, CityQuiz
from bot.atlas.replies.cards import city_card
from bot.atlas.replies.memorials import memorials
from bot.chats import store as chats
from bot.chats.replies import stale_button
from bot.context import BotApplication, Context
from bot.db import Transaction
from bot.i18n import N_
from bot.intake import clean
from bot.menu import Command, Scope
from bot.quiz import store
from bot.quiz.choices import list_choices, read_change
from bot.quiz.moves import classes, presses, starts
from bot.quiz.moves.classes import Register
from bot.quiz.moves.desk import Desk, Step, Who
from bot.quiz.payloads import DUEL, LINK, PREFIX, Press
from bot.quiz.replies import classes as class_replies
from bot.quiz.replies import menu, notices
from bot.quiz.replies import rounds as replies
from bot.quiz.rules.classes import read_code
from bot.quiz.rules.progress import measure
from bot.quiz.rules.rounds import Kind, Refusal, Round, Stage
from bot.quiz.screens import make_desk, show, speak
from bot.reply import Toast
from bot.sending import answer, edit, push, send

log = logging.getLogger(__name__)

Move = Callable[[Transaction, Desk, Who, Press], Step]
LOOK_EVERY = 1.0
"""Seconds between two looks at the deadlines; they are rows, so a restart or a jump of the clock
loses none."""
MOST_LATE = 50
WARM_AFTER = 5.0
"""Seconds after the start, when the first answers are out."""


def read_who(update: Update) -> Who | None:
    """Who acts and where; None for channels, anonymous admins and messages sent by inline mode."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or user.is_bot:
        return None
    message = update.effective_message
    topic = message.message_thread_id if message and message.is_topic_message else None
    pressed = update.callback_query.message if update.callback_query else None
    message_id = pressed.message_id if isinstance(pressed, Message) else None
    return Who(user.id, user.first_name, chat.id, topic, message_id)


# --- commands and links ---------------------------------------------------------------------------


async def open_quiz(update: Update, context: Context) -> None:
    """/quiz: the round under way, else the menu."""
    if who := read_who(update):
        round_ = await context.decide(starts.open_quiz, await make_desk(context), who)
        await show(context, round_, result=True)


async def open_review(update: Update, context: Context) -> None:
    """/review: what was missed, then what is due."""
    if who := read_who(update):
        await review(update, context, who)


async def review(update: Update, context: Context, who: Who) -> None:
    """Start a review, or say when there will be something to review."""
    found = await context.decide(starts.begin_review, await make_desk(context), who)
    if isinstance(found, Step):
        await show_step(context, found)
        return
    chat = await context.look(chats.load_chat, who.chat_id)
    zone = chat.zone if chat else None
    await send(update, context, notices.nothing_to_review(context.tr, found, zone))


async def show_progress(update: Update, context: Context) -> None:
    """/progress: a picture, drawn on another thread."""
    who = read_who(update)
    if who is None:
        return
    # Pillow is loaded for those who ask for a picture, not at every start.
    from bot.quiz import drawing  # noqa: PLC0415
    from bot.quiz.replies import progress as words  # noqa: PLC0415

    memories = await context.look(store.load_memories, who.user_id)
    catalogue = context.services.catalogue
    progress = measure(catalogue, (memory.fact_id for memory in memories if memory.knew))
    said = words.read_words(context.tr, catalogue, progress)
    picture = await asyncio.to_thread(drawing.draw_progress, catalogue, progress, said)
    await send(update, context, words.progress_picture(context.tr, progress, picture))


async def join(update: Update, context: Context) -> None:
    """/join CODE: a class's quiz."""
    code = read_code(clean(" ".join(context.args or ())))
    if code is None:
        await send(update, context, notices.ask_code(context.tr))
    elif who := read_who(update):
        await offer_class(update, context, who, code)


async def open_link(update: Update, context: Context) -> None:
    """/start duel_… or class_…: a friend's questions, a teacher's quiz."""
    link = LINK.fullmatch(" ".join(context.args or ()))
    who = read_who(update)
    if link is None or who is None:
        return
    if link[1] == DUEL:
        await offer_duel(update, context, who, link[2])
    else:
        await offer_class(update, context, who, link[2])


async def offer_duel(update: Update, context: Context, who: Who, id_: str) -> None:
    """Somebody's questions, or the comparison if they have been answered."""
    shared, played = await context.look(starts.find_duel, who.user_id, id_)
    if shared is None:
        await send(update, context, notices.link_gone(context.tr))
    elif shared.user_id == who.user_id:
        await send(update, context, replies.own_duel(context.tr))
    elif played:
        await show_here(context, who, played)
    else:
        asked = menu.describe_setup(context.tr, shared.setup, len(shared.turns))
        await send(update, context, replies.duel_offer(context.tr, shared, asked))


async def offer_class(update: Update, context: Context, who: Who, code: str) -> None:
    """A class's quiz, or the round of it that was begun."""
    class_ = await context.look(store.load_class, code)
    played = await context.look(store.find_played, who.user_id, code)
    if class_ is None:
        await send(update, context, notices.class_gone(context.tr))
    elif played:
        await show_here(context, who, played)
    elif class_.closed:
        await send(update, context, notices.class_closed(context.tr))
    else:
        await send(update, context, class_replies.join_offer(context.tr, class_))


async def show_here(context: Context, who: Who, round_: Round) -> None:
    """Show a round in a new message of the chat it is played in; elsewhere say nothing of it."""
    if round_.chat_id == who.chat_id:
        await show(context, replace(round_, message_id=None), result=True)


async def offer_city(update: Update, context: Context) -> None:
    """A press on a city card's quiz button: the menu for questions about that city."""
    query = update.callback_query
    press, who = CityQuiz.unpack(query.data if query else None), read_who(update)
    if press is None or who is None or press.city not in context.services.catalogue.cities:
        await answer(update, context, stale_button(context.tr))
        return
    round_ = await context.decide(starts.open_menu, await make_desk(context), who, press.city)
    await answer(update, context)
    await show(context, round_)


# --- presses --------------------------------------------------------------------------------------


async def press_button(update: Update, context: Context) -> None:
    """Any of the quiz's buttons."""
    query = update.callback_query
    press, who = Press.unpack(query.data if query else None), read_who(update)
    if press is None or who is None or who.message_id is None or press.do not in ACTIONS:
        await answer(update, context, stale_button(context.tr))
        return
    await ACTIONS[press.do](update, context, who, press)


async def move(
    update: Update, context: Context, who: Who, press: Press, *, make: Move, result: bool = False
) -> None:
    """Make a move on a round and bring its message up to date."""
    step = await context.decide(make, await make_desk(context), who, press)
    await answer(update, context, step_toast(context, step, press))
    await show_step(context, step, result)


def step_toast(context: Context, step: Step, press: Press) -> Toast | None:
    """What to say about a move, beside the message that shows it."""
    if step.refusal:
        return notices.refusal(context.tr, step.refusal)
    if step.round and press.do in {"opt", "done"}:
        return notices.verdict_toast(context.tr, step.round)
    return None


async def show_step(context: Context, step: Step, result: bool = False) -> None:
    """Show what a move led to, and the end of the round it replaced."""
    if step.ended:
        await show(context, step.ended, result=True)
    if step.round:
        await show(context, step.round, result)
        await tell_rival(context, step)


async def tell_rival(context: Context, step: Step) -> None:
    """Tell whoever shared the questions that a friend has answered the last of them."""
    round_ = step.round
    if round_ is None or not round_.ended or round_.kind is not Kind.DUEL or step.refusal:
        return
    shared = await context.look(store.load_round, round_.rival)
    if shared is not None and shared.chat_id == shared.user_id:
        await speak(context, shared.chat_id)
        told = replies.duel_played(context.tr, round_.user_name)
        await push(context.app, shared.chat_id, None, told)


async def change_setting(update: Update, context: Context, who: Who, press: Press) -> None:
    """A press on a value of a setting."""
    change = read_change(context.services.catalogue, press.word)
    step = await context.decide(starts.change_setup, who, press, change)
    await answer(update, context, step_toast(context, step, press))
    await show_step(context, step)


async def list_values(update: Update, context: Context, who: Who, press: Press) -> None:
    """The values of one setting to choose from."""
    step = await context.look(presses.look_at, await make_desk(context), who, press)
    choices = list_choices(context.tr, context.services, press.word)
    if step.round is None or step.round.stage is not Stage.SETUP or not choices:
        await answer(update, context, notices.refusal(context.tr, step.refusal or Refusal.OLD))
        return
    await answer(update, context)
    reply = menu.pick_list(context.tr, step.round, press.word, choices, press.number)
    await edit(update, context, reply)


async def start_other(update: Update, context: Context, who: Who, press: Press) -> None:
    """Other settings: the menu in a new message; a round under way ends with its result."""
    desk = await make_desk(context)
    step = await context.decide(presses.press_stop, desk, who, press)
    if step.round is None:
        await answer(update, context, step_toast(context, step, press))
        return
    await answer(update, context)
    await show(context, step.round, result=True)
    await show(context, await context.services.db.write(starts.open_menu, desk, who))


async def review_mistakes(update: Update, context: Context, who: Who, press: Press) -> None:
    """A press below a result: review at once."""
    step = await context.look(presses.look_at, await make_desk(context), who, press)
    await answer(update, context, step_toast(context, step, press))
    if step.round:
        await review(update, context, who)


async def show_fact(update: Update, context: Context, who: Who, press: Press) -> None:
    """The city's card or memorial, in a message of its own so that the round's stays."""
    desk = await make_desk(context)
    step = await context.look(presses.look_at, desk, who, press)
    question = presses.find_closed(desk, step.round, press.number)
    if question is None or not question.cities:
        await answer(update, context, notices.refusal(context.tr, step.refusal or Refusal.OLD))
        return
    await answer(update, context)
    catalogue = context.services.catalogue
    city = catalogue.cities[question.cities[0]]
    if press.do == "card":
        await send(update, context, city_card(context.tr, catalogue, city))
    else:
        await send(update, context, memorials(context.tr, city))


async def ask_report(update: Update, context: Context, who: Who, press: Press) -> None:
    """What is wrong with a question, and consent to storing it."""
    desk = await make_desk(context)
    step = await context.look(presses.look_at, desk, who, press)
    if step.round is None or presses.find_closed(desk, step.round, press.number) is None:
        await answer(update, context, notices.refusal(context.tr, step.refusal or Refusal.OLD))
        return
    question = desk.find(step.round.turn.pick, context.tr.locale.value)
    assert question is not None
    await answer(update, context)
    await edit(update, context, replies.report_screen(context.tr, step.round, question))


async def keep_report(update: Update, context: Context, who: Who, press: Press) -> None:
    """Store what is wrong with a question."""
    make = partial(presses.report, language=context.tr.locale.value)
    step = await context.decide(make, await make_desk(context), who, press)
    await answer(
        update, context, step_toast(context, step, press) or notices.report_kept(context.tr)
    )
    await show_step(context, step)


async def lead_class(
    update: Update,
    context: Context,
    who: Who,
    press: Press,
    *,
    make: Callable[[Transaction, Desk, Who, Press], Register | Step],
) -> None:
    """A teacher's press: the class as it is after it."""
    found = await context.decide(make, await make_desk(context), who, press)
    if isinstance(found, Step):
        await answer(update, context, step_toast(context, found, press))
        await show_step(context, found)
        return
    await answer(update, context)
    username = context.bot.username
    reply = class_replies.class_screen(context.tr, found.class_, found.rounds, username)
    await edit(update, context, reply)


async def send_table(update: Update, context: Context, who: Who, press: Press) -> None:
    """The results of a class as a file, for its teacher."""
    found = await context.look(classes.look_at_class, await make_desk(context), who, press)
    if isinstance(found, Step):
        await answer(update, context, step_toast(context, found, press))
        return
    await answer(update, context)
    await send(update, context, class_replies.results_file(context.tr, found.class_, found.rounds))


Action = Callable[[Update, Context, Who, Press], Awaitable[None]]
ACTIONS: Mapping[str, Action] = {
    "set": change_setting,
    "list": list_values,
    "menu": partial(move, make=presses.look_at),
    "begin": partial(move, make=starts.begin),
    "opt": partial(move, make=presses.press_option),
    "done": partial(move, make=presses.press_done),
    "skip": partial(move, make=presses.press_skip),
    "next": partial(move, make=presses.press_next, result=True),
    "pause": partial(move, make=presses.press_pause),
    "go": partial(move, make=presses.press_resume),
    "stop": partial(move, make=presses.press_stop, result=True),
    "result": partial(move, make=presses.look_at, result=True),
    "again": partial(move, make=starts.begin_again),
    "new": start_other,
    "review": review_mistakes,
    "card": show_fact,
    "place": show_fact,
    "report": ask_report,
    "send": keep_report,
    "back": partial(move, make=presses.look_at),
    "duel": partial(move, make=starts.begin_duel),
    "join": partial(move, make=classes.join_class),
    "open": partial(lead_class, make=classes.open_class),
    "class": partial(lead_class, make=classes.look_at_class),
    "close": partial(lead_class, make=classes.close_class),
    "csv": send_table,
}
"""What each button does."""


# --- the clock ------------------------------------------------------------------------------------


async def find_questions(context: Context) -> None:
    """Have the bank find its questions before the first press waits for them."""
    await make_desk(context)


async def close_late(context: Context) -> None:
    """Close every question whose time is over and show it; also those of before a restart."""
    now = context.services.clock()
    for round_id in await context.look(store.list_late, now, MOST_LATE):
        closed = await context.services.db.write(
            presses.expire_late, await make_desk(context), round_id
        )
        if closed is not None:
            await show_late(context, closed)


async def show_late(context: Context, closed: Round) -> None:
    """Show that time is up; a chat that cannot be reached is no reason to stop the clock."""
    await speak(context, closed.chat_id)
    try:
        await show(context, closed)
    except TelegramError as error:
        log.warning("a late question was not shown: %s", type(error).__name__)


PRIVATE = frozenset({Scope.PRIVATE})
COMMANDS = (
    Command("quiz", N_("Test yourself")),
    Command("review", N_("Review what you missed")),
    Command("progress", N_("Your progress as a picture")),
    Command("join", N_("Take part in a class's quiz"), PRIVATE),
)


def register(app: BotApplication) -> None:
    """Add the quiz's handlers; its links come before the plain /start."""
    link = filters.Regex(re.compile(rf"^/start(@\w+)? {LINK.pattern}$", re.ASCII))
    app.add_handler(CommandHandler("start", open_link, filters=link))
    app.add_handler(CommandHandler("quiz", open_quiz))
    app.add_handler(CommandHandler("review", open_review))
    app.add_handler(CommandHandler("progress", show_progress))
    app.add_handler(CommandHandler("join", join))
    app.add_handler(CallbackQueryHandler(offer_city, pattern=rf"^{QUIZ_PREFIX}\|"))
    app.add_handler(CallbackQueryHandler(press_button, pattern=rf"^{PREFIX}\|"))
    assert app.job_queue is not None
    app.job_queue.run_once(find_questions, WARM_AFTER)
    every = {"coalesce": True, "misfire_grace_time": None}
    app.job_queue.run_repeating(close_late, LOOK_EVERY, first=LOOK_EVERY, job_kwargs=every)
