"""Courtesies, and what is said where there is nothing to answer."""

from __future__ import annotations

from bot.ask.replies.texts import Blocks, word_examples
from bot.ask.rules.answer import Answer
from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.reply import Reply


def word_small_talk(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """Courtesies."""
    match answer.small_talk:
        case "thanks":
            return (tr("You are welcome. Ask again any time."),)
        case "farewell":
            return (tr("Goodbye! Come back with questions about the title cities."),)
        case "about":
            return (
                tr(
                    "I am Doblest, a bot about Hero Cities, Cities of Military Glory and Cities of "
                    "Labour Valour. I answer questions from sources and say so when I have no data."
                ),
                word_examples(tr),
            )
    return (tr("Hello! I tell of the title cities and their part in the war."), word_examples(tr))


def word_off_topic(tr: Translator, _catalogue: Catalogue, _answer: Answer) -> Blocks:
    """What we do not speak of."""
    return (
        tr(
            "I do not know that: I answer only about the honorary titles of cities and what these "
            "cities did in the war."
        ),
        word_examples(tr),
    )


def word_nothing(tr: Translator, _catalogue: Catalogue, _answer: Answer) -> Blocks:
    """Nothing was found, or nothing was asked."""
    return (tr("I have no data on that in my sources."), word_examples(tr))


def pointer(tr: Translator) -> Reply:
    """Said to voices, pictures and stickers."""
    return Reply(tr("I read only text. Name a city or ask a question in words."))


def nothing_to_explain(tr: Translator) -> Reply:
    """Said when nothing was asked lately."""
    return Reply(tr("Ask me something first; I explain the last answer for ten minutes."))


def reported(tr: Translator) -> Reply:
    """Thanks for a report."""
    return Reply(tr("Thank you, the report is stored. The operator will look at it."))
