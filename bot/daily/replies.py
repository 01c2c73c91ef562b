"""What the daily quiz says: its three taps, its settings, the day's question and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from babel.dates import get_day_names
from markupsafe import Markup

from bot.atlas.payloads import Press as CityPress
from bot.atlas.replies import cards
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Theme
from bot.daily.asking import Asked
from bot.daily.moves.today import Today
from bot.daily.moves.views import View, Week, Yesterday
from bot.daily.payloads import Press, Tap
from bot.daily.pictures import Mark, draw_week
from bot.daily.rules import EVERY_DAY, OPEN_FOR, Kind, Level, find_zone
from bot.daily.streaks import Streak
from bot.daily.zones import RUSSIAN_ZONES, Proposal, pack_zone
from bot.health import Alarm
from bot.i18n import N_, Locale, Translator
from bot.reply import Button, Picture, QuizPoll, Reply, Rows, Toast

GAP, LINE = Markup("\n\n"), Markup("\n")
HOURS = (7, 8, 9, 10, 12, 13, 15, 17, 18, 19, 20, 21)
PAUSES = (1, 7, 30)
THEMES_PAGE = 10
SEVERAL = 5
"""With fewer answers than this a share says nothing to a single reader."""
WORK_DAYS, WEEKEND = 0b0011111, 0b1100000
LEVELS = {
    Level.ADAPTIVE: N_("Adapts to me"),
    Level.EASY: N_("Easy"),
    Level.MEDIUM: N_("Medium"),
    Level.HARD: N_("Hard"),
}


def button(label: Markup, wish: str, value: object = "") -> Button:
    """A button of the settings."""
    return Button(str(label.unescape()).strip(), Press(wish, str(value)).pack())


def rows_of(buttons: Sequence[Button], columns: int) -> Rows:
    """Buttons in rows."""
    return tuple(tuple(buttons[n : n + columns]) for n in range(0, len(buttons), columns))


# Three taps


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


def word_clock(tr: Translator, now: datetime, zone: str) -> str:
    """The time of day in a zone."""
    return tr.moment(now.astimezone(find_zone(zone)), "H:mm")


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


def word_offset(now: datetime, zone: str) -> str:
    """A zone's distance from UTC now: UTC+3, UTC+5:30."""
    offset = now.astimezone(find_zone(zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


# Settings


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


def word_zone(tr: Translator, zone: str, now: datetime) -> Markup:
    """A zone by its city and distance from UTC."""
    offset = word_offset(now, zone)
    if zone in RUSSIAN_ZONES:
        return tr("{city}, {offset}", city=tr(RUSSIAN_ZONES[zone]), offset=offset)
    return Markup("{}").format(offset)


def word_days(tr: Translator, weekdays: int) -> Markup:
    """Weekdays in words."""
    if weekdays == EVERY_DAY:
        return tr("every day")
    if weekdays == WORK_DAYS:
        return tr("Monday to Friday")
    if weekdays == WEEKEND:
        return tr("Saturday and Sunday")
    names = day_names(tr)
    return Markup(", ").join(names[n] for n in range(7) if weekdays >> n & 1)


def day_names(tr: Translator) -> list[str]:
    """The short names of the days, Monday first."""
    names = get_day_names("abbreviated", locale=tr.locale.calendar)
    return [names[n] for n in range(7)]


def word_theme(tr: Translator, theme: str, themes: Mapping[str, Theme]) -> str:
    """A theme's name, or all of them."""
    known = themes.get(theme)
    return known.in_(tr.locale.value) if known else str(tr("all themes").unescape())


def word_next(tr: Translator, view: View, now: datetime) -> Markup:
    """When the next question comes, by the reader's clock."""
    if view.next is None:
        return tr("No day is chosen, so no question comes.")
    sub = view.sub
    when = tr.moment(view.next.astimezone(find_zone(sub.zone)), "EEEE, d MMMM, H:mm")
    if sub.paused_until is not None and sub.paused_until > sub.today(now):
        return tr("Paused. Next question: {when}", when=when)
    return tr("Next question: {when}", when=when)


def word_streak(tr: Translator, streak: Streak, today: date) -> Markup:
    """Days in a row, and how many misses would be forgiven."""
    days = tr.plural("{n} day in a row", "{n} days in a row", streak.length)
    return tr(
        "{days} (best: {best}). Missed days forgiven this month: {left} more.",
        days=days,
        best=tr.number(streak.best),
        left=streak.freezes_left(today),
    )


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


# The day's message


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


# Anniversaries and the week


def anniversary(
    tr: Translator, catalogue: Catalogue, held: Sequence[tuple[City, Award]], day: date
) -> Reply:
    """The titles given on this day of a year, with the card of the city if it is one."""
    head = tr("<b>On this day</b>")
    if len(held) == 1:
        line = word_award(tr, catalogue, *held[0], day)
        card = cards.city_card(tr, catalogue, held[0][0])
        return Reply(GAP.join([head, line, card.html]), card.buttons, quiet=True)
    buttons = [
        Button(city.name(tr.locale.value), CityPress("card", city.id).pack()) for city, _ in held
    ]
    return Reply(
        GAP.join([head, *word_awards(tr, catalogue, held, day)]), rows_of(buttons, 3), quiet=True
    )


def word_awards(
    tr: Translator, catalogue: Catalogue, held: Sequence[tuple[City, Award]], day: date
) -> Iterator[Markup]:
    """A sentence for each title and date, with all the cities it was conferred on."""
    alike: dict[tuple[str, date], list[tuple[City, Award]]] = {}
    for city, award in held:
        alike.setdefault((award.title, award.date), []).append((city, award))
    for together in alike.values():
        award = together[0][1]
        if len(together) == 1:
            yield word_award(tr, catalogue, *together[0], day)
            continue
        said = tr.plural(
            "{emoji} {date}: the title “{title}” was conferred on {n} city",
            "{emoji} {date}: the title “{title}” was conferred on {n} cities",
            len(together),
            emoji=catalogue.titles[award.title].emoji,
            date=tr.date(award.date),
            title=cards.word_title(tr, catalogue, award),
        )
        names = tr.list(sorted(city.name(tr.locale.value) for city, _ in together))
        yield Markup("{}: {}.").format(add_years(tr, said, award, day), names)


def word_award(tr: Translator, catalogue: Catalogue, city: City, award: Award, day: date) -> Markup:
    """One award in a sentence, with how long ago it was."""
    said = tr(
        "{emoji} {date}: the title “{title}” was conferred on {city}",
        emoji=catalogue.titles[award.title].emoji,
        date=tr.date(award.date),
        title=cards.word_title(tr, catalogue, award),
        city=city.ru.dative if tr.locale is Locale.RU else city.en.name,
    )
    return add_years(tr, said, award, day) + Markup(".")


def add_years(tr: Translator, said: Markup, award: Award, day: date) -> Markup:
    """What was said of an award, with how long ago it was."""
    years = day.year - award.date.year
    ago = tr.plural("{n} year ago", "{n} years ago", years)
    return Markup("{} ({})").format(said, ago) if years else said


def digest(tr: Translator, catalogue: Catalogue, week: Week) -> Reply:
    """A reader's week in a picture and a few lines."""
    names = day_names(tr)
    days = [(names[day.weekday()], Mark.of(week.answers.get(day))) for day in week.days]
    return Reply(
        LINE.join(list_week(tr, catalogue, week)),
        attachment=Picture(draw_week(days), "week.png"),
        quiet=True,
    )


def list_week(tr: Translator, catalogue: Catalogue, week: Week) -> Iterator[Markup]:
    """The lines of a digest; a week without answers is not held against anybody."""
    yield tr("<b>Your week</b>")
    if week.answers:
        yield tr(
            "Answered: {answered} of {asked}; right: {knew}.",
            answered=len(week.answers),
            asked=max(week.asked, len(week.answers)),
            knew=sum(week.answers.values()),
        )
    else:
        yield tr("No answers this week. /today shows a question whenever you like.")
    if week.streak.length:
        yield word_streak(tr, week.streak, week.days[-1])
    names = [
        catalogue.cities[c].name(tr.locale.value) for c in week.cities if c in catalogue.cities
    ]
    if names:
        yield tr("Cities learned: {cities}", cities=tr.list(names))
    if week.hardest is not None:
        yield word_hardest(tr, *week.hardest)


def word_hardest(tr: Translator, asked: Asked, answers: int, knew: int) -> Markup:
    """The week's hardest question with its answer; with few answers a share says nothing."""
    question, answer = (
        " ".join(asked.text.split()),
        tr.list([asked.options[n] for n in asked.right]),
    )
    if answers < SEVERAL:
        return tr(
            "The week’s hardest question: {question} Answer: {answer}.",
            question=question,
            answer=answer,
        )
    return tr(
        "The week’s hardest question ({share}% knew it): {question} Answer: {answer}.",
        share=round(100 * knew / answers),
        question=question,
        answer=answer,
    )


# For the operator

ALARMS = {
    Alarm.LATE: N_("Daily questions are more than ten minutes late."),
    Alarm.UNSURE: N_("More than twenty daily questions of the last day may not have arrived."),
    Alarm.CLOCK: N_("The machine’s clock is wrong: no daily questions are sent until it is right."),
}


def alarm(tr: Translator, found: Alarm) -> Reply:
    """Tells the operator what is wrong, once."""
    return Reply(GAP.join([tr("<b>For the operator of this bot</b>"), tr(ALARMS[found])]))


# Refusals


def only_admins(tr: Translator) -> Reply:
    """For someone who may not agree a daily quiz for a group."""
    return Reply(tr("Only this group's admins can change that."))


def stale_day(tr: Translator) -> Toast:
    """For a press below a message of a subscription that is no more."""
    return Toast(str(tr("There is no daily question here any more.").unescape()))
