"""What the bot says about tournaments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.i18n import Translator
from bot.reply import Button, Reply, Toast
from bot.trivia.payloads import Press
from bot.trivia.replies.names import GAP, LINE, cut_name, word_points
from bot.trivia.tables import Entry
from bot.trivia.tournament.rules import GAMES, HOURS, Tournament
from bot.trivia.tournament.store import Venue

ROWS = 15
Table: TypeAlias = Sequence[tuple[int, Entry]]


def press(text: Markup, action: str, number: int = 0, field: str = "", value: str = "") -> Button:
    """A button about tournaments."""
    return Button(str(text.unescape()), Press(action, number, field, value).pack())


def ask_games(tr: Translator) -> Reply:
    """How many games there shall be."""
    row = tuple(press(tr.plural("{n} game", "{n} games", n), "t-games", 0, str(n)) for n in GAMES)
    text = tr(
        "A tournament is several games, one a day at the same hour, with one table. The settings "
        "are those of this group’s last game. How many games shall it have?"
    )
    return Reply(text, (row,))


def ask_hour(tr: Translator, games: str, zone: str) -> Reply:
    """At which hour they shall begin."""
    buttons = [press(Markup("{}:00").format(h), "t-hour", 0, games, str(h)) for h in HOURS]
    rows = (tuple(buttons[:3]), tuple(buttons[3:]))
    text = tr("At which hour shall the games begin? Time zone: {zone}", zone=tr.zone(zone))
    return Reply(text, rows)


def word_time(tr: Translator, tournament: Tournament) -> str:
    """When the next game begins, in the tournament's zone."""
    return tr.moment(tournament.next_at.astimezone(ZoneInfo(tournament.zone)), "d MMMM, HH:mm")


def overview(
    tr: Translator,
    tournament: Tournament,
    venues: Sequence[Venue],
    table: Table,
) -> Reply:
    """A tournament at a glance: what is next, where it is played, the table."""
    lines = [
        tr("🏅 <b>Tournament</b> · games: {n} of {all}", n=tournament.played, all=tournament.games)
    ]
    if tournament.played < tournament.games:
        when, zone = word_time(tr, tournament), tr.zone(tournament.zone)
        lines.append(tr("Next game: {when} ({zone})", when=when, zone=zone))
    if len(venues) > 1:
        names = ", ".join(cut_name(v.title) for v in venues)
        lines.append(tr("Played in: {names}", names=names))
    join = tr(
        "Another group or topic can take part: its admin sends <code>/tournament {code}</code> "
        "there, and the admins here agree.",
        code=tournament.code,
    )
    off = press(tr("End the tournament here"), "t-off", tournament.id)
    blocks = [LINE.join(lines), word_table(tr, table), join]
    return Reply(GAP.join(b for b in blocks if b), ((off,),))


def word_table(tr: Translator, table: Table) -> Markup:
    """The best of a tournament."""
    return LINE.join(
        tr(
            "{place}. {name}: {points}",
            place=place,
            name=cut_name(entry.user_name),
            points=word_points(tr, entry.points),
        )
        for place, entry in table[:ROWS]
    )


def standings(tr: Translator, tournament: Tournament, table: Table) -> Markup:
    """The tournament's table below the table of one of its games."""
    heading = tr(
        "🏅 <b>Tournament</b> · games: {n} of {all}", n=tournament.played, all=tournament.games
    )
    return LINE.join([heading, word_table(tr, table)])


def soon(tr: Translator, tournament: Tournament) -> Reply:
    """The call to a game, ahead of its lobby."""
    number = tournament.played + 1
    return Reply(
        tr(
            "🏅 Tournament: game {n} of {all} begins at {when}. Press “I’m in” below.",
            n=number,
            all=tournament.games,
            when=word_time(tr, tournament),
        )
    )


def postponed(tr: Translator, tournament: Tournament) -> Reply:
    """A game could not be held in time."""
    return Reply(
        tr(
            "I could not open the tournament’s game in time. It moves to {when}.",
            when=word_time(tr, tournament),
        )
    )


def request(tr: Translator, venue: Venue) -> Reply:
    """Asks the admins of a place whether another one may take part."""
    yes = press(tr("Agree"), "t-yes", venue.id)
    text = tr(
        "The group “{title}” wants to take part in the tournament. An admin here can agree.",
        title=cut_name(venue.title),
    )
    return Reply(text, ((yes,),))


def asked(tr: Translator) -> Reply:
    """For the admin who asked to take part."""
    return Reply(tr("I have asked the admins of the groups that play. I will say when they agree."))


def welcome(tr: Translator, tournament: Tournament) -> Reply:
    """For a place that takes part now."""
    return Reply(
        tr(
            "This group takes part in the tournament. Next game: {when}",
            when=word_time(tr, tournament),
        )
    )


def agreed(tr: Translator) -> Toast:
    """Confirms an admin's consent."""
    return Toast(str(tr("Agreed. It takes part once all groups have agreed.").unescape()))


def for_admins(tr: Translator) -> Reply:
    """For those who may not announce a tournament."""
    return Reply(tr("Only admins announce tournaments: ask one of them to send /tournament."))


def called_off(tr: Translator, left_only: bool) -> Reply:
    """A tournament was called off, or this group has left it."""
    if left_only:
        return Reply(tr("This group has left the tournament."))
    return Reply(tr("The tournament was called off. Points of its games are kept."))


def unknown_code(tr: Translator) -> Reply:
    """No tournament has this code, or one is on here already."""
    return Reply(tr("I know no such tournament, or one is already on here."))
