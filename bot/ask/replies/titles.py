"""What is known of the titles, and of sources' mistakes, in words."""

from __future__ import annotations

from markupsafe import Markup

from bot.ask.replies.cities import word_award_lines
from bot.ask.replies.texts import LINE, LONGEST, Blocks, word_examples, word_source_names
from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer
from bot.cities.catalogue import Catalogue
from bot.cities.model import Correction
from bot.cities.wording import word_fact
from bot.i18n import Translator


def word_title_answer(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """What is known of a title."""
    if not answer.found:
        return (tr("I have no data on that in my sources."), word_examples(tr))
    blocks = word_title_facts(tr, catalogue, answer)
    if answer.unsaid:
        blocks.insert(0, tr("My sources do not say that. What they do say:"))
    elif not answer.counted:
        blocks.insert(0, tr("My sources give no such figure. What they do say:"))
    blocks += [LINE.join(word_award_lines(tr, catalogue, city)) for city in answer.cities]
    keys = [s for _, fact in answer.title_facts for s in fact.sources]
    return (*blocks, word_source_names(tr, catalogue, keys))


def word_title_facts(tr: Translator, catalogue: Catalogue, answer: Answer) -> list[Markup]:
    """Facts on titles, as many as fit; each title by name where several are told of."""
    named = len({title for title, _ in answer.title_facts}) > 1
    blocks: list[Markup] = []
    left = LONGEST - SOURCES
    for title, fact in answer.title_facts:
        text = word_fact(fact, tr, catalogue.units)
        if blocks and len(text) > left and not named:
            continue
        left -= len(text)
        name = catalogue.titles[title].name(tr.locale.value)
        head = Markup(" <b>{}</b>.").format(name) if named and name not in text else Markup("")
        said = tr("No.") + " " if answer.denied and not blocks else Markup("")
        blocks.append(Markup("{}{} {}{}").format(catalogue.titles[title].emoji, head, said, text))
    return blocks


SOURCES = 150
"""About how many characters the names of the sources take."""


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
