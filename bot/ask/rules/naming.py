"""Which cities, regions and towns a question means, of those whose names stand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.ask.rules import lexicon
from bot.ask.rules.counting import asks_how_many
from bot.ask.rules.query import LOOK_ALIKE, Knowledge
from bot.ask.rules.reading import Reading, Word
from bot.ask.rules.slots import (
    Area,
    Span,
    covers,
    drop_areas_in_mentions,
    drop_mentions_in_areas,
)
from bot.ask.rules.weighing import is_excepted
from bot.cities.model import City
from bot.cities.names import Match, Mention, Town
from bot.cities.spelling import is_cyrillic, make_skeleton
from bot.cities.words import is_given_name, is_known_russian, split_words

MOST_GUESSES, LONGEST_GUESSED = 4, 12
"""How many words, and in how long a question, are tried as misspelt names: it takes time."""
LEAST_BEGINNING = 3
"""From so many letters on a word tells which of several names it begins."""


@dataclass(frozen=True, slots=True)
class Names:
    """The places a question means."""

    mentions: list[Mention]
    areas: list[Area]
    besides: list[Mention]
    """Cities named only to be left out: "besides Murmansk"."""
    town: Town | None


def find_names(reading: Reading, knowledge: Knowledge, titles: list[Span]) -> Names:
    """The cities, regions and the town that a question means; `titles` are where titles stand.

    A misspelt city is guessed, and a town without a title sought, only where nothing is named.
    """
    areas = knowledge.areas.find(reading)
    mentions = find_cities(reading, areas, knowledge)
    besides = [m for m in mentions if is_excepted(reading, reading.words[m.start])]
    if len(besides) == len(mentions):
        mentions = []
    mentions = [settle_choice(m, reading) for m in drop_asides(mentions, reading)]
    areas = drop_areas_in_mentions(areas, mentions)
    areas = [a for a in areas if not is_rather_town(a, reading, knowledge)]
    if mentions or areas:
        return Names(mentions, areas, besides, None)
    mentions = guess_city(reading, knowledge)
    town = None if mentions else find_town(reading, knowledge, titles)
    return Names(mentions, areas, besides, town)


def find_cities(reading: Reading, areas: list[Area], knowledge: Knowledge) -> list[Mention]:
    """The cities named, but for those that only name a region or begin another town's name."""
    mentions = drop_mentions_in_areas(knowledge.gazetteer.find_mentions(reading.text), areas)
    if areas and (reading.says(lexicon.PLURAL_CITIES) or reading.has(lexicon.SUBURBS)):
        mentions = drop_cities_that_are_areas(mentions, areas)
    return [m for m in mentions if not is_longer_town(m, reading, knowledge)]


def drop_asides(mentions: list[Mention], reading: Reading) -> list[Mention]:
    """City mentions without those made by the way: "moved to Omsk from Leningrad"; "including"."""
    if alike := LOOK_ALIKE.search(reading.text):
        first = reading.text[: alike.start()].count(" ")
        named = Span(first, first + alike[0].count(" ") + 1)
        mentions = [m for m in mentions if not named.covers(Span(m.start, m.end))]
    before = [reading.words[m.start - 1].text if m.start else "" for m in mentions]
    aside = lexicon.FROM | lexicon.BESIDES
    kept = [m for m, word in zip(mentions, before, strict=True) if word not in aside]
    kept = [m for m in kept if m.match is not Match.ADJECTIVE] or kept or mentions
    text = reading.text
    if any(f" {word} " in text for word in lexicon.INCLUDING) and asks_how_many(reading):
        first = min(text.find(f" {w} ") % (len(text) + 1) for w in lexicon.INCLUDING)
        kept = [m for m in kept if m.start < text[:first].count(" ") + 1]
    return kept


def is_longer_town(mention: Mention, reading: Reading, knowledge: Knowledge) -> bool:
    """Whether a name is but the beginning of another town's: «Ростов Великий»."""
    words = [word.text for word in reading.words[mention.start : mention.end + 1]]
    longer = len(words) > mention.end - mention.start
    return longer and knowledge.gazetteer.find_town(" ".join(words)) is not None


def settle_choice(mention: Mention, reading: Reading) -> Mention:
    """A name of several cities, settled where the word beside it begins one's: «велик новгород»."""
    if len(mention.cities) < 2:
        return mention
    said = {word.text for word in reading.words}
    whole = tuple(c for c in mention.cities if set(split_words(c.ru.name)) <= said)
    if len(whole) == 1:
        return replace(mention, cities=whole)
    beside = [mention.start - 1, mention.end]
    words = [reading.words[at].text for at in beside if 0 <= at < len(reading.words)]
    meant = tuple(city for city in mention.cities if any(begins_name(w, city) for w in words))
    return replace(mention, cities=meant) if len(meant) == 1 else mention


def begins_name(word: str, city: City) -> bool:
    """Whether a word is the beginning of one in a city's name."""
    names = f"{city.ru.name} {city.en.name}".casefold().split()
    return len(word) >= LEAST_BEGINNING and any(name.startswith(word) for name in names)


def drop_cities_that_are_areas(mentions: list[Mention], areas: list[Area]) -> list[Mention]:
    """City mentions without those that "cities in Saint Petersburg" means as an area."""
    spans = {(a.span.start, a.span.end) for a in areas if len(a.cities) > 1}
    return [m for m in mentions if (m.start, m.end) not in spans]


def is_rather_town(area: Area, reading: Reading, knowledge: Knowledge) -> bool:
    """Whether one word that could mean a region is a town's name: «Краснодар»."""
    words = reading.words[area.span.start : area.span.end]
    return len(words) == 1 and knowledge.gazetteer.find_town(words[0].text) is not None


def guess_city(reading: Reading, knowledge: Knowledge) -> list[Mention]:
    """A city whose name was misspelt: only among words that nothing else explains."""
    odd = [w for w in reading.words if is_odd(w, knowledge)][:MOST_GUESSES]
    guesses = []
    for word in odd:
        guesses += [
            replace(mention, start=word.at, end=word.at + 1)
            for mention in knowledge.gazetteer.guess_typos(word.text)[:1]
            if begins_alike(word.text, mention)
        ]
    return guesses[:1] or guess_long_name(reading, {word.at for word in odd}, knowledge)


def begins_alike(word: str, mention: Mention) -> bool:
    """Whether a guess has the word's first letter: people seldom mistype that."""
    names = [mention.via.name] if mention.via else []
    names += [name for city in mention.cities for name in (city.ru.name, city.en.name)]
    return make_skeleton(word)[:1] in {make_skeleton(name)[:1] for name in names}


def guess_long_name(reading: Reading, odd: set[int], knowledge: Knowledge) -> list[Mention]:
    """A misspelt name of several words, an odd one among them."""
    sought = odd and len(reading.words) <= LONGEST_GUESSED
    found = knowledge.gazetteer.guess_typos(reading.text) if sought else []
    return [m for m in found if m.end - m.start > 1 and odd & set(range(m.start, m.end))][:1]


def is_odd(word: Word, knowledge: Knowledge) -> bool:
    """Whether a word is neither common nor known to the facts: perhaps a misspelt name."""
    if len(word.text) < 4 or word.text in lexicon.STOP or word.text[0].isdigit():
        return False
    known = (lexicon.QUESTION, lexicon.DEED, lexicon.COMMON, lexicon.TITLE, lexicon.MEMORIAL)
    if any(word.is_any(k) for k in known) or word.is_any(lexicon.OFF_TOPIC):
        return False
    if is_cyrillic(word.text) and is_known_russian(word.text):
        return False
    return not any(knowledge.facts.knows(term) for term in word.terms)


def find_town(reading: Reading, knowledge: Knowledge, taken: list[Span]) -> Town | None:
    """A town without a title, where the question is about little else."""
    aside = lexicon.QUESTION | lexicon.TITLE | lexicon.CITIES | lexicon.LIST | lexicon.AWARDED
    content = [
        w
        for w in reading.words
        if w.text not in lexicon.STOP and not w.is_any(aside) and not covers(taken, w)
    ]
    for size in (3, 2, 1):
        for at in range(len(reading.words) - size + 1):
            if any(span.start < at + size and at < span.end for span in taken):
                continue
            phrase = " ".join(w.text for w in reading.words[at : at + size])
            if phrase in lexicon.STOP or phrase in lexicon.ENGLISH:
                continue
            if len(content) > size == 1 and is_given_name(phrase):
                continue
            if town := knowledge.gazetteer.find_town(phrase):
                named = any(w.is_any(lexicon.CITIES) for w in reading.words[max(0, at - 1) : at])
                if named or not knows_better(reading.words[at : at + size], knowledge):
                    return town
                if len(content) <= size:
                    return town
    return None


def knows_better(words: tuple[Word, ...], knowledge: Knowledge) -> bool:
    """Whether a town's name is an ordinary word of the facts: «Мирный», «Остров»."""
    indexes = (knowledge.facts, knowledge.titles)
    return any(i.knows(term) for i in indexes for word in words for term in word.terms)
