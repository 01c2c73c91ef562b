"""Facts of cities in words: the asked figure, claims of several cities, an honest "no data"."""

from __future__ import annotations

from markupsafe import Markup

from bot.ask.replies.texts import (
    LINE,
    LONGEST,
    Blocks,
    keep_fitting,
    measure,
    word_about,
    word_source_of,
    word_via,
)
from bot.ask.rules.answer import Answer
from bot.atlas.replies.cards import word_fact_line, word_notes, word_title
from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact
from bot.cities.wording import word_figure
from bot.i18n import Translator


def word_facts(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Facts of one city; the asked figure first."""
    city = answer.cities[0]
    if not answer.found:
        return word_unknown(tr, catalogue, answer)
    before = (word_via(tr, answer), word_facts_head(tr, catalogue, answer))
    after = (
        Markup("") if answer.query.how_many else word_title_line(tr, catalogue, city),
        word_notes(tr, city) if city.status else Markup(""),
    )
    lines, source = word_told(tr, catalogue, answer, measure((*before, *after)))
    return (*before, lines, *after, source)


def word_facts_head(tr: Translator, catalogue: Catalogue, answer: Answer) -> Markup:
    """The city's name, with the asked figure, or with word that there is none."""
    name = answer.cities[0].name(tr.locale.value)
    if answer.focus:
        figure = word_figure(answer.focus, tr, catalogue.units[answer.focus.unit])
        return tr("<b>{city}: {figure}</b>", city=name, figure=figure)
    if answer.query.how_many and not answer.counted:
        return tr("<b>{city}</b>: my sources give no such figure. What they do say:", city=name)
    return tr("<b>{city}</b>", city=name)


def word_told(
    tr: Translator, catalogue: Catalogue, answer: Answer, taken: int
) -> tuple[Markup, Markup]:
    """As many facts of an answer as fit beside what takes `taken` characters, and their source."""
    city = answer.cities[0]
    facts = [fact for _, fact in answer.facts]
    limit = LONGEST - taken - measure([word_source_of(tr, catalogue, facts[:1], city)])
    kept = keep_fitting(facts, lambda fact: word_fact_line(tr, catalogue, fact), limit)
    lines = LINE.join(word_fact_line(tr, catalogue, fact) for fact in kept)
    return lines, word_source_of(tr, catalogue, kept, city)


def word_title_line(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """The city's title and its date, shortly."""
    award = city.awards[0]
    emoji = catalogue.titles[award.title].emoji
    name = word_title(tr, catalogue, award)
    return Markup("{} {}, {}").format(emoji, name, tr.date(award.date))


def word_unknown(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """An honest "no data" about a city, with what is known that is kindred."""
    city = answer.cities[0]
    said = tr("My sources {about_city} have no such data.", about_city=word_about(tr, city))
    if not answer.facts:
        return (said, tr("Ask about its title, its part in the war, or its memorial."))
    known = tr("What they do say:")
    if answer.query.how_many:
        said = tr("<b>{city}</b>: my sources give no such figure.", city=city.name(tr.locale.value))
    elif answer.matched:
        said = tr("My sources {about_city} have no direct answer.", about_city=word_about(tr, city))
        known = tr("The nearest they have:")
    title = word_title_line(tr, catalogue, city)
    lines, source = word_told(tr, catalogue, answer, measure((said, known, title)))
    return (said, known + LINE + lines, title, source)


def word_which_city(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Each city that fits, with its claim."""

    def word(fact: Fact) -> Markup:
        return word_claim(tr, catalogue, fact)

    head = Markup("")
    if answer.ranked:
        head = tr("My sources do not rank the cities. The weightiest claims in them:")
    first = [fact for _, fact in answer.facts[:1]]
    left = LONGEST - measure([head, word_source_of(tr, catalogue, first, answer.cities[0])])
    blocks: list[Markup] = []
    told: list[Fact] = []
    for city in answer.cities:
        name = Markup("<b>{}</b>").format(city.name(tr.locale.value))
        claims = [fact for c, fact in answer.facts if c.id == city.id]
        kept = keep_fitting(claims, word, left - measure([name]))
        block = Markup("{}. {}").format(name, Markup(" ").join(map(word, kept)))
        if blocks and measure([block]) > left:
            if answer.ranked:
                continue
            break
        left -= measure([block])
        blocks.append(block)
        told += kept
    return (head, *blocks, word_source_of(tr, catalogue, told, answer.cities[0]))


def word_claim(tr: Translator, catalogue: Catalogue, fact: Fact) -> Markup:
    """A fact's sentence without a bullet, its note in italics."""
    line = word_fact_line(tr, catalogue, fact)
    return Markup(str(line).removeprefix("• "))  # noqa: S704  # our own markup, cut
