"""Anniversaries of titles and the week in review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from bot.atlas.payloads import Press as CityPress
from bot.atlas.replies import cards
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City
from bot.daily.asking import Asked
from bot.daily.moves.views import Week
from bot.daily.pictures import Mark, draw_week
from bot.daily.replies.buttons import GAP, LINE, rows_of
from bot.daily.replies.question import SEVERAL
from bot.daily.replies.words import day_names, word_streak
from bot.i18n import Locale, Translator
from bot.reply import Button, Picture, Reply


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
