"""Answers to questions: votes in polls, and replies with a name or a place."""

from __future__ import annotations

from contextlib import suppress

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.cities.distance import measure_distance
from bot.context import Context
from bot.intake import clean
from bot.trivia import moves
from bot.trivia.model import Game, Turn, Variant, Verdict
from bot.trivia.moves import Guess, Who
from bot.trivia.presence import NOBODY, find_person, find_stage
from bot.trivia.store.copies import TurnId

REACTIONS = {Verdict.COUNTED: "👌", Verdict.WRONG: "👎", None: "🤔"}


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
    verdict = await context.decide(moves.take_place, *place, guess, now)
    player = game.player(who.user_id)
    if verdict is Verdict.COUNTED and message.location is not None and player is not None:
        find_stage(context).note_point(place[0], player.seat, here)
    return verdict


async def react(message: Message, verdict: Verdict | None) -> None:
    """Mark a reply as taken, wrong or not understood: a reaction costs no message."""
    if verdict in REACTIONS:
        with suppress(TelegramError):
            await message.set_reaction(REACTIONS[verdict])
