"""Facts of cities in words: the asked figure, claims of several cities, an honest "no data"."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.ask.replies.texts import LINE, LONGEST, Blocks, word_about, word_source_of, word_via
from bot.ask.rules.answer import Answer
from bot.atlas.replies.cards import word_fact_line, word_notes, word_title
from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Fact
from bot.cities.wording import word_figure
from bot.i18n import Translator


def word_facts(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Facts of one city; the asked figure first."""
    city = answer.cities[0]
    facts = [fact for _, fact in answer.facts]
    if not answer.found:
        return word_unknown(tr, catalogue, answer)
    name = city.name(tr.locale.value)
    head = tr("<b>{city}</b>", city=name)
    if answer.focus:
        unit = catalogue.units[answer.focus.unit]
        figure = word_figure(answer.focus, tr, unit)
        head = tr("<b>{city}: {figure}</b>", city=name, figure=figure)
    elif answer.query.how_many and not answer.counted:
        head = tr("<b>{city}</b>: my sources give no such figure. What they do say:", city=name)
    return (
        word_via(tr, answer),
        head,
        word_fact_lines(tr, catalogue, facts, LONGEST),
        Markup("") if answer.query.how_many else word_title_line(tr, catalogue, city),
        word_notes(tr, city) if city.status else Markup(""),
        word_source_of(tr, catalogue, facts, city),
    )


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
    facts = [fact for _, fact in answer.facts]
    if not facts:
        return (said, tr("Ask about its title, its part in the war, or its memorial."))
    known = tr("What they do say:")
    lines = word_fact_lines(tr, catalogue, facts, LONGEST - 200)
    title = word_title_line(tr, catalogue, city)
    return (said, known + LINE + lines, title, word_source_of(tr, catalogue, facts, city))


def word_which_city(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Each city that fits, with its claim."""
    blocks: list[Markup] = []
    left = LONGEST
    for city in answer.cities:
        name = Markup("<b>{}</b>").format(city.name(tr.locale.value))
        claims = [word_claim(tr, catalogue, fact) for c, fact in answer.facts if c.id == city.id]
        block = name + ". " + Markup(" ").join(cut_claims(claims, left))
        if blocks and len(block) > left:
            break
        left -= len(block)
        blocks.append(block)
    facts = [fact for _, fact in answer.facts]
    return (*blocks, word_source_of(tr, catalogue, facts, answer.cities[0]))


def cut_claims(claims: Sequence[Markup], limit: int) -> list[Markup]:
    """As many claims as fit; the first always."""
    kept: list[Markup] = []
    for claim in claims:
        if kept and sum(map(len, kept)) + len(claim) > limit:
            continue
        kept.append(claim)
    return kept


def word_claim(tr: Translator, catalogue: Catalogue, fact: Fact) -> Markup:
    """A fact's sentence without a bullet, its note in italics."""
    line = word_fact_line(tr, catalogue, fact)
    return Markup(str(line).removeprefix("• "))  # noqa: S704  # our own markup, cut


def word_fact_lines(
    tr: Translator, catalogue: Catalogue, facts: Sequence[Fact], limit: int
) -> Markup:
    """Facts as a list, as many as fit; the first always."""
    lines: list[Markup] = []
    for fact in facts:
        line = word_fact_line(tr, catalogue, fact)
        if lines and sum(map(len, lines)) + len(line) > limit:
            continue
        lines.append(line)
    return LINE.join(lines)
