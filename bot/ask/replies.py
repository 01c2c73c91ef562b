"""How answers read: the asked thing first, then its source; plain sentences in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from bot.ask.rules import lexicon
from bot.ask.rules.answer import Answer
from bot.ask.rules.list_answers import group_by_title
from bot.ask.rules.query import Kind
from bot.atlas.payloads import Press
from bot.atlas.replies.buttons import card_press
from bot.atlas.replies.cards import (
    word_act,
    word_fact_line,
    word_notes,
    word_other_name,
    word_title,
)
from bot.atlas.replies.memorials import make_osm_link, word_memorial, word_missing_memorial
from bot.atlas.replies.near import word_distance
from bot.cities.catalogue import Catalogue
from bot.cities.model import Award, City, Correction, Fact, TitleId
from bot.cities.wording import word_fact, word_figure
from bot.i18n import Locale, Translator
from bot.intake import pack, unpack
from bot.reply import Button, Card, Reply

LINE = Markup("\n")
GAP = Markup("\n\n")
LONGEST = 600
"""About how many characters an answer may have; lists may be longer."""


def word_answer(tr: Translator, catalogue: Catalogue, answer: Answer) -> Markup:
    """The whole answer as HTML."""
    blocks = WORDERS[answer.kind](tr, catalogue, answer)
    return GAP.join(block for block in blocks if block)


Blocks = Sequence[Markup]


def word_card(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """A city at a glance."""
    if not answer.found:
        return word_choice(tr, catalogue, answer)
    city = answer.cities[0]
    return (
        word_via(tr, answer),
        LINE.join(word_award_lines(tr, catalogue, city)),
        word_notes(tr, city),
        word_fact_lines(tr, catalogue, [fact for _, fact in answer.facts], LONGEST - 150),
        word_source_of(tr, catalogue, [f for _, f in answer.facts], city),
    )


def word_via(tr: Translator, answer: Answer) -> Markup:
    """A line on the former name by which a city was called, if it was."""
    for mention in answer.query.mentions:
        if mention.via and mention.via.kind == "former" and mention.cities[0] in answer.cities:
            return word_other_name(tr, mention.cities[0], mention.via)
    return Markup("")


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
        blocks.append(word_notes(tr, city))
    city = answer.cities[0]
    facts = [fact for _, fact in answer.facts]
    kindred = word_fact_lines(tr, catalogue, facts, LONGEST - 250)
    return (*blocks, kindred, word_source_names(tr, catalogue, city.awards[0].sources))


def word_yes_no(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Yes or no to a title, then the title the city has."""
    city = answer.cities[0]
    days = answer.query.days
    held = [award for award in city.awards if award.title == answer.title]
    dated = [award for award in held if all(day.fits(award.date) for day in days)]
    if len(answer.query.titles) > 1 and is_either(answer):
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


def word_facts(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Facts of one city; the asked figure first."""
    city = answer.cities[0]
    facts = [fact for _, fact in answer.facts]
    if not answer.found:
        return word_unknown(tr, catalogue, answer)
    name = city.name(tr.locale.value)
    head = tr("<b>{city}</b>", city=name)
    if answer.focus:
        unit = catalogue.units[answer.focus.unit]
        figure = word_figure(answer.focus, tr, unit)
        head = tr("<b>{city}: {figure}</b>", city=name, figure=figure)
    elif answer.query.how_many and not answer.counted:
        head = tr("<b>{city}</b>: my sources give no such figure. What they do say:", city=name)
    return (
        word_via(tr, answer),
        head,
        word_fact_lines(tr, catalogue, facts, LONGEST),
        Markup("") if answer.query.how_many else word_title_line(tr, catalogue, city),
        word_notes(tr, city) if city.status else Markup(""),
        word_source_of(tr, catalogue, facts, city),
    )


def word_title_line(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """The city's title and its date, shortly."""
    award = city.awards[0]
    emoji = catalogue.titles[award.title].emoji
    name = word_title(tr, catalogue, award)
    return Markup("{} {}, {}").format(emoji, name, tr.date(award.date))


def word_unknown(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """An honest "no data" about a city, with what is known that is kindred."""
    city = answer.cities[0]
    said = tr("My sources {about_city} have no such data.", about_city=word_about(tr, city))
    facts = [fact for _, fact in answer.facts]
    if not facts:
        return (said, tr("Ask about its title, its part in the war, or its memorial."))
    known = tr("What they do say:")
    lines = word_fact_lines(tr, catalogue, facts, LONGEST - 200)
    title = word_title_line(tr, catalogue, city)
    return (said, known + LINE + lines, title, word_source_of(tr, catalogue, facts, city))


def word_about(tr: Translator, city: City) -> str:
    """The city's name with "on": «о Томске», «об Омске»."""
    if tr.locale is Locale.EN:
        return f"on {city.en.name}"
    name = city.ru.prepositional
    return f"об {name}" if name[0] in "АИОУЭ" else f"о {name}"


def word_which_city(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Each city that fits, with its claim."""
    blocks: list[Markup] = []
    left = LONGEST
    for city in answer.cities:
        name = Markup("<b>{}</b>").format(city.name(tr.locale.value))
        claims = [word_claim(tr, catalogue, fact) for c, fact in answer.facts if c.id == city.id]
        block = name + ". " + Markup(" ").join(cut_claims(claims, left))
        if blocks and len(block) > left:
            break
        left -= len(block)
        blocks.append(block)
    facts = [fact for _, fact in answer.facts]
    return (*blocks, word_source_of(tr, catalogue, facts, answer.cities[0]))


def cut_claims(claims: Sequence[Markup], limit: int) -> list[Markup]:
    """As many claims as fit; the first always."""
    kept: list[Markup] = []
    for claim in claims:
        if kept and sum(map(len, kept)) + len(claim) > limit:
            continue
        kept.append(claim)
    return kept


def word_claim(tr: Translator, catalogue: Catalogue, fact: Fact) -> Markup:
    """A fact's sentence without a bullet, its note in italics."""
    line = word_fact_line(tr, catalogue, fact)
    return Markup(str(line).removeprefix("• "))  # noqa: S704  # our own markup, cut


def word_fact_lines(
    tr: Translator, catalogue: Catalogue, facts: Sequence[Fact], limit: int
) -> Markup:
    """Facts as a list, as many as fit; the first always."""
    lines: list[Markup] = []
    for fact in facts:
        line = word_fact_line(tr, catalogue, fact)
        if lines and sum(map(len, lines)) + len(line) > limit:
            continue
        lines.append(line)
    return LINE.join(lines)


def word_source_of(
    tr: Translator, catalogue: Catalogue, facts: Sequence[Fact], city: City
) -> Markup:
    """The line that names what the facts rest on."""
    keys = [s for fact in facts for s in fact.sources] or list(city.awards[0].sources)
    return word_source_names(tr, catalogue, keys)


def word_source_names(tr: Translator, catalogue: Catalogue, keys: Sequence[str]) -> Markup:
    """One or two sources by name."""
    names = [catalogue.sources[key].in_(tr.locale.value) for key in dict.fromkeys(keys)]
    return tr("<i>Source: {names}</i>", names="; ".join(names[:2]))


def word_memorials(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """What marks the title in the city, with links; said plainly where the list names nothing."""
    if not answer.found:
        return word_choice(tr, catalogue, answer)
    city = answer.cities[0]
    head = tr("📍 <b>{city}</b>", city=city.name(tr.locale.value))
    unsaid = answer.query.reading.has(lexicon.UNSAID_OF_MEMORIALS)
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


def word_list(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """A complete list with its count."""
    head = word_list_head(tr, catalogue, answer)
    if not answer.found:
        return (tr("{what}: none.", what=head),)
    groups = group_by_title(answer.listed)
    count = word_count(tr, answer.listed)
    if len(groups) == 1 and answer.title:
        return (tr("<b>{what}: {count}</b>", what=head, count=count), word_names(tr, answer.listed))
    blocks = [tr("<b>{what}: {count}</b>", what=head, count=count)]
    for title, part in groups:
        name = word_plural_title(tr, catalogue, title)
        blocks.append(
            tr("{title} ({n}): {names}", title=name, n=len(part), names=word_names(tr, part))
        )
    return blocks


def word_count(tr: Translator, listed: Sequence[tuple[City, Award]]) -> Markup:
    """How many; a fortress is counted apart from the cities."""
    fortresses = sum(award.variant == "hero_fortress" for _, award in listed)
    cities = tr.plural("{n} city", "{n} cities", len(listed) - fortresses)
    return tr("{cities} and 1 fortress", cities=cities) if fortresses else cities


def word_names(tr: Translator, listed: Sequence[tuple[City, Award]]) -> Markup:
    """City names in a row."""
    return Markup("{}").format(", ".join(city.name(tr.locale.value) for city, _ in listed) + ".")


def word_plural_title(tr: Translator, catalogue: Catalogue, title: TitleId) -> str:
    """A title's name in the plural."""
    names = catalogue.titles[title]
    return names.ru.plural if tr.locale is Locale.RU else names.en.plural


def word_list_head(tr: Translator, catalogue: Catalogue, answer: Answer) -> Markup:
    """What a list is of: title, area, date."""
    lang = tr.locale.value
    parts = [
        word_plural_title(tr, catalogue, answer.title)
        if answer.title
        else str(tr("Cities with a title"))
    ]
    if answer.area:
        source = catalogue.groups if answer.area_is_group else catalogue.regions
        parts.append(source[answer.area].in_(lang))
    for day in answer.query.days:
        numbers = [n for n in (day.year, day.month, day.day) if n is not None]
        iso = "-".join(f"{n:02d}" for n in numbers)
        parts.append(tr.partial_date(iso) if day.year else iso)
    return Markup("{}").format(", ".join(parts))


def word_unmarked(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """The cities for which the source list names no memorial."""
    count = tr.plural("{n} city", "{n} cities", len(answer.listed))
    return (
        tr("<b>The source list names no stele or square for {count}:</b>", count=count),
        word_names(tr, answer.listed),
        tr("In some of them a stele has been opened since: ask about the city."),
    )


def word_extreme(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """The first or the latest to get a title, or the regions with most."""
    if answer.regions:
        lines = [
            Markup("• {} — {}").format(
                catalogue.regions[region].in_(tr.locale.value),
                tr.plural("{n} city", "{n} cities", count),
            )
            for region, count in answer.regions
        ]
        return (tr("<b>Most cities with the title:</b>"), LINE.join(lines))
    day = tr.date(answer.listed[0][1].date)
    count = tr.plural("{n} city", "{n} cities", len(answer.listed))
    title = (
        word_plural_title(tr, catalogue, answer.title)
        if answer.title
        else str(tr("Cities with a title"))
    )
    if answer.latest:
        said = tr(
            "<b>{title}: the latest, {date} ({count})</b>", title=title, date=day, count=count
        )
    else:
        said = tr("<b>{title}: the first, {date} ({count})</b>", title=title, date=day, count=count)
    named = {award.named for _, award in answer.listed}
    early = [day for day in named if day]
    note = tr("First named a hero city: {date}", date=tr.date(min(early))) if early else Markup("")
    return (said, word_names(tr, answer.listed), note)


def word_correction(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Mistakes of a source: what it says, what is right, and why."""
    if len(answer.corrections) > 1:
        head = tr("<b>The source has mistakes; here is what is corrected first:</b>")
        lines = [word_mended(tr, fix) for fix in answer.corrections]
        return (head, *lines)
    fix = answer.corrections[0]
    asked = answer.query.reading.has(lexicon.QUESTION)
    head = tr("<b>There is a mistake in a source here.</b>")
    return (
        head if asked else tr("<b>No, that is a mistake of a source.</b>"),
        word_mended(tr, fix),
        word_source_names(tr, catalogue, [fix.source, *fix.sources]),
    )


def word_mended(tr: Translator, fix: Correction) -> Markup:
    """What is right, what the source says, and why we depart from it."""
    lang = tr.locale.value
    return LINE.join(
        (
            tr("In fact: {right}", right=fix.we_say.in_(lang)),
            tr("The source: {says}", says=fix.says.in_(lang)),
            tr("Why so: {why}", why=fix.why.in_(lang)),
        )
    )


def word_comparison(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """Two cities side by side: titles and dates, and which came first."""
    blocks = [LINE.join(word_award_lines(tr, catalogue, city)) for city in answer.cities]
    dates = [city.awards[0].date for city in answer.cities]
    first = min(answer.cities, key=lambda city: city.awards[0].date)
    if len(set(dates)) == 1:
        blocks.append(tr("Both were awarded on the same day."))
    else:
        blocks.append(tr("{city} was the first.", city=first.name(tr.locale.value)))
    return blocks


def word_title_answer(tr: Translator, catalogue: Catalogue, answer: Answer) -> Blocks:
    """What is known of a title."""
    if not answer.found:
        return (tr("I have no data on that in my sources."), word_examples(tr))
    blocks: list[Markup] = []
    left = LONGEST
    for title, fact in answer.title_facts:
        text = word_fact(fact, tr, catalogue.units)
        if blocks and len(text) > left:
            continue
        left -= len(text)
        blocks.append(Markup("{} {}").format(catalogue.titles[title].emoji, text))
    keys = [s for _, fact in answer.title_facts for s in fact.sources]
    if not answer.counted:
        blocks.insert(0, tr("My sources give no such figure. What they do say:"))
    return (*blocks, word_source_names(tr, catalogue, keys))


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


def word_town(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """A town that holds none of the titles."""
    assert answer.town is not None
    town = answer.town.name(tr.locale.value)
    return (tr("{town} is not among the title cities: it holds none of the three.", town=town),)


def word_small_talk(tr: Translator, _catalogue: Catalogue, answer: Answer) -> Blocks:
    """Courtesies."""
    match answer.small_talk:
        case "thanks":
            return (tr("You are welcome. Ask again any time."),)
        case "farewell":
            return (tr("Goodbye! Come back with questions about the title cities."),)
        case "about":
            return (
                tr(
                    "I am Doblest, a bot about Hero Cities, Cities of Military Glory and Cities of "
                    "Labour Valour. I answer from sources and say so when I have no data."
                ),
                word_examples(tr),
            )
    return (tr("Hello! I tell of the title cities and their part in the war."), word_examples(tr))


def word_off_topic(tr: Translator, _catalogue: Catalogue, _answer: Answer) -> Blocks:
    """What we do not speak of."""
    return (
        tr(
            "I do not know that: I answer only about the honorary titles of cities and what these "
            "cities did in the war."
        ),
        word_examples(tr),
    )


def word_nothing(tr: Translator, _catalogue: Catalogue, _answer: Answer) -> Blocks:
    """Nothing was found, or nothing was asked."""
    return (tr("I have no data on that in my sources."), word_examples(tr))


def word_examples(tr: Translator) -> Markup:
    """Questions that do have answers."""
    return tr(
        "Try: “Omsk”, “who made the greatcoats”, “cities of military glory 2010”, "
        "“where is the stele in Samara”."
    )


WORDERS: dict[Kind, Callable[[Translator, Catalogue, Answer], Blocks]] = {
    Kind.CARD: word_card,
    Kind.AWARD: word_award,
    Kind.YES_NO: word_yes_no,
    Kind.FACT: word_facts,
    Kind.MEMORIAL: word_memorials,
    Kind.LIST: word_list,
    Kind.COUNT: word_list,
    Kind.EXTREME: word_extreme,
    Kind.COMPARE: word_comparison,
    Kind.TITLE: word_title_answer,
    Kind.NEAREST: word_nearest,
    Kind.UNMARKED: word_unmarked,
    Kind.WHICH_CITY: word_which_city,
    Kind.CORRECTION: word_correction,
    Kind.TOWN: word_town,
    Kind.SMALL_TALK: word_small_talk,
    Kind.OFF_TOPIC: word_off_topic,
    Kind.NOTHING: word_nothing,
}


PREFIX = "q"


class Complaint(NamedTuple):
    """A press below an answer: `wrong` (not what I asked) or `report`."""

    act: str

    def pack(self) -> str:
        """The button's payload."""
        return pack(PREFIX, *self)

    @classmethod
    def unpack(cls, data: str | None) -> Complaint | None:
        """What was pressed, or None for data no button of ours carries."""
        fields = unpack(PREFIX, data, 1)
        return cls(*fields) if fields and fields[0] in ("wrong", "report") else None


def answer_reply(tr: Translator, catalogue: Catalogue, answer: Answer) -> Reply:
    """An answer with buttons to the card, the memorial, and a way to object."""
    return Reply(word_answer(tr, catalogue, answer), tuple(answer_buttons(tr, answer)))


def answer_buttons(tr: Translator, answer: Answer) -> Iterator[tuple[Button, ...]]:
    """Rows of buttons below an answer."""
    if answer.kind in COURTESIES:
        return
    if len(answer.cities) == 1:
        city = answer.cities[0]
        yield (
            Button(city.name(tr.locale.value), card_press(city)),
            Button(str(tr("📍 Memorial")), Press("places", city.id).pack()),
        )
        if answer.facts and len(city.facts) > len(answer.facts):
            yield (Button(str(tr("More facts")), Press("facts", city.id).pack()),)
    elif answer.cities:
        buttons = [Button(c.name(tr.locale.value), card_press(c)) for c in answer.cities[:6]]
        yield from (tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3))
    yield (Button(str(tr("Not what I asked")), Complaint("wrong").pack()),)


COURTESIES = frozenset({Kind.SMALL_TALK, Kind.OFF_TOPIC})


def explanation(tr: Translator, catalogue: Catalogue, question: str, answer: Answer) -> Reply:
    """How a question was understood, with a way to report a mistake."""
    query = answer.query
    lang = tr.locale.value
    rows = [
        (tr("Question"), question),
        (tr("Kind"), KINDS[answer.kind]),
        (tr("Cities"), ", ".join(c.name(lang) for c in (query.cities or answer.cities))),
        (tr("Titles"), ", ".join(catalogue.titles[t].name(lang) for t in query.titles)),
        (tr("Words"), ", ".join(w.word for w in query.wanted if w.weight > 0)),
        (tr("Matched"), ", ".join(sorted(answer.matched))),
        (tr("Certainty"), f"{min(answer.confidence, 1.0):.0%}"),
    ]
    lines = [Markup("• {}: {}").format(name, value) for name, value in rows if value]
    consent = tr(
        "If the answer is wrong, press “Report”: the question, its understanding and the answer "
        "will be kept for the operator for 12 months, without your name or id."
    )
    report = Button(str(tr("Report a mistake")), Complaint("report").pack())
    head = tr("<b>How I understood the question</b>")
    return Reply(GAP.join([head, LINE.join(lines), consent]), ((report,),))


KINDS: dict[Kind, str] = {kind: kind.value.replace("_", " ") for kind in Kind}


def nothing_to_explain(tr: Translator) -> Reply:
    """Said when nothing was asked lately."""
    return Reply(tr("Ask me something first; I explain the last answer for ten minutes."))


def reported(tr: Translator) -> Reply:
    """Thanks for a report."""
    return Reply(tr("Thank you, the report is stored. The operator will look at it."))


def pointer(tr: Translator) -> Reply:
    """Said to voices, pictures and stickers."""
    return Reply(tr("I read only text. Name a city or ask a question in words."))


def inline_answer(tr: Translator, catalogue: Catalogue, question: str, answer: Answer) -> Card:
    """The answer as a result of inline mode."""
    html = word_answer(tr, catalogue, answer)
    line = html.striptags().replace("\n", " ")[:120]
    return Card("answer", question[:64], line, Reply(html))
