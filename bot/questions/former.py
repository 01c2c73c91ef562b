"""The former names of cities that are known in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cities.model import City
from bot.cities.spelling import make_skeleton


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name a city bore, in both languages."""

    ru: str
    en: str
    years: str | None

    def in_(self, language: str) -> str:
        """The name in `ru` or `en`."""
        return self.ru if language == "ru" else self.en


def list_former_names(city: City) -> tuple[FormerName, ...]:
    """The former names that the catalogue gives in both languages; a pair sounds alike."""
    english = [o for o in city.also if o.kind == "former" and o.language == "en"]
    found = []
    for other in city.also:
        if other.kind == "former" and other.language == "ru":
            sound = make_skeleton(other.name)
            twins = [o.name for o in english if make_skeleton(o.name) == sound]
            if twins:
                found.append(FormerName(other.name, twins[0], other.years))
    if not found and city.wartime and "(" not in city.wartime.ru:
        found.append(FormerName(city.wartime.ru, city.wartime.en, None))
    return tuple(found)
