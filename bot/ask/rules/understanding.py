"""What a question asks: its kind, what it names, and the words that are left to search by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.ask.rules import lexicon
from bot.ask.rules.reading import Reading, Word, read_question
from bot.ask.rules.slots import (
    Area,
    AreaIndex,
    Day,
    Span,
    drop_areas_in_mentions,
    drop_mentions_in_areas,
    find_days,
    find_titles,
)
from bot.cities.model import City, Language, TitleId
from bot.cities.names import Gazetteer, Match, Mention, Town
from bot.cities.search import FactIndex, Wanted
from bot.cities.spelling import is_cyrillic, make_skeleton
from bot.cities.words import (
    find_terms,
    is_known_russian,
    name_number,
    read_number,
    split_words,
)


class Kind(StrEnum):
    """The kinds of question."""

    CARD = "card"
    AWARD = "award"
    YES_NO = "yes_no"
    FACT = "fact"
    MEMORIAL = "memorial"
    LIST = "list"
    COUNT = "count"
    EXTREME = "extreme"
    COMPARE = "compare"
    TITLE = "title"
    NEAREST = "nearest"
    UNMARKED = "unmarked"
    WHICH_CITY = "which_city"
    TOWN = "town"
    CORRECTION = "correction"
    SMALL_TALK = "small_talk"
    OFF_TOPIC = "off_topic"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `wanted` are the words to search facts by, common ones weighing
    little; `how_many` that a number is asked; `small_talk` which courtesy it is.
    """

    kind: Kind
    reading: Reading
    mentions: tuple[Mention, ...] = ()
    areas: tuple[Area, ...] = ()
    titles: tuple[TitleId, ...] = ()
    days: tuple[Day, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    how_many: bool = False
    when: bool = False
    town: Town | None = None
    small_talk: str = ""
    followed: bool = False
    """Whether the city or the question was taken from what was asked before."""

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.reading.language

    @property
    def cities(self) -> tuple[City, ...]:
        """The cities meant for certain, each once."""
        sure = (m.cities[0] for m in self.mentions if len(m.cities) == 1)
        return tuple({city.id: city for city in sure}.values())

    @property
    def choices(self) -> tuple[City, ...]:
        """The cities an ambiguous name could mean."""
        return tuple(
            {c.id: c for m in self.mentions if len(m.cities) > 1 for c in m.cities}.values()
        )

    @property
    def strong(self) -> tuple[Wanted, ...]:
        """The words that say what is asked about."""
        return tuple(w for w in self.wanted if w.weight >= STRONG)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was asked before in this chat."""

    city: City | None
    query: Query


STRONG = 0.7
MOST_GUESSES, LONGEST_GUESSED = 4, 12
"""How many words, and in how long a question, are tried as misspelt names: it takes time."""
WEIGHT_COMMON, WEIGHT_DEED, WEIGHT_QUESTION = 0.25, 0.12, 0.0
COUNTED = 1.3
"""What is to be counted says most."""
FOLLOW_UP = lexicon.words("а и and so теперь а-то")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The indexes that understanding looks things up in."""

    gazetteer: Gazetteer
    areas: AreaIndex
    facts: FactIndex


def understand(
    text: str, fallback: Language, knowledge: Knowledge, memory: Memory | None = None
) -> Query:
    """Read a cleaned text into a Query; `memory` completes questions that lean on the last."""
    reading = read_question(text, fallback, knowledge.facts.vocabulary)
    if not reading.words:
        return Query(Kind.NOTHING, reading)
    draft = find_slots(reading, knowledge)
    if memory:
        draft = complete(draft, memory)
    return replace(draft, kind=classify(draft))


def find_slots(reading: Reading, knowledge: Knowledge) -> Query:
    """The names, dates and search words of a question, its kind not yet known."""
    areas = knowledge.areas.find(reading)
    mentions = drop_mentions_in_areas(knowledge.gazetteer.find_mentions(reading.text), areas)
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
    return Query(
        Kind.NOTHING,
        reading,
        tuple(mentions),
        tuple(areas),
        tuple(title for _, title in titles),
        tuple(days),
        tuple(weigh_words(reading, taken)),
        how_many=asks_how_many(reading),
        when=asks_when(reading),
        town=town,
    )


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
    content = [
        w
        for w in reading.words
        if w.text not in lexicon.STOP and not w.is_any(lexicon.QUESTION | lexicon.TITLE)
    ]
    for size in (3, 2, 1):
        for at in range(len(reading.words) - size + 1):
            if any(span.start < at + size and at < span.end for span in taken):
                continue
            phrase = " ".join(w.text for w in reading.words[at : at + size])
            if town := knowledge.gazetteer.find_town(phrase):
                named = any(w.is_any(lexicon.CITIES) for w in reading.words[max(0, at - 1) : at])
                if named or not knows_better(reading.words[at : at + size], knowledge):
                    return town
                if len(content) <= size:
                    return town
    return None


def knows_better(words: tuple[Word, ...], knowledge: Knowledge) -> bool:
    """Whether a town's name is an ordinary word of the facts: «Мирный», «Остров»."""
    return any(knowledge.facts.knows(term) for word in words for term in word.terms)


def weigh_words(reading: Reading, taken: list[Span]) -> list[Wanted]:
    """The words to search by, those inside names left out; numbers as values."""
    words = [word.text for word in reading.words]
    counted = find_counted(reading, taken)
    wanted = []
    for word in reading.words:
        if any(span.start <= word.at < span.end for span in taken):
            continue
        if number := read_number(words, word.at):
            wanted.append(Wanted(word.text, (name_number(number[0]),), 1.0))
        elif word.text not in lexicon.STOP:
            weight = COUNTED if word.at == counted else weigh_word(word)
            if weight:
                wanted.append(Wanted(word.text, word.terms, weight))
    return wanted


def find_counted(reading: Reading, taken: list[Span]) -> int | None:
    """The place of the thing that "how many" counts: the first word after it with a meaning."""
    if not asks_how_many(reading):
        return None
    start = next((w.at for w in reading.words if w.terms[0] in lexicon.HOW_MANY), None)
    if start is None:
        return None
    after = (w for w in reading.words[start + 1 :] if w.terms[0] not in lexicon.HOW_MANY)
    free = (w for w in after if not any(s.start <= w.at < s.end for s in taken))
    return next((w.at for w in free if w.text not in lexicon.STOP), None)


def weigh_word(word: Word) -> float:
    """How much a word says of what is asked."""
    if word.is_any(lexicon.QUESTION) and word.terms[0] in lexicon.QUESTION:
        return WEIGHT_QUESTION
    if word.terms[0] in lexicon.DEED or word.terms[0] in lexicon.GENERAL:
        return WEIGHT_DEED
    if word.terms[0] in lexicon.COMMON:
        return WEIGHT_COMMON
    return 1.0


def asks_how_many(reading: Reading) -> bool:
    """Whether a number is asked: «сколько», "how many", "number of"; not a decree's number."""
    if reading.has(lexicon.DECREE - lexicon.HOW_MANY):
        return False
    if reading.language == "en":
        text = f" {reading.text} "
        return any(f" {p} " in text for p in ("how many", "how much", "number of", "amount of"))
    return any(w.terms[0] in lexicon.HOW_MANY for w in reading.words)


def asks_when(reading: Reading) -> bool:
    """Whether a date is asked: «когда», «дата», "what year"."""
    asked = any(w.text in lexicon.DATE or w.text in SINCE for w in reading.words)
    return asked or any(w.terms[0] in lexicon.WHEN for w in reading.words)


SINCE = lexicon.words("since с-каких")


def complete(draft: Query, memory: Memory) -> Query:
    """A question that leans on the last one: «а мемориал?», "and when?", «а в Томске?»."""
    words = draft.reading.words
    short = len(words) <= 4
    named = draft.mentions or draft.areas or draft.titles or draft.town
    if memory.city and not named and short and leans(draft):
        mention = Mention(0, 0, (memory.city,), Match.NAME)
        return replace(draft, mentions=(mention,), followed=True)
    opened = words[0].text in FOLLOW_UP
    if opened and draft.mentions and not draft.wanted and short:
        return replace(memory.query, mentions=draft.mentions, areas=(), followed=True)
    return draft


def leans(draft: Query) -> bool:
    """Whether a short question makes sense only about a city named before."""
    reading = draft.reading
    signs = (lexicon.MEMORIAL, lexicon.DECREE, lexicon.SIGNED, lexicon.TITLE)
    return (
        reading.words[0].text in FOLLOW_UP
        or reading.has(*signs, lexicon.MAP, lexicon.WHERE)
        or draft.how_many
        or draft.when
    )


Test = Callable[[Query], bool]


def classify(query: Query) -> Kind:
    """The kind of question, by the first test that holds."""
    return next((kind for kind, test in TESTS if test(query)), Kind.WHICH_CITY)


def is_small_talk(query: Query) -> bool:
    return not (query.mentions or query.areas or query.titles) and bool(find_small_talk(query))


def find_small_talk(query: Query) -> str:
    """Which courtesy a short text is: greeting, thanks, farewell, about."""
    words = {w.text for w in query.reading.words}
    if len(words) > 7 or query.days:
        return ""
    if words & lexicon.THANKS and len(words) <= 5:
        return "thanks"
    if words & lexicon.GREETING - lexicon.ABOUT_BOT and len(words) <= 4:
        return "greeting"
    about = {"кто", "ты"} <= words or {"are", "you"} <= words & lexicon.words("are you")
    about = about and len(words) <= 6
    about = about or ({"что", "ты"} <= words and bool(words & lexicon.ABOUT_BOT))
    about = about or ({"what", "you", "can"} <= words) or ({"что", "умеешь"} <= words)
    if about or (words & lexicon.ABOUT_BOT and len(words - lexicon.STOP) <= 4):
        return "about"
    if {"до", "свидания"} <= words or (words <= lexicon.FAREWELL and words):
        return "farewell"
    return ""


def is_injected(query: Query) -> bool:
    found = [w for w in query.reading.words if w.text in lexicon.INJECTION]
    about_us = bool(query.titles or query.mentions or query.reading.has(lexicon.TITLE))
    return len(found) > about_us and len(query.reading.words) > 2


def is_off_topic(query: Query) -> bool:
    """Weather, prices, mayors: what no source of ours speaks of."""
    off = [w for w in query.reading.words if w.terms[0] in lexicon.OFF_TOPIC]
    return bool(off) and not query.titles


def is_unmarked(query: Query) -> bool:
    """Which cities have no memorial."""
    reading = query.reading
    without = reading.has(lexicon.WITHOUT) or re.search(r"\b(?:не|not|no)\b", reading.text)
    return bool(
        not query.cities
        and without
        and reading.has(lexicon.MEMORIAL)
        and reading.has(lexicon.CITIES)
    )


def is_memorial(query: Query) -> bool:
    reading = query.reading
    if not (query.cities or query.choices):
        return False
    if reading.has(lexicon.MEMORIAL):
        return not (query.when and reading.has(lexicon.TITLE, lexicon.DECREE))
    if reading.has(lexicon.MAP) or (names_memorial(query) and not signals_award(query)):
        return True
    return reading.has(lexicon.PLACE) and (
        reading.has(lexicon.WHERE) or bool(query.titles) or len(query.strong) <= 2
    )


def names_memorial(query: Query) -> bool:
    """Whether all that is asked are words of the city's memorials: «въездной знак»."""
    own = {
        term
        for city in query.cities
        for memorial in city.memorials
        for text in (memorial.name.ru, memorial.name.en, memorial.kind)
        for word in split_words(text)
        for term in find_terms(word)[:1]
    }
    telling = [w for w in query.strong if not is_about_award(w)]
    return bool(telling) and all(set(w.terms) & own for w in telling)


def is_nearest(query: Query) -> bool:
    return (
        query.reading.has(lexicon.NEAR)
        and bool(query.mentions or query.town)
        and (query.reading.has(lexicon.CITIES) or bool(query.titles) or len(query.strong) <= 1)
    )


def is_compare(query: Query) -> bool:
    if len(query.cities) < 2:
        return False
    return query.reading.has(lexicon.COMPARE, lexicon.FIRST) or not query.strong


def is_yes_no(query: Query) -> bool:
    """Томск это город воинской славы? Is Omsk a Hero City?"""
    if not query.titles or not query.cities:
        return False
    words = {w.text for w in query.reading.words}
    if words & lexicon.words("правда ли разве верно true false"):
        return True
    if query.reading.has(lexicon.QUESTION - lexicon.terms("как")) or query.when:
        return False
    return not query.how_many


def telling_words(query: Query) -> list[Wanted]:
    """The strong words that are not about a title's award."""
    return [w for w in query.strong if not is_about_award(w)]


def signals_award(query: Query) -> bool:
    """Whether anything in a question points at the title or the act that gave it."""
    reading = query.reading
    return bool(query.titles) or reading.has(lexicon.TITLE, lexicon.DECREE, lexicon.SIGNED)


def is_about_award(word: Wanted) -> bool:
    """Whether a word is about a title's award rather than about facts."""
    if re.fullmatch(r"=(?:19[67]\d|198\d|20[012]\d)", word.terms[0]):
        return True
    return word.word in lexicon.DATE or any(term in AWARD_TERMS for term in word.terms)


AWARD_TERMS = (
    lexicon.TITLE | lexicon.AWARDED | lexicon.DECREE | lexicon.SIGNED | lexicon.WHEN
    | lexicon.CITIES | lexicon.CARD
)  # fmt: skip


def is_award(query: Query) -> bool:
    """Title, year, date, decree or signatory of one city."""
    if not query.cities:
        return False
    reading = query.reading
    others = telling_words(query)
    if others:
        return reading.has(lexicon.SIGNED, lexicon.DECREE) and len(others) <= 1
    return (
        bool(query.titles)
        or query.when
        or reading.has(lexicon.TITLE, lexicon.DECREE, lexicon.SIGNED)
    )


def is_why(query: Query) -> bool:
    """For what a city got its title."""
    words = [w.text for w in query.reading.words]
    asked = query.reading.has(lexicon.WHY) or "за что" in query.reading.text or "what for" in words
    return asked and bool(query.cities) and not [w for w in query.strong if not is_about_award(w)]


def is_card(query: Query) -> bool:
    """A bare name, or «расскажи про»."""
    if not (query.cities or query.choices):
        return False
    left = [w for w in query.wanted if not any(t in lexicon.CARD for t in w.terms)]
    if query.reading.has(lexicon.KNOWN) and not query.strong:
        return True
    return not [w for w in left if w.weight > WEIGHT_COMMON] and not query.reading.has(
        lexicon.QUESTION - lexicon.CARD
    )


def is_extreme(query: Query) -> bool:
    """The first, the last, the most."""
    if query.cities or not (query.titles or query.reading.has(lexicon.TITLE)):
        return False
    rest = [w for w in query.strong if not is_about_award(w) and not is_superlative(w)]
    return query.reading.has(lexicon.FIRST, lexicon.LAST, lexicon.MOST) and not rest


def is_superlative(word: Wanted) -> bool:
    """Whether a word asks for the first, the last or the most, or names a region's kind."""
    sets = lexicon.FIRST | lexicon.LAST | lexicon.MOST | REGION_TERMS
    return any(term in sets for term in word.terms)


REGION_TERMS = lexicon.terms("область регион край республика субъект oblast region republic")


def is_list(query: Query) -> bool:
    """Cities by title, region or date."""
    if query.cities:
        return False
    reading = query.reading
    rest = [w for w in query.strong if not is_listing(w, query)]
    if rest:
        return False
    named = bool(query.areas or query.days)
    cities = reading.has(lexicon.CITIES) or reading.has(lexicon.LIST)
    outside = any(w.text in lexicon.OUTSIDE for w in reading.words)
    return (
        named
        or (bool(query.titles) and outside)
        or (cities and outside)
        or (bool(query.titles) and (query.how_many or asks_which_cities(reading)))
    )


def asks_which_cities(reading: Reading) -> bool:
    """«какие города», "which cities", «список»."""
    which = (
        reading.has(lexicon.WHAT, lexicon.LIST) or "all" in reading.text or "все" in reading.text
    )
    plural = any(w.text in PLURAL_CITIES for w in reading.words)
    return reading.has(lexicon.LIST) or (which and plural) or (plural and len(reading.words) <= 5)


PLURAL_CITIES = lexicon.words("города городов городам городами cities towns")


def is_listing(word: Wanted, query: Query) -> bool:
    """Whether a word belongs to asking for a list rather than to a fact."""
    if word.word in lexicon.OUTSIDE:
        return True
    sets = lexicon.LIST | lexicon.CITIES | lexicon.HOW_MANY | REGION_TERMS
    if word.terms[0].startswith("=") and query.days:
        return True
    if any(w.text == word.word for w in query.reading.words if is_date_word(w)):
        return bool(query.days)
    return is_about_award(word) or any(term in sets for term in word.terms)


def is_date_word(word: Word) -> bool:
    """Whether a word can be part of a date."""
    from bot.ask.rules.slots import find_month  # noqa: PLC0415

    return find_month(word.text) is not None or word.text[0].isdigit()


def is_about_title(query: Query) -> bool:
    """What a title is, its law, its rights, its history."""
    return bool(query.titles) and not query.cities and not query.areas


def is_fact(query: Query) -> bool:
    return bool(query.cities)


def is_about_titles_at_all(query: Query) -> bool:
    """A question on the titles that names none: «чем отличаются звания»."""
    reading = query.reading
    return (
        not query.cities
        and reading.has(lexicon.TITLE)
        and not query.areas
        and (len([w for w in query.strong if not is_about_award(w)]) <= 3)
    )


TESTS: tuple[tuple[Kind, Test], ...] = (
    (Kind.SMALL_TALK, is_small_talk),
    (Kind.OFF_TOPIC, is_injected),
    (Kind.UNMARKED, is_unmarked),
    (Kind.NEAREST, is_nearest),
    (Kind.MEMORIAL, is_memorial),
    (Kind.COMPARE, is_compare),
    (Kind.CARD, is_why),
    (Kind.YES_NO, is_yes_no),
    (Kind.AWARD, is_award),
    (Kind.CARD, is_card),
    (Kind.FACT, is_fact),
    (Kind.TOWN, lambda q: q.town is not None),
    (Kind.EXTREME, is_extreme),
    (Kind.LIST, is_list),
    (Kind.TITLE, is_about_title),
    (Kind.TITLE, is_about_titles_at_all),
)
