"""What newcomers read is whole in both languages, and says who runs the bot."""

import pytest

from bot.cities.catalogue import Catalogue
from bot.guide import replies
from bot.i18n import Locale, translator
from bot.reply import Reply
from bot.sandbox import limits
from bot.sandbox.formatting import read_text


def read(reply: Reply) -> str:
    """The reply as it reads in a chat."""
    body = read_text(str(reply.html), "HTML", None).body
    assert 0 < len(body) <= limits.TEXT
    return body


@pytest.mark.parametrize("locale", Locale)
def test_every_page_is_whole(locale: Locale, catalogue: Catalogue) -> None:
    tr = translator(locale)
    for reply in (
        replies.greeting(tr, catalogue),
        replies.help_text(tr, [("start", "Start here")]),
        replies.privacy(tr, "", ""),
        replies.sources(tr, catalogue),
        replies.unknown_command(tr),
    ):
        assert "{" not in read(reply)


@pytest.mark.parametrize("locale", Locale)
def test_privacy_names_the_operator_harmlessly(locale: Locale) -> None:
    page = read(replies.privacy(translator(locale), "<b>Anna & Co</b>", "anna@example.org"))
    assert "<b>Anna & Co</b>" in page
    assert "anna@example.org" in page


def test_the_sources_named_are_the_laws_and_those_that_most_rests_on(catalogue: Catalogue) -> None:
    page = read(replies.sources(translator(Locale.EN), catalogue))
    assert "Federal Law No. 68-FZ" in page
    assert "Consolidated list of the Cities of Labour Valour" in page
    assert page.count("• ") <= 20
