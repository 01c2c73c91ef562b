"""The clock of games: steps that are due, games taken up again, tables still owed."""

from __future__ import annotations

from datetime import timedelta

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.context import BotApplication, Context
from bot.metrics import WAITING, read_gauge
from bot.trivia import moves, rules
from bot.trivia.model import Effect
from bot.trivia.moves import Result
from bot.trivia.presence import find_stage
from bot.trivia.store import games

QUIET_SECONDS = 5.0
"""After a start without games, what people already wait for goes before the bank's work."""
TICK_SECONDS = 0.5
SWEEP_SECONDS = 15.0
MOST_DUE = 250
STEP_SPACING = 0.002
"""Seconds between the steps of games that have all waited: nobody else is held up."""
MOST_BEHIND = 300


async def follow_membership(update: Update, context: Context) -> None:
    """Games of a group that put the bot out end; back in, it posts the tables it owes."""
    change, now = update.my_chat_member, context.services.clock()
    assert change is not None
    chat_id = change.chat.id
    if change.new_chat_member.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        await context.services.db.write(moves.end_all, chat_id, now)
        return
    for game_id in await context.look(games.find_unsaid, now, chat_id):
        find_stage(context).allow_table(game_id)
        await post_table(context, game_id)


async def wake(context: Context) -> None:
    """Every half second: have each game that is due by the next time take its step when it is.

    While the bot is behind with updates, questions stay open: the votes in them are on their way.
    """
    stage, services = find_stage(context), context.services
    if not stage.ready or read_gauge(WAITING) >= MOST_BEHIND:
        return
    now = services.clock()
    until = now + timedelta(seconds=TICK_SECONDS)
    for index, (game_id, due) in enumerate(await services.db.read(games.find_due, until, MOST_DUE)):
        wait = (due - now).total_seconds()
        stage.step_in(game_id, wait, not_before=index * STEP_SPACING)


async def resume(context: Context) -> None:
    """After a start: every game that was on goes on, and says so."""
    stage, services = find_stage(context), context.services
    active = await services.db.read(games.find_active_ids)
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
    for game_id in await services.db.read(games.find_unsaid, services.clock()):
        if find_stage(context).may_try_table(game_id):
            await post_table(context, game_id)


async def post_table(context: Context, game_id: int) -> None:
    """Post the table of a game that is over, if that has not been done."""
    game = await context.services.db.read(games.load_game, game_id)
    if game is not None and not game.said:
        await find_stage(context).perform(Result(game, (Effect.TABLE,)))
