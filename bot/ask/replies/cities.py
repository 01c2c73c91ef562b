"""A city's title, memorials and card in words; two cities side by side."""

from __future__ import annotations

from markupsafe import Markup

from bot.ask.replies.facts import word_told
from bot.ask.replies.texts import LINE, Blocks, measure, word_age, word_source_names, word_via
from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer
from bot.ask.rules.facts import asks_who
from bot.atlas.replies.cards import word_act, word_notes, word_title
from bot.atlas.replies.memorials import make_osm_link, word_memorial, word_missing_memorial
from bot.atlas.replies.near import word_distance
from bot.cities.catalogue import Catalogue
from bot.cities.model import City
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator


def word_card(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """A city at a glance."""
    if not answer.found:
        return word_choice(tr, catalogue, answer)
    city = answer.cities[0]
    title = LINE.join(word_award_lines(tr, catalogue, city))
    blocks = (word_via(tr, answer), title, word_notes(tr, city))
    return (*blocks, *word_told(tr, catalogue, answer, measure(blocks)))


def word_award_lines(tr: Translator, catalogue: Catalogue, city: City) -> list[Markup]:
    """Which title the city holds, since when, by which act."""
    lines = []
    for award in city.awards:
        lines.append(
            tr(
                "<b>{city}</b>: {title} since {date} ({act}).",
                city=city.name(tr.locale.value),
                title=word_title(tr, catalogue, award),
                date=tr.date(award.date),
                act=word_act(tr, catalogue, award),
            )
        )
        if award.named:
            lines.append(tr("First named a hero city: {date}", date=tr.date(award.named)))
    return lines


def word_award(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Title, date, decree and who signed."""
    blocks = [word_via(tr, answer)]
    for city in answer.cities:
        blocks.append(LINE.join(word_award_lines(tr, catalogue, city)))
        blocks.append(word_age(tr, answer.query, city.awards[0].date))
        blocks.append(word_notes(tr, city))
    source = word_source_names(tr, catalogue, answer.cities[0].awards[0].sources)
    if not answer.facts:
        return (*blocks, source)
    kindred, _ = word_told(tr, catalogue, answer, measure((*blocks, source)))
    return (*blocks, kindred, source)


def word_yes_no(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Yes or no to a title, then the title the city has."""
    city = answer.cities[0]
    days = answer.query.days
    held = [award for award in city.awards if award.title == answer.title]
    dated = [award for award in held if all(day.fits(award.date) for day in days)]
    if is_either(answer) or calls_city(answer):
        said = Markup("")
    elif dated:
        said = tr("Yes.")
    elif held:
        said = tr("No, the date is not right.")
    else:
        assert answer.title is not None
        title = catalogue.titles[answer.title].name(tr.locale.value)
        said = tr("No, it does not hold the title “{title}”.", title=title)
    first, *rest = word_award(tr, catalogue, answer)[1:]
    return (word_via(tr, answer), (said + " " + first).strip(), *rest)


def is_either(answer: Answer) -> bool:
    """Whether a question offers two titles to choose from: «герой или воинской славы»."""
    return any(word.text in ("или", "or", "либо") for word in answer.query.reading.words)


def calls_city(answer: Answer) -> bool:
    """Whether a fortress is called a city in the question: then neither yes nor no is right."""
    reading = answer.query.reading
    fortress = any(w.text.startswith(("крепост", "fortress")) for w in reading.words)
    return answer.cities[0].kind == "fortress" and reading.has(lexicon.CITIES) and not fortress


def word_memorials(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """What marks the title in the city, with links; said plainly where the list names nothing."""
    if not answer.found:
        return word_choice(tr, catalogue, answer)
    city = answer.cities[0]
    head = tr("📍 <b>{city}</b>", city=city.name(tr.locale.value))
    reading = answer.query.reading
    unsaid = reading.has(lexicon.UNSAID_OF_MEMORIALS) or asks_who(answer.query)
    unsaid = unsaid or answer.query.how_many
    blocks = [
        word_via(tr, answer),
        tr("My sources do not say that. What they do say:") if unsaid else Markup(""),
        head,
        word_missing_memorial(tr, city),
    ]
    for memorial in city.memorials:
        lines = [word_memorial(tr, memorial)]
        if memorial.state == "standing":
            link = memorial.link or make_osm_link(city, memorial)
            lines.append(Markup('<a href="{}">{}</a>').format(link, tr("On the map")))
        blocks.append(LINE.join(lines))
    keys = [s for m in city.memorials for s in m.sources]
    return (*blocks, word_source_names(tr, catalogue, keys) if keys else Markup(""))


def word_choice(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """An ambiguous name: which city is meant."""
    names = tr.list([city.name(tr.locale.value) for city in answer.cities])
    return (tr("Which city do you mean: {names}?", names=names),)


def word_comparison(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Two cities side by side: titles and dates, and which came first."""
    blocks = [LINE.join(word_award_lines(tr, catalogue, city)) for city in answer.cities]
    dates = [city.awards[0].date for city in answer.cities]
    first = min(answer.cities, key=lambda city: city.awards[0].date)
    asked = answer.query.reading.has(lexicon.FIRST, lexicon.LAST, lexicon.COMPARE)
    if not asked:
        return blocks
    if len(set(dates)) == 1:
        blocks.append(tr("Both were awarded on the same day."))
    else:
        blocks.append(tr("{city} was the first.", city=first.name(tr.locale.value)))
    return blocks


def word_nearest(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """The title cities nearest to another."""
    if not answer.found:
        return (
            tr("I know distances only between the title cities. Send /near and your location."),
        )
    city = answer.cities[0]
    lines = [
        Markup("• {} — {} ({})").format(
            near.city.name(tr.locale.value),
            word_distance(tr, near.distance),
            word_title(tr, catalogue, near.city.awards[0]),
        )
        for near in answer.near
    ]
    return (tr("<b>Nearest to {city}:</b>", city=dative(tr, city)), LINE.join(lines))


def dative(tr: Translator, city: City) -> str:
    """The city's name after "nearest to": «к Омску»."""
    return city.ru.dative if tr.locale is Locale.RU else city.en.name


def word_town(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """A town that holds none of the titles."""
    assert answer.town is not None
    town = answer.town.name(tr.locale.value)
    known = [
        Markup("{}").format(word_fact(fact, tr, catalogue.units)) for _, fact in answer.title_facts
    ]
    said = (tr("{town} is not among the title cities: it holds none of the three.", town=town),)
    return (*said, *known)
