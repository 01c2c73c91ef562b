"""Lists of cities, and the choices that narrow them by title, year and region."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.atlas.replies.buttons import card_press, filter_press, turning_buttons
from bot.atlas.rules import Filter, Page, count_cities, cut_page, list_cities
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City
from bot.i18n import Locale, Translator
from bot.reply import GAP, LINE, Button, Reply, Rows

COLUMNS = 3


def city_list(tr: Translator, catalogue: Catalogue, wanted: Filter, number: int = 0) -> Reply:
    """A page of the cities that fit a filter, with buttons to change it."""
    found = list_cities(catalogue, wanted, tr.locale.value)
    page = cut_page(found, number)
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
    head = LINE.join([word_filter(tr, catalogue, wanted), word_size(tr, found, page)])
    return Reply(GAP.join([head, body]), rows)


def city_buttons(tr: Translator, page: Page) -> Rows:
    """A button for each city of the page."""
    buttons = [Button(c.name(tr.locale.value), card_press(c)) for c, _ in page.items]
    return tuple(tuple(buttons[n : n + COLUMNS]) for n in range(0, len(buttons), COLUMNS))


def word_filter(tr: Translator, catalogue: Catalogue, wanted: Filter) -> Markup:
    """The heading of a list: what it holds."""
    parts = [word_filter_title(tr, catalogue, wanted)]
    if wanted.region:
        parts.append(catalogue.regions[wanted.region].in_(tr.locale.value))
    if wanted.year:
        parts.append(str(wanted.year))
    return Markup("<b>{}</b>").format(" · ".join(parts))


def word_size(tr: Translator, listed: Sequence[tuple[City, Award]], page: Page) -> Markup:
    """How many a list holds, the fortress counted apart, and which page this is."""
    count = word_count(tr, listed)
    if page.pages == 1:
        return count
    where = tr("page {page} of {pages}", page=page.number + 1, pages=page.pages)
    return Markup("{}, {}").format(count, where)


def word_count(tr: Translator, listed: Sequence[tuple[City, Award]]) -> Markup:
    """How many cities, the fortress counted apart."""
    cities, fortresses = count_cities(listed)
    count = tr.plural("{n} city", "{n} cities", cities)
    if not fortresses:
        return count
    return tr("{cities} and 1 fortress", cities=count) if cities else tr("1 fortress")


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
