"""What the lobby of a game says: who plays, what has been chosen, and how to change it."""

from __future__ import annotations

from itertools import zip_longest

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.cities.model import TitleId
from bot.i18n import N_, Locale, Translator
from bot.reply import Button, Reply, Rows, Toast
from bot.trivia.choices import FIELDS, list_options, read_option
from bot.trivia.model import TEAMS, Game, Setup, Verdict
from bot.trivia.payloads import Press
from bot.trivia.replies.names import GAP, LINE, word_name, word_names, word_team

FIELD_NAMES = {
    "questions": N_("Questions"),
    "seconds": N_("Seconds for each"),
    "title": N_("Title"),
    "theme": N_("Theme"),
    "difficulty": N_("Difficulty"),
    "variant": N_("Who scores"),
    "teams": N_("Teams"),
    "tally": N_("A team’s score"),
    "class_mode": N_("Class mode"),
    "enough": N_("Starts"),
    "locale": N_("Language"),
}
VALUE_NAMES = {
    ("title", ""): N_("any title"),
    ("theme", ""): N_("any theme"),
    ("difficulty", "0"): N_("any difficulty"),
    ("difficulty", "1"): N_("easy"),
    ("difficulty", "2"): N_("medium"),
    ("difficulty", "3"): N_("hard"),
    ("variant", "everyone"): N_("everyone who is right"),
    ("variant", "first"): N_("the first who is right"),
    ("variant", "survival"): N_("survival: three mistakes and out"),
    ("variant", "typed"): N_("name the city: the first reply"),
    ("variant", "map"): N_("map: the nearest guess"),
    ("teams", "0"): N_("everyone for themselves"),
    ("tally", "average"): N_("average of its members"),
    ("tally", "sum"): N_("sum of its members"),
    ("class_mode", "off"): N_("off"),
    ("class_mode", "on"): N_("on: no points for speed, longer breaks"),
    ("enough", "0"): N_("when the host says so"),
}
LANGUAGES = {Locale.RU: "Русский", Locale.EN: "English"}


def lobby(tr: Translator, catalogue: Catalogue, game: Game, page: str = "") -> Reply:
    """The lobby message; `page` is the settings page shown below it, if any."""
    text = GAP.join(
        [
            tr("🎯 <b>Trivia: cities of valour and glory</b>"),
            word_setup(tr, catalogue, game.setup),
            word_players(tr, game),
            word_start(tr, game),
        ]
    )
    return Reply(text, (*page_buttons(tr, catalogue, game, page),))


def word_setup(tr: Translator, catalogue: Catalogue, setup: Setup) -> Markup:
    """What has been chosen, in short lines."""
    scope = (
        word_value(tr, catalogue, field, read_option(setup, field))
        for field in ("title", "theme", "difficulty")
    )
    lines = [
        Markup(" · ").join(
            [
                tr.plural("{n} question", "{n} questions", setup.questions),
                tr("{n} s for each", n=setup.seconds),
                Markup("{}").format(LANGUAGES[Locale(setup.locale)]),
            ]
        ),
        Markup(" · ").join(scope),
        tr("Points: {who}", who=word_value(tr, catalogue, "variant", setup.variant.value)),
    ]
    if setup.teams:
        tally = word_value(tr, catalogue, "tally", setup.tally.value)
        lines.append(tr("Teams: {n}, score: {tally}", n=setup.teams, tally=tally))
    if setup.class_mode:
        lines.append(tr("Class mode: no points for speed, longer breaks"))
    return LINE.join(lines)


def word_players(tr: Translator, game: Game) -> Markup:
    """Who is in, by team where there are teams."""
    players = game.present
    if not players:
        return tr("Nobody is in yet.")
    heading = tr("In the game ({n})", n=len(players))
    if not game.setup.teams:
        return tr("{heading}: {names}", heading=heading, names=word_names(tr, players))
    lines = [heading]
    for team in TEAMS[: game.setup.teams]:
        members = [p for p in players if p.team == team]
        names = word_names(tr, members) or "–"
        lines.append(tr("{heading}: {names}", heading=word_team(tr, team), names=names))
    return LINE.join(lines)


def word_start(tr: Translator, game: Game) -> Markup:
    """How the game will begin."""
    if game.setup.enough:
        return tr("The game starts at {n} players.", n=game.setup.enough)
    if game.host is None:
        return tr("Press “I’m in”; anybody who is in can start.")
    host = word_name(tr, game.host)
    return tr("Press “I’m in”; {name} or an admin starts the game.", name=host)


def page_buttons(tr: Translator, catalogue: Catalogue, game: Game, page: str) -> Rows:
    """Joining always; below it the main buttons, the settings, or one setting's values."""
    joining = (
        (press(tr("✋ I’m in"), "join", game), press(tr("Out"), "leave", game)),
        *team_buttons(tr, game),
    )
    if page == "settings":
        return joining + settings_buttons(tr, catalogue, game)
    if page in FIELDS:
        return joining + option_buttons(tr, catalogue, game, page)
    main = (press(tr("⚙️ Settings"), "page", game, "settings"), press(tr("▶️ Start"), "go", game))
    return (*joining, main)


def press(text: Markup | str, action: str, game: Game, field: str = "", value: str = "") -> Button:
    """A button of a game."""
    label = text.unescape() if isinstance(text, Markup) else text
    return Button(str(label), Press(action, game.id, field, value).pack())


def team_buttons(tr: Translator, game: Game) -> Rows:
    """A button for each team, and one to even them out."""
    teams = TEAMS[: game.setup.teams]
    if not teams:
        return ()
    joins = tuple(press(word_team(tr, t), "team", game, "", t) for t in teams)
    return (joins, (press(tr("Even the teams out"), "balance", game),))


def settings_buttons(tr: Translator, catalogue: Catalogue, game: Game) -> Rows:
    """One button for each setting, with its value."""
    fields = [f for f in FIELDS if f != "tally" or game.setup.teams]
    rows = tuple(
        (
            press(
                tr(
                    "{setting}: {value}",
                    setting=tr(FIELD_NAMES[f]),
                    value=word_value(tr, catalogue, f, read_option(game.setup, f)),
                ),
                "page",
                game,
                f,
            ),
        )
        for f in fields
    )
    return (
        *rows,
        (press(tr("Who may open games"), "starters", game),),
        (press(tr("‹ Back"), "page", game),),
    )


def option_buttons(tr: Translator, catalogue: Catalogue, game: Game, field: str) -> Rows:
    """The values of one setting, the chosen one ticked."""
    now = read_option(game.setup, field)
    buttons = []
    for value in list_options(field, catalogue.themes):
        words = word_value(tr, catalogue, field, value)
        label = tr("✓ {value}", value=words) if value == now else words
        buttons.append(press(label, "set", game, field, value))
    columns = {"theme": 2, "questions": 4, "seconds": 4}.get(field, 1)
    rows = tuple(
        tuple(b for b in row if b)
        for row in zip_longest(*(buttons[i::columns] for i in range(columns)))
    )
    return (*rows, (press(tr("‹ Back"), "page", game, "settings"),))


def word_value(tr: Translator, catalogue: Catalogue, field: str, value: str) -> Markup:
    """A setting's value in words."""
    if (field, value) in VALUE_NAMES:
        return tr(VALUE_NAMES[field, value])
    if field == "title":
        titles: dict[str, TitleId] = {t: t for t in catalogue.titles}
        return Markup("{}").format(catalogue.titles[titles[value]].name(tr.locale.value))
    if field == "theme":
        known = catalogue.themes.get(value)
        return Markup("{}").format(known.in_(tr.locale.value) if known else value)
    if field == "locale":
        return Markup("{}").format(LANGUAGES[Locale(value)])
    if field == "enough":
        return tr("at {n} players", n=int(value))
    return Markup("{}").format(value)


TOASTS = {
    Verdict.COUNTED: N_("Done."),
    Verdict.NOTHING: N_("It is so already."),
    Verdict.REFUSED: N_("Only the host or an admin can do that."),
    Verdict.CLOSED: N_("It is too late for that in this game."),
    Verdict.STRANGER: N_("Somebody has to be in first: press “I’m in”."),
}


def notice(tr: Translator, verdict: Verdict) -> Toast:
    """A short answer to a press in the lobby."""
    text = str(tr(TOASTS[verdict]).unescape())
    return Toast(text, alert=verdict in {Verdict.REFUSED, Verdict.STRANGER})


def joined(tr: Translator, game: Game, user_id: int, verdict: Verdict) -> Toast:
    """A short answer to “I’m in” and to a team’s button."""
    player = game.player(user_id)
    if verdict is Verdict.CLOSED or player is None:
        return notice(tr, Verdict.CLOSED)
    if player.team:
        text = tr("You are in: {team}.", team=word_team(tr, player.team))
    else:
        text = tr("You are in.")
    return Toast(str(text.unescape()))


def needs_person(tr: Translator) -> Toast:
    """For anonymous admins and channels, who cannot score."""
    text = tr(
        "Games are played by people: switch off “Remain anonymous” or write as yourself to join."
    )
    return Toast(str(text.unescape()), alert=True)


def already_on(tr: Translator, game: Game) -> Reply:
    """For /trivia while a game is on."""
    text = tr("A game is on here: question {n} of {all}.", n=game.asked, all=len(game.deck))
    return Reply(
        LINE.join([text, tr("Join it with the button, or end it with /stop.")]),
        ((press(tr("✋ I’m in"), "join", game),),),
    )


def only_admins_open(tr: Translator) -> Reply:
    """For /trivia where only admins may open games."""
    return Reply(tr("In this group only admins open games: ask one of them to send /trivia."))


def starters_chosen(tr: Translator, only_admins: bool) -> Toast:
    """Confirms who may open games."""
    words = (
        tr("From now on only admins open games here.")
        if only_admins
        else tr("From now on anybody can open a game here.")
    )
    return Toast(str(words.unescape()), alert=True)


def for_groups(tr: Translator, username: str) -> Reply:
    """For /trivia in a private chat."""
    link = f"https://t.me/{username}?startgroup=trivia"
    add = Button(str(tr("Add me to a group").unescape()), url=link)
    return Reply(
        tr("Trivia is a game for a group: add me to one and send /trivia there."), ((add,),)
    )
