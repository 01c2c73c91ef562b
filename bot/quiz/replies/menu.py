"""The menu before a round: its settings as buttons, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.quiz.payloads import Press
from bot.quiz.replies.notices import plain
from bot.quiz.rules.rounds import Round
from bot.quiz.rules.setup import ENDLESS, UNTIMED, Level, Setup
from bot.reply import Button, Reply, Rows

LINE = Markup("\n")
GAP = Markup("\n\n")
PAGE = 8
ANY = "any"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting and what it is called."""

    value: str
    name: str


def menu(tr: Translator, catalogue: Catalogue, round_: Round, questions: int) -> Reply:
    """The settings of a round, each a tap away from another value."""
    setup = round_.setup
    lines = [
        tr("Title: {name}", name=name_title(tr, catalogue, setup.title)),
        tr("Theme: {name}", name=name_theme(tr, catalogue, setup.theme)),
        tr("Region: {name}", name=name_region(tr, catalogue, setup.region)),
        tr("Difficulty: {name}", name=name_level(tr, setup.level)),
    ]
    if setup.city:
        lines = [tr("City: {name}", name=catalogue.cities[setup.city].name(tr.locale.value))]
    fit = tr.plural(
        "{n} question fits these settings.", "{n} questions fit these settings.", questions
    )
    head = tr("<b>Quiz for a class</b>") if setup.for_class else tr("<b>Quiz</b>")
    why = [class_note(tr)] if setup.for_class else []
    return Reply(GAP.join([head, *why, LINE.join(lines), fit]), menu_buttons(tr, round_))


def class_note(tr: Translator) -> Markup:
    """What a quiz for a class is."""
    return tr(
        "Everybody gets the same questions at their own pace, without points for speed. I give "
        "you a code for the class and a table of results."
    )


def menu_buttons(tr: Translator, round_: Round) -> Rows:
    """Everything that can be chosen, and the start."""
    setup, id_ = round_.setup, round_.id
    lengths = tuple(
        choose_button(id_, "length", str(n), name_length(n), n == setup.length)
        for n in setup.lengths
    )
    times = tuple(
        choose_button(id_, "seconds", str(n), name_seconds(tr, n), n == setup.seconds)
        for n in setup.times
    )
    lists = () if setup.city else list_buttons(tr, id_)
    other = tr("🙋 For myself") if setup.for_class else tr("🏫 For a class")
    begin = tr("🏫 Open the class") if setup.for_class else tr("▶️ Start")
    do = "open" if setup.for_class else "begin"
    return (
        lengths,
        times,
        *lists,
        (Button(plain(begin), Press(do, id_).pack()),),
        (Button(plain(other), Press("set", id_, word="class-1").pack()),),
    )


def list_buttons(tr: Translator, id_: str) -> Rows:
    """What opens a list to choose from."""
    return (
        (
            Button(plain(tr("Title")), Press("list", id_, word="title").pack()),
            Button(plain(tr("Theme")), Press("list", id_, word="theme").pack()),
        ),
        (
            Button(plain(tr("Region")), Press("list", id_, word="region").pack()),
            Button(plain(tr("Difficulty")), Press("list", id_, word="level").pack()),
        ),
    )


def choose_button(id_: str, key: str, value: str, name: str, chosen: bool) -> Button:
    """A value to tap; the one chosen has a tick."""
    return Button(f"✓ {name}" if chosen else name, Press("set", id_, word=f"{key}-{value}").pack())


def pick_list(
    tr: Translator, round_: Round, key: str, choices: Sequence[Choice], page: int
) -> Reply:
    """The values of one setting, page by page."""
    asks = {
        "title": tr("Questions about which title?"),
        "theme": tr("Questions on which theme?"),
        "region": tr("Questions about cities of which region?"),
        "level": tr("How hard shall the questions be?"),
    }
    pages = max(1, -(-len(choices) // PAGE))
    page = min(page, pages - 1)
    chosen = {
        "title": round_.setup.title,
        "theme": round_.setup.theme,
        "region": round_.setup.region,
        "level": round_.setup.level.value,
    }[key] or ANY
    rows = tuple(
        (choose_button(round_.id, key, choice.value, choice.name, choice.value == chosen),)
        for choice in choices[page * PAGE : (page + 1) * PAGE]
    )
    turn = tuple(
        Button(arrow, Press("list", round_.id, to, key).pack())
        for arrow, to in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= to < pages
    )
    back = Button(plain(tr("⬅️ Back")), Press("menu", round_.id).pack())
    return Reply(asks[key], (*rows, *((turn,) if turn else ()), (back,)))


def list_titles(tr: Translator, catalogue: Catalogue) -> list[Choice]:
    """Any title, and each."""
    named = [Choice(id_, title.name(tr.locale.value)) for id_, title in catalogue.titles.items()]
    return [Choice(ANY, name_title(tr, catalogue, "")), *named]


def list_levels(tr: Translator) -> list[Choice]:
    """The levels."""
    return [Choice(level.value, name_level(tr, level)) for level in Level]


def name_title(tr: Translator, catalogue: Catalogue, id_: str) -> str:
    """A title, or any."""
    found = [title for known, title in catalogue.titles.items() if known == id_]
    return found[0].name(tr.locale.value) if found else plain(tr("any title"))


def name_theme(tr: Translator, catalogue: Catalogue, id_: str) -> str:
    """A theme, or any."""
    theme = catalogue.themes.get(id_)
    return theme.in_(tr.locale.value) if theme else plain(tr("any theme"))


def name_region(tr: Translator, catalogue: Catalogue, id_: str) -> str:
    """A region, or any."""
    region = catalogue.regions.get(id_)
    return region.in_(tr.locale.value) if region else plain(tr("any region"))


def name_level(tr: Translator, level: Level) -> str:
    """A level of difficulty."""
    match level:
        case Level.EASY:
            return plain(tr("easy"))
        case Level.MEDIUM:
            return plain(tr("medium"))
        case Level.HARD:
            return plain(tr("hard"))
    return plain(tr("as you answer"))


def name_length(length: int) -> str:
    """How many questions a round has."""
    return "∞" if length == ENDLESS else str(length)


def name_seconds(tr: Translator, seconds: int) -> str:
    """How long a question may take."""
    return plain(tr("no limit")) if seconds == UNTIMED else plain(tr("{n} s", n=seconds))


def describe_setup(tr: Translator, setup: Setup, length: int) -> Markup:
    """A round's length and time in a few words."""
    asked = tr.plural("{n} question", "{n} questions", length)
    if setup.seconds == UNTIMED:
        return tr("{asked}, no time limit", asked=asked)
    each = tr.plural("{n} second each", "{n} seconds each", setup.seconds)
    return asked + Markup(", ") + each
