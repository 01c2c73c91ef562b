"""Every sentence and name the data says, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cities.catalogue import Catalogue
from bot.cities.model import Bilingual, City, Correction, Fact, Figure
from bot.cities.wording import word_fact
from bot.i18n import Locale, translator


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the data. `sentence` is False for the proper names of things and addresses."""

    place: str
    language: str
    text: str
    sentence: bool = True


def gather_texts(catalogue: Catalogue) -> Iterator[Text]:
    """All that is ours in the data, in both languages; not other names and search keywords."""
    for city in catalogue.cities.values():
        yield from _tell_city(city, catalogue)
    for title_id, title in catalogue.titles.items():
        for fact in title.facts:
            for locale in Locale:
                told = word_fact(fact, translator(locale), catalogue.units)
                yield Text(f"{title_id}/{fact.id}", locale.value, told)
            yield from _both(f"{title_id}/{fact.id}", fact.note)
    for id_, correction in catalogue.corrections.items():
        yield from _tell_correction(id_, correction)
    tables = (catalogue.themes, catalogue.sources, catalogue.regions, catalogue.groups)
    for table in tables:
        for key, entry in table.items():
            yield from _both(key, entry, sentence=False)


def _tell_city(city: City, catalogue: Catalogue) -> Iterator[Text]:
    for form in ("name", "genitive", "dative", "accusative", "instrumental", "prepositional"):
        yield Text(city.id, "ru", getattr(city.ru, form), sentence=False)
    for form in ("locative", "adjective", "demonym", "demonyms"):
        yield Text(city.id, "ru", getattr(city.ru, form), sentence=False)
    yield Text(city.id, "en", city.en.name, sentence=False)
    for note in (city.note, city.status, city.wartime, *(award.note for award in city.awards)):
        yield from _both(city.id, note)
    for memorial in city.memorials:
        yield from _both(city.id, memorial.name, sentence=False)
        yield from _both(city.id, memorial.place, sentence=False)
        yield from _both(city.id, memorial.note)
    for fact in city.facts:
        yield from _tell_fact(f"{city.id}/{fact.id}", fact, catalogue)


def _tell_fact(place: str, fact: Fact, catalogue: Catalogue) -> Iterator[Text]:
    for locale in Locale:
        yield Text(place, locale.value, word_fact(fact, translator(locale), catalogue.units))
    yield from _both(place, fact.note)
    for term in (*fact.names, *fact.products):
        yield Text(place, "ru", term.ru, sentence=False)
        yield Text(place, "en", term.en, sentence=False)
    for figure in fact.figures.values():
        yield from _tell_figure(place, figure)


def _tell_figure(place: str, figure: Figure) -> Iterator[Text]:
    for language, forms in (("ru", figure.ru), ("en", figure.en)):
        for form in (forms,) if isinstance(forms, str) else forms:
            yield Text(place, language, form, sentence=False)


def _tell_correction(place: str, correction: Correction) -> Iterator[Text]:
    for text in (correction.says, correction.we_say, correction.why):
        yield from _both(place, text)


def _both(place: str, text: Bilingual | None, sentence: bool = True) -> Iterator[Text]:
    if text:
        yield Text(place, "ru", text.ru, sentence)
        yield Text(place, "en", text.en, sentence)
