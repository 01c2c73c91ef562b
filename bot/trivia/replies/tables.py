"""How a group's long-term table and one's own numbers read."""

from __future__ import annotations

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.reply import Button, Reply, Rows
from bot.trivia.payloads import Press
from bot.trivia.replies.names import GAP, LINE, cut_name, word_points
from bot.trivia.tables import (
    Entry,
    Period,
    Standings,
    Summary,
    next_month,
    previous_month,
)


def standings(
    tr: Translator, catalogue: Catalogue, found: Standings, themes: list[str], month: Period
) -> Reply:
    """The table of a group in a period, perhaps of one theme."""
    heading = tr("🏆 <b>Table of the group</b> · {period}", period=word_period(tr, found.period))
    if found.theme:
        heading = Markup("{} · {}").format(heading, word_theme(tr, catalogue, found.theme))
    lines = [word_entry(tr, place, entry) for place, entry in found.best]
    if found.own is not None:
        lines += [Markup("…"), word_entry(tr, *found.own)]
    if not lines:
        lines = [tr("Nobody has scored yet. /trivia opens a game.")]
    note = tr("Games in which at least two people answer count.")
    buttons = period_buttons(tr, found, month) + theme_buttons(tr, catalogue, found, themes)
    return Reply(GAP.join([heading, LINE.join(lines), note]), buttons)


def word_entry(tr: Translator, place: int, entry: Entry) -> Markup:
    """One line of the table."""
    return tr(
        "{place}. {name}: {points}",
        place=place,
        name=cut_name(entry.user_name),
        points=word_points(tr, entry.points),
    )


def word_period(tr: Translator, period: Period) -> Markup:
    """A period in words."""
    if period.first is None:
        return tr("all time")
    if period.name == "week":
        return tr("this week")
    return Markup("{}").format(tr.partial_date(f"{period.first:%Y-%m}"))


def word_theme(tr: Translator, catalogue: Catalogue, theme: str) -> str:
    """A theme's name."""
    known = catalogue.themes.get(theme)
    return known.in_(tr.locale.value) if known else theme


def period_buttons(tr: Translator, found: Standings, month: Period) -> Rows:
    """Week, month, all time; for a month also the seasons before and after it."""
    names = (("week", tr("Week")), (month.name, tr("Month")), ("all", tr("All time")))
    now = found.period.name
    main = tuple(to_table(mark(tr, text, name == now), found.theme, name) for name, text in names)
    seasons = []
    before, after = previous_month(found.period), next_month(found.period)
    if before is not None:
        seasons.append(
            to_table(Markup("‹ {}").format(word_period(tr, before)), found.theme, before.name)
        )
    if after is not None and month.first and after.first and after.first <= month.first:
        seasons.append(
            to_table(Markup("{} ›").format(word_period(tr, after)), found.theme, after.name)
        )
    return (main, tuple(seasons)) if seasons else (main,)


def theme_buttons(
    tr: Translator, catalogue: Catalogue, found: Standings, themes: list[str]
) -> Rows:
    """The themes played here, two in a row; and all of them."""
    if not themes:
        return ()
    shown = ["", *themes]
    buttons = [
        to_table(
            mark(
                tr,
                Markup("{}").format(word_theme(tr, catalogue, t)) if t else tr("All themes"),
                t == found.theme,
            ),
            t,
            found.period.name,
        )
        for t in shown
    ]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def mark(tr: Translator, text: Markup, chosen: bool) -> Markup:
    """A label, ticked if it is what is shown."""
    return tr("✓ {value}", value=text) if chosen else text


def to_table(text: Markup, theme: str, period: str) -> Button:
    """A button that shows a table."""
    return Button(str(text.unescape()), Press("top", 0, theme, period).pack())


def summary(tr: Translator, catalogue: Catalogue, name: str, found: Summary) -> Reply:
    """One person's numbers."""
    if not found.games:
        return Reply(tr("You have not played yet. Send /trivia in a group."))
    lines = [
        tr("<b>{name}</b>", name=cut_name(name)),
        tr("Games: {n}, won: {won}", n=tr.number(found.games), won=tr.number(found.wins)),
        tr("Points: {n}", n=tr.number(found.points)),
        tr(
            "Right answers: {n} of {all}",
            n=tr.number(found.right),
            all=tr.number(found.answered),
        ),
        tr("Longest streak: {n}", n=tr.number(found.best_streak)),
    ]
    themes = [
        tr(
            "{theme}: {n} of {all}",
            theme=word_theme(tr, catalogue, theme),
            n=right,
            all=answered,
        )
        for theme, right, answered in found.themes
    ]
    return Reply(GAP.join(b for b in (LINE.join(lines), LINE.join(themes)) if b))


def only_groups(tr: Translator) -> Reply:
    """For a command that makes sense in groups only."""
    return Reply(tr("This command works in groups: add me to one and send /trivia there."))
