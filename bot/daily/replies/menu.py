"""What is agreed, and everything that can be changed about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from bot.cities.model import Theme
from bot.daily.moves.views import View
from bot.daily.replies.buttons import GAP, LINE, button, rows_of
from bot.daily.replies.words import day_names, word_days, word_streak, word_theme, word_zone
from bot.daily.rules import EVERY_DAY, Kind, Level, find_zone
from bot.i18n import N_, Translator
from bot.reply import Button, Reply, Rows

PAUSES = (1, 7, 30)


THEMES_PAGE = 10


LEVELS = {
    Level.ADAPTIVE: N_("Adapts to me"),
    Level.EASY: N_("Easy"),
    Level.MEDIUM: N_("Medium"),
    Level.HARD: N_("Hard"),
}


def overview(tr: Translator, view: View, now: datetime, themes: Mapping[str, Theme]) -> Reply:
    """The daily quiz at a glance: when, what, what is next, and buttons to change it."""
    sub = view.sub
    if not sub.active:
        return Reply(
            tr("The daily question is stopped."),
            ((button(tr("Start again"), "resume"),),),
        )
    lines = [
        tr("<b>A question every day</b>"),
        tr(
            "Time: {time} ({zone})",
            time=f"{sub.minute // 60}:{sub.minute % 60:02}",
            zone=word_zone(tr, sub.zone, now),
        ),
        tr("Days: {days}", days=word_days(tr, sub.weekdays)),
        tr("Theme: {theme}", theme=word_theme(tr, sub.theme, themes)),
        tr("Difficulty: {level}", level=tr(LEVELS[sub.level])),
        word_next(tr, view, now),
    ]
    if view.streak is not None and view.streak.best:
        lines.append(word_streak(tr, view.streak, sub.today(now)))
    return Reply(LINE.join(lines), overview_buttons(tr, view, now))


def word_next(tr: Translator, view: View, now: datetime) -> Markup:
    """When the next question comes, by the reader's clock."""
    if view.next is None:
        return tr("No day is chosen, so no question comes.")
    sub = view.sub
    when = tr.moment(view.next.astimezone(find_zone(sub.zone)), "EEEE, d MMMM, H:mm")
    if sub.paused_until is not None and sub.paused_until > sub.today(now):
        return tr("Paused. Next question: {when}", when=when)
    return tr("Next question: {when}", when=when)


def overview_buttons(tr: Translator, view: View, now: datetime) -> Rows:
    """Everything that can be changed, two to a row."""
    sub = view.sub
    paused = sub.paused_until is not None and sub.paused_until > sub.today(now)
    extras = [toggle_button(tr, Kind.ANNIVERSARY, Kind.ANNIVERSARY in view.extras)]
    if sub.is_private:
        extras.append(toggle_button(tr, Kind.DIGEST, Kind.DIGEST in view.extras))
    return (
        (button(tr("Time"), "hours"), button(tr("Time zone"), "zones")),
        (button(tr("Theme"), "themes"), button(tr("Difficulty"), "levels")),
        (button(tr("Days"), "days"), button(tr("Pause"), "pauses")),
        *rows_of(extras, 1),
        (
            *((button(tr("Resume"), "resume"),) if paused else ()),
            button(tr("Stop"), "stop"),
        ),
    )


def toggle_button(tr: Translator, kind: Kind, on: bool) -> Button:
    """Turns the anniversaries or the digest on or off; the mark shows how it is now."""
    name = tr("Anniversaries of titles") if kind is Kind.ANNIVERSARY else tr("Weekly digest")
    return button(Markup("{} {}").format("☑" if on else "☐", name), "toggle", kind.value)


def choose_theme(tr: Translator, themes: Mapping[str, Theme], page: int) -> Reply:
    """Buttons for one theme or all, a page at a time."""
    language = tr.locale.value
    listed = sorted(themes.items(), key=lambda item: item[1].in_(language).casefold())
    pages = max(1, -(-len(listed) // THEMES_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = listed[page * THEMES_PAGE : (page + 1) * THEMES_PAGE]
    buttons = [
        button(Markup("{} {}").format(theme.emoji, theme.in_(language)), "theme", id_)
        for id_, theme in shown
    ]
    turn = [button(Markup("◀"), "themes", page - 1)] if page else []
    turn += [button(Markup("▶"), "themes", page + 1)] if page < pages - 1 else []
    rows = ((button(tr("All themes"), "theme", "all"),), *rows_of(buttons, 2), *rows_of(turn, 2))
    return Reply(tr("Which theme shall the questions have?"), (*rows, back_row(tr)))


def choose_level(tr: Translator) -> Reply:
    """Buttons for the difficulty."""
    buttons = [button(tr(name), "level", level.value) for level, name in LEVELS.items()]
    return Reply(
        tr(
            "How hard shall the questions be? “Adapts to me” asks first what you are about to "
            "forget."
        ),
        (*rows_of(buttons, 2), back_row(tr)),
    )


def choose_days(tr: Translator, weekdays: int) -> Reply:
    """Buttons to turn each day on and off."""
    buttons = [
        button(
            Markup("{} {}").format("☑" if weekdays >> n & 1 else "☐", name),
            "weekdays",
            weekdays ^ 1 << n,
        )
        for n, name in enumerate(day_names(tr))
    ]
    every = button(tr("Every day"), "weekdays", EVERY_DAY)
    return Reply(
        tr("On which days shall a question come? Rest days never break a streak."),
        (*rows_of(buttons, 4), (every,), back_row(tr)),
    )


def choose_pause(tr: Translator) -> Reply:
    """Buttons for a pause."""
    buttons = [button(tr.plural("{n} day", "{n} days", days), "pause", days) for days in PAUSES]
    until = button(tr("Until a date…"), "until")
    return Reply(tr("For how long shall I pause?"), (*rows_of(buttons, 3), (until,), back_row(tr)))


def back_row(tr: Translator) -> tuple[Button, ...]:
    """Back to the overview."""
    return (button(tr("« Back"), "show"),)


def ask_date(tr: Translator) -> Reply:
    """Asks until when to pause."""
    return Reply(tr("Write the day on which the questions shall come again, for example 15.06."))


def date_not_understood(tr: Translator) -> Reply:
    """For a text that names no day within a year."""
    return Reply(tr("I did not understand that day. Write one within a year, for example 15.06."))


def subscribed(tr: Translator, view: View, now: datetime, themes: Mapping[str, Theme]) -> Reply:
    """Third tap done: what was agreed, and how to change it."""
    shown = overview(tr, view, now, themes)
    done = tr("Agreed. You can change everything here, and /today shows the question any time.")
    return Reply(GAP.join([done, shown.html]), shown.buttons)


def paused(tr: Translator, view: View) -> Reply:
    """Confirms a pause, with its end."""
    until = view.sub.paused_until
    assert until is not None
    return Reply(
        tr(
            "Paused. Questions come again from {date}. A pause never breaks a streak.",
            date=tr.date(until, "EEEE, d MMMM"),
        ),
        ((button(tr("Resume"), "resume"), button(tr("Settings"), "show")),),
    )


def stopped(tr: Translator) -> Reply:
    """Confirms the end, and how to undo it."""
    return Reply(
        tr("Stopped: I send no more questions. /today still shows one whenever you ask."),
        ((button(tr("Start again"), "resume"),),),
    )


def settings(tr: Translator, daily: Reply | None, languages: tuple[Button, ...]) -> Reply:
    """/settings: the language, and the daily quiz if there is one."""
    head = tr("<b>Settings</b>")
    if daily is None:
        offer = button(tr("Get a question every day"), "hours")
        return Reply(
            GAP.join([head, tr("There is no daily question here yet.")]), (languages, (offer,))
        )
    return Reply(GAP.join([head, daily.html]), (languages, *daily.buttons))
