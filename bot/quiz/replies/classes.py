"""A class as its teacher and its participants see it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from markupsafe import Markup

from bot.i18n import Locale, Translator
from bot.quiz.payloads import CLASS, Press
from bot.quiz.replies.menu import describe_setup
from bot.quiz.replies.notices import plain
from bot.quiz.rules.classes import Class, tabulate
from bot.quiz.rules.rounds import Round
from bot.reply import Button, File, Reply

GAP = Markup("\n\n")


def class_screen(tr: Translator, class_: Class, rounds: Sequence[Round], username: str) -> Reply:
    """The class for its teacher: code, link, how many are in, results."""
    link = f"https://t.me/{username}?start={CLASS}_{class_.code}"
    finished = sum(round_.ended is not None for round_ in rounds)
    blocks = [
        tr("🏫 <b>Your class: code <code>{code}</code></b>", code=class_.code),
        describe_setup(tr, class_.setup, len(class_.script)),
        tr(
            "Participants write <code>/join {code}</code> or open {link}",
            code=class_.code,
            link=link,
        ),
        tr("Begun: {begun}, finished: {finished}.", begun=len(rounds), finished=finished),
    ]
    if class_.closed:
        blocks.append(tr("The class is closed: nobody else can begin."))
    look = Button(plain(tr("🔄 Refresh")), Press("class", class_.code).pack())
    table = Button(plain(tr("📄 Results (CSV)")), Press("csv", class_.code).pack())
    close = Button(plain(tr("🔒 Close")), Press("close", class_.code).pack())
    rows = ((look, table),) if class_.closed else ((look, table), (close,))
    return Reply(GAP.join(blocks), rows)


def join_offer(tr: Translator, class_: Class) -> Reply:
    """Asks a participant to agree that the teacher sees the result."""
    described = describe_setup(tr, class_.setup, len(class_.script))
    blocks = [
        tr("🏫 A quiz for a class: {what}.", what=described),
        tr("The teacher who opened it will see your first name and your answers."),
    ]
    join = Button(plain(tr("▶️ Agree and begin")), Press("join", class_.code).pack())
    return Reply(GAP.join(blocks), ((join,),))


def results_file(tr: Translator, class_: Class, rounds: Sequence[Round]) -> Reply:
    """The results as a table for a spreadsheet program."""
    count = len(class_.script)
    heads = [
        tr("Name"),
        tr("Right"),
        tr("Asked"),
        tr("Score"),
        tr("Seconds"),
        tr("Ended (UTC)"),
    ]
    text = io.StringIO()
    # Russian spreadsheets take the comma for a decimal sign.
    writer = csv.writer(text, delimiter=";" if tr.locale is Locale.RU else ",")
    writer.writerow([*(plain(head) for head in heads), *range(1, count + 1)])
    writer.writerows(tabulate(rounds, count))
    note = tr("Each question: 1 right, 0 wrong, - skipped or too late.")
    return Reply(note, attachment=File(text.getvalue().encode("utf-8-sig"), f"{class_.code}.csv"))
