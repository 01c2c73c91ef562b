"""What marks a title in its city, and where it stands on the map."""

from __future__ import annotations

from urllib.parse import quote_plus

from markupsafe import Markup

from bot.atlas.replies.buttons import back_to_card
from bot.cities.model import City, Memorial
from bot.i18n import Locale, Translator
from bot.reply import GAP, LINE, Button, Reply, Venue


def memorials(tr: Translator, city: City) -> Reply:
    """What marks the title in a city, with map links."""
    head = tr("📍 <b>{city}</b>", city=city.name(tr.locale.value))
    blocks = [word_memorial(tr, memorial) for memorial in city.memorials]
    if gap := word_missing_memorial(tr, city):
        blocks.insert(0, gap)
    buttons = tuple(map_buttons(tr, city, memorial) for memorial in city.memorials[:3])
    return Reply(GAP.join([head, *blocks]), (*buttons, (back_to_card(tr, city),)))


def venue(tr: Translator, city: City) -> Reply | None:
    """The first memorial whose point is known, as a place on the map."""
    placed = next((m for m in city.memorials if m.point and m.state == "standing"), None)
    return Reply(Markup(""), attachment=make_venue(tr, placed)) if placed else None


def word_missing_memorial(tr: Translator, city: City) -> Markup:
    """Said when no memorial is known, or the source list names none."""
    place = locative(tr, city)
    if any(m.listed for m in city.memorials):
        return Markup("")
    if city.awards[0].title == "labour_valour":
        return tr("The source list names no stele {in_city}.", in_city=place)
    if not city.memorials:
        return tr("I have no data on a memorial to the title {in_city}.", in_city=place)
    return Markup("")


def word_memorial(tr: Translator, memorial: Memorial) -> Markup:
    """One memorial: name, address, when it opened, its state and what to know about it."""
    lang = tr.locale.value
    lines = [Markup("<b>{}</b>").format(memorial.name.in_(lang))]
    if memorial.place:
        lines.append(Markup("{}").format(memorial.place.in_(lang)))
    if memorial.opened:
        lines.append(tr("Opened: {date}", date=tr.partial_date(memorial.opened)))
    if memorial.state == "planned":
        lines.append(tr("Planned; no report of its opening was found."))
    if memorial.note:
        lines.append(Markup("<i>{}</i>").format(memorial.note.in_(lang)))
    return LINE.join(lines)


def map_buttons(tr: Translator, city: City, memorial: Memorial) -> tuple[Button, ...]:
    """Links to maps: the source's own, and OpenStreetMap by point or by name."""
    row = []
    if memorial.link:
        row.append(Button(str(tr("Yandex Maps")), url=memorial.link))
    row.append(Button(str(tr("OpenStreetMap")), url=make_osm_link(city, memorial)))
    return tuple(row)


def make_osm_link(city: City, memorial: Memorial) -> str:
    """OpenStreetMap at the memorial's point, else a search by name and city."""
    if memorial.point:
        lat, lon = memorial.point
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"
    place = memorial.place or memorial.name
    query = place.ru if city.ru.name in place.ru else f"{city.ru.name}, {place.ru}"
    return f"https://www.openstreetmap.org/search?query={quote_plus(query)}"


def make_venue(tr: Translator, memorial: Memorial) -> Venue | None:
    """The memorial as a place on the map."""
    if memorial.point is None:
        return None
    place = memorial.place or memorial.name
    lang = tr.locale.value
    return Venue(*memorial.point, memorial.name.in_(lang), place.in_(lang))


def locative(tr: Translator, city: City) -> str:
    """The city as a place: «в Омске», "in Omsk"."""
    return city.ru.locative if tr.locale is Locale.RU else str(tr("in {city}", city=city.en.name))
