"""How a question was understood, with a way to report a mistake."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from bot.ask.replies.texts import GAP, LINE
from bot.ask.rules.answer import Answer
from bot.ask.rules.query import Kind
from bot.cities.catalogue import Catalogue
from bot.i18n import Translator
from bot.intake import pack, unpack
from bot.reply import Button, Reply

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
