"""The words by which a kind of question is recognised, in both languages, from data/lexicon.toml.

`terms` are search terms of base forms and match any form; `words` match as written.
"""

from __future__ import annotations

import re
import tomllib

from bot.cities.catalogue import DATA
from bot.cities.words import find_terms, split_words

_LEXICON = tomllib.loads((DATA / "lexicon.toml").read_text("utf-8"))
COLLOQUIAL: dict[str, str] = _LEXICON["colloquial"]
"""What people type, and what they mean."""


def terms(words: str) -> frozenset[str]:
    """The first terms of space-separated base forms."""
    return frozenset(find_terms(word)[0] for word in split_words(words))


def words(text: str) -> frozenset[str]:
    """Exact lower-case words."""
    return frozenset(split_words(text))


EVERY_WORD = tuple(
    word
    for table in ("words", "terms", "named", "topics", "unsaid", "general")
    for line in _LEXICON[table].values()
    for word in split_words(line)
)
"""Every word of the lexicon as it is written there."""
STOP = words(_LEXICON["words"]["stop"])
QUESTION = terms(_LEXICON["terms"]["question"])
PRESIDENT = terms(_LEXICON["terms"]["president"])
HOW_MANY = terms(_LEXICON["terms"]["how_many"])
WHEN = terms(_LEXICON["terms"]["when"])
DATE = words(_LEXICON["words"]["date"])
WHERE = terms(_LEXICON["terms"]["where"])
WHY = terms(_LEXICON["terms"]["why"])
WHAT = terms(_LEXICON["terms"]["what"])
WHICH = terms(_LEXICON["terms"]["which"])
HOW = terms(_LEXICON["terms"]["how"])
DEED = terms(_LEXICON["terms"]["deed"])
COMMON = terms(_LEXICON["terms"]["common"])
TITLE = terms(_LEXICON["terms"]["title"])
AWARDED = terms(_LEXICON["terms"]["awarded"])
DECREE = terms(_LEXICON["terms"]["decree"])
ACT = terms(_LEXICON["terms"]["act"])
SIGNED = terms(_LEXICON["terms"]["signed"])
MEMORIAL = terms(_LEXICON["terms"]["memorial"])
PLACE = terms(_LEXICON["terms"]["place"])
STREET = terms(_LEXICON["terms"]["street"])
MAP = words(_LEXICON["words"]["map"])
CARD = terms(_LEXICON["terms"]["card"])
LIST = terms(_LEXICON["terms"]["list"])
CITIES = terms(_LEXICON["terms"]["cities"])
FIRST = terms(_LEXICON["terms"]["first"])
LAST = terms(_LEXICON["terms"]["last"])
MOST = terms(_LEXICON["terms"]["most"])
COMPARE = terms(_LEXICON["terms"]["compare"])
HONOURED = terms(_LEXICON["terms"]["honoured"])
REGION = terms(_LEXICON["terms"]["region"])
SUBURBS = terms(_LEXICON["terms"]["suburbs"])
MONUMENT = terms(_LEXICON["terms"]["monument"])
NEAR = terms(_LEXICON["terms"]["near"])
WITHOUT = terms(_LEXICON["terms"]["without"])
UNIQUE = terms(_LEXICON["terms"]["unique"])
KNOWN = terms(_LEXICON["terms"]["known"])
OUTSIDE = words(_LEXICON["words"]["outside"])
AUXILIARY = words(_LEXICON["words"]["auxiliary"])
GREETING = words(_LEXICON["words"]["greeting"])
THANKS = words(_LEXICON["words"]["thanks"])
FAREWELL = words(_LEXICON["words"]["farewell"])
ABOUT_BOT = words(_LEXICON["words"]["about_bot"])
OFF_TOPIC = terms(_LEXICON["terms"]["off_topic"])
INJECTION = words(_LEXICON["words"]["injection"])
PERSON = words(_LEXICON["words"]["person"])
ASIDE = words(_LEXICON["words"]["aside"])
FROM = words(_LEXICON["words"]["from"])
INCLUDING = words(_LEXICON["words"]["including"])
BESIDES = words(_LEXICON["words"]["besides"])
PLURAL_CITIES = words(_LEXICON["words"]["plural_cities"])
POLAR = words(_LEXICON["words"]["polar"])
BETWEEN = words(_LEXICON["words"]["between"])
FOLLOW_UP = words(_LEXICON["words"]["follow_up"])
OLDER = words(_LEXICON["words"]["older"])
AS_OF = words(_LEXICON["words"]["as_of"])
SOURCES = words(_LEXICON["words"]["sources"])
ARTICLE = words(_LEXICON["words"]["article"])
TABLE = words(_LEXICON["words"]["table"])
META = words(_LEXICON["words"]["meta"])
ENGLISH = words(_LEXICON["words"]["english"])
RUSSIAN_IN_LATIN = words(_LEXICON["words"]["russian_in_latin"])
NUMBERS: dict[str, int] = {w.replace("ё", "е"): n for w, n in _LEXICON["numbers"].items()}
"""Number words by their dictionary form."""
OUTSIDE_PHRASES = re.compile(rf"\b(?:{'|'.join(_LEXICON['phrases']['outside'])})")
"""Phrases on matters that we never speak of."""
SINCE = re.compile("|".join(_LEXICON["phrases"]["since"]))
"""Phrases that ask for a date: «с каких пор»."""
ERRANDS = re.compile("|".join(_LEXICON["phrases"]["errand"]))
"""Phrases that ask for a poem, a translation and the like, whatever it is to be on."""
UNSAID = terms(_LEXICON["unsaid"]["words"])
"""Words on which no source of ours has data, whatever city is named."""
UNSAID_OF_MEMORIALS = terms(_LEXICON["unsaid"]["memorial"])
AT_LARGE = terms(_LEXICON["general"]["at_large"])
"""Words that ask for the titles as such."""
GENERAL = terms(_LEXICON["general"]["words"])
"""Words that ask about a city without saying what."""
SYNONYMS = tuple(tuple(terms(line)) for line in _LEXICON["synonyms"]["lines"])
"""Terms that mean about the same."""
NAMED = {kind: terms(asked) for kind, asked in _LEXICON["named"].items()}
"""The kinds of names, and the terms that ask for each."""
TOPICS = {topic: terms(asked) for topic, asked in _LEXICON["topics"].items()}
"""The sides of a title, and the terms that ask about each."""
UNITS = {tuple(units.split()): terms(words) for units, words in _LEXICON["units"].items()}
"""Units of figures, and the terms that ask for them."""
