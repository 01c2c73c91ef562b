"""One engine behind every door: the chat, inline mode, the command line and its batches."""

from __future__ import annotations

from functools import cached_property

from bot.ask.rules import lexicon
from bot.ask.rules.answering import Answer, Shelf, answer_query
from bot.ask.rules.slots import AreaIndex
from bot.ask.rules.understanding import Knowledge, Memory, understand
from bot.cities.catalogue import Catalogue
from bot.cities.model import Language
from bot.cities.names import Gazetteer
from bot.cities.search import FactIndex, TitleIndex
from bot.intake import clean


class Engine:
    """Answers questions from the catalogue; builds its indexes at first need."""

    def __init__(self, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
        self.catalogue = catalogue
        self._gazetteer = gazetteer

    @cached_property
    def shelf(self) -> Shelf:
        """What answers are taken from."""
        facts = FactIndex(self.catalogue, lexicon.SYNONYMS)
        knowledge = Knowledge(self._gazetteer, AreaIndex(self.catalogue), facts)
        return Shelf(self.catalogue, knowledge, TitleIndex(self.catalogue))

    def ask(self, text: str, fallback: Language, memory: Memory | None = None) -> Answer:
        """The answer to a question as typed; `fallback` is the language of one that shows none."""
        query = understand(clean(text), fallback, self.shelf.knowledge, memory)
        return answer_query(query, self.shelf)
