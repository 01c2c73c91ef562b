"""What the bot says about a person's data."""

from __future__ import annotations

import json
from typing import NamedTuple

from bot.i18n import Translator
from bot.intake import pack, unpack
from bot.privacy import Export
from bot.reply import Button, File, Reply

PREFIX = "del"


class Deletion(NamedTuple):
    """A press on the second step of /deleteme: yes or no."""

    confirmed: bool

    def pack(self) -> str:
        """The button's payload."""
        return pack(PREFIX, "yes" if self.confirmed else "no")

    @classmethod
    def unpack(cls, data: str | None) -> Deletion | None:
        """The press, or None for data no button of ours carries."""
        fields = unpack(PREFIX, data, 1)
        return cls(fields[0] == "yes") if fields and fields[0] in {"yes", "no"} else None


def data_file(tr: Translator, export: Export) -> Reply:
    """Everything kept about a person, as a file."""
    content = json.dumps(export, ensure_ascii=False, indent=2).encode()
    return Reply(tr("This is all I keep about you."), attachment=File(content, "mydata.json"))


def nothing_kept(tr: Translator) -> Reply:
    """For someone about whom nothing is kept."""
    return Reply(tr("I keep nothing about you."))


def ask_deletion(tr: Translator) -> Reply:
    """The first step of /deleteme."""
    return Reply(
        tr(
            "Shall I delete everything I keep about you: settings, subscriptions, answers and "
            "scores? This cannot be undone."
        ),
        (
            (
                Button(str(tr("Delete everything").unescape()), Deletion(True).pack()),
                Button(str(tr("Keep it").unescape()), Deletion(False).pack()),
            ),
        ),
    )


def deleted(tr: Translator) -> Reply:
    """Confirms the deletion."""
    return Reply(tr("Done. I keep nothing about you any more. Write to me and we start afresh."))


def kept(tr: Translator) -> Reply:
    """Confirms that nothing was deleted."""
    return Reply(tr("Nothing was deleted."))


def only_private(tr: Translator) -> Reply:
    """For someone who asks in a group."""
    return Reply(tr("Please ask me that in our private chat."))
