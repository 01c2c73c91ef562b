"""From a text to a question understood."""

from __future__ import annotations

from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.counting import asks_age, asks_how_many, find_counted, find_units
from bot.ask.rules.kinds import classify
from bot.ask.rules.naming import find_names
from bot.ask.rules.query import Kind, Knowledge, Memory, Query, telling_words
from bot.ask.rules.reading import Reading, read_question, replace_words
from bot.ask.rules.slots import Day, Span, covers, find_days, find_decrees, find_titles
from bot.ask.rules.weighing import is_excepted, weigh_words
from bot.cities.model import Language
from bot.cities.names import Gazetteer, Match, Mention
from bot.cities.search import Wanted
from bot.cities.spelling import is_cyrillic

MOST_MENDED = 6
"""How many misspelt words of a question are mended."""


def understand(
    text: str,
    fallback: Language,
    knowledge: Knowledge,
    memory: Memory | None = None,
    mend: bool = False,
) -> Query:
    """Read a cleaned text into a Query; `memory` completes questions that lean on the last.

    Russian words are mended if no dictionary knows them, others only if `mend` says so.
    """
    reading = read_question(text, fallback, knowledge.facts.vocabulary)
    if not reading.words:
        return Query(Kind.NOTHING, reading)
    draft = find_slots(mend_slips(reading, knowledge, mend), knowledge)
    if memory:
        draft = complete(draft, memory)
    return replace(draft, kind=classify(draft))


def mend_slips(reading: Reading, knowledge: Knowledge, mend: bool) -> Reading:
    """The reading with misspelt words mended, but for those that rather are a city's name."""
    named = knowledge.gazetteer.find_mentions(reading.text)
    spans = [Span(m.start, m.end) for m in named]
    spans += [area.span for area in knowledge.areas.find(reading)]
    odd = [w for w in reading.words if not knowledge.speller.knows(w.text)]
    odd = [w for w in odd if mend or is_cyrillic(w.text)]
    mended = {}
    for word in [w for w in odd if not covers(spans, w)][:MOST_MENDED]:
        meant, slips = knowledge.speller.mend(word.text)
        if slips and not is_rather_name(word.text, slips, bool(named), knowledge.gazetteer):
            mended[word.at] = meant
    return replace_words(reading, mended) if mended else reading


def is_rather_name(word: str, slips: int, named: bool, gazetteer: Gazetteer) -> bool:
    """Whether an odd word is a town's name, or where no city is named, one misspelt."""
    if gazetteer.find_town(word):
        return True
    return not named and 0 < gazetteer.count_slips(word) <= slips


def find_slots(reading: Reading, knowledge: Knowledge) -> Query:
    """The names, dates and search words of a question, its kind not yet known."""
    titles = find_titles(reading)
    in_titles = [span for span, _ in titles]
    names = find_names(reading, knowledge, in_titles)
    in_areas = [area.span for area in names.areas]
    in_cities = [Span(m.start, m.end) for m in names.mentions]
    taken = [*in_cities, *in_areas, *in_titles]
    days = find_days(reading)
    counted = find_counted(reading, taken)

    def weigh(within: list[Span] | None = None) -> tuple[Wanted, ...]:
        return tuple(weigh_words(reading, taken, knowledge.facts, within))

    return Query(
        Kind.NOTHING,
        reading,
        tuple(names.mentions),
        tuple(names.areas),
        tuple(title for _, title in titles),
        tuple(days),
        weigh(),
        area_words=weigh(in_areas),
        city_words=weigh(in_cities),
        as_of=is_as_of(reading, days),
        how_many=asks_how_many(reading),
        counted=tuple(Wanted(word.text, word.terms) for word in counted),
        units=find_units(reading, counted, names.mentions),
        decrees=find_decrees(reading) & knowledge.decrees,
        other_than=frozenset(m.cities[0].id for m in names.besides),
        excepted=tuple(Wanted(w.text, w.terms) for w in reading.words if is_excepted(reading, w)),
        when=asks_when(reading),
        town=names.town,
    )


def is_as_of(reading: Reading, days: list[Day]) -> bool:
    """Whether a date says when the question is meant to hold: «на декабрь 2025», "as of 2025"."""
    words = reading.words
    return any(d.span.start and words[d.span.start - 1].text in lexicon.AS_OF for d in days)


def asks_when(reading: Reading) -> bool:
    """Whether a date is asked: «когда», «дата», "what year"."""
    asked = any(w.terms[0] in lexicon.WHEN for w in reading.words) or reading.says(lexicon.DATE)
    return asked or asks_age(reading) or lexicon.SINCE.search(reading.text) is not None


def complete(draft: Query, memory: Memory) -> Query:
    """A question that leans on the last one: «а мемориал?», "and when?", «а в Томске?»."""
    words = draft.reading.words
    short = len(words) <= 4
    named = draft.mentions or draft.areas or draft.titles or draft.town
    if memory.city and not named and short and leans(draft):
        mention = Mention(0, 0, (memory.city,), Match.NAME)
        return replace(draft, mentions=(mention,))
    opened = words[0].text in lexicon.FOLLOW_UP
    if memory.query and opened and draft.mentions and not draft.wanted and short:
        return replace(memory.query, mentions=draft.mentions, areas=())
    return draft


def leans(draft: Query) -> bool:
    """Whether a short question makes sense only about a city named before."""
    reading = draft.reading
    signs = (lexicon.MEMORIAL, lexicon.DECREE, lexicon.SIGNED, lexicon.TITLE)
    return (
        reading.words[0].text in lexicon.FOLLOW_UP
        or reading.has(*signs, lexicon.MAP)
        or (reading.has(lexicon.WHERE) and not telling_words(draft))
        or draft.how_many
        or draft.when
    )
