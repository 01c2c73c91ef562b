"""The sentences of quiz questions and explanations, in both languages."""

from __future__ import annotations

import re

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Fact, Memorial, TitleId
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator
from bot.questions.model import MOST_EXPLANATION

CUT = "…"
REMARK = re.compile(r"\s*\([^()]*\)$")
"""What stands in brackets at the end of a source's name."""
SOVIET = "presidium-supreme-soviet"
SHORTEST_CUT = 40
"""A sentence is not cut down to less than this."""
KEPT = 0.7
"""A cut at a clause keeps at least this part of what there is room for."""
MOST_SOURCE = 60


def count_units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


# --- names ------------------------------------------------------------------------------------


def name_dative(tr: Translator, city: City) -> str:
    """To whom: Омску; in English the plain name."""
    return city.ru.dative if tr.locale is Locale.RU else city.en.name


def name_genitive(tr: Translator, city: City) -> str:
    """Of what: Омска; in English the plain name."""
    return city.ru.genitive if tr.locale is Locale.RU else city.en.name


def name_instrumental(tr: Translator, city: City) -> str:
    """With whom: Омском; in English the plain name."""
    return city.ru.instrumental if tr.locale is Locale.RU else city.en.name


def name_locative(tr: Translator, city: City) -> str:
    """Where: в Омске, in Omsk."""
    return city.ru.locative if tr.locale is Locale.RU else f"in {city.en.name}"


def word_title(tr: Translator, catalogue: Catalogue, title: TitleId) -> str:
    """The title's name."""
    return catalogue.titles[title].name(tr.locale.value)


def word_award_title(tr: Translator, catalogue: Catalogue, award: Award) -> str:
    """The name of the title that was given: Brest Fortress is a Hero Fortress."""
    if award.variant == "hero_fortress":
        return str(tr("Hero Fortress"))
    return word_title(tr, catalogue, award.title)


# --- explanations -----------------------------------------------------------------------------


def explain(tr: Translator, catalogue: Catalogue, text: str, source: str) -> Markup:
    """What is true and where it is written, within Telegram's 200 characters."""
    name = catalogue.sources[source].in_(tr.locale.value)
    if count_units(name) > MOST_SOURCE:
        name = shorten(REMARK.sub("", name), MOST_SOURCE)
    line = tr("<i>Source: {names}</i>", names=name)
    left = MOST_EXPLANATION - count_units(line.striptags()) - 1
    return Markup("{}\n{}").format(shorten(text, left), line)


def shorten(text: str, most: int) -> str:
    """The text, or its beginning up to a clause or word, within so many UTF-16 units.

    The catalogue has no characters beyond 16 bits, so characters may be counted when cutting.
    """
    if count_units(text) <= most:
        return text
    head = text[: most - 1]
    for mark in ("; ", ", ", " "):
        cut = head.rfind(mark)
        if cut >= max(SHORTEST_CUT, most * KEPT):
            return head[:cut] + CUT
    return head + CUT


def explain_fact(tr: Translator, catalogue: Catalogue, city: City, fact: Fact) -> Markup:
    """The fact that answers, named by its city."""
    text = f"{city.name(tr.locale.value)}. {word_fact(fact, tr, catalogue.units)}"
    return explain(tr, catalogue, text, fact.sources[0])


def explain_award(tr: Translator, catalogue: Catalogue, city: City, award: Award) -> Markup:
    """Which title the city has and since when; of a contested city, whose act and its status."""
    if not city.status:
        text = word_award(tr, catalogue, city, award)
    elif award.signed_by == SOVIET:
        text = tr(
            "The title was conferred by the USSR: {date}. The city is internationally recognised "
            "as part of Ukraine and is under Russian control.",
            date=tr.date(award.date),
        ).unescape()
    else:
        text = tr(
            "The title was conferred by Russian decree: {date}. The city is internationally "
            "recognised as part of Ukraine and is under Russian control.",
            date=tr.date(award.date),
        ).unescape()
    return explain(tr, catalogue, text, award.sources[0])


def word_award(tr: Translator, catalogue: Catalogue, city: City, award: Award) -> str:
    """«Омск — Город трудовой доблести, 2 июля 2020 г.»"""
    title = word_award_title(tr, catalogue, award)
    name = city.name(tr.locale.value)
    day = tr.date(award.date)
    return str(tr("{city} — {title}, {date}", city=name, title=title, date=day))


def word_awards(tr: Translator, catalogue: Catalogue, cities: list[City]) -> str:
    """The titles of several cities in a row, without dates."""
    pairs = [
        f"{c.name(tr.locale.value)} — {word_award_title(tr, catalogue, c.awards[0])}"
        for c in cities
    ]
    return "; ".join(pairs) + "."


def word_dates(tr: Translator, cities: list[City]) -> str:
    """The award dates of several cities in a row."""
    pairs = [f"{c.name(tr.locale.value)} — {tr.date(c.awards[0].date)}" for c in cities]
    return "; ".join(pairs)


# --- what is asked ----------------------------------------------------------------------------
# Questions and options are plain text, so what the translator escaped is unescaped again.


def ask_city(tr: Translator, fact: str) -> str:
    """Which city a fact is about."""
    return tr("Which city is this about?\n\n{fact}", fact=fact).unescape()


def ask_year_of_event(tr: Translator, fact: str) -> str:
    """In which year something happened."""
    return tr("In which year was this?\n\n{fact}", fact=fact).unescape()


def ask_figure(tr: Translator, fact: str) -> str:
    """Which number was left out."""
    return tr("Which number is missing here?\n\n{fact}", fact=fact).unescape()


def ask_counted(tr: Translator, fact: str) -> str:
    """Which counted things were left out."""
    return tr("What is missing here?\n\n{fact}", fact=fact).unescape()


def ask_product(tr: Translator, city: City) -> str:
    """What a city made or gave."""
    return tr(
        "Which of these, by our data, was made, mined or supplied {in_city} during the war?",
        in_city=name_locative(tr, city),
    ).unescape()


def ask_name(tr: Translator, fact: str, person: bool) -> str:
    """Which name was left out."""
    if person:
        return tr("Whose name is missing here?\n\n{fact}", fact=fact).unescape()
    return tr("Which name is missing here?\n\n{fact}", fact=fact).unescape()


def ask_city_of_name(tr: Translator, kind: str, name: str) -> str:
    """Which city a person, plant, train or ship belongs to."""
    if kind == "plant":
        sentence = tr("{name}. In which city did this enterprise work in the war?", name=name)
    elif kind == "person":
        sentence = tr("{name}. Which city’s wartime story has this name?", name=name)
    elif kind == "train":
        sentence = tr("Armoured train {name}. Which city is it linked with?", name=name)
    elif kind == "ship":
        sentence = tr("Ship {name}. Which city is it linked with?", name=name)
    elif kind == "column":
        sentence = tr("Tank column {name}. Which city is it linked with?", name=name)
    else:
        sentence = tr("{name}. Which city is it linked with?", name=name)
    return sentence.unescape()


def ask_truth(tr: Translator, city: City, statement: str) -> str:
    """Whether a statement is true of a city."""
    name = city.name(tr.locale.value)
    return tr("Is this about {city}?\n\n{fact}", city=name, fact=statement).unescape()


def ask_truth_of_award(tr: Translator, city: City, title: str, year: int | None) -> str:
    """Whether a city holds a title, or received it in a year."""
    name = city.name(tr.locale.value)
    if year is None:
        return tr(
            "Is it true that {city} holds the title “{title}”?", city=name, title=title
        ).unescape()
    return tr(
        "Is it true that {to_city} was awarded the title “{title}” in {year}?",
        to_city=name_dative(tr, city),
        title=title,
        year=year,
    ).unescape()


def word_truth(tr: Translator, true: bool) -> str:
    """The two answers about a statement."""
    return tr("Yes").unescape() if true else tr("No").unescape()


# --- titles -----------------------------------------------------------------------------------


def ask_award_year(tr: Translator, city: City, title: str) -> str:
    """When a city officially received its title, to the year; of a contested one, by whose act."""
    if city.status and city.awards[0].signed_by != SOVIET:
        return tr(
            "In which year did a decree of the President of Russia award {to_city} "
            "the title “{title}”?",
            to_city=name_dative(tr, city),
            title=title,
        ).unescape()
    if city.status:
        return tr(
            "In which year did a Soviet decree award {to_city} the title “{title}”?",
            to_city=name_dative(tr, city),
            title=title,
        ).unescape()
    return tr(
        "In which year was {to_city} officially awarded the title “{title}”?",
        to_city=name_dative(tr, city),
        title=title,
    ).unescape()


def ask_award_date(tr: Translator, city: City, title: str) -> str:
    """When a city officially received its title, to the day."""
    return tr(
        "On which day was {to_city} officially awarded the title “{title}”?",
        to_city=name_dative(tr, city),
        title=title,
    ).unescape()


def ask_title(tr: Translator, city: City) -> str:
    """Which title a city holds."""
    name = city.name(tr.locale.value)
    return tr("Which of these titles does {city} hold?", city=name).unescape()


def ask_same_day(tr: Translator, city: City, title: str) -> str:
    """Which city received the title on the same day as another."""
    return tr(
        "Which city was awarded the title “{title}” on the same day as {with_city}?",
        with_city=name_instrumental(tr, city),
        title=title,
    ).unescape()


def ask_first(tr: Translator, title: str, last: bool) -> str:
    """Which city received a title before, or after, the others."""
    if last:
        return tr(
            "Which of these cities was the last to be awarded the title “{title}”?", title=title
        ).unescape()
    return tr(
        "Which of these cities was the first to be awarded the title “{title}”?", title=title
    ).unescape()


def ask_order(tr: Translator, title: str) -> str:
    """In which order cities received a title."""
    return tr(
        "In which order were these cities awarded the title “{title}”, earliest first?", title=title
    ).unescape()


def ask_odd(tr: Translator, title: str) -> str:
    """Which city does not hold a title."""
    return tr("Which of these cities does not hold the title “{title}”?", title=title).unescape()


def ask_several_titles(tr: Translator, title: str) -> str:
    """Which cities hold a title, of several."""
    return tr(
        "Which of these cities hold the title “{title}”? Several answers are right.", title=title
    ).unescape()


def ask_several_years(tr: Translator, title: str, year: str) -> str:
    """Which cities received a title in a year, of several."""
    return tr(
        "Which of these cities were awarded the title “{title}” in {year}? "
        "Several answers are right.",
        title=title,
        year=year,
    ).unescape()


def ask_several_regions(tr: Translator, in_region: str) -> str:
    """Which cities lie in a region, of several."""
    return tr(
        "Which of these cities lie {in_region}? Several answers are right.", in_region=in_region
    ).unescape()


def ask_several_products(tr: Translator, product: str) -> str:
    """Which cities are known for a product, of several."""
    return tr(
        "Which of these cities, by our data, gave the front and the country this: {product}? "
        "Several answers are right.",
        product=product,
    ).unescape()


# --- places and names -------------------------------------------------------------------------


def ask_region(tr: Translator, city: City) -> str:
    """Which region a city lies in."""
    return tr("Which region is {city} in?", city=city.name(tr.locale.value)).unescape()


def ask_city_in_region(tr: Translator, in_region: str) -> str:
    """Which city lies in a region."""
    return tr("Which of these cities lies {in_region}?", in_region=in_region).unescape()


def ask_memorial(tr: Translator, memorial: str, place: str) -> str:
    """Which city a memorial stands in."""
    return tr(
        "In which city does this memorial stand?\n\n{memorial}: {place}",
        memorial=memorial,
        place=place,
    ).unescape()


def ask_memorial_year(tr: Translator, city: City, memorial: str) -> str:
    """When a memorial was opened."""
    return tr(
        "In which year was this memorial opened {in_city}?\n\n{memorial}",
        in_city=name_locative(tr, city),
        memorial=memorial,
    ).unescape()


def ask_former(tr: Translator, former: str) -> str:
    """Which city bore a former name."""
    return tr("Which city was once called {former}?", former=former).unescape()


def ask_renamed(tr: Translator, city: City) -> str:
    """Which name a city bore before."""
    return tr(
        "Which of these is a former name of {of_city}?", of_city=name_genitive(tr, city)
    ).unescape()


def ask_nearest(tr: Translator, city: City) -> str:
    """Which city is nearest to another."""
    return tr(
        "Which of these cities is nearest to {to_city}?", to_city=name_dative(tr, city)
    ).unescape()


def ask_compass(tr: Translator, direction: str) -> str:
    """Which city lies furthest to one side."""
    sentence = {
        "north": tr("Which of these cities is furthest north?"),
        "south": tr("Which of these cities is furthest south?"),
        "east": tr("Which of these cities is furthest east?"),
        "west": tr("Which of these cities is furthest west?"),
    }[direction]
    return sentence.unescape()


def word_distance(tr: Translator, kilometres: float) -> str:
    """A distance to the nearest ten kilometres, or to one when it is short."""
    rounded = round(kilometres, -1) if kilometres >= 100 else round(kilometres)
    return tr("{km} km", km=tr.number(rounded)).unescape()


def word_coordinates(tr: Translator, cities: list[City], axis: int) -> str:
    """The latitudes (axis 0) or longitudes (axis 1) of cities in a row."""
    pairs = [f"{c.name(tr.locale.value)} — {tr.number(round(c.point[axis], 1))}°" for c in cities]
    return "; ".join(pairs)


def word_memorial(memorial: Memorial, city: City, language: str) -> tuple[str, str]:
    """A memorial's name and its place within the city, the city and region left out."""
    name = memorial.name.in_(language)
    place = memorial.place.in_(language) if memorial.place else ""
    parts = [part.strip() for part in place.split(",")]
    named = [n for n, part in enumerate(parts) if part == city.name(language)]
    rest = parts[named[-1] + 1 :] if named else parts
    return name, ", ".join(rest)


def quote(tr: Translator, name: str) -> str:
    """A name in the language's quotation marks."""
    return tr("“{name}”", name=name).unescape()


def explain_former(tr: Translator, city: City, former: str) -> Markup:
    """Which city bore the name."""
    name = city.name(tr.locale.value)
    return tr("{city} was once called {former}.", city=name, former=former)


def word_right_ones(tr: Translator, names: str) -> str:
    """The right answers in a row."""
    return tr("Right: {names}.", names=names).unescape()
