"""From a question understood to its answer."""

from __future__ import annotations

from collections.abc import Callable

from bot.ask.rules.answer import Answer, Shelf
from bot.ask.rules.city_answers import (
    answer_about_city,
    compare_cities,
    describe_city,
    name_city,
)
from bot.ask.rules.kinds import find_small_talk
from bot.ask.rules.list_answers import answer_extreme, answer_list, answer_nearest, list_unmarked
from bot.ask.rules.query import Kind, Query
from bot.ask.rules.title_answers import answer_about_title
from bot.ask.rules.world_answers import answer_about_town, answer_which_city


def answer_query(query: Query, shelf: Shelf) -> Answer:
    """The best answer the catalogue has."""
    if query.kind in (Kind.CARD, Kind.MEMORIAL) and not query.cities:
        return Answer(query.kind, query, found=False, cities=query.choices)
    return ANSWERERS.get(query.kind, answer_which_city)(query, shelf)


def be_courteous(query: Query, _shelf: Shelf) -> Answer:
    """A courtesy for a courtesy."""
    return Answer(query.kind, query, small_talk=find_small_talk(query))


def decline(query: Query, _shelf: Shelf) -> Answer:
    """Nothing was asked, or nothing that sources of ours speak of."""
    return Answer(query.kind, query, found=False)


ANSWERERS: dict[Kind, Callable[[Query, Shelf], Answer]] = {
    Kind.SMALL_TALK: be_courteous,
    Kind.NOTHING: decline,
    Kind.OFF_TOPIC: decline,
    Kind.CARD: describe_city,
    Kind.AWARD: name_city,
    Kind.MEMORIAL: name_city,
    Kind.YES_NO: name_city,
    Kind.COMPARE: compare_cities,
    Kind.FACT: answer_about_city,
    Kind.NEAREST: answer_nearest,
    Kind.UNMARKED: list_unmarked,
    Kind.LIST: answer_list,
    Kind.EXTREME: answer_extreme,
    Kind.TITLE: answer_about_title,
    Kind.TOWN: answer_about_town,
}
