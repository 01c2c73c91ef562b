"""Group games in Telegram: opening, setting up, joining, starting and stopping them."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import (
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
from bot.context import BotApplication, Context
from bot.i18n import N_
from bot.menu import Command, Scope
from bot.sending import answer, edit, send
from bot.trivia import answering, choices, clock, looking, moves, rules
from bot.trivia.model import Game, Phase, Setup, Verdict
from bot.trivia.moves import Result
from bot.trivia.payloads import PREFIX, Press
from bot.trivia.presence import (
    admit_person,
    find_chat,
    find_person,
    find_place,
    find_stage,
    find_steerer,
)
from bot.trivia.replies import lobby, play
from bot.trivia.stage import Stage
from bot.trivia.store import games, groups
from bot.trivia.tournament import handlers as tournament

VOTES = 3
"""The handler group of votes and membership: other features look at these too."""


async def open_game(update: Update, context: Context) -> None:
    """/trivia: open a lobby here, or point at the game that is on."""
    chat = update.effective_chat
    assert chat is not None
    if chat.type == ChatType.PRIVATE:
        await send(update, context, lobby.for_groups(context.tr, context.bot.username))
        return
    _, only_admins = await context.look(groups.load_defaults, chat.id)
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
    await context.services.db.write(games.save_board, game.id, message.message_id)
    clock.find_questions_in(context.app, 0.0)


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
    "top": looking.turn_table,
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
    app.add_handler(CommandHandler("top", looking.show_top))
    app.add_handler(CommandHandler("mystats", looking.show_summary))
    app.add_handler(CommandHandler("diag", looking.diagnose))
    app.add_handler(CallbackQueryHandler(press_button, pattern=rf"^{PREFIX}\|"))
    written = filters.REPLY & filters.ChatType.GROUPS & ~filters.COMMAND
    app.add_handler(
        MessageHandler(written & (filters.TEXT | filters.LOCATION), answering.take_reply)
    )
    app.add_handler(PollAnswerHandler(answering.take_vote), VOTES)
    app.add_handler(PollHandler(answering.end_poll), VOTES)
    app.add_handler(
        ChatMemberHandler(clock.follow_membership, ChatMemberHandler.MY_CHAT_MEMBER), VOTES
    )
    tournament.register(app)
    assert app.job_queue is not None
    app.job_queue.run_once(clock.resume, 0.0)
    app.job_queue.run_repeating(clock.wake, clock.TICK_SECONDS, first=0.0)
    app.job_queue.run_repeating(clock.sweep, clock.SWEEP_SECONDS)
