"""From a text to a question understood."""

from __future__ import annotations

from dataclasses import replace

from bot.ask.rules import lexicon
from bot.ask.rules.counting import asks_age, asks_how_many, find_counted, find_units
from bot.ask.rules.kinds import classify
from bot.ask.rules.query import COMMON, LOOK_ALIKE, Kind, Knowledge, Memory, Query
from bot.ask.rules.reading import Reading, Word, read_question, replace_words
from bot.ask.rules.slots import (
    Area,
    Day,
    Span,
    covers,
    drop_areas_in_mentions,
    drop_mentions_in_areas,
    find_days,
    find_decrees,
    find_titles,
)
from bot.cities.model import City, Language
from bot.cities.names import Gazetteer, Match, Mention, Town
from bot.cities.search import FactIndex, Wanted
from bot.cities.spelling import is_cyrillic, make_skeleton
from bot.cities.words import (
    is_given_name,
    is_known_russian,
    name_number,
    name_plant,
    read_number,
    split_words,
)

MOST_MENDED = 6
"""How many misspelt words of a question are mended."""
MOST_GUESSES, LONGEST_GUESSED = 4, 12
"""How many words, and in how long a question, are tried as misspelt names: it takes time."""

LEAST_BEGINNING = 3
"""From so many letters on a word tells which of several names it begins."""
WEIGHT_DEED, WEIGHT_QUESTION = 0.12, 0.0
ASKED = 0.5
"""The weight of a common word that says what is asked for: «какие армии»."""
COUNTED = 1.3
"""What is to be counted says most."""


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
    areas = knowledge.areas.find(reading)
    mentions = drop_mentions_in_areas(knowledge.gazetteer.find_mentions(reading.text), areas)
    if areas and (reading.says(lexicon.PLURAL_CITIES) or reading.has(lexicon.SUBURBS)):
        mentions = drop_cities_that_are_areas(mentions, areas)
    mentions = [m for m in mentions if not is_longer_town(m, reading, knowledge)]
    besides = [m for m in mentions if is_excepted(reading, reading.words[m.start])]
    if len(besides) == len(mentions):
        mentions = []
    mentions = [settle_choice(m, reading) for m in drop_asides(mentions, reading)]
    areas = drop_areas_in_mentions(areas, mentions)
    areas = [a for a in areas if not is_rather_town(a, reading, knowledge)]
    town = None
    if not mentions and not areas:
        mentions = guess_city(reading, knowledge)
    titles = find_titles(reading)
    if not mentions and not areas:
        town = find_town(reading, knowledge, [span for span, _ in titles])
    days = find_days(reading)
    taken = [
        *(Span(m.start, m.end) for m in mentions),
        *(a.span for a in areas),
        *(span for span, _ in titles),
    ]
    counted = find_counted(reading, taken)
    return Query(
        Kind.NOTHING,
        reading,
        tuple(mentions),
        tuple(areas),
        tuple(title for _, title in titles),
        tuple(days),
        tuple(weigh_words(reading, taken, knowledge.facts)),
        area_words=tuple(weigh_words(reading, taken, knowledge.facts, [a.span for a in areas])),
        city_words=tuple(
            weigh_words(reading, taken, knowledge.facts, [Span(m.start, m.end) for m in mentions])
        ),
        as_of=is_as_of(reading, days),
        how_many=asks_how_many(reading),
        counted=tuple(Wanted(word.text, word.terms) for word in counted),
        units=find_units(reading, counted, mentions),
        decrees=find_decrees(reading) & knowledge.decrees,
        other_than=frozenset(m.cities[0].id for m in besides),
        excepted=tuple(Wanted(w.text, w.terms) for w in reading.words if is_excepted(reading, w)),
        when=asks_when(reading),
        town=town,
    )


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
    aside = lexicon.QUESTION | lexicon.TITLE | lexicon.CITIES | lexicon.LIST
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


def is_as_of(reading: Reading, days: list[Day]) -> bool:
    """Whether a date says when the question is meant to hold: «на декабрь 2025», "as of 2025"."""
    words = reading.words
    return any(d.span.start and words[d.span.start - 1].text in lexicon.AS_OF for d in days)


def weigh_words(
    reading: Reading, taken: list[Span], facts: FactIndex, within: list[Span] | None = None
) -> list[Wanted]:
    """The words to search by, those inside names left out, or only those `within` some spans.

    Numbers are taken as values.
    """
    words = [word.text for word in reading.words]
    counted = {word.at for word in find_counted(reading, taken)}
    asked = find_asked(reading)
    wanted = []
    done = 0
    for word in reading.words:
        spans = taken if within is None else within
        if any(span.start <= word.at < span.end for span in spans) is (within is None):
            continue
        if word.at < done:
            continue
        if number := read_number(words, word.at, lexicon.NUMBERS):
            done = word.at + number[1]
            spelt = () if word.text[0].isdigit() else word.terms
            terms = (name_number(number[0]), *spelt)
            if is_plant_number(word, reading) and facts.knows(name_plant(word.text)):
                terms = (name_plant(word.text),)
            wanted.append(Wanted(f"{number[0]:.10g}", terms, 1.0))
        elif word.text not in lexicon.STOP and not is_excepted(reading, word):
            weight = COUNTED if word.at in counted else weigh_word(word)
            if weight == WEIGHT_DEED and is_also_thing(word, facts):
                weight = ASKED
            if word.at == asked:
                weight = COUNTED if weight == 1.0 else max(weight, ASKED)
            if weight:
                wanted.append(Wanted(word.text, word.terms, weight))
    return wanted


def is_also_thing(word: Word, facts: FactIndex) -> bool:
    """Whether a word that looks like a verb may be a thing of the facts: «стали», «пушки»."""
    others = [term for term in word.terms[1:] if term not in lexicon.DEED]
    return is_cyrillic(word.text) and any(facts.knows(term) for term in others)


def is_plant_number(word: Word, reading: Reading) -> bool:
    """Whether a number stands beside «завод», "plant" and the like."""
    near = [reading.words[n] for n in (word.at - 1, word.at + 1) if 0 <= n < len(reading.words)]
    return word.text.isdigit() and any(w.is_any(lexicon.NAMED["plant"]) for w in near)


def find_asked(reading: Reading) -> int | None:
    """The place of the thing that "which" asks for: «какие армии», "what plant"; not cities."""
    for asking in reading.words:
        following = reading.words[asking.at + 1 : asking.at + 3]
        if asking.terms[0] in lexicon.WHICH and following and following[0].text not in lexicon.STOP:
            cities = any(word.is_any(lexicon.CITIES) for word in following)
            return None if cities else following[0].at
    return None


def is_excepted(reading: Reading, word: Word) -> bool:
    """Whether a thing is named only to be left out: «кроме самолётов», "apart from tanks"."""
    before = [w.text for w in reading.words[max(0, word.at - 2) : word.at]]
    led = before[-1:] and before[-1] in lexicon.BESIDES
    return word.text in lexicon.BESIDES or bool(led) or tuple(before) in BESIDES


BESIDES = (("apart", "from"), ("other", "than"), ("rather", "than"))
"""Words that together leave out what follows them."""


def weigh_word(word: Word) -> float:
    """How much a word says of what is asked."""
    if word.is_any(lexicon.QUESTION) and word.terms[0] in lexicon.QUESTION:
        return WEIGHT_QUESTION
    if word.terms[0] in lexicon.DEED | lexicon.GENERAL | lexicon.LIST | lexicon.CARD:
        return WEIGHT_DEED
    if word.terms[0] in lexicon.COMMON:
        return COMMON
    return 1.0


def asks_when(reading: Reading) -> bool:
    """Whether a date is asked: «когда», «дата», "what year"."""
    asked = any(w.terms[0] in lexicon.WHEN for w in reading.words)
    return asked or reading.says(lexicon.DATE, lexicon.SINCE) or asks_age(reading)


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
        or reading.has(*signs, lexicon.MAP, lexicon.WHERE)
        or draft.how_many
        or draft.when
    )
