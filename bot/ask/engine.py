"""One engine behind every door: the chat, inline mode, the command line and its batches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer, Shelf
from bot.ask.rules.answering import answer_query
from bot.ask.rules.query import Knowledge, Memory, Query
from bot.ask.rules.slots import AreaIndex
from bot.ask.rules.understanding import understand
from bot.cities.catalogue import Catalogue
from bot.cities.model import Language
from bot.cities.names import Gazetteer
from bot.cities.search import index_corrections, index_facts, index_memorials, index_titles
from bot.cities.speller import Speller, list_words
from bot.cities.spelling import is_cyrillic
from bot.intake import clean


@lru_cache(maxsize=1)
def fill_shelf(catalogue: Catalogue, gazetteer: Gazetteer) -> Shelf:
    """The indexes over a catalogue: about two seconds of work, done once in a process."""
    synonyms = lexicon.SYNONYMS
    facts = index_facts(catalogue, synonyms)
    titles = index_titles(catalogue, synonyms)
    decrees = frozenset(a.decree for _, a in catalogue.awards() if a.decree)
    speller = Speller((*list_words(catalogue), *lexicon.EVERY_WORD))
    return Shelf(
        catalogue,
        Knowledge(gazetteer, AreaIndex(catalogue), facts, titles, speller, decrees),
        titles,
        index_corrections(catalogue, synonyms),
        index_memorials(catalogue, synonyms),
    )


class Engine:
    """Answers questions from the catalogue; builds its indexes at first need."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
        self.catalogue = catalogue
        self._gazetteer = gazetteer

    @cached_property
    def shelf(self) -> Shelf:
        """What answers are taken from."""
        return fill_shelf(self.catalogue, self._gazetteer)

    @property
    def is_ready(self) -> bool:
        """Whether the indexes are built."""
        return "shelf" in self.__dict__

    def prepare(self) -> None:
        """Build the indexes: about two seconds of work."""
        assert self.shelf

    def ask(
        self,
        text: str,
        fallback: Language,
        memory: Memory | None = None,
        today: date | None = None,
    ) -> Answer:
        """The answer to a question as typed; `fallback` is the language of one that shows none.

        `today` is needed to say how many years ago something was. There is no dictionary of
        English, so that English words are mended at need alone.
        """
        question = clean(text)
        found = self._answer(understand(question, fallback, self.shelf.knowledge, memory), today)
        if found.found or is_cyrillic(question):
            return found
        mended = understand(question, fallback, self.shelf.knowledge, memory, mend=True)
        same = mended.reading == found.query.reading
        second = found if same else self._answer(mended, today)
        return second if second.found else found

    def _answer(self, query: Query, today: date | None) -> Answer:
        return answer_query(replace(query, today=today), self.shelf)
