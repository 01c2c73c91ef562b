"""An answer as a reply: its words, its buttons, its place in inline mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup

from bot.ask.replies.cities import (
    word_award,
    word_card,
    word_comparison,
    word_memorials,
    word_nearest,
    word_town,
    word_yes_no,
)
from bot.ask.replies.complaints import Complaint
from bot.ask.replies.facts import word_facts, word_which_city
from bot.ask.replies.lists import word_extreme, word_list, word_unmarked
from bot.ask.replies.talk import word_nothing, word_off_topic, word_small_talk
from bot.ask.replies.texts import GAP, Blocks
from bot.ask.replies.titles import word_correction, word_title_answer
from bot.ask.rules.answer import Answer
from bot.ask.rules.query import Kind
from bot.atlas.payloads import Press
from bot.atlas.replies.buttons import card_press
from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.reply import Button, Card, Reply


def word_answer(tr: Translator, catalogue: Catalogue, answer: Answer) -> Markup:
    """The whole answer as HTML."""
    blocks = WORDERS[answer.kind](tr, catalogue, answer)
    return GAP.join(block for block in blocks if block)


WORDERS: dict[Kind, Callable[[Translator, Catalogue, Answer], Blocks]] = {
    Kind.CARD: word_card,
    Kind.AWARD: word_award,
    Kind.YES_NO: word_yes_no,
    Kind.FACT: word_facts,
    Kind.MEMORIAL: word_memorials,
    Kind.LIST: word_list,
    Kind.COUNT: word_list,
    Kind.EXTREME: word_extreme,
    Kind.COMPARE: word_comparison,
    Kind.TITLE: word_title_answer,
    Kind.NEAREST: word_nearest,
    Kind.UNMARKED: word_unmarked,
    Kind.WHICH_CITY: word_which_city,
    Kind.CORRECTION: word_correction,
    Kind.TOWN: word_town,
    Kind.SMALL_TALK: word_small_talk,
    Kind.OFF_TOPIC: word_off_topic,
    Kind.NOTHING: word_nothing,
}


def answer_reply(tr: Translator, catalogue: Catalogue, answer: Answer) -> Reply:
    """An answer with buttons to the card, the memorial, and a way to object."""
    return Reply(word_answer(tr, catalogue, answer), tuple(answer_buttons(tr, answer)))


def answer_buttons(tr: Translator, answer: Answer) -> Iterator[tuple[Button, ...]]:
    """Rows of buttons below an answer."""
    if answer.kind in COURTESIES:
        return
    if len(answer.cities) == 1:
        city = answer.cities[0]
        yield (
            Button(city.name(tr.locale.value), card_press(city)),
            Button(str(tr("📍 Memorial")), Press("places", city.id).pack()),
        )
        if answer.facts and len(city.facts) > len(answer.facts):
            yield (Button(str(tr("More facts")), Press("facts", city.id).pack()),)
    elif answer.cities:
        buttons = [Button(c.name(tr.locale.value), card_press(c)) for c in answer.cities[:6]]
        yield from (tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3))
    yield (Button(str(tr("Not what I asked")), Complaint("wrong").pack()),)


COURTESIES = frozenset({Kind.SMALL_TALK, Kind.OFF_TOPIC})


def inline_answer(tr: Translator, catalogue: Catalogue, question: str, answer: Answer) -> Card:
    """The answer as a result of inline mode."""
    html = word_answer(tr, catalogue, answer)
    line = html.striptags().replace("\n", " ")[:120]
    return Card("answer", question[:64], line, Reply(html))
