"""The nearest title cities to a place, and the request for that place."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.atlas.replies.buttons import card_press
from bot.atlas.rules import Near
from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.reply import GAP, LINE, Button, Reply


def nearest(tr: Translator, catalogue: Catalogue, found: Sequence[Near]) -> Reply:
    """The nearest title cities with distance, and the memorials there."""
    lines = []
    for near in found:
        emoji = catalogue.titles[near.city.awards[0].title].emoji
        name = near.city.name(tr.locale.value)
        away = word_distance(tr, near.distance)
        line = Markup("{} <b>{}</b> · {}").format(emoji, name, away)
        places = [m.name.in_(tr.locale.value) for m in near.memorials[:1]]
        lines.append(LINE.join([line, *(Markup("    📍 {}").format(p) for p in places)]))
    rows = tuple((Button(n.city.name(tr.locale.value), card_press(n.city)),) for n in found)
    head = tr("<b>The nearest title cities</b>, as the crow flies")
    return Reply(GAP.join([head, LINE.join(lines)]), rows)


def word_distance(tr: Translator, kilometres: float) -> str:
    """A distance as people say it: 3.4 km, 120 km."""
    rounded = round(kilometres, 1) if kilometres < 10 else round(kilometres)
    return str(tr("{km} km", km=tr.number(rounded)))


def ask_for_location(tr: Translator, private: bool) -> Reply:
    """The request that /near makes; locations can be shared only in private chats."""
    if not private:
        return Reply(tr("Write /near to me in a private chat: a location can be shared there."))
    return Reply(
        tr(
            "Share your location and I will name the nearest title cities and their memorials. "
            "I do not store it."
        ),
        ask_location=str(tr("📍 Share my location")),
    )
