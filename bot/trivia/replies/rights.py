"""What the bot says about its own rights in a group."""

from __future__ import annotations

from markupsafe import Markup

from bot.i18n import Translator
from bot.reply import Reply
from bot.trivia.model import Standing
from bot.trivia.replies.names import GAP, LINE


def diagnosis(tr: Translator, standing: Standing | None, active: int) -> Reply:
    """For /diag: what works, what does not, and what to do about it."""
    if standing is None:
        return Reply(tr("Telegram does not tell me about this group: add me to it again."))
    lines = [
        line(tr("I can write here."), tr("I cannot write here."), standing.may_write),
        line(tr("I can send polls."), tr("I cannot send polls."), standing.may_poll),
        note(tr("I am an admin."), tr("I am not an admin; games do not need it."), standing.admin),
        note(
            tr("I see every message."),
            tr("I see commands and replies to my messages only (privacy mode)."),
            standing.reads_all,
        ),
    ]
    if standing.forum:
        lines.append(tr("This group has topics: each can have a game of its own."))
    if active:
        lines.append(tr.plural("{n} game is on.", "{n} games are on.", active))
    return Reply(GAP.join([LINE.join(lines), word_next_step(tr, standing)]))


def line(good: Markup, bad: Markup, holds: bool) -> Markup:
    """One finding with its mark."""
    return Markup("{} {}").format("✅" if holds else "⚠️", good if holds else bad)


def note(more: Markup, less: Markup, holds: bool) -> Markup:
    """A finding that is well either way."""
    return Markup("{} {}").format("✅" if holds else "ℹ️", more if holds else less)


def word_next_step(tr: Translator, standing: Standing) -> Markup:
    """What an admin can do next."""
    missing = missing_rights(tr, standing)
    if missing:
        return missing
    if not standing.reads_all:
        return tr(
            "Everything works. In games with written answers people must reply to my question "
            "(press or swipe it, “Reply”); polls work anyway."
        )
    return tr("Everything works. /trivia opens a game.")


def missing_rights(tr: Translator, standing: Standing | None) -> Markup | None:
    """Which right is missing for games, and where to give it; None if none is."""
    if standing is None:
        return tr("I am no longer in the group: add me again to go on.")
    if not standing.may_write:
        return tr(
            "The right “Send messages” is missing: an admin can give it in the group’s settings "
            "under “Permissions”, or make me an admin."
        )
    if not standing.may_poll:
        return tr(
            "The right “Send polls” is missing: an admin can give it in the group’s settings under "
            "“Permissions”, or make me an admin. Games with written answers work without it."
        )
    return None
