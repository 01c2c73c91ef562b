"""What the bot says about a chat's language and settings."""

from __future__ import annotations

from typing import NamedTuple

from bot.i18n import Locale, Translator
from bot.intake import pack, unpack
from bot.reply import Button, Reply, Toast

NAMES = {Locale.RU: "Русский", Locale.EN: "English"}
LANGUAGE_PREFIX = "l"


class LanguageChoice(NamedTuple):
    """A press on one of the language buttons."""

    locale: Locale

    def pack(self) -> str:
        """The button's payload."""
        return pack(LANGUAGE_PREFIX, self.locale.value)

    @classmethod
    def unpack(cls, data: str | None) -> LanguageChoice | None:
        """The choice, or None for data no button of ours carries."""
        fields = unpack(LANGUAGE_PREFIX, data, 1)
        known = fields is not None and fields[0] in {locale.value for locale in Locale}
        return cls(Locale(fields[0])) if fields and known else None


def language_buttons() -> tuple[Button, ...]:
    """One button for each language, in its own name."""
    return tuple(Button(name, LanguageChoice(locale).pack()) for locale, name in NAMES.items())


def ask_language(tr: Translator) -> Reply:
    """Asks which language to speak."""
    return Reply(tr("Which language shall I speak here?"), (language_buttons(),))


def language_chosen(tr: Translator) -> Reply:
    """Confirms the language, in it."""
    return Reply(tr("I speak English here now."), (language_buttons(),))


def too_long(tr: Translator) -> Reply:
    """For a message that is longer than anything we try to understand."""
    return Reply(tr("That is too long for me. Please ask in one short sentence."))


def too_fast(tr: Translator) -> Reply:
    """For someone who sends more than one person can read answers to."""
    return Reply(tr("That is too fast for me. Please wait a minute."))


def too_fast_toast(tr: Translator) -> Toast:
    """The same, for someone who presses buttons."""
    return Toast(str(too_fast(tr).html.unescape()))


def only_admins(tr: Translator) -> Toast:
    """For someone who may not change a group's settings."""
    return Toast(str(tr("Only this group's admins can change that.").unescape()), alert=True)


def stale_button(tr: Translator) -> Toast:
    """For a press on a button that means nothing any more."""
    return Toast(str(tr("This button is out of date.").unescape()))
