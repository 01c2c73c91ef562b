"""Tournaments in Telegram: /tournament, its buttons, and the clock that opens and begins games."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler

from bot.chats.admins import may_configure
from bot.chats.handlers import locale_of
from bot.chats.replies import only_admins, stale_button
from bot.chats.store import load_chat
from bot.context import BotApplication, Context
from bot.db import Transaction
from bot.i18n import N_, translator
from bot.intake import clean, parse_number
from bot.menu import Command, Scope
from bot.sending import answer, edit, find_thread, push, send
from bot.trivia.model import Effect, Game, Setup
from bot.trivia.moves import Place, Result
from bot.trivia.payloads import Press
from bot.trivia.presence import find_stage
from bot.trivia.replies.tables import only_groups
from bot.trivia.tournament import moves, replies, store
from bot.trivia.tournament.moves import Host, Round
from bot.trivia.tournament.rules import GAMES, HOURS, Event, State

TICK_SECONDS = 10.0
USUAL_ZONE = "Europe/Moscow"


def find_host(update: Update) -> Host:
    """The place an update came from, with the group's title."""
    chat = update.effective_chat
    assert chat is not None
    return Host(Place(chat.id, find_thread(update) or 0), clean(chat.title or "…"))


def read_zone(tx: Transaction, chat_id: int) -> str:
    """A chat's time zone."""
    chat = load_chat(tx, chat_id)
    return chat.zone if chat and chat.zone else USUAL_ZONE


async def show_tournament(update: Update, context: Context) -> None:
    """/tournament: the one that is on here, or a new one; with a code: take part in another."""
    host = find_host(update)
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        await send(update, context, only_groups(context.tr))
        return
    code = clean(" ".join(context.args or ())).lower()
    known = await context.look(store.find_here, *host.place)
    if known is not None and not code:
        venues = await context.look(store.list_venues, known.id)
        table = await context.look(store.load_table, known.id)
        await send(update, context, replies.overview(context.tr, known, venues, table))
    elif not await may_configure(update, context):
        await send(update, context, replies.for_admins(context.tr))
    elif code:
        await ask_to_join(update, context, host, code)
    else:
        await send(update, context, replies.ask_games(context.tr))


async def ask_to_join(update: Update, context: Context, host: Host, code: str) -> None:
    """Ask all places of a tournament whether this one may take part."""
    found = await context.decide(moves.ask_to_join, host, code)
    if found is None:
        await send(update, context, replies.unknown_code(context.tr))
        return
    _, venue, others = found
    for other in others:
        tr = translator(await locale_of(context, other.chat_id))
        await push(context.app, other.chat_id, other.topic or None, replies.request(tr, venue))
    await send(update, context, replies.asked(context.tr))


async def choose_games(update: Update, context: Context, press: Press) -> None:
    """The number of games; next, the hour."""
    if parse_number(press.field) not in GAMES or not await admit_admin(update, context):
        return
    zone = await context.look(read_zone, find_host(update).place.chat_id)
    await answer(update, context)
    await edit(update, context, replies.ask_hour(context.tr, press.field, zone))


async def choose_hour(update: Update, context: Context, press: Press) -> None:
    """The hour: the tournament is announced."""
    games, hour = parse_number(press.field), parse_number(press.value)
    if games not in GAMES or hour not in HOURS or not await admit_admin(update, context):
        return
    host, stage = find_host(update), find_stage(context)
    zone = await context.look(read_zone, host.place.chat_id)
    setup = Setup(locale=context.locale.value)
    plan = (games, hour, zone)
    tournament = await context.decide(moves.announce, host, plan, setup, stage.desk)
    venues = await context.look(store.list_venues, tournament.id)
    await answer(update, context)
    await edit(update, context, replies.overview(context.tr, tournament, venues, ()))


async def admit_admin(update: Update, context: Context) -> bool:
    """Whether an admin presses; others are told."""
    if await may_configure(update, context):
        return True
    await answer(update, context, only_admins(context.tr))
    return False


async def agree(update: Update, context: Context, press: Press) -> None:
    """An admin agrees that another group takes part."""
    if not await admit_admin(update, context):
        return
    found = await context.decide(moves.agree, press.game, find_host(update).place)
    if found is None:
        await answer(update, context, stale_button(context.tr))
        return
    tournament, venue, complete = found
    await answer(update, context, replies.agreed(context.tr))
    if complete:
        tr = translator(await locale_of(context, venue.chat_id))
        await push(context.app, venue.chat_id, venue.topic or None, replies.welcome(tr, tournament))


async def call_off(update: Update, context: Context, press: Press) -> None:
    """An admin calls the tournament off, or takes a group that joined it out of it."""
    if not await admit_admin(update, context):
        return
    over = await context.decide(moves.call_off, press.game, find_host(update).place)
    if over is None:
        await answer(update, context, stale_button(context.tr))
        return
    await answer(update, context)
    left_only = over.state is not State.OVER
    await send(update, context, replies.called_off(context.tr, left_only))


async def wake(context: Context) -> None:
    """Now and then: have every tournament that is due open or begin its games."""
    stage, db = find_stage(context), context.services.db
    if not stage.ready:
        return
    for tournament_id in await db.read(store.find_due, context.services.clock()):
        await stage.find_questions()
        done = await db.write(moves.tick, tournament_id, stage.desk)
        if done is not None:
            stage.spawn(tell(context, done))


async def tell(context: Context, done: Round) -> None:
    """Say what a tournament's clock has done."""
    stage = find_stage(context)
    if done.event is Event.POSTPONE:
        for venue in done.venues:
            tr = translator(await locale_of(context, venue.chat_id))
            reply = replies.postponed(tr, done.tournament)
            await push(context.app, venue.chat_id, venue.topic or None, reply)
    for game in done.opened:
        await call_to(context, game, done)
        await stage.perform(Result(game, (Effect.LOBBY,)))
    for result in done.begun:
        stage.spawn(stage.perform(result))


async def call_to(context: Context, game: Game, done: Round) -> None:
    """Call a group to its game."""
    tr = translator(await locale_of(context, game.chat_id))
    await push(context.app, game.chat_id, game.topic or None, replies.soon(tr, done.tournament))


ACTIONS = {"t-games": choose_games, "t-hour": choose_hour, "t-yes": agree, "t-off": call_off}
COMMANDS = (Command("tournament", N_("Several games over days"), frozenset({Scope.ADMIN})),)


def register(app: BotApplication) -> None:
    """Hook tournaments into the application."""
    app.add_handler(CommandHandler("tournament", show_tournament))
    assert app.job_queue is not None
    app.job_queue.run_repeating(wake, TICK_SECONDS, first=1.0)
