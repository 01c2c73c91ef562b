"""The three taps that agree a daily quiz: hour, zone, done."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.daily.replies.buttons import button, rows_of
from bot.daily.replies.words import word_clock, word_offset
from bot.daily.zones import RUSSIAN_ZONES, Proposal, pack_zone
from bot.i18n import Translator
from bot.reply import Reply

HOURS = (7, 8, 9, 10, 12, 13, 15, 17, 18, 19, 20, 21)


def ask_hour(tr: Translator) -> Reply:
    """First tap: the hour."""
    buttons = [button(Markup("{}:00").format(hour), "hour", hour * 60) for hour in HOURS]
    return Reply(
        tr(
            "One question a day about the cities of valour and glory. At what time shall it come? "
            "Tap an hour, or write any time: 8:30."
        ),
        rows_of(buttons, 4),
    )


def hour_not_understood(tr: Translator) -> Reply:
    """For a text that names no time."""
    return Reply(tr("I did not understand that time. Write it like this: 8:30."))


def ask_zone(tr: Translator, now: datetime, private: bool) -> Reply:
    """Second tap: the time zone, each button with the time it is there now."""
    buttons = [
        button(
            Markup("{} {}").format(tr(name), word_clock(tr, now, zone)),
            "zone",
            pack_zone(zone),
        )
        for zone, name in RUSSIAN_ZONES.items()
    ]
    other = [button(tr("📍 By my location"), "place")] if private else []
    return Reply(
        tr(
            "What time is it where you are? Tap your time, or write the name of your town or an "
            "offset such as UTC+5."
        ),
        (*rows_of(buttons, 2), *rows_of(other, 1)),
    )


def ask_location(tr: Translator) -> Reply:
    """Asks for the reader's place, to guess the time zone."""
    return Reply(
        tr("Share your location and I will guess your time zone. I do not store the location."),
        ask_location=str(tr("📍 Share my location").unescape()),
    )


def confirm_zone(tr: Translator, proposal: Proposal, now: datetime) -> Reply:
    """A guess at the zone, to be confirmed by the time it gives."""
    clock = word_clock(tr, now, proposal.zone)
    offset = word_offset(now, proposal.zone)
    place = proposal.place(tr.locale.value)
    values = {"place": place, "offset": offset, "time": clock}
    asked = (
        tr("{place}: {offset}, it is {time} there now. Is that your time?", **values)
        if place
        else tr("{offset}: it is {time} there now. Is that your time?", **values)
    )
    yes = button(tr("Yes"), "zone", pack_zone(proposal.zone))
    return Reply(asked, ((yes, button(tr("No, another"), "zones")),))


def zone_not_found(tr: Translator) -> Reply:
    """For a place whose time is not known."""
    return Reply(
        tr("I do not know the time there. Write a bigger town nearby, or an offset such as UTC+5.")
    )
