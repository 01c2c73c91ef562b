"""What newcomers read: the greeting, help, privacy, sources."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.atlas.replies.buttons import card_press, filter_press, random_press
from bot.atlas.replies.sources import word_source
from bot.atlas.rules import Filter, rank_sources
from bot.chats.replies import language_buttons
from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.reply import GAP, LINE, Button, Reply

EXAMPLES = ("omsk", "tuapse", "volgograd")
MAIN_SOURCES = 12


def greeting(tr: Translator, catalogue: Catalogue) -> Reply:
    """Two sentences and examples to tap."""
    text = tr(
        "I tell of the {n} cities that bear a title of valour: Hero City, City of Military Glory, "
        "City of Labour Valour. Name a city or ask a question in your own words, and I will "
        "answer with facts and their sources.",
        n=tr.number(len(catalogue.cities)),
    )
    examples = tuple(
        Button(catalogue.cities[id_].name(tr.locale.value), card_press(catalogue.cities[id_]))
        for id_ in EXAMPLES
        if id_ in catalogue.cities
    )
    lists = (
        Button(str(tr("All cities")), filter_press(Filter()).pack()),
        Button(str(tr("A city at random")), random_press()),
    )
    return Reply(text, (examples, lists, language_buttons()))


def help_text(tr: Translator, commands: Sequence[tuple[str, str]]) -> Reply:
    """What one can write, and every command."""
    lines = [Markup("/{} — {}").format(name, tr(what)) for name, what in commands]
    blocks = [
        tr("<b>What you can write</b>"),
        tr(
            "• a city in any form: <code>Omsk</code>, <code>Stalingrad</code>, "
            "<code>в Нижнем Тагиле</code>\n"
            "• a question: <code>who made the greatcoats</code>, "
            "<code>how many tanks did Nizhny Tagil build</code>, "
            "<code>cities of military glory 2010</code>"
        ),
        LINE.join(lines),
    ]
    return Reply(GAP.join(blocks))


def unknown_command(tr: Translator) -> Reply:
    """Said to a command that does not exist."""
    return Reply(tr("I know no such command. /help lists what I can do."))


def privacy(tr: Translator, operator: str, contact: str) -> Reply:
    """What is stored, why, how long, and the reader's rights, on one screen."""
    who = (
        tr("This bot is run by {operator}. Contact: {contact}.", operator=operator, contact=contact)
        if operator
        else tr("The operator of this copy has not given a name.")
    )
    blocks = [
        tr("<b>Privacy</b>"),
        who + " " + tr("Telegram is not the operator."),
        tr(
            "<b>Stored:</b> your Telegram id, the first name shown in scores, language, time zone "
            "and hour of a subscription, answers and scores; of a group, its id and settings."
        ),
        tr(
            "<b>Not stored:</b> phone number, location, messages that are neither commands nor "
            "answers. Incoming messages wait at most 48 hours in a queue so that none is lost."
        ),
        tr(
            "<b>How long:</b> answers 12 months, deliveries 90 days, everything of an inactive "
            "person 18 months. Logs hold no names and no texts."
        ),
        tr("<b>Your rights:</b> /mydata gives you a copy, /deleteme deletes it, both at once."),
    ]
    return Reply(GAP.join(blocks))


def sources(tr: Translator, catalogue: Catalogue) -> Reply:
    """What the bot's knowledge rests on."""
    laws = [source for source in catalogue.sources.values() if source.kind == "law"]
    main = dict.fromkeys([*laws, *rank_sources(catalogue, MAIN_SOURCES)])
    lines = [word_source(tr, source) for source in main]
    corrected = tr.plural(
        "In {n} place I depart from a source and say why.",
        "In {n} places I depart from a source and say why.",
        len(catalogue.corrections),
    )
    note = tr(
        "Every card and answer names its source; the Sources button of a card lists them all."
    )
    return Reply(GAP.join([tr("<b>Sources</b>"), LINE.join(lines), note + " " + corrected]))
