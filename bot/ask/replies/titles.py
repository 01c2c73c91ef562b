"""What is known of the titles, and of sources' mistakes, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.ask.replies.cities import word_award_lines
from bot.ask.replies.texts import (
    LINE,
    LONGEST,
    Blocks,
    keep_fitting,
    measure,
    word_age,
    word_examples,
    word_source_names,
)
from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer
from bot.cities.catalogue import Catalogue
from bot.cities.model import Correction, TitleFact, TitleId
from bot.cities.wording import word_fact
from bot.i18n import Translator

FULL_DATE = r"\d{4}-\d\d-\d\d"
SEVERAL = 60
"""How much longer an answer on several titles may be, so that none is left out."""


def word_title_answer(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """What is known of a title."""
    if not answer.title_facts:
        return (tr("I have no data on that in my sources."), word_examples(tr))
    head = Markup("")
    if answer.unsaid or not answer.found:
        head = tr("My sources do not say that. What they do say:")
    elif not answer.counted:
        head = tr("My sources give no such figure. What they do say:")
    cities = [LINE.join(word_award_lines(tr, catalogue, city)) for city in answer.cities]
    named = len({title for title, _ in answer.title_facts}) > 1

    def word(told: tuple[TitleId, TitleFact]) -> Markup:
        denied = answer.denied and told is answer.title_facts[0]
        return (tr("No.") + " " if denied else Markup("")) + word_title_fact(
            tr, catalogue, told, named
        )

    def name_sources(facts: Sequence[tuple[TitleId, TitleFact]]) -> Markup:
        return word_source_names(tr, catalogue, [s for _, fact in facts for s in fact.sources])

    taken = measure((head, *cities, name_sources(answer.title_facts[:1])))
    kept = keep_fitting(answer.title_facts, word, LONGEST - taken + SEVERAL * named)
    lines = [Markup("{} {}").format(catalogue.titles[told[0]].emoji, word(told)) for told in kept]
    return (head, lines[0], word_title_age(tr, answer), *lines[1:], *cities, name_sources(kept))


def word_title_age(tr: Translator, answer: Answer) -> Markup:
    """How many years ago the first fact told came about, where that is asked."""
    since = answer.title_facts[0][1].when or ""
    if not re.fullmatch(FULL_DATE, since):
        return Markup("")
    return word_age(tr, answer.query, date.fromisoformat(since))


def word_title_fact(
    tr: Translator, catalogue: Catalogue, told: tuple[TitleId, TitleFact], named: bool
) -> Markup:
    """A fact on a title; `named` puts the title's name before it if it is not in it."""
    title = catalogue.titles[told[0]]
    text = word_fact(told[1], tr, catalogue.units)
    name = title.name(tr.locale.value)
    head = Markup("<b>{}</b>. ").format(name) if named and name not in text else Markup("")
    return Markup("{}{}").format(head, text)


def word_correction(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Mistakes of a source: what it says, what is right, and why."""
    if len(answer.corrections) > 1:
        head = tr("<b>The source has mistakes; here is what is corrected first:</b>")
        lines = [word_mended(tr, fix) for fix in answer.corrections]
        return (head, *lines)
    fix = answer.corrections[0]
    asked = answer.query.reading.has(lexicon.QUESTION)
    head = tr("<b>There is a mistake in a source here.</b>")
    return (
        head if asked else tr("<b>No, that is a mistake of a source.</b>"),
        word_mended(tr, fix),
        word_source_names(tr, catalogue, [fix.source, *fix.sources]),
    )


def word_mended(tr: Translator, fix: Correction) -> Markup:
    """What is right, what the source says, and why we depart from it."""
    lang = tr.locale.value
    return LINE.join(
        (
            tr("In fact: {right}", right=fix.we_say.in_(lang)),
            tr("The source: {says}", says=fix.says.in_(lang)),
            tr("Why so: {why}", why=fix.why.in_(lang)),
        )
    )
