"""The daily quiz in Telegram: /daily, /today, /settings, its buttons, votes, and what is typed."""

from __future__ import annotations

from datetime import datetime

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    PollAnswerHandler,
    filters,
)

from bot.chats import store as chats
from bot.chats.admins import may_configure
from bot.chats.handlers import chat_book
from bot.chats.replies import language_buttons, only_admins, stale_button
from bot.context import BotApplication, Context
from bot.daily.clock import CLOCKWORK, Clockwork, clockwork
from bot.daily.hours import parse_date, parse_hour
from bot.daily.moves import answers, planning, settings, today, views
from bot.daily.payloads import BELOW, PREFIX, Press, Tap
from bot.daily.replies import agreeing, menu, notices, question
from bot.daily.rules import EVERY_DAY, Kind, Level, Subscription, find_zone
from bot.daily.store import deliveries, prompts, subscriptions
from bot.daily.store.deliveries import Delivery
from bot.daily.zones import propose_by_name, propose_by_point, unpack_zone
from bot.db import Transaction
from bot.i18n import N_
from bot.intake import clean, parse_number
from bot.menu import Command, Scope
from bot.reply import Reply
from bot.sending import answer, edit, find_thread, send, send_to

VOTES = 10
"""Handler groups of our own: every feature may look at votes, and at what is written anyway."""
AFTER_ALL = 11
Room = tuple[int, int]


def find_room(update: Update) -> Room:
    """The chat and topic (0 for none) an update comes from."""
    assert update.effective_chat is not None
    return update.effective_chat.id, find_thread(update) or 0


def is_private(update: Update) -> bool:
    """Whether an update comes from a person's own chat with the bot."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


# Commands


async def agree(update: Update, context: Context) -> None:
    """/daily: what is agreed, or the first question on the way to it; /daily 8:30 names an hour."""
    minute = parse_hour(clean(" ".join(context.args or ())))
    view = await look(update, context)
    if minute is None and view is not None and view.sub.active:
        await send(update, context, overview(context, view))
        return
    if not await may_configure(update, context):
        await send(update, context, notices.only_admins(context.tr))
        return
    await send(update, context, await take_hour(update, context, minute))


async def look(update: Update, context: Context) -> views.View | None:
    """The daily quiz of a chat or topic as agreed."""
    return await context.look(views.look_at_settings, *find_room(update), now(context))


def now(context: Context) -> datetime:
    """The present moment."""
    return context.services.clock()


def overview(context: Context, view: views.View) -> Reply:
    """What is agreed."""
    return menu.overview(context.tr, view, now(context), context.services.catalogue.themes)


async def show_settings(update: Update, context: Context) -> None:
    """/settings: language and daily quiz."""
    view = await look(update, context)
    daily = overview(context, view) if view else None
    await send(update, context, menu.settings(context.tr, daily, language_buttons()))


async def show_today(update: Update, context: Context) -> None:
    """/today: today's question, whatever became of its message."""
    room, user = find_room(update), update.effective_user
    sub = await context.look(subscriptions.load_subscription, *room)
    if user is None:
        return
    if sub is None or not sub.active:
        await send(update, context, loose_question(context, sub))
        return
    await give_today(update, context, sub, user.id)


def loose_question(context: Context, sub: Subscription | None) -> Reply:
    """The question of the day for a chat without a daily quiz."""
    asking, moment = clockwork(context).composer.asking, now(context)
    day = sub.today(moment) if sub else moment.date()
    theme, level = (sub.theme, sub.level) if sub else ("", Level.ADAPTIVE)
    asked = asking.word(asking.choose(theme, level, day), context.locale.value)
    return question.loose_question(context.tr, asked)


async def give_today(update: Update, context: Context, sub: Subscription, user_id: int) -> None:
    """Today's question of a subscription; in a group only if it is not there already."""
    clock = clockwork(context)
    await clock.ready()
    opened = await context.decide(
        today.open_today, sub, user_id, now(context), clock.composer.choose
    )
    delivery = opened.delivery
    if opened.knew is not None:
        view = await look(update, context)
        next_ = view.next.astimezone(find_zone(sub.zone)) if view and view.next else None
        await send(update, context, question.already_answered(context.tr, opened, next_))
        return
    if not sub.is_private and not opened.fresh:
        reply = question.asked_above(context.tr, delivery.chat_id, delivery.message_id)
        await send(update, context, reply)
        return
    asked = clock.composer.word(delivery)
    reply = question.question(context.tr, asked, delivery.token, not sub.is_private, None)
    sent = await send(update, context, reply)
    clock.unsure.pop(delivery.chat_id, None)
    await context.decide(today.keep_copy, delivery.id, asked.to_payload(), sent.poll_id)


# Steps


async def take_hour(update: Update, context: Context, minute: int | None) -> Reply:
    """The answer to a chosen hour: the zone is asked next, or the quiz moved to that hour."""
    if minute is None:
        await prompt(update, context, "hour")
        return agreeing.ask_hour(context.tr)
    view = await look(update, context)
    if view is None or not view.sub.active:
        await prompt(update, context, "zone", minute)
        return agreeing.ask_zone(context.tr, now(context), is_private(update))
    return await keep(update, context, minute=minute)


async def take_zone(update: Update, context: Context, zone: str) -> Reply:
    """The answer to a chosen zone: the quiz is agreed."""
    room = find_room(update)
    _, minute = clockwork(context).prompts.get(room, ("", -1))
    view = await look(update, context)
    if view is not None and view.sub.active:
        return await keep(update, context, zone=zone)
    if minute < 0:
        return await take_hour(update, context, None)
    moment = now(context)
    sub = Subscription(room[0], minute, zone, moment, room[1])
    await clockwork(context).ready()
    await context.decide(start, sub, moment, clockwork(context).composer.dates)
    chat_book(context).forget(room[0])
    await done(update, context)
    agreed = await look(update, context)
    assert agreed is not None
    return menu.subscribed(context.tr, agreed, moment, context.services.catalogue.themes)


def start(tx: Transaction, sub: Subscription, moment: datetime, dates: planning.Dates) -> None:
    """Subscribe, note the chat's zone, and plan at once."""
    chats.choose_zone(tx, sub.chat_id, sub.zone)
    planning.plan_one(tx, settings.subscribe(tx, sub, moment), moment, dates)


async def keep(update: Update, context: Context, **fields: object) -> Reply:
    """Change settings of the daily quiz and show them."""
    moment = now(context)
    clock = clockwork(context)
    await clock.ready()
    await context.decide(change, find_room(update), moment, clock.composer.dates, fields)
    await done(update, context)
    view = await look(update, context)
    return overview(context, view) if view else agreeing.ask_hour(context.tr)


def change(
    tx: Transaction, room: Room, moment: datetime, dates: planning.Dates, fields: dict[str, object]
) -> None:
    """Change settings and plan afresh."""
    sub = settings.adjust(tx, *room, moment, fields)
    if sub is not None:
        planning.plan_one(tx, sub, moment, dates)


async def prompt(update: Update, context: Context, step: str, minute: int = -1) -> None:
    """Remember what is being asked, so that a typed answer is understood."""
    room = find_room(update)
    clockwork(context).prompts[room] = (step, minute)
    await context.decide(prompts.save_prompt, *room, step, minute)


async def done(update: Update, context: Context) -> None:
    """Nothing is being asked any more."""
    room = find_room(update)
    if clockwork(context).prompts.pop(room, None) is not None:
        await context.decide(prompts.drop_prompt, *room)


# Buttons


async def press(update: Update, context: Context) -> None:
    """Any button of the settings."""
    query = update.callback_query
    choice = Press.unpack(query.data if query else None)
    if choice is None:
        await answer(update, context, stale_button(context.tr))
        return
    if choice.wish != "show" and not await may_configure(update, context):
        await answer(update, context, only_admins(context.tr))
        return
    reply = await act(update, context, choice)
    await answer(update, context, None if reply else stale_button(context.tr))
    if reply is not None:
        await (send if reply.ask_location else edit)(update, context, reply)


async def act(update: Update, context: Context, choice: Press) -> Reply | None:
    """What a button does and shows; None for one that means nothing."""
    match choice.wish:
        case "hours":
            return await take_hour(update, context, None)
        case "hour":
            minute = parse_number(choice.value)
            known = minute is not None and minute < 1440
            return await take_hour(update, context, minute) if known else None
        case "zone":
            zone = unpack_zone(choice.value)
            return await take_zone(update, context, zone) if zone else None
        case "zones":
            return await ask_zone(update, context)
        case "place":
            return agreeing.ask_location(context.tr) if is_private(update) else None
    view = await look(update, context)
    if view is None:
        return await take_hour(update, context, None)
    return show(context, view, choice) or await set_(update, context, choice)


async def ask_zone(update: Update, context: Context) -> Reply:
    """The list of zones; a chosen hour stays chosen."""
    _, minute = clockwork(context).prompts.get(find_room(update), ("", -1))
    await prompt(update, context, "zone", minute)
    return agreeing.ask_zone(context.tr, now(context), is_private(update))


def show(context: Context, view: views.View, choice: Press) -> Reply | None:
    """The screen a button opens, or None if it sets something."""
    tr, themes = context.tr, context.services.catalogue.themes
    match choice.wish:
        case "show":
            return overview(context, view)
        case "themes":
            return menu.choose_theme(tr, themes, parse_number(choice.value) or 0)
        case "levels":
            return menu.choose_level(tr)
        case "days":
            return menu.choose_days(tr, view.sub.weekdays)
        case "pauses":
            return menu.choose_pause(tr)
    return None


async def set_(update: Update, context: Context, choice: Press) -> Reply | None:
    """What a button sets, and the screen after it; None for a value nobody could choose."""
    number = parse_number(choice.value)
    match choice.wish:
        case "theme" if choice.value in context.services.catalogue.themes:
            return await keep(update, context, theme=choice.value)
        case "theme" if choice.value == "all":
            return await keep(update, context, theme="")
        case "level" if choice.value in set(Level):
            return await keep(update, context, level=Level(choice.value))
        case "weekdays" if number is not None and number <= EVERY_DAY:
            await keep(update, context, weekdays=number)
            return menu.choose_days(context.tr, number)
        case "pause" if number in menu.PAUSES:
            return await pause(update, context, number)
        case "until":
            await prompt(update, context, "date")
            return menu.ask_date(context.tr)
        case "resume":
            return await resume(update, context)
        case "stop":
            return await stop(update, context)
        case "toggle" if choice.value in {Kind.ANNIVERSARY, Kind.DIGEST}:
            return await toggle(update, context, Kind(choice.value))
    return None


async def pause(update: Update, context: Context, days: int) -> Reply | None:
    """Pause for so many days."""
    await context.decide(settings.pause, *find_room(update), now(context), days)
    view = await look(update, context)
    return menu.paused(context.tr, view) if view else None


async def resume(update: Update, context: Context) -> Reply | None:
    """End a pause or a stop."""
    await context.decide(settings.resume, *find_room(update), now(context))
    view = await look(update, context)
    return overview(context, view) if view else None


async def stop(update: Update, context: Context) -> Reply:
    """Send nothing more."""
    await context.decide(settings.stop, *find_room(update), now(context))
    return menu.stopped(context.tr)


async def toggle(update: Update, context: Context, kind: Kind) -> Reply | None:
    """Turn the anniversaries or the digest on or off."""
    if kind is Kind.DIGEST and not is_private(update):
        return None
    await context.decide(settings.toggle, *find_room(update), now(context), kind)
    view = await look(update, context)
    return overview(context, view) if view else None


async def tap(update: Update, context: Context) -> None:
    """A button right below a day's message: pause, stop, settings, or the question itself."""
    query = update.callback_query
    choice = Tap.unpack(query.data if query else None)
    delivery = await context.look(deliveries.load_by_token, choice.token) if choice else None
    chat = update.effective_chat
    if choice is None or delivery is None or chat is None or delivery.chat_id != chat.id:
        await answer(update, context, notices.stale_day(context.tr))
        return
    if choice.wish not in {"show", "today"} and not await may_configure(update, context):
        await answer(update, context, only_admins(context.tr))
        return
    await answer(update, context)
    await settle(update, context, delivery, choice)
    sub = await context.look(subscriptions.load_subscription_by_id, delivery.sub_id)
    reply = await act_below(update, context, sub, choice)
    if reply is not None:
        await send(update, context, reply)


async def settle(update: Update, context: Context, delivery: Delivery, choice: Tap) -> None:
    """A press below the day's own message shows that it arrived."""
    message = update.callback_query.message if update.callback_query else None
    if isinstance(message, Message) and choice.wish != "today":
        poll_id = message.poll.id if message.poll else None
        await context.decide(today.settle_unknown, delivery, message.message_id, poll_id)
        clockwork(context).unsure.pop(delivery.chat_id, None)


async def act_below(
    update: Update, context: Context, sub: Subscription, choice: Tap
) -> Reply | None:
    """What a button below a day's message does."""
    match choice.wish:
        case "today" if update.effective_user is not None:
            await give_today(update, context, sub, update.effective_user.id)
            return None
        case "stop":
            return await stop(update, context)
        case "p1" | "p7" | "p30":
            return await pause(update, context, int(choice.wish[1:]))
    view = await look(update, context)
    return overview(context, view) if view else None


# What is typed, shared and voted


class Prompted(filters.MessageFilter):
    """Lets through what answers a question of ours: only where one is being asked."""

    def __init__(self, clock: Clockwork, steps: frozenset[str]) -> None:
        super().__init__()
        self.clock = clock
        self.steps = steps

    def filter(self, message: Message) -> bool:
        """Whether something is being asked in the message's chat and topic."""
        thread = message.message_thread_id if message.is_topic_message else None
        return self.clock.prompts.get((message.chat.id, thread or 0), ("",))[0] in self.steps


async def read_text(update: Update, context: Context) -> None:
    """A typed hour, town or date, where one was asked for; nothing else shall answer it."""
    message = update.message
    assert message is not None
    if not await may_configure(update, context):
        return
    step, _ = clockwork(context).prompts[find_room(update)]
    readers = {"hour": read_hour, "zone": read_zone, "date": read_date}
    reply = await readers[step](update, context, clean(message.text or ""))
    await send(update, context, reply)
    raise ApplicationHandlerStop


async def read_hour(update: Update, context: Context, text: str) -> Reply:
    """A typed hour."""
    minute = parse_hour(text)
    if minute is None:
        return agreeing.hour_not_understood(context.tr)
    return await take_hour(update, context, minute)


async def read_zone(_update: Update, context: Context, text: str) -> Reply:
    """A typed town or offset."""
    proposal = propose_by_name(text, context.services.gazetteer)
    if proposal is None:
        return agreeing.zone_not_found(context.tr)
    return agreeing.confirm_zone(context.tr, proposal, now(context))


async def read_date(update: Update, context: Context, text: str) -> Reply:
    """A typed day until which to pause."""
    view = await look(update, context)
    if view is None:
        return agreeing.ask_hour(context.tr)
    day = parse_date(text, view.sub.today(now(context)))
    if day is None:
        return menu.date_not_understood(context.tr)
    await context.decide(settings.pause_until, *find_room(update), now(context), day)
    await done(update, context)
    paused = await look(update, context)
    assert paused is not None
    return menu.paused(context.tr, paused)


async def read_location(update: Update, context: Context) -> None:
    """A shared place, where the zone was asked for; it is not stored."""
    message = update.message
    assert message is not None
    assert message.location is not None
    place, services = message.location, context.services
    proposal = propose_by_point(
        place.latitude, place.longitude, services.catalogue, services.gazetteer
    )
    reply = (
        agreeing.confirm_zone(context.tr, proposal, now(context))
        if proposal
        else agreeing.zone_not_found(context.tr)
    )
    await send(update, context, reply)


async def note_vote(update: Update, context: Context) -> None:
    """A vote in a poll, if it is one of ours. Channels and hidden admins are nobody to score."""
    vote = update.poll_answer
    assert vote is not None
    if vote.user is None or vote.voter_chat is not None or not vote.option_ids:
        return
    clock = clockwork(context)
    await clock.ready()
    known = await context.look(answers.find_poll, vote.poll_id, vote.user.id)
    if known is None and await clock.landed():
        known = await context.look(answers.find_poll, vote.poll_id, vote.user.id)
    if known is None:
        return
    scored = await context.decide(
        answers.score, vote.poll_id, vote.user.id, vote.option_ids, now(context)
    )
    clock.unsure.pop(vote.user.id, None)
    if scored is not None and scored.milestone and scored.streak is not None:
        milestone = question.milestone(context.tr, scored.streak)
        await send_to(context.app, vote.user.id, None, milestone)


async def offer_today(update: Update, context: Context) -> None:
    """Whoever writes while today's question may be lost is offered it, once."""
    chat = update.effective_chat
    clock = clockwork(context)
    if chat is None or chat.id not in clock.unsure:
        return
    token = clock.unsure.pop(chat.id)
    delivery = await context.look(deliveries.load_by_token, token)
    if delivery is not None and delivery.state.value == "unknown":
        await send(update, context, question.offer_today(context.tr, token))


EVERYWHERE_BY_ADMINS = frozenset({Scope.PRIVATE, Scope.ADMIN})
COMMANDS = (
    Command("daily", N_("A question every day"), EVERYWHERE_BY_ADMINS),
    Command("today", N_("Today’s question")),
    Command("settings", N_("Settings"), EVERYWHERE_BY_ADMINS),
)


def register(app: BotApplication) -> None:
    """Hook this feature into the application; its typed answers come before free questions."""
    clock = app.bot_data[CLOCKWORK] = Clockwork(app)
    app.add_handler(CommandHandler("daily", agree))
    app.add_handler(CommandHandler("today", show_today))
    app.add_handler(CommandHandler("settings", show_settings))
    app.add_handler(CallbackQueryHandler(press, pattern=rf"^{PREFIX}\|"))
    app.add_handler(CallbackQueryHandler(tap, pattern=rf"^{BELOW}\|"))
    typed = filters.TEXT & ~filters.COMMAND & filters.UpdateType.MESSAGE
    asked = Prompted(clock, frozenset({"hour", "zone", "date"}))
    app.add_handler(MessageHandler(typed & asked, read_text))
    zone = Prompted(clock, frozenset({"zone"}))
    app.add_handler(MessageHandler(filters.LOCATION & zone, read_location))
    app.add_handler(PollAnswerHandler(note_vote), VOTES)
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(private, offer_today), AFTER_ALL)
