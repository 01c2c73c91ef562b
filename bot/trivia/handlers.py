"""Group games in Telegram: commands, buttons, votes, replies, and the clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    PollAnswerHandler,
    PollHandler,
    filters,
)

from bot.chats.admins import may_configure
from bot.chats.replies import stale_button
from bot.chats.store import load_chat
from bot.cities.distance import measure_distance
from bot.context import BotApplication, Context
from bot.db import Transaction
from bot.i18n import N_
from bot.intake import clean
from bot.menu import Command, Scope
from bot.metrics import WAITING, read_gauge
from bot.reply import Reply
from bot.sending import answer, edit, find_thread, send
from bot.trivia import choices, moves, rules, store, tables
from bot.trivia.model import Effect, Game, Phase, Setup, Turn, Variant, Verdict
from bot.trivia.moves import Guess, Place, Result, Who
from bot.trivia.payloads import PREFIX, Press
from bot.trivia.replies import lobby, play, rights
from bot.trivia.replies import tables as table_replies
from bot.trivia.stage import Stage
from bot.trivia.standing import find_standing
from bot.trivia.store import TurnId
from bot.trivia.tournament import handlers as tournament

VOTES = 3
"""The handler group of votes and membership: other features look at these too."""
QUIET_SECONDS = 5.0
"""After a start without games, what people already wait for goes before the bank's work."""
TICK_SECONDS = 0.5
SWEEP_SECONDS = 15.0
MOST_DUE = 250
STEP_SPACING = 0.002
"""Seconds between the steps of games that have all waited: nobody else is held up."""
MOST_BEHIND = 300
ANONYMOUS_ADMIN = 1087968824
CHANNEL = 136817688
SERVICE = 777000
NOBODY = frozenset({ANONYMOUS_ADMIN, CHANNEL, SERVICE})
"""Accounts that stand for many people or none: they never score."""


def find_stage(context: Context) -> Stage:
    """Where this application's games are played."""
    stage: Stage = context.bot_data["stage"]
    return stage


def find_place(update: Update) -> Place:
    """The chat and topic an update came from."""
    return Place(find_chat(update), find_thread(update) or 0)


def find_person(update: Update) -> Who | None:
    """Who acts, if it is one person: anonymous admins, channels and bots are not."""
    user, message = update.effective_user, update.message
    if user is None or user.is_bot or user.id in NOBODY:
        return None
    if message is not None and message.sender_chat is not None:
        return None
    return Who(user.id, user.first_name)


async def find_steerer(update: Update, context: Context) -> Who:
    """Who acts, with whether they are an admin here; an anonymous admin is one without a seat."""
    admin = await may_configure(update, context)
    person = find_person(update)
    return Who(person.user_id, person.name, admin) if person else Who(0, "", admin)


# Opening and setting up


async def open_game(update: Update, context: Context) -> None:
    """/trivia: open a lobby here, or point at the game that is on."""
    chat = update.effective_chat
    assert chat is not None
    if chat.type == ChatType.PRIVATE:
        await send(update, context, lobby.for_groups(context.tr, context.bot.username))
        return
    _, only_admins = await context.look(store.load_defaults, chat.id)
    if only_admins and not await may_configure(update, context):
        await send(update, context, lobby.only_admins_open(context.tr))
        return
    setup = Setup(locale=context.locale.value)
    now = context.services.clock()
    host = find_person(update)
    result = await context.decide(moves.open_game, find_place(update), host, setup, now)
    await show_opened(update, context, result)


async def show_opened(update: Update, context: Context, result: Result) -> None:
    """Post the lobby of a game just opened, or that one is on already."""
    game = result.game
    if result.verdict is Verdict.REPEATED and game.phase is not Phase.LOBBY:
        await send(update, context, lobby.already_on(context.tr, game))
        return
    message = await send(update, context, find_stage(context).draw_lobby(game, context.tr))
    await context.services.db.write(store.save_board, game.id, message.message_id)
    find_questions_in(context.app, 0.0)


async def press_button(update: Update, context: Context) -> None:
    """Any of the games' buttons."""
    query = update.callback_query
    press = Press.unpack(query.data if query else None)
    action = ACTIONS.get(press.action) if press else None
    if press is None or action is None or update.effective_chat is None:
        await answer(update, context, stale_button(context.tr))
        return
    await action(update, context, press)


async def take_seat(update: Update, context: Context, press: Press) -> None:
    """“I’m in”, or a team’s button."""
    who = await admit_person(update, context)
    if who is None:
        return
    chat_id = find_chat(update)
    if press.action == "team":
        result = await context.decide(moves.choose_team, press.game, chat_id, who, press.value)
    else:
        result = await context.decide(moves.join_game, press.game, chat_id, who)
    if result is None:
        await answer(update, context, stale_button(context.tr))
        return
    toast = lobby.joined(context.tr, result.game, who.user_id, result.verdict)
    await answer(update, context, toast)
    stage = find_stage(context)
    await stage.perform(result)
    if rules.is_enough(result.game):
        stage.begin_soon(result.game.id)


async def give_up_seat(update: Update, context: Context, press: Press) -> None:
    """“Out”."""
    who = await admit_person(update, context)
    if who is not None:
        result = await context.decide(moves.leave_game, press.game, find_chat(update), who)
        await settle(update, context, result)


async def admit_person(update: Update, context: Context) -> Who | None:
    """Who presses, if it is one person; else they are told why they cannot play."""
    who = find_person(update)
    if who is None:
        await answer(update, context, lobby.needs_person(context.tr))
    return who


def find_chat(update: Update) -> int:
    """The id of the chat an update came from."""
    assert update.effective_chat is not None
    return update.effective_chat.id


async def settle(update: Update, context: Context, result: Result | None) -> None:
    """Answer a press and say what its step asks for."""
    if result is None:
        await answer(update, context, stale_button(context.tr))
        return
    await answer(update, context, lobby.notice(context.tr, result.verdict))
    await find_stage(context).perform(result)


async def turn_page(update: Update, context: Context, press: Press) -> None:
    """The settings, one setting's values, or back."""
    game = await find_lobby(update, context, press)
    if game is None:
        return
    stage = find_stage(context)
    stage.turn_page(game.id, press.field)
    await answer(update, context)
    await edit(update, context, stage.draw_lobby(game, context.tr))


async def find_lobby(update: Update, context: Context, press: Press) -> Game | None:
    """The lobby a press belongs to, if whoever pressed may set it up; else they are told."""
    who = await find_steerer(update, context)
    game = await context.look(moves.load, press.game, find_chat(update))
    if game is None or game.phase is not Phase.LOBBY:
        await answer(update, context, stale_button(context.tr))
        return None
    if not moves.may_steer(game, who):
        await answer(update, context, lobby.notice(context.tr, Verdict.REFUSED))
        return None
    return game


async def set_option(update: Update, context: Context, press: Press) -> None:
    """A value of a setting."""
    game = await find_lobby(update, context, press)
    if game is None:
        return
    themes = context.services.catalogue.themes
    setup = choices.choose(game.setup, press.field, press.value, themes)
    if setup is None:
        await answer(update, context, stale_button(context.tr))
        return
    stage, who = find_stage(context), await find_steerer(update, context)
    result = await context.decide(
        moves.configure_game, game.id, game.chat_id, who, setup, rng=context.services.rng
    )
    stage.turn_page(game.id, "settings")
    await answer(update, context)
    if result is not None and result.game.phase is Phase.LOBBY:
        await edit(update, context, stage.draw_lobby(result.game, context.tr))


async def switch_starters(update: Update, context: Context, _press: Press) -> None:
    """Who may open games: anybody, or admins only. Only admins decide that."""
    if not await may_configure(update, context):
        await answer(update, context, lobby.notice(context.tr, Verdict.REFUSED))
        return
    setup = Setup(locale=context.locale.value)
    only_admins = await context.decide(moves.switch_starters, find_chat(update), setup)
    await answer(update, context, lobby.starters_chosen(context.tr, only_admins))


async def even_out(update: Update, context: Context, press: Press) -> None:
    """Deal the players out to the teams."""
    who, stage = await find_steerer(update, context), find_stage(context)
    result = await context.decide(
        moves.balance_teams, press.game, find_chat(update), who, stage.desk
    )
    await settle(update, context, result)


async def start(update: Update, context: Context, press: Press) -> None:
    """“Start”."""
    who, stage = await find_steerer(update, context), find_stage(context)
    if not context.services.bank.ready:
        await answer(update, context)
        await stage.find_questions()
    result = await context.decide(moves.start_game, press.game, find_chat(update), who, stage.desk)
    await settle(update, context, result)


async def play_again(update: Update, context: Context, press: Press) -> None:
    """“Once more”: a lobby with the same settings."""
    who = await admit_person(update, context)
    if who is None:
        return
    now = context.services.clock()
    result = await context.decide(moves.rematch, press.game, find_chat(update), who, now)
    if result is None:
        await answer(update, context, stale_button(context.tr))
        return
    await answer(update, context)
    await show_opened(update, context, result)


async def stop(update: Update, context: Context) -> None:
    """/stop: end the game that is on here; the table is posted always."""
    who = await find_steerer(update, context)
    now = context.services.clock()
    result = await context.decide(moves.stop_game, find_place(update), who, now)
    if result is None:
        await send(update, context, play.no_game(context.tr))
    elif result.verdict is Verdict.REFUSED:
        await send(update, context, play.not_yours(context.tr))
    else:
        await find_stage(context).perform(result)


# Answers


async def take_vote(update: Update, context: Context) -> None:
    """A vote in a poll. Anonymous admins and channels do not score."""
    vote, stage = update.poll_answer, find_stage(context)
    assert vote is not None
    person = vote.user if vote.voter_chat is None else None
    user_id = person.id if person and person.id not in NOBODY else None
    if vote.poll_id in stage.polls or await context.look(moves.awaits, vote.poll_id):
        now, options = context.services.clock(), tuple(vote.option_ids)
        due = await context.decide(moves.take_vote, vote.poll_id, user_id, options, now)
        if due is not None:
            stage.step_soon(due)


async def end_poll(update: Update, context: Context) -> None:
    """Telegram has closed a poll."""
    poll, stage = update.poll, find_stage(context)
    assert poll is not None
    if poll.is_closed and await context.look(moves.knows_poll, poll.id):
        voters, now = poll.total_voter_count, context.services.clock()
        due = await context.decide(moves.end_poll, poll.id, voters, now)
        if due is not None:
            stage.step_soon(due)


async def take_reply(update: Update, context: Context) -> None:
    """A reply to one of the bot's messages: perhaps an answer to a written question."""
    message, who = update.message, find_person(update)
    if message is None or message.reply_to_message is None:
        return
    asked = message.reply_to_message.message_id
    found = await context.look(moves.find_written_turn, message.chat.id, asked)
    if found is None:
        return
    if who is not None:
        verdict = await judge_reply(context, message, who, *found)
        if verdict is Verdict.COUNTED:
            find_stage(context).step_soon(found[0].id)
        await react(message, verdict)
    raise ApplicationHandlerStop


async def judge_reply(
    context: Context, message: Message, who: Who, game: Game, turn: Turn
) -> Verdict | None:
    """Take a written answer; None if it names no place we know."""
    services, now = context.services, context.services.clock()
    place = (TurnId(game.id, turn.number), who.user_id)
    city = services.gazetteer.resolve(clean(message.text)).city if message.text else None
    if game.setup.variant is Variant.TYPED:
        return await context.decide(moves.take_name, *place, city.id, now) if city else None
    target = services.catalogue.cities[turn.question.cities[0]].point
    if message.location is not None:
        here = (message.location.latitude, message.location.longitude)
        guess = Guess("", measure_distance(here, target))
    elif city is not None:
        guess = Guess(city.id, measure_distance(city.point, target))
    else:
        return None
    return await context.decide(moves.take_place, *place, guess, now)


REACTIONS = {Verdict.COUNTED: "👌", Verdict.WRONG: "👎", None: "🤔"}


async def react(message: Message, verdict: Verdict | None) -> None:
    """Mark a reply as taken, wrong or not understood: a reaction costs no message."""
    if verdict in REACTIONS:
        with suppress(TelegramError):
            await message.set_reaction(REACTIONS[verdict])


# Tables


async def show_top(update: Update, context: Context) -> None:
    """/top: the group's table of this month."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        await send(update, context, table_replies.only_groups(context.tr))
        return
    await send(update, context, await make_top(update, context, "month", ""))


async def turn_table(update: Update, context: Context, press: Press) -> None:
    """Another period or theme; from a game's table, a message of its own."""
    reply = await make_top(update, context, press.value, press.field)
    await answer(update, context)
    await (send if press.game else edit)(update, context, reply)


async def make_top(update: Update, context: Context, name: str, theme: str) -> Reply:
    """The group's table of a period and theme, as the reader sees it."""
    chat_id, services = find_chat(update), context.services
    reader = update.effective_user.id if update.effective_user else 0
    found, themes, month = await context.look(
        read_top, chat_id, (name, theme), reader, services.clock()
    )
    return table_replies.standings(context.tr, services.catalogue, found, themes, month)


def read_top(
    tx: Transaction, chat_id: int, wanted: tuple[str, str], reader: int, now: datetime
) -> tuple[tables.Standings, list[str], tables.Period]:
    """The table of a period and theme, the group's themes, and the present month."""
    name, theme = wanted
    chat = load_chat(tx, chat_id)
    zone = ZoneInfo(chat.zone if chat and chat.zone else "Europe/Moscow")
    today = now.astimezone(zone).date()
    period = tables.make_period(name, today)
    found = tables.load_standings(tx, chat_id, period, theme, zone=zone, reader=reader)
    return found, tables.list_themes(tx, chat_id), tables.make_period("month", today)


async def show_summary(update: Update, context: Context) -> None:
    """/mystats: one's own numbers, in this group or, in private, everywhere."""
    chat, who = update.effective_chat, find_person(update)
    if chat is None or who is None:
        return
    group = None if chat.type == ChatType.PRIVATE else chat.id
    found = await context.look(tables.load_summary, who.user_id, group)
    catalogue = context.services.catalogue
    await send(update, context, table_replies.summary(context.tr, catalogue, who.name, found))


async def diagnose(update: Update, context: Context) -> None:
    """/diag: whether games can work here, and what to do if not."""
    chat = update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        await send(update, context, table_replies.only_groups(context.tr))
        return
    active = await context.look(store.find_active_ids, chat.id)
    standing = await find_standing(context, chat.id)
    await send(update, context, rights.diagnosis(context.tr, standing, len(active)))


async def follow_membership(update: Update, context: Context) -> None:
    """Games of a group that put the bot out end; back in, it posts the tables it owes."""
    change, now = update.my_chat_member, context.services.clock()
    assert change is not None
    chat_id = change.chat.id
    if change.new_chat_member.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        await context.services.db.write(moves.end_all, chat_id, now)
        return
    for game_id in await context.look(store.find_unsaid, now, chat_id):
        find_stage(context).allow_table(game_id)
        await post_table(context, game_id)


# The clock


async def wake(context: Context) -> None:
    """Every half second: have each game that is due by the next time take its step when it is.

    While the bot is behind with updates, questions stay open: the votes in them are on their way.
    """
    stage, services = find_stage(context), context.services
    if not stage.ready or read_gauge(WAITING) >= MOST_BEHIND:
        return
    now = services.clock()
    until = now + timedelta(seconds=TICK_SECONDS)
    for index, (game_id, due) in enumerate(await services.db.read(store.find_due, until, MOST_DUE)):
        wait = (due - now).total_seconds()
        stage.step_in(game_id, wait, not_before=index * STEP_SPACING)


async def resume(context: Context) -> None:
    """After a start: every game that was on goes on, and says so."""
    stage, services = find_stage(context), context.services
    active = await services.db.read(store.find_active_ids)
    for game_id in active:
        result = await services.db.write(moves.resume_game, game_id, services.clock())
        if result is not None:
            stage.spawn(stage.perform(result))
            if rules.is_enough(result.game):
                stage.begin_soon(game_id)
    stage.get_ready()
    find_questions_in(context.app, 0.0 if active else QUIET_SECONDS)


def find_questions_in(app: BotApplication, seconds: float) -> None:
    """Have the bank find its questions then: the next game will want some."""
    assert app.job_queue is not None
    app.job_queue.run_once(find_questions, seconds)


async def find_questions(context: Context) -> None:
    """Have the bank find its questions."""
    await find_stage(context).find_questions()


async def sweep(context: Context) -> None:
    """Now and then: post the tables that could not be posted."""
    services = context.services
    for game_id in await services.db.read(store.find_unsaid, services.clock()):
        if find_stage(context).may_try_table(game_id):
            await post_table(context, game_id)


async def post_table(context: Context, game_id: int) -> None:
    """Post the table of a game that is over, if that has not been done."""
    game = await context.services.db.read(store.load_game, game_id)
    if game is not None and not game.said:
        await find_stage(context).perform(Result(game, (Effect.TABLE,)))


ACTIONS = {
    "join": take_seat,
    "team": take_seat,
    "leave": give_up_seat,
    "page": turn_page,
    "set": set_option,
    "starters": switch_starters,
    "balance": even_out,
    "go": start,
    "again": play_again,
    "top": turn_table,
    **tournament.ACTIONS,
}
COMMANDS = (
    Command("trivia", N_("Play a game in this group"), frozenset({Scope.GROUP})),
    Command("stop", N_("End the game and see its table"), frozenset({Scope.GROUP})),
    Command("top", N_("The group’s best players"), frozenset({Scope.GROUP})),
    Command("mystats", N_("My games and right answers")),
    Command("diag", N_("Can games work here?"), frozenset({Scope.ADMIN})),
    *tournament.COMMANDS,
)


def register(app: BotApplication) -> None:
    """Hook this feature into the application."""
    app.bot_data["stage"] = Stage(app)
    app.add_handler(CommandHandler("trivia", open_game))
    app.add_handler(CommandHandler("stop", stop, filters=filters.ChatType.GROUPS))
    app.add_handler(CommandHandler("top", show_top))
    app.add_handler(CommandHandler("mystats", show_summary))
    app.add_handler(CommandHandler("diag", diagnose))
    app.add_handler(CallbackQueryHandler(press_button, pattern=rf"^{PREFIX}\|"))
    written = filters.REPLY & filters.ChatType.GROUPS & ~filters.COMMAND
    app.add_handler(MessageHandler(written & (filters.TEXT | filters.LOCATION), take_reply))
    app.add_handler(PollAnswerHandler(take_vote), VOTES)
    app.add_handler(PollHandler(end_poll), VOTES)
    app.add_handler(ChatMemberHandler(follow_membership, ChatMemberHandler.MY_CHAT_MEMBER), VOTES)
    tournament.register(app)
    assert app.job_queue is not None
    app.job_queue.run_once(resume, 0.0)
    app.job_queue.run_repeating(wake, TICK_SECONDS, first=0.0)
    app.job_queue.run_repeating(sweep, SWEEP_SECONDS)
