"""What the picture of a person's progress says, and what is written below it."""

from __future__ import annotations

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.quiz.drawing import Words
from bot.quiz.replies.menu import name_theme
from bot.quiz.replies.notices import plain
from bot.quiz.rules.progress import Progress
from bot.reply import Picture, Reply

MOST_BARS = 10


def read_words(tr: Translator, catalogue: Catalogue, progress: Progress) -> Words:
    """Everything the picture says."""
    cities = catalogue.cities.values()
    new = len(catalogue.cities) - progress.mastered - progress.started
    bars = [
        (name_theme(tr, catalogue, theme), tally) for theme, tally in progress.themes[:MOST_BARS]
    ]
    return Words(
        title=plain(tr("My progress")),
        mastered=plain(tr("mastered: {n}", n=progress.mastered)),
        started=plain(tr("begun: {n}", n=progress.started)),
        new=plain(tr("ahead: {n}", n=new)),
        west=plain(tr("Cities west of the Urals")),
        east=plain(tr("The Urals, Siberia and the Far East")),
        themes=plain(tr("Facts known, by theme")),
        names={city.id: city.name(tr.locale.value) for city in cities},
        bars=bars,
    )


def progress_picture(tr: Translator, progress: Progress, picture: bytes) -> Reply:
    """The picture, and in words what it shows."""
    mastered = tr.plural(
        "{n} city mastered: three of its facts known.",
        "{n} cities mastered: three facts known of each.",
        progress.mastered,
    )
    started = tr.plural("{n} more begun.", "{n} more begun.", progress.started)
    go_on = tr("/quiz goes on, /review repeats.")
    caption = Markup("\n").join([mastered + " " + started, go_on])
    return Reply(caption, attachment=Picture(picture, "progress.png"))
