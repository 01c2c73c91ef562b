"""Refusals, and what the operator is told."""

from __future__ import annotations

from bot.daily.replies.buttons import GAP
from bot.health import Alarm
from bot.i18n import N_, Translator
from bot.reply import Reply, Toast

ALARMS = {
    Alarm.LATE: N_("Daily questions are more than ten minutes late."),
    Alarm.UNSURE: N_("More than twenty daily questions of the last day may not have arrived."),
    Alarm.CLOCK: N_("The machine’s clock is wrong: no daily questions are sent until it is right."),
}


def alarm(tr: Translator, found: Alarm) -> Reply:
    """Tells the operator what is wrong, once."""
    return Reply(GAP.join([tr("<b>For the operator of this bot</b>"), tr(ALARMS[found])]))


def only_admins(tr: Translator) -> Reply:
    """For someone who may not agree a daily quiz for a group."""
    return Reply(tr("Only this group's admins can change that."))


def stale_day(tr: Translator) -> Toast:
    """For a press below a message of a subscription that is no more."""
    return Toast(str(tr("There is no daily question here any more.").unescape()))
