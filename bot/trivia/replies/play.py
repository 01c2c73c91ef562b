"""What a running game says: its questions, the board between them, the table at the end."""

from __future__ import annotations

from textwrap import shorten

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.i18n import N_, Translator
from bot.reply import Button, Picture, QuizPoll, Reply
from bot.trivia.model import MISTAKES, Ending, Game, Phase, Player, Turn, Variant
from bot.trivia.replies.lobby import press
from bot.trivia.replies.names import (
    GAP,
    LINE,
    cut_name,
    word_name,
    word_names,
    word_points,
    word_team,
    word_teams,
)
from bot.trivia.scoring import rank_players, rank_teams

BOARD_ROWS = 10
TABLE_ROWS = 30
LONGEST_QUESTION = 300
LONGEST_COPY = 256
LONGEST_QUOTE = 160
ENDINGS = {
    Ending.PLAYED: N_("All questions have been asked."),
    Ending.SURVIVED: N_("The others are out."),
    Ending.STOPPED: N_("The game was stopped."),
    Ending.SILENT: N_("Nobody answered two questions in a row."),
    Ending.AWAY: N_("I was away for more than ten minutes. Points are kept."),
    Ending.EXPIRED: N_("Nobody started the game, so I closed it."),
    Ending.RIGHTS: N_("I could not send the next question. Points are kept."),
    Ending.EMPTY: N_("There are no questions for these settings: choose a wider theme or title."),
}


def question(tr: Translator, catalogue: Catalogue, game: Game, turn: Turn) -> Reply:
    """The message that puts a question: a quiz poll, or a text to reply to."""
    if game.setup.variant.is_written:
        return written_question(tr, catalogue, game, turn)
    asked = turn.question
    heading = f"{turn.number}/{len(game.deck)}. {asked.text}"
    poll = QuizPoll(
        heading if len(heading) <= LONGEST_QUESTION else asked.text,
        asked.options,
        asked.right,
        asked.explanation,
        open_seconds=game.setup.seconds,
    )
    return Reply(Markup(""), attachment=poll)


def written_question(tr: Translator, catalogue: Catalogue, game: Game, turn: Turn) -> Reply:
    """A question to answer by replying to it."""
    heading = tr("<b>Question {n} of {all}</b>", n=turn.number, all=len(game.deck))
    lines = [heading, Markup("{}").format(turn.question.text)]
    if game.setup.variant is Variant.MAP:
        how = tr(
            "Reply to this message with a city’s name or a location. The nearest guess within "
            "{n} s wins; your first guess counts.",
            n=game.setup.seconds,
        )
    else:
        name = catalogue.cities[turn.question.cities[0]].name(tr.locale.value)
        lines.append(Markup("<code>{}</code>").format(mask(name, turn.hints)))
        how = tr(
            "Reply to this message with the city’s name. The first right reply within {n} s wins.",
            n=game.setup.seconds,
        )
    return Reply(GAP.join([*lines, how]))


def mask(name: str, hints: int) -> str:
    """A name with letters hidden: all; all but the first of each word; every second one."""
    shown = []
    place = 0
    for letter in name:
        place = place + 1 if letter.isalpha() else 0
        bare = (hints >= 1 and place == 1) or (hints >= 2 and place % 2 == 1)
        shown.append("_" if letter.isalpha() and not bare else letter)
    return " ".join(shown)


def board(tr: Translator, catalogue: Catalogue, game: Game) -> Reply:
    """How it stands: the result of the question just closed, and the best so far."""
    turn = game.turn
    if turn is None:
        text = tr("The game begins. In it: {names}", names=word_names(tr, game.present))
        return Reply(text, (join_row(tr, game),))
    blocks = [word_result(tr, catalogue, game, turn) if turn.closed_at else Markup("")]
    blocks.append(word_standings(tr, game, BOARD_ROWS))
    buttons = () if game.setup.variant is Variant.SURVIVAL else (join_row(tr, game),)
    return Reply(GAP.join(b for b in blocks if b), buttons)


def join_row(tr: Translator, game: Game) -> tuple[Button, ...]:
    """The button for latecomers."""
    return (press(tr("✋ I’m in"), "join", game),)


def word_result(tr: Translator, catalogue: Catalogue, game: Game, turn: Turn) -> Markup:
    """Who was right, who was fastest, and the points."""
    seats = {p.seat: p for p in game.players}
    lines = [tr("<b>Question {n} of {all}</b>", n=turn.number, all=len(game.deck))]
    if game.setup.variant.is_written:
        lines.append(word_solution(tr, catalogue, turn))
    if not turn.answers:
        lines += [word_silence(tr, game), *word_out(tr, game)]
        return LINE.join(lines)
    scored = sorted((a for a in turn.answers if a.points), key=lambda a: (-a.points, a.at))
    if not scored:
        lines.append(tr("Nobody was right. Answers: {n}", n=len(turn.answers)))
    else:
        gains = ", ".join(f"{word_name(tr, seats[a.seat])} +{a.points}" for a in scored[:12])
        more = f" +{len(scored) - 12}" if len(scored) > 12 else ""
        share = tr("{n} of {all}", n=len(scored), all=len(turn.answers))
        lines.append(tr("Scored ({share}): {gains}", share=share, gains=gains + more))
    lines += word_extremes(tr, game, turn, seats)
    return LINE.join(lines)


def word_extremes(tr: Translator, game: Game, turn: Turn, seats: dict[int, Player]) -> list[Markup]:
    """The fastest right answer, or the nearest guess; and who is out."""
    lines = []
    right = [a for a in turn.answers if a.right]
    if game.setup.variant is Variant.MAP and right:
        nearest = min((a for a in right if a.distance is not None), key=lambda a: a.distance or 0.0)
        who, far = word_name(tr, seats[nearest.seat]), round(nearest.distance or 0)
        lines.append(tr("Nearest: {name}, {km} km off", name=who, km=tr.number(far)))
    elif right and not game.setup.class_mode:
        first = min(right, key=lambda a: a.at)
        took = tr.number(round(turn.seconds_of(first), 1))
        lines.append(tr("Fastest: {name}, {n} s", name=word_name(tr, seats[first.seat]), n=took))
    return lines + word_out(tr, game)


def word_out(tr: Translator, game: Game) -> list[Markup]:
    """Who is out of a survival game."""
    out = [p for p in game.players if game.is_out(p)]
    return [tr("Out: {names}", names=word_names(tr, out))] if out else []


def word_solution(tr: Translator, catalogue: Catalogue, turn: Turn) -> Markup:
    """The answer to a written question, with its explanation."""
    city = catalogue.cities[turn.question.cities[0]].name(tr.locale.value)
    return LINE.join([tr("Answer: <b>{city}</b>", city=city), turn.question.explanation])


def map_picture(tr: Translator, catalogue: Catalogue, turn: Turn, content: bytes) -> Reply:
    """The guesses and the right place on a map."""
    city = catalogue.cities[turn.question.cities[0]].name(tr.locale.value)
    caption = tr("Answer: <b>{city}</b>", city=city)
    return Reply(caption, attachment=Picture(content, "guesses.png"), quiet=True)


def word_silence(tr: Translator, game: Game) -> Markup:
    """Nobody answered; in a written game, how to be heard."""
    if not game.setup.variant.is_written:
        return tr("Nobody answered.")
    return tr(
        "I saw no reply. In groups I see only what replies to my messages (privacy mode): press "
        "or swipe the question and choose “Reply”."
    )


def word_standings(tr: Translator, game: Game, most: int) -> Markup:
    """The best players, and the teams if there are any."""
    ranked = rank_players(game.players)
    lines = []
    if game.setup.teams:
        lines.append(word_teams(tr, rank_teams(game)))
    for place, player in ranked[:most]:
        lines.append(
            tr(
                "{place}. {name}: {points}",
                place=place,
                name=word_player(tr, game, player),
                points=word_points(tr, player.points),
            )
        )
    if len(ranked) > most:
        lines.append(tr("and {n} more", n=len(ranked) - most))
    return LINE.join(lines)


def word_player(tr: Translator, game: Game, player: Player) -> Markup:
    """A player's name, with the team where there are teams, with lives where they can be lost."""
    name = word_name(tr, player)
    if game.setup.variant is Variant.SURVIVAL and not game.is_out(player):
        return Markup("{} {}").format(name, "❤️" * (MISTAKES - player.mistakes))
    if not player.team:
        return Markup("{}").format(name)
    return tr("{name} ({team})", name=name, team=word_team(tr, player.team))


def table(
    tr: Translator, catalogue: Catalogue, game: Game, username: str, missing: Markup | None = None
) -> Reply:
    """The end of a game: why, the table, and what to do next."""
    assert game.ending is not None
    reason = tr(ENDINGS[game.ending])
    if game.ending in {Ending.EXPIRED, Ending.EMPTY} and game.turn is None:
        return Reply(reason, (again_row(tr, game),))
    blocks = [tr("<b>The game is over.</b> {reason}", reason=reason)]
    if missing:
        blocks.append(missing)
    if game.setup.variant.is_written and game.turn and game.turn.closed_at == game.ended_at:
        blocks.append(word_solution(tr, catalogue, game.turn))
    blocks.append(word_standings(tr, game, TABLE_ROWS))
    blocks.append(LINE.join(word_records(tr, game)))
    if not game.counts:
        blocks.append(
            tr("Games in which fewer than two people answer do not count for the group’s table.")
        )
    copy = Button(str(tr("📋 Copy the result").unescape()), copy=word_copy(tr, game, username))
    return Reply(GAP.join(b for b in blocks if b), (again_row(tr, game), (copy,)))


def again_row(tr: Translator, game: Game) -> tuple[Button, ...]:
    """Another game with the same settings, and the group's table."""
    return (
        press(tr("🔁 Once more"), "again", game),
        press(tr("🏆 Table of the group"), "top", game, "", "all"),
    )


def word_records(tr: Translator, game: Game) -> list[Markup]:
    """The longest streak and the hardest question."""
    lines = []
    best = max((p.best_streak for p in game.players), default=0)
    if best >= 2:
        holders = [p for p in game.players if p.best_streak == best]
        names = word_names(tr, holders)
        lines.append(tr("Longest streak: {names}, {n} in a row", names=names, n=best))
    hard = game.hardest
    # On the map one guess wins, however well the others knew.
    if hard is not None and hard.right < hard.answered and game.setup.variant is not Variant.MAP:
        lines.append(
            tr(
                "Hardest question: “{text}” ({n} of {all} knew)",
                text=shorten(" ".join(hard.text.split()), LONGEST_QUOTE, placeholder="…"),
                n=hard.right,
                all=hard.answered,
            )
        )
    return lines


def word_copy(tr: Translator, game: Game, username: str) -> str:
    """The result as a short plain text to send elsewhere; it gives no answer away."""
    link = f"https://t.me/{username}?startgroup=trivia"
    head = tr.plural("Trivia, {n} question:", "Trivia, {n} questions:", game.asked).unescape()
    text = str(head)
    for place, player in rank_players(game.players)[:5]:
        name = cut_name(player.name)[:16] if player.name is not None else word_name(tr, player)
        line = f"\n{place}. {name}: {player.points}"
        if len(text) + len(line) + len(link) + 1 <= LONGEST_COPY:
            text += line
    return f"{text}\n{link}"


def resumed(tr: Translator, game: Game) -> Reply:
    """After a restart in the middle of a game."""
    number = min(game.asked + (game.phase is Phase.PAUSE), len(game.deck))
    return Reply(
        tr(
            "I was away for a moment. The game goes on: question {n} of {all}.",
            n=number,
            all=len(game.deck),
        )
    )


def no_game(tr: Translator) -> Reply:
    """For /stop where nothing is on."""
    return Reply(tr("No game is on here. /trivia opens one."))


def not_yours(tr: Translator) -> Reply:
    """For /stop by somebody who may not."""
    return Reply(tr("Only the host of the game or an admin can stop it."))
