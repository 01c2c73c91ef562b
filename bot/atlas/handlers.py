"""The catalogue in Telegram: /city, /titles, /cities, /near, /random, buttons, links."""

from __future__ import annotations

import re

from telegram import InlineQuery, Message, Update
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.atlas import rules
from bot.atlas.payloads import PREFIX, Press
from bot.atlas.replies import cards, lists, memorials, near, sources, titles
from bot.atlas.rules import Filter, find_nearest, list_regions, list_years
from bot.chats.handlers import note_topic
from bot.chats.replies import stale_button
from bot.cities.model import TitleId
from bot.cities.spelling import is_cyrillic
from bot.context import BotApplication, Context
from bot.i18n import N_, Locale, Translator, translator
from bot.intake import clean
from bot.menu import Command
from bot.reply import Card, Reply
from bot.sending import answer, edit, send

INLINE_RESULTS = 10
LINK = re.compile(r"(city|cities)_([a-z0-9-]{1,40})", re.ASCII)


async def show_city(update: Update, context: Context) -> None:
    """/city <name>: the card of the city that the name means."""
    name = read_argument(context)
    tr = choose_translator(context, name)
    await send(
        update, context, find_city(update, context, tr, name) if name else cards.ask_for_city(tr)
    )


def read_argument(context: Context) -> str:
    """What was written after the command, made safe."""
    return clean(" ".join(context.args or ()))


def find_city(update: Update, context: Context, tr: Translator, name: str) -> Reply:
    """The card a name leads to, which the chat then speaks of, or the choice it leaves."""
    services = context.services
    found = services.gazetteer.resolve(name)
    if found.city:
        note_topic(update, context, found.city.id)
        return cards.city_card(tr, services.catalogue, found.city, found.via)
    return cards.choose_city(tr, found)


def choose_translator(context: Context, text: str) -> Translator:
    """Russian for a text in Cyrillic, else the chat's language."""
    return translator(Locale.RU) if is_cyrillic(text) else context.tr


async def show_titles(update: Update, context: Context) -> None:
    """/titles: what the three titles are."""
    await send(update, context, titles.titles(context.tr, context.services.catalogue))


async def show_cities(update: Update, context: Context) -> None:
    """/cities: all cities, or those of a year, a title, a region; buttons narrow them further."""
    words = read_argument(context)
    catalogue = context.services.catalogue
    tr = choose_translator(context, words)
    await send(update, context, lists.city_list(tr, catalogue, rules.read_filter(catalogue, words)))


async def show_random(update: Update, context: Context) -> None:
    """/random: any city's card."""
    reply = show(context, Press("random"))
    assert reply is not None
    await send(update, context, reply)


async def ask_location(update: Update, context: Context) -> None:
    """/near: ask where the reader is; Telegram shares a location only in private chats."""
    private = update.effective_chat is not None and update.effective_chat.type == "private"
    await send(update, context, near.ask_for_location(context.tr, private))


async def show_nearest(update: Update, context: Context) -> None:
    """A shared location: the nearest title cities."""
    message = update.effective_message
    assert message is not None
    assert message.location is not None
    here = (message.location.latitude, message.location.longitude)
    found = find_nearest(context.services.catalogue.cities.values(), here)
    await send(update, context, near.nearest(context.tr, context.services.catalogue, found))


async def open_link(update: Update, context: Context) -> None:
    """/start city_omsk or /start cities_2021: the card or list a link promises."""
    link = LINK.fullmatch(read_argument(context))
    assert link is not None
    services = context.services
    if link[1] == "city" and link[2] in services.catalogue.cities:
        city = services.catalogue.cities[link[2]]
        note_topic(update, context, city.id)
        await send(update, context, cards.city_card(context.tr, services.catalogue, city))
        return
    wanted = read_filter(context, link[2])
    await send(update, context, lists.city_list(context.tr, services.catalogue, wanted))


def read_filter(context: Context, word: str) -> Filter:
    """A list link's word: a year, a title or a region; anything else means all cities."""
    if re.fullmatch(r"[0-9]{4}", word, re.ASCII):
        return Filter(year=int(word))
    title = word.replace("-", "_")
    catalogue = context.services.catalogue
    return Filter(
        title=read_title(context, title),
        region=word if word in catalogue.regions else None,
    )


def read_title(context: Context, word: str) -> TitleId | None:
    """The title of that id, if there is one."""
    return next((id_ for id_ in context.services.catalogue.titles if id_ == word), None)


async def press_button(update: Update, context: Context) -> None:
    """Any of the atlas's buttons; what it opens keeps to the language of its message."""
    assert update.callback_query is not None
    message = update.callback_query.message
    if isinstance(message, Message) and message.text:
        context.locale = Locale.RU if is_cyrillic(message.text) else Locale.EN
    press = Press.unpack(update.callback_query.data or "")
    reply = show(context, press) if press else None
    if press is None or reply is None:
        await answer(update, context, stale_button(context.tr))
        return
    await answer(update, context)
    await edit(update, context, reply)
    if press.id in context.services.catalogue.cities:
        note_topic(update, context, press.id)
    if press.show == "places" and update.effective_chat:
        await show_on_map(update, context, press.id)


async def show_on_map(update: Update, context: Context, city_id: str) -> None:
    """The city's memorial as a place on the map, where its point is known."""
    place = memorials.venue(context.tr, context.services.catalogue.cities[city_id])
    if place:
        await send(update, context, place)


def show(context: Context, press: Press) -> Reply | None:
    """The screen a button asks for, or None if there is no such screen."""
    if press.show in ("list", "by-title", "by-year", "by-region"):
        return show_list(context, press)
    if press.show == "random":
        city = context.services.rng.choice(tuple(context.services.catalogue.cities.values()))
        return cards.city_card(context.tr, context.services.catalogue, city)
    if press.show == "title":
        title = read_title(context, press.id)
        page = press.page
        return title and titles.title_page(context.tr, context.services.catalogue, title, page)
    return show_of_city(context, press)


def show_of_city(context: Context, press: Press) -> Reply | None:
    """A screen about one city."""
    tr, catalogue = context.tr, context.services.catalogue
    city = catalogue.cities.get(press.id)
    if city is None:
        return None
    match press.show:
        case "card":
            return cards.city_card(tr, catalogue, city)
        case "facts":
            return cards.more_facts(tr, catalogue, city, press.page)
        case "places":
            return memorials.memorials(tr, city)
        case "sources":
            return sources.city_sources(tr, catalogue, city)
    return None


def show_list(context: Context, press: Press) -> Reply | None:
    """A list of cities, or the choice of what to narrow it by."""
    tr, catalogue = context.tr, context.services.catalogue
    if press.region and press.region not in catalogue.regions:
        return None
    wanted = Filter(read_title(context, press.id), press.region or None, press.year or None)
    match press.show:
        case "by-title":
            return lists.choose_title(tr, catalogue, wanted)
        case "by-year":
            return lists.choose_year(tr, wanted, list_years(catalogue, wanted))
        case "by-region":
            regions = list_regions(catalogue, wanted, tr.locale.value)
            return lists.choose_region(tr, catalogue, wanted, regions, press.page)
    return lists.city_list(tr, catalogue, wanted, press.page)


def offer_cards(query: InlineQuery, context: Context) -> list[Card]:
    """Cards for `@bot Омск`; to an empty query the nearest ones, or any."""
    catalogue = context.services.catalogue
    if query.query.strip():
        found = context.services.gazetteer.resolve(clean(query.query))
        cities = [found.city] if found.city else list(found.choices)
    elif query.location:
        here = (query.location.latitude, query.location.longitude)
        cities = [n.city for n in find_nearest(catalogue.cities.values(), here, INLINE_RESULTS)]
    else:
        cities = context.services.rng.sample(list(catalogue.cities.values()), INLINE_RESULTS)
    tr = choose_translator(context, query.query)
    return [cards.inline_card(tr, catalogue, city) for city in cities]


COMMANDS = (
    Command("city", N_("A city's card: /city Omsk")),
    Command("titles", N_("The three titles")),
    Command("cities", N_("All cities: by title, year, region")),
    Command("near", N_("The nearest title cities")),
    Command("random", N_("Any city")),
)


def register(app: BotApplication) -> None:
    """Add the atlas's handlers; links come before the plain /start."""
    link = filters.Regex(rf"^/start(@\w+)? {LINK.pattern}$")
    app.add_handler(CommandHandler("start", open_link, filters=link))
    app.add_handler(CommandHandler("city", show_city))
    app.add_handler(CommandHandler("titles", show_titles))
    app.add_handler(CommandHandler("cities", show_cities))
    app.add_handler(CommandHandler("near", ask_location))
    app.add_handler(CommandHandler("random", show_random))
    app.add_handler(MessageHandler(filters.LOCATION & filters.ChatType.PRIVATE, show_nearest))
    app.add_handler(CallbackQueryHandler(press_button, pattern=rf"^{PREFIX}\|"))
