"""The values each setting of a round can take, and what a press on one changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.intake import parse_number
from bot.questions.bank import QuestionBank
from bot.questions.model import Filter
from bot.quiz.replies.menu import (
    ANY,
    Choice,
    list_levels,
    list_titles,
    name_region,
    name_theme,
)
from bot.quiz.rules.setup import Level, Setup
from bot.services import Services


def list_choices(tr: Translator, services: Services, key: str) -> list[Choice]:
    """The values of a setting, any first; themes and regions only if there are questions."""
    catalogue, bank = services.catalogue, services.bank
    match key:
        case "title":
            return list_titles(tr, catalogue)
        case "level":
            return list_levels(tr)
        case "theme":
            themes = [Choice(id_, name_theme(tr, catalogue, id_)) for id_ in list_themes(bank)]
            return [Choice(ANY, name_theme(tr, catalogue, "")), *sort(themes)]
        case "region":
            regions = [Choice(id_, name_region(tr, catalogue, id_)) for id_ in list_regions(bank)]
            return [Choice(ANY, name_region(tr, catalogue, "")), *sort(regions)]
    return []


def sort(choices: list[Choice]) -> list[Choice]:
    """By name; Ё stands with Е."""
    return sorted(choices, key=lambda choice: choice.name.casefold().replace("ё", "е"))


@lru_cache(maxsize=1)
def list_themes(bank: QuestionBank) -> tuple[str, ...]:
    """The themes there are questions on."""
    known = bank.known.catalogue.themes
    return tuple(theme for theme in known if bank.ids(Filter(theme=theme)))


@lru_cache(maxsize=1)
def list_regions(bank: QuestionBank) -> tuple[str, ...]:
    """The regions there are questions about."""
    known = bank.known.catalogue.regions
    return tuple(region for region in known if bank.ids(Filter(region=region)))


def read_change(catalogue: Catalogue, word: str) -> Callable[[Setup], Setup | None]:
    """What a payload's `key-value` changes in the settings; None for what is not on offer."""
    key, _, value = word.partition("-")
    given = "" if value == ANY else value

    def change(setup: Setup) -> Setup | None:
        number = parse_number(value)
        match key:
            case "length" if number in setup.lengths:
                return replace(setup, length=number)
            case "seconds" if number in setup.times:
                return replace(setup, seconds=number)
            case "title" if not given or given in catalogue.titles:
                return replace(setup, title=given)
            case "theme" if not given or given in catalogue.themes:
                return replace(setup, theme=given)
            case "region" if not given or given in catalogue.regions:
                return replace(setup, region=given)
            case "level" if value in set(Level):
                return replace(setup, level=Level(value))
            case "class":
                return setup.turned(for_class=not setup.for_class)
        return None

    return change
