"""The day's question, what stands below it, and /today."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.daily.asking import Asked
from bot.daily.moves.today import Today
from bot.daily.moves.views import Yesterday
from bot.daily.payloads import Tap
from bot.daily.replies.buttons import LINE, button
from bot.daily.replies.menu import PAUSES
from bot.daily.replies.words import word_streak
from bot.daily.rules import OPEN_FOR
from bot.daily.streaks import Streak
from bot.i18n import Translator
from bot.reply import Button, QuizPoll, Reply, Rows

SEVERAL = 5
"""With fewer answers than this a share says nothing to a single reader."""


def question(
    tr: Translator, asked: Asked, token: str, group: bool, before: Yesterday | None
) -> Reply:
    """The day's question as a quiz poll, with how the last one went and one-tap buttons."""
    parts = [tr("The question of the day")]
    if before is not None:
        parts.append(word_before(tr, before))
    poll = QuizPoll(
        asked.text,
        asked.options,
        asked.right,
        asked.html,
        int(OPEN_FOR.total_seconds()),
        hide_results=group,
    )
    return Reply(LINE.join(parts), below_buttons(tr, token), poll)


def word_before(tr: Translator, before: Yesterday) -> Markup:
    """Whether this reader knew the last answer, and, if many were asked, how many did."""
    mine = None
    if before.mine is not None:
        mine = tr("You knew the last one.") if before.mine else tr("You missed the last one.")
    if before.answers < SEVERAL and mine is not None:
        return mine
    share = tr(
        "Last time {knew} of {answers} knew it ({share}%).",
        knew=tr.number(before.knew),
        answers=tr.number(before.answers),
        share=round(100 * before.knew / before.answers),
    )
    return Markup("{} {}").format(share, mine) if mine else share


def below_buttons(tr: Translator, token: str) -> Rows:
    """Pause and stop in one tap, right below the message."""
    pauses = tuple(
        Button(str(tr.plural("⏸ {n} day", "⏸ {n} days", n).unescape()), Tap(f"p{n}", token).pack())
        for n in PAUSES
    )
    more = Button(str(tr("Settings").unescape()), Tap("show", token).pack())
    end = Button(str(tr("Stop").unescape()), Tap("stop", token).pack())
    return (pauses, (more, end))


def milestone(tr: Translator, streak: Streak) -> Reply:
    """A word on a long streak."""
    return Reply(
        tr.plural(
            "{n} day in a row. Thank you for keeping the memory.",
            "{n} days in a row. Thank you for keeping the memory.",
            streak.length,
        ),
        quiet=True,
    )


def already_answered(tr: Translator, today: Today, next_: datetime | None) -> Reply:
    """/today after the answer: how it went, and when the next question comes."""
    lines = [tr("You knew today’s answer.") if today.knew else tr("You have answered today.")]
    if today.streak is not None:
        lines.append(word_streak(tr, today.streak, today.delivery.day))
    if next_ is not None:
        when = tr.moment(next_, "EEEE, d MMMM, H:mm")
        lines.append(tr("Next question: {when}", when=when))
    return Reply(LINE.join(lines))


def asked_above(tr: Translator, chat_id: int, message_id: int | None) -> Reply:
    """/today in a group where the question already is."""
    said = tr("Today’s question has been asked here already.")
    group = str(chat_id).removeprefix("-100")
    if message_id is None or group == str(chat_id):
        return Reply(said)
    link = f"https://t.me/c/{group}/{message_id}"
    return Reply(said, ((Button(str(tr("Show it").unescape()), url=link),),))


def loose_question(tr: Translator, asked: Asked) -> Reply:
    """/today where no daily quiz is agreed: the question of the day, not counted."""
    poll = QuizPoll(asked.text, asked.options, asked.right, asked.html)
    offer = button(tr("Get a question every day"), "hours")
    return Reply(tr("The question of the day"), ((offer,),), poll)


def offer_today(tr: Translator, token: str) -> Reply:
    """For a reader whose question may not have arrived."""
    show = Button(str(tr("Show it").unescape()), Tap("today", token).pack())
    return Reply(tr("Today’s question may not have reached you. Your streak is safe."), ((show,),))
