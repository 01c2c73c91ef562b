"""Lists of cities in words: complete, with their count."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.ask.replies.texts import LINE, Blocks, word_plural_title
from bot.ask.rules.answer import Answer
from bot.ask.rules.list_answers import (
    EARLIEST,
    LATEST,
    find_letter,
    find_span,
    group_by_title,
    is_everywhere,
)
from bot.atlas.replies.cards import word_act
from bot.atlas.replies.lists import word_count
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City
from bot.i18n import Translator


def word_list(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """A complete list with its count."""
    head = word_list_head(tr, catalogue, answer)
    if not answer.found:
        return (tr("{what}: none.", what=head),)
    groups = group_by_title(answer.listed)
    count = word_count(tr, answer.listed)
    if len(groups) == 1 and answer.title:
        abroad = word_abroad(tr, answer.listed) if is_everywhere(answer.query) else Markup("")
        said = tr("<b>{what}: {count}</b>", what=head, count=count)
        return (said, word_names(tr, answer.listed), abroad)
    blocks = [tr("<b>{what}: {count}</b>", what=head, count=count)]
    for title, part in groups:
        name = word_plural_title(tr, catalogue, title)
        blocks.append(
            tr("{title} ({n}): {names}", title=name, n=len(part), names=word_names(tr, part))
        )
    return blocks


def word_abroad(tr: Translator, listed: Sequence[tuple[City, Award]]) -> Markup:
    """Which of the cities are internationally recognised as Ukraine's."""
    names = [city.name(tr.locale.value) for city, _ in listed if city.country == "UA"]
    said = tr("Internationally recognised as part of Ukraine: {names}.", names=tr.list(names))
    return said if names else Markup("")


def word_names(tr: Translator, listed: Sequence[tuple[City, Award]]) -> Markup:
    """City names in a row."""
    return Markup("{}").format(", ".join(city.name(tr.locale.value) for city, _ in listed) + ".")


def word_list_head(tr: Translator, catalogue: Catalogue, answer: Answer) -> Markup:
    """What a list is of: title, area, date."""
    lang = tr.locale.value
    parts = [word_titles(tr, catalogue, answer)]
    for area in answer.areas:
        source = catalogue.groups if area.is_group else catalogue.regions
        parts.append(source[area.id].in_(lang))
    parts += [str(tr("Decree No. {number}", number=n)) for n in sorted(answer.query.decrees)]
    if letter := find_letter(answer.query):
        parts.append(str(tr("with the letter {letter}", letter=letter.upper())))
    if span := find_span(answer.query):
        parts.append(word_span(tr, *span))
    for day in () if span else answer.query.days:
        numbers = [n for n in (day.year, day.month, day.day) if n is not None]
        iso = "-".join(f"{n:02d}" for n in numbers)
        named = tr.partial_date(iso) if day.year else iso
        as_of = answer.query.as_of and answer.query.how_many
        parts.append(str(tr("as of {date}", date=named)) if as_of else named)
    return Markup("{}").format(", ".join(parts))


def word_span(tr: Translator, first: int, last: int) -> str:
    """Years from the first to the last, or an end that is open."""
    if first == EARLIEST:
        return str(tr("before {year}", year=last + 1))
    if last == LATEST:
        return str(tr("after {year}", year=first - 1))
    return f"{first}–{last}"


def word_unmarked(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """The cities for which the source list names no memorial."""
    count = tr.plural("{n} city", "{n} cities", len(answer.listed))
    return (
        tr("<b>The source list names no stele or square for {count}:</b>", count=count),
        word_names(tr, answer.listed),
        tr("In some of them a stele has been opened since: ask about the city."),
    )


def word_titles(tr: Translator, catalogue: Catalogue, answer: Answer) -> str:
    """The title that a list is of, or all of them."""
    if answer.title:
        return word_plural_title(tr, catalogue, answer.title)
    return str(tr("Cities with a title"))


def word_extreme(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """The first or the latest to get a title, or the regions with most."""
    if answer.years:
        head = tr("<b>{title}: most in one year</b>", title=word_titles(tr, catalogue, answer))
        return (head, word_tally(tr, [(str(year), n) for year, n in answer.years]))
    if answer.regions:
        head = tr("<b>{title}: most in one region</b>", title=word_titles(tr, catalogue, answer))
        places = [(catalogue.regions[id_].in_(tr.locale.value), n) for id_, n in answer.regions]
        return (head, word_tally(tr, places))
    day = tr.date(answer.listed[0][1].date)
    count = tr.plural("{n} city", "{n} cities", len(answer.listed))
    title = word_titles(tr, catalogue, answer)
    if answer.latest:
        said = tr(
            "<b>{title}: the latest, {date} ({count})</b>", title=title, date=day, count=count
        )
    else:
        said = tr("<b>{title}: the first, {date} ({count})</b>", title=title, date=day, count=count)
    named = {award.named for _, award in answer.listed}
    early = [day for day in named if day]
    note = tr("First named a hero city: {date}", date=tr.date(min(early))) if early else Markup("")
    acts = {word_act(tr, catalogue, award) for _, award in answer.listed}
    act = acts.pop() if len(acts) == 1 else Markup("")
    return (said, word_names(tr, answer.listed), act, note)


def word_tally(tr: Translator, counts: Sequence[tuple[str, int]]) -> Markup:
    """A line for each name with its number of cities."""
    lines = [
        Markup("• {} — {}").format(name, tr.plural("{n} city", "{n} cities", count))
        for name, count in counts
    ]
    return LINE.join(lines)
