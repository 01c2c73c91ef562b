"""How the catalogue reads in a chat: city cards, memorials, lists, titles, the nearest cities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote_plus

from markupsafe import Markup

from bot.atlas.payloads import Press
from bot.atlas.rules import (
    CARD_FACTS,
    FACTS_PAGE,
    Filter,
    Near,
    Page,
    choose_card_facts,
    cut_page,
    list_cities,
)
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Fact, Memorial, OtherName, TitleId
from bot.cities.names import Town
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator
from bot.reply import Button, Card, Reply, Rows, Venue

LINE = Markup("\n")
GAP = Markup("\n\n")
COLUMNS = 3
KEPT_CARDS = 512


def city_card(
    tr: Translator, catalogue: Catalogue, city: City, via: OtherName | None = None
) -> Reply:
    """A city at a glance: its title, what it is known for, the source, and where to go next."""
    return compose_card(tr, catalogue, city.id, via)


@lru_cache(KEPT_CARDS)
def compose_card(
    tr: Translator, catalogue: Catalogue, city_id: str, via: OtherName | None
) -> Reply:
    """The card's wording, kept because it never changes and takes longer than all the rest."""
    city = catalogue.cities[city_id]
    blocks = [
        word_other_name(tr, city, via),
        LINE.join([word_heading(tr, catalogue, city), *word_awards(tr, catalogue, city)]),
        word_notes(tr, city),
        word_facts(tr, catalogue, choose_card_facts(city)),
        word_sources_line(tr, catalogue, city),
    ]
    return Reply(GAP.join(block for block in blocks if block), card_buttons(tr, city))


def word_other_name(tr: Translator, city: City, via: OtherName | None) -> Markup:
    """Where another name led to this city, one line that says so."""
    if via is None or via.kind != "former":
        return Markup("")
    if via.years is None:
        return tr("“{other}” is a former name of {city}.", other=via.name, city=genitive(tr, city))
    return tr(
        "“{other}” is a former name of {city} ({years}).",
        other=via.name,
        city=genitive(tr, city),
        years=via.years,
    )


def word_heading(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """The city's name and region."""
    region = catalogue.regions[city.region].in_(tr.locale.value)
    name = city.name(tr.locale.value)
    return tr("<b>{city}</b> · {region}", city=name, region=region)


def word_awards(tr: Translator, catalogue: Catalogue, city: City) -> list[Markup]:
    """A line for each title and a line for the act that gave it."""
    lines = []
    for award in city.awards:
        emoji = catalogue.titles[award.title].emoji
        name = word_title(tr, catalogue, award)
        day = tr.date(award.date)
        lines.append(tr("{emoji} <b>{title}</b>, {date}", emoji=emoji, title=name, date=day))
        lines.append(word_act(tr, catalogue, award))
        if award.named:
            lines.append(tr("First named a hero city: {date}", date=tr.date(award.named)))
        if award.note:
            lines.append(Markup("{}").format(award.note.in_(tr.locale.value)))
    return lines


def word_title(tr: Translator, catalogue: Catalogue, award: Award) -> str:
    """The title's name; Brest Fortress is a Hero Fortress."""
    if award.variant == "hero_fortress":
        return str(tr("Hero Fortress"))
    return catalogue.titles[award.title].name(tr.locale.value)


def word_act(tr: Translator, catalogue: Catalogue, award: Award) -> Markup:
    """The act that gave the title, with its number where known, and who signed it."""
    if award.signed_by == "presidium-supreme-soviet":
        return tr("Decree of the Presidium of the Supreme Soviet of the USSR")
    person = catalogue.signatories[award.signed_by].in_(tr.locale.value)
    if award.decree is None:
        return tr("Decree of the President of Russia, signed by {person}", person=person)
    return tr(
        "Decree of the President of Russia No. {number}, signed by {person}",
        number=award.decree,
        person=person,
    )


def word_notes(tr: Translator, city: City) -> Markup:
    """What must be said with this city: its status and the editor's note."""
    notes = [note.in_(tr.locale.value) for note in (city.status, city.note) if note]
    return LINE.join(tr("ℹ️ {note}", note=note) for note in notes)


def word_facts(tr: Translator, catalogue: Catalogue, facts: Iterable[Fact]) -> Markup:
    """Facts as a list, notes on contested ones beside them."""
    return LINE.join(word_fact_line(tr, catalogue, fact) for fact in facts)


def word_fact_line(tr: Translator, catalogue: Catalogue, fact: Fact) -> Markup:
    """One fact; what is contested about it in italics."""
    text = word_fact(fact, tr, catalogue.units)
    if fact.note is None:
        return Markup("• {}").format(text)
    return Markup("• {} <i>{}</i>").format(text, fact.note.in_(tr.locale.value))


def word_sources_line(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """The documents that the facts on the card rest on."""
    keys = list(dict.fromkeys(s for fact in choose_card_facts(city) for s in fact.sources))
    keys = keys or list(city.awards[0].sources[-1:])
    names = "; ".join(catalogue.sources[key].in_(tr.locale.value) for key in keys[:2])
    return tr("<i>Source: {names}</i>", names=names)


def card_buttons(tr: Translator, city: City) -> Rows:
    """Where a card leads: memorials, more facts, sources, sharing."""
    first = [Button(str(tr("📍 Memorial")), Press("places", city.id).pack())]
    if len(city.facts) > CARD_FACTS:
        more = str(tr("More facts"))
        first.append(Button(more, Press("facts", city.id).pack()))
    second = (
        Button(str(tr("Sources")), Press("sources", city.id).pack()),
        Button(str(tr("Share")), share=city.name(tr.locale.value)),
    )
    return (tuple(first), second)


def more_facts(tr: Translator, catalogue: Catalogue, city: City, page: int) -> Reply:
    """A page of all facts of a city."""
    pages = max(1, -(-len(city.facts) // FACTS_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = city.facts[page * FACTS_PAGE : (page + 1) * FACTS_PAGE]
    head = tr(
        "<b>{city}</b> · facts, page {page} of {pages}",
        city=city.name(tr.locale.value),
        page=page + 1,
        pages=pages,
    )
    body = word_facts(tr, catalogue, shown)
    turn = turning_buttons(Press("facts", city.id), page, pages)
    return Reply(GAP.join([head, body]), (*turn, (back_to_card(tr, city),)))


def turning_buttons(press: Press, page: int, pages: int) -> Rows:
    """Arrows to the neighbouring pages, where there are any."""
    row = []
    if page > 0:
        row.append(Button("◀️", press._replace(page=page - 1).pack()))
    if page + 1 < pages:
        row.append(Button("▶️", press._replace(page=page + 1).pack()))
    return (tuple(row),) if row else ()


def back_to_card(tr: Translator, city: City) -> Button:
    """The way back from a city's other screens."""
    return Button(str(tr("⬅️ {city}", city=city.name(tr.locale.value))), card_press(city))


def card_press(city: City) -> str:
    """The payload that opens a city's card; other features link to it."""
    return Press("card", city.id).pack()


def random_press() -> str:
    """The payload that opens any city's card."""
    return Press("random").pack()


def city_sources(tr: Translator, catalogue: Catalogue, city: City) -> Reply:
    """Every document about a city, and where we depart from one."""
    groups = (city.awards, city.memorials, city.facts)
    keys = dict.fromkeys(s for group in groups for record in group for s in record.sources)
    lines = [word_source(tr, catalogue, key) for key in keys]
    head = tr("<b>{city}</b> · sources", city=city.name(tr.locale.value))
    blocks = [head, LINE.join(lines), word_corrections(tr, catalogue, city)]
    return Reply(GAP.join(b for b in blocks if b), ((back_to_card(tr, city),),))


def word_source(tr: Translator, catalogue: Catalogue, key: str) -> Markup:
    """One source, with its link where there is one."""
    source = catalogue.sources[key]
    name = source.in_(tr.locale.value)
    if source.url is None:
        return Markup("• {}").format(name)
    return Markup('• <a href="{}">{}</a>').format(source.url, name)


def word_corrections(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """Where the bot departs from its sources about this city, and why."""
    lang = tr.locale.value
    found = [c for c in catalogue.corrections.values() if city.id in c.cities]
    if not found:
        return Markup("")
    lines = [
        Markup("• {} → {} <i>{}</i>").format(c.says.in_(lang), c.we_say.in_(lang), c.why.in_(lang))
        for c in found[:5]
    ]
    return LINE.join([tr("<b>Where we correct the sources</b>"), *lines])


def memorials(tr: Translator, city: City) -> Reply:
    """What marks the title in a city, with map links; a venue where a point is known."""
    head = tr("📍 <b>{city}</b>", city=city.name(tr.locale.value))
    blocks = [word_memorial(tr, memorial) for memorial in city.memorials]
    if gap := word_missing_memorial(tr, city):
        blocks.insert(0, gap)
    buttons = tuple(map_buttons(tr, city, memorial) for memorial in city.memorials[:3])
    placed = next((m for m in city.memorials if m.point and m.state == "standing"), None)
    rows = (*buttons, (back_to_card(tr, city),))
    return Reply(GAP.join([head, *blocks]), rows, make_venue(tr, placed) if placed else None)


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


def choose_city(tr: Translator, cities: Sequence[City], town: Town | None = None) -> Reply:
    """Several cities fit, or none: buttons to choose by."""
    rows = tuple((Button(c.name(tr.locale.value), card_press(c)),) for c in cities)
    if town:
        name = town.name(tr.locale.value)
        said = tr("{town} holds none of the three titles.", town=name)
        return Reply(LINE.join([said, tr("Perhaps you meant:")]) if cities else said, rows)
    if cities:
        return Reply(tr("Which city do you mean?"), rows)
    return Reply(
        tr("I know no such city. Try another spelling, for example /city Omsk, or see /cities.")
    )


def ask_for_city(tr: Translator) -> Reply:
    """Said to a bare /city."""
    return Reply(
        tr("Which city? Write its name after the command, for example: <code>/city Omsk</code>")
    )


def titles(tr: Translator, catalogue: Catalogue) -> Reply:
    """The three titles with the number of their holders."""
    lines = [tr("<b>Three honorary titles</b>")]
    rows = []
    for id_, title in catalogue.titles.items():
        count = len(catalogue.holders(id_))
        what = word_fact(title.facts[0], tr, catalogue.units)
        name = title.ru.plural if tr.locale is Locale.RU else title.en.plural
        held = tr.plural("{n} holder", "{n} holders", count)
        head = Markup("{} <b>{}</b> · {}").format(title.emoji, name, held)
        lines.append(head + LINE + Markup("{}").format(what))
        rows.append((Button(f"{title.emoji} {name}", Press("title", id_).pack()),))
    return Reply(GAP.join(lines), tuple(rows))


def title_page(tr: Translator, catalogue: Catalogue, id_: TitleId, page: int) -> Reply:
    """One title: what it is, its law, history and rights, a page at a time."""
    title = catalogue.titles[id_]
    pages = max(1, -(-len(title.facts) // FACTS_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = title.facts[page * FACTS_PAGE : (page + 1) * FACTS_PAGE]
    head = Markup("{} <b>{}</b>").format(title.emoji, title.name(tr.locale.value))
    body = LINE.join(Markup("• {}").format(word_fact(fact, tr, catalogue.units)) for fact in shown)
    keys = dict.fromkeys(s for fact in shown for s in fact.sources)
    names = "; ".join(catalogue.sources[k].in_(tr.locale.value) for k in list(keys)[:2])
    source = tr("<i>Source: {names}</i>", names=names)
    cities = Button(str(tr("All cities")), Press("list", id_).pack())
    turn = turning_buttons(Press("title", id_), page, pages)
    return Reply(GAP.join([head, body, source]), (*turn, (cities,)))


def city_list(tr: Translator, catalogue: Catalogue, wanted: Filter, number: int = 0) -> Reply:
    """A page of the cities that fit a filter, with buttons to change it."""
    page = cut_page(list_cities(catalogue, wanted), number)
    lines = [
        Markup("{} {} · {}").format(
            catalogue.titles[a.title].emoji, c.name(tr.locale.value), tr.date(a.date)
        )
        for c, a in page.items
    ]
    body = LINE.join(lines) or tr("No city fits.")
    press = filter_press(wanted)
    rows = (
        *city_buttons(tr, page),
        *turning_buttons(press, page.number, page.pages),
        (
            Button(str(tr("Title")), press._replace(show="by-title").pack()),
            Button(str(tr("Year")), press._replace(show="by-year").pack()),
            Button(str(tr("Region")), press._replace(show="by-region").pack()),
        ),
    )
    return Reply(GAP.join([word_filter(tr, catalogue, wanted, page), body]), rows)


def filter_press(wanted: Filter) -> Press:
    """The button that shows a list with this filter."""
    return Press("list", wanted.title or "", wanted.region or "", wanted.year or 0)


def city_buttons(tr: Translator, page: Page) -> Rows:
    """A button for each city of the page."""
    buttons = [Button(c.name(tr.locale.value), card_press(c)) for c, _ in page.items]
    return tuple(tuple(buttons[n : n + COLUMNS]) for n in range(0, len(buttons), COLUMNS))


def word_filter(tr: Translator, catalogue: Catalogue, wanted: Filter, page: Page) -> Markup:
    """The heading of a list: what it holds, how many, which page."""
    parts = [word_filter_title(tr, catalogue, wanted)]
    if wanted.region:
        parts.append(catalogue.regions[wanted.region].in_(tr.locale.value))
    if wanted.year:
        parts.append(str(wanted.year))
    head = Markup("<b>{}</b>").format(" · ".join(parts))
    count = tr.plural("{n} city", "{n} cities", page.total)
    if page.pages == 1:
        return head + LINE + count
    where = tr("page {page} of {pages}", page=page.number + 1, pages=page.pages)
    return head + LINE + Markup("{}, {}").format(count, where)


def word_filter_title(tr: Translator, catalogue: Catalogue, wanted: Filter) -> str:
    """The title a list is of, in the plural, or all three."""
    if wanted.title is None:
        return str(tr("All three titles"))
    title = catalogue.titles[wanted.title]
    return title.ru.plural if tr.locale is Locale.RU else title.en.plural


def choose_title(tr: Translator, catalogue: Catalogue, wanted: Filter) -> Reply:
    """Buttons to narrow a list by title."""
    press = filter_press(wanted)
    rows = [(Button(str(tr("All three titles")), press._replace(id="").pack()),)]
    for id_, title in catalogue.titles.items():
        rows.append((Button(title.name(tr.locale.value), press._replace(id=id_).pack()),))
    return Reply(tr("Which title?"), tuple(rows))


def choose_year(tr: Translator, wanted: Filter, years: Sequence[int]) -> Reply:
    """Buttons to narrow a list by year of award."""
    press = filter_press(wanted)
    buttons = [Button(str(y), press._replace(year=y).pack()) for y in years]
    rows = [tuple(buttons[n : n + 4]) for n in range(0, len(buttons), 4)]
    return Reply(
        tr("Which year of award?"),
        ((Button(str(tr("Any year")), press._replace(year=0).pack()),), *rows),
    )


def choose_region(
    tr: Translator, catalogue: Catalogue, wanted: Filter, regions: Sequence[str], page: int
) -> Reply:
    """Buttons to narrow a list by region, a page at a time."""
    size = 16
    pages = max(1, -(-len(regions) // size))
    page = min(max(page, 0), pages - 1)
    press = filter_press(wanted)
    buttons = [
        Button(catalogue.regions[r].in_(tr.locale.value), press._replace(region=r).pack())
        for r in regions[page * size : (page + 1) * size]
    ]
    rows = [tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2)]
    everywhere = Button(str(tr("Any region")), press._replace(region="").pack())
    turn = turning_buttons(press._replace(show="by-region"), page, pages)
    return Reply(tr("Which region?"), ((everywhere,), *rows, *turn))


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


def inline_card(tr: Translator, catalogue: Catalogue, city: City) -> Card:
    """A city as a result of inline mode."""
    award = city.awards[0]
    line = f"{word_title(tr, catalogue, award)} · {tr.date(award.date)}"
    return Card(city.id, city.name(tr.locale.value), line, city_card(tr, catalogue, city))


def genitive(tr: Translator, city: City) -> str:
    """The city's name after "of"."""
    return city.ru.genitive if tr.locale is Locale.RU else city.en.name


def locative(tr: Translator, city: City) -> str:
    """The city as a place: «в Омске», "in Omsk"."""
    return city.ru.locative if tr.locale is Locale.RU else str(tr("in {city}", city=city.en.name))
