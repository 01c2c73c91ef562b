"""Tells a fact without its city: «в Омске» becomes «в этом городе», "Omsk’s" "this city’s"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from bot.cities.model import City
from bot.questions.model import UnfairError

CITY = {
    "nominative": "этот город",
    "accusative": "этот город",
    "genitive": "этого города",
    "dative": "этому городу",
    "instrumental": "этим городом",
    "prepositional": "этом городе",
}
CASES_AFTER = {
    "в": "prepositional accusative",
    "во": "prepositional accusative",
    "на": "prepositional accusative",
    "о": "prepositional",
    "об": "prepositional",
    "при": "prepositional",
    "к": "dative",
    "ко": "dative",
    "по": "dative",
    "благодаря": "dative",
    "через": "accusative",
    "за": "accusative instrumental",
    "под": "instrumental accusative",
    "над": "instrumental",
    "перед": "instrumental",
    "между": "instrumental",
    "с": "instrumental genitive",
    "со": "instrumental genitive",
}
GENITIVE_AFTER = frozenset(
    ("из", "от", "до", "у", "для", "без", "около", "возле", "против", "вокруг", "близ", "после")
)
DEMONYM_ENDINGS = (
    ("цы", ("цы", "цев", "цам", "цами", "цах")),
    ("не", ("не", "н", "нам", "нами", "нах")),
    ("и", ("и", "ей", "ам", "ами", "ах")),
)
PEOPLE = ("жители", "жителей", "жителям", "жителями", "жителях")
ADJECTIVE_ENDINGS = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")
LOCAL = "местн"
HARD_ENDINGS = {"ий": "ый", "им": "ым", "ие": "ые", "их": "ых", "ими": "ыми"}
WORKPLACES = re.compile(
    r"^(?:\W*[\w-]+){0,2}?\W*(?:завод|комбинат|фабри|верф|депо|порт\b|порта|рудник|предприят|госпитал)"
)
REGIONAL = re.compile(
    r"^\s+(?:област|кра[йюея]|район|округ|групп|направлен|фронт|операц|битв|сражен|наступ|десант|рубеж|лини|плацдарм|полк)"
)
BEFORE = re.compile(r"([А-Яа-яёЁ-]+)[\s\u00a0]+$")
WORD_EN = re.compile(r"^\s+([A-Za-z’]+)")
FOLLOW = frozenset(
    re.findall(
        r"\w+",
        "was were is are had has have became gave made and or to in on from by for at "
        "during as with received produced took sent held put built stood set saw began "
        "started came lay served lost fell kept turned supplied worked could where when "
        "who which while after before until over under through alone also only itself "
        "once did fed sheltered raised remained again but mined turned treated developed "
        "launched clothed repaired handed sewed went grew fulfilled a the more about up "
        "than that this its their first ",
    )
)
"""English words that may follow the bare name of a city: verbs, prepositions, conjunctions."""
NAMING_RU = re.compile(r"(?:назв|назыв|имен|имя|ныне|нынешн|тогда|переимен)\w*[\s\u00a0]+$", re.I)
NAMING_EN = re.compile(r"(?:call|nam|present-day|now|then|renam)\w*\s+$", re.I)
NAMED_EN = re.compile(r"\W*(?:was |is |had been )?(?:then |now |once )?(?:call|nam)\w+")
QUALIFIED_EN = re.compile(r"\bBattle of $|^\w+ed $|\b(?:itself|wartime|small|old) $")
AGREEING = {
    "masculine": re.compile(r"(?!)"),
    "feminine": re.compile(r"\b(?:она|её|ей|неё|ней|сам[аоу]й?|котор(?:ая|ую))\b", re.I),
    "neuter": re.compile(r"\b(?:оно|само|которое)\b", re.I),
    "plural": re.compile(r"\b(?:они|их|им|ими|них|сам[иы]\w*|котор(?:ые|ых))\b", re.I),
}
"""Words that agree with a name's gender and would not agree with «город»."""
ATTRIBUTE = {
    "genitive": re.compile(r"(?:ого|его|ой)\s$", re.I),
    "other": re.compile(r"(?:[ыио]й|[ая]я|[ое]го|[ое]му|[ыи]м|[ое]м|[ую]ю|[ое]е|сам)\s$", re.I),
}
"""Adjectives and participles right before a name."""
ARTICLES = frozenset({"the", "a", "an"})


def mask_city(text: str, city: City, language: str) -> str:
    """The text with every form of the city's name, adjective and people put in other words.

    Raises UnfairError where grammar does not allow it. Names of several words are left.
    """
    masked = _mask_russian(text, city) if language == "ru" else _mask_english(text, city)
    if masked != text and language == "ru" and AGREEING[city.ru.gender].search(masked):
        raise UnfairError("another word agrees with the name")
    return masked[:1].upper() + masked[1:]


def _mask_russian(text: str, city: City) -> str:
    masculine = city.ru.gender == "masculine"
    for form, cases in _list_cases(city).items():
        choose = partial(_choose_case, cases=cases, masculine=masculine)
        text = _replace(text, form, choose)
    for name in _list_other_names(city, "ru"):
        for form, cases in _decline(name).items():
            text = _replace(text, form, partial(_choose_case, cases=cases, masculine=True))
    for form, word in _list_people(city.ru.demonyms):
        text = _replace(text, form, partial(_say, word))
    stem = city.ru.adjective[:-2]
    for ending in ADJECTIVE_ENDINGS:
        text = _replace(text, stem + ending, partial(_localise, ending))
    return re.sub(r"\b([ВвСс])о (эт)", r"\1 \2", text)


def _replace(text: str, form: str, choose: Callable[[str, str, str], str]) -> str:
    """The text with every whole-word `form` replaced by what fits between its neighbours.

    A form with a capital is a name and must be written with one.
    """
    if form.casefold() not in text.casefold():
        return text

    flags = re.IGNORECASE if form.islower() else re.NOFLAG

    def put(match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        word = choose(match[0], before, after)
        return word[:1].upper() + word[1:] if _starts_sentence(before) else word

    return re.sub(rf"(?<![\w-]){re.escape(form)}(?![\w-])", put, text, flags=flags)


def is_quoted(before: str) -> bool:
    """Whether what follows a text stands within quotation marks."""
    return any(before.rfind(opening) > before.rfind(closing) for opening, closing in ("«»", "“”"))


def _starts_sentence(before: str) -> bool:
    return not before or before.rstrip("«“ \N{NO-BREAK SPACE}").endswith((".", "!", "?"))


def _list_cases(city: City) -> dict[str, frozenset[str]]:
    """The forms of the city's name, longest first, with the cases each may stand in."""
    forms: dict[str, set[str]] = {}
    for case in CITY:
        form = getattr(city.ru, "name" if case == "nominative" else case)
        forms.setdefault(form, set()).add(case)
    return {f: frozenset(forms[f]) for f in sorted(forms, key=len, reverse=True)}


def _list_other_names(city: City, language: str) -> Iterator[str]:
    """The former, wartime and short names of one word, if of the simplest declension."""
    for other in city.also:
        simple = other.name.isalpha() and other.name[-1] not in "аеёийоуыэюяь"
        if other.language == language and other.kind in ("former", "short") and simple:
            yield other.name


def _decline(name: str) -> dict[str, frozenset[str]]:
    """The case forms of a masculine name that ends in a hard consonant: Сталинград, Ростов."""
    endings = {"а": "genitive", "у": "dative", "ом": "instrumental", "е": "prepositional"}
    forms = {name + ending: frozenset({case}) for ending, case in endings.items()}
    return {**forms, name: frozenset({"nominative", "accusative"})}


def _choose_case(
    _form: str, before: str, after: str, *, cases: frozenset[str], masculine: bool
) -> str:
    case = _guess_case(_last_word(before), cases)
    if is_quoted(before) or after.startswith("-") or (before and after.startswith((" — ", " – "))):
        raise UnfairError("the name is part of another name")
    if NAMING_RU.search(before):
        raise UnfairError("the sentence is about the name")
    if ATTRIBUTE["genitive" if case == "genitive" else "other"].search(before):
        raise UnfairError("an adjective agrees with the name")
    if case == "nominative" and not masculine:
        raise UnfairError("the verb would not agree")
    return CITY[case]


def _last_word(before: str) -> str:
    match = BEFORE.search(before)
    return match[1].casefold() if match else ""


def _guess_case(word: str, cases: frozenset[str]) -> str:
    """The case of a form after the word before it; UnfairError when it could be two."""
    if word.startswith("город"):
        raise UnfairError("the name stands beside the word city")
    allowed = CASES_AFTER.get(word, "").split() or (
        ["genitive"] if word in GENITIVE_AFTER else ["nominative", "accusative", "genitive"]
    )
    fitting = [case for case in allowed if case in cases]
    if word not in CASES_AFTER and not fitting:
        fitting = [case for case in ("dative", "instrumental") if case in cases]
    if {"nominative", "accusative"} <= set(fitting):
        fitting.remove("accusative")
    if len(fitting) != 1:
        raise UnfairError(f"cannot tell the case after {word!r}")
    return fitting[0]


def _list_people(demonyms: str) -> Iterator[tuple[str, str]]:
    """The plural forms of the city's people with those of «жители»."""
    for last, endings in DEMONYM_ENDINGS:
        if demonyms.endswith(last):
            stem = demonyms[: -len(last)]
            yield from ((stem + e, people) for e, people in zip(endings, PEOPLE, strict=True))
            return


def _say(word: str, _form: str, before: str, _after: str) -> str:
    if is_quoted(before):
        raise UnfairError("the people are part of another name")
    return word


def _localise(ending: str, form: str, before: str, after: str) -> str:
    """«омский» as «местный» in the same form; UnfairError within the names of other things."""
    proper = form[0].isupper() and not _starts_sentence(before)
    if is_quoted(before) or REGIONAL.match(after) or (proper and not WORKPLACES.match(after)):
        raise UnfairError("the adjective is part of another name")
    return LOCAL + HARD_ENDINGS.get(ending, ending)


def _mask_english(text: str, city: City) -> str:
    for name in (city.en.name, *_list_other_names(city, "en")):
        text = _replace(text, name + "’s", partial(_say_english, "this city’s"))
        text = _replace(text, name, _choose_english)
    return text


def _say_english(word: str, _form: str, before: str, _after: str) -> str:
    if before.endswith(" the "):
        raise UnfairError("an article stands before the name")
    return word


def _choose_english(_form: str, before: str, after: str) -> str:
    """The words for the bare name: a noun phrase, unless it qualifies another noun."""
    following = WORD_EN.match(after)
    last = (before.split() or [""])[-1].casefold()
    if after.startswith(("-", "–", "’")) or before.endswith(("-", "–")) or is_quoted(before):
        raise UnfairError("the name is part of another name")
    if last in ARTICLES or QUALIFIED_EN.search(before):
        raise UnfairError("other words belong to the name")
    if NAMING_EN.search(before) or NAMED_EN.match(after):
        raise UnfairError("the sentence is about the name")
    if following and following[1] not in FOLLOW and not following[1].endswith("ed"):
        raise UnfairError("the name qualifies a noun")
    return "this city"
