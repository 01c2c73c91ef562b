"""Short answers to presses, and to links that lead nowhere."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chats.replies import stale_button
from bot.i18n import Translator
from bot.quiz.rules.rounds import Refusal, Round, Verdict
from bot.reply import Reply, Toast


def refusal(tr: Translator, why: Refusal) -> Toast:
    """Why a press did nothing."""
    match why:
        case Refusal.NOT_YOURS:
            return Toast(plain(tr("This round belongs to someone else. Start yours: /quiz")))
        case Refusal.NOTHING_MARKED:
            return Toast(plain(tr("Tick at least one answer first.")))
        case Refusal.NO_QUESTIONS:
            text = tr("There are no such questions. Please choose less narrowly.")
            return Toast(plain(text), alert=True)
    return stale_button(tr)


def verdict_toast(tr: Translator, round_: Round) -> Toast | None:
    """Said to someone whose answer came too late; others see the verdict in the message."""
    if round_.turns and round_.turn.verdict is Verdict.LATE:
        return Toast(plain(tr("Time is up: the answer came too late.")))
    return None


def report_kept(tr: Translator) -> Toast:
    """Confirms that a report is stored."""
    return Toast(plain(tr("Thank you. The report is stored for the operator.")))


def link_gone(tr: Translator) -> Reply:
    """For a link to a round or a class that is not there (any more)."""
    return Reply(tr("This link leads to a quiz that no longer exists. Start your own: /quiz"))


def class_gone(tr: Translator) -> Reply:
    """For a code that no class has."""
    return Reply(tr("I know no class with this code. Please check it with your teacher."))


def class_closed(tr: Translator) -> Reply:
    """For a class that takes nobody in any more."""
    return Reply(tr("This class is closed. Start a quiz of your own: /quiz"))


def ask_code(tr: Translator) -> Reply:
    """For /join without a code."""
    return Reply(tr("Write the code that your teacher gave you, for example: /join abc234"))


def nothing_to_review(tr: Translator, due: datetime | None, zone: str | None) -> Reply:
    """Nothing has been forgotten; when the next fact will be due, in the chat's time zone."""
    if due is None:
        return Reply(tr("There is nothing to review yet. Play a round first: /quiz"))
    moment = tr.moment(due.astimezone(ZoneInfo(zone or "Europe/Moscow")), "d MMMM, HH:mm")
    if zone:
        return Reply(tr("Nothing to review now. The next fact is due on {moment}.", moment=moment))
    return Reply(
        tr("Nothing to review now. The next fact is due on {moment} (Moscow time).", moment=moment)
    )


def plain(text: object) -> str:
    """The words without HTML escapes, for buttons and toasts."""
    unescape = getattr(text, "unescape", None)
    return str(unescape() if unescape else text)
