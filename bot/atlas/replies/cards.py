"""A city at a glance: its titles, its facts, and which city was meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from bot.atlas.payloads import CityQuiz, Press
from bot.atlas.replies.buttons import back_to_card, card_press, turning_buttons
from bot.atlas.rules import CARD_FACTS, FACTS_PAGE, choose_card_facts
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Fact, OtherName
from bot.cities.names import Resolution
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator
from bot.reply import GAP, LINE, Button, Card, Reply, Rows

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
    """The city's name and region; of a city that is a region by itself, what kind of one."""
    region = catalogue.regions[city.region].in_(tr.locale.value)
    name = city.name(tr.locale.value)
    if region.startswith(f"{name} ("):
        region = region.removeprefix(f"{name} (").replace(")", "", 1)
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
    quiz = Button(str(tr("🎯 Quiz on this city")), CityQuiz(city.id).pack())
    return (tuple(first), second, (quiz,))


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


def inline_card(tr: Translator, catalogue: Catalogue, city: City) -> Card:
    """A city as a result of inline mode."""
    award = city.awards[0]
    line = f"{word_title(tr, catalogue, award)} · {tr.date(award.date)}"
    return Card(city.id, city.name(tr.locale.value), line, city_card(tr, catalogue, city))


def choose_city(tr: Translator, found: Resolution) -> Reply:
    """Several cities fit, or none: buttons to choose by."""
    rows = tuple((Button(c.name(tr.locale.value), card_press(c)),) for c in found.choices)
    return Reply(word_choice(tr, found), rows)


def word_choice(tr: Translator, found: Resolution) -> Markup:
    """Why the reader is asked which city they mean."""
    if found.town:
        name = found.town.name(tr.locale.value)
        said = tr("{town} holds none of the three titles.", town=name)
        return LINE.join([said, tr("Perhaps you meant:")]) if found.choices else said
    if not found.choices:
        return tr(
            "I know no such city. Try another spelling, for example /city Omsk, or see /cities."
        )
    if found.guessed:
        return tr("I know no such city. Perhaps you meant:")
    if found.via and len(found.choices) == 1:
        return tr(
            "“{name}” can mean several places; one of them holds a title:", name=found.via.name
        )
    return tr("Which city do you mean?")


def ask_for_city(tr: Translator) -> Reply:
    """Said to a bare /city."""
    return Reply(
        tr("Which city? Write its name after the command, for example: <code>/city Omsk</code>")
    )


def genitive(tr: Translator, city: City) -> str:
    """The city's name after "of"."""
    return city.ru.genitive if tr.locale is Locale.RU else city.en.name
