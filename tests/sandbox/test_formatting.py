"""Formatting: what Telegram makes of HTML and Markdown, and what it says of mistakes."""

from __future__ import annotations

import pytest

from bot.sandbox.entities import find_entities
from bot.sandbox.errors import Refusal
from bot.sandbox.formatting import read_text


def parts(source: str, mode: str) -> tuple[str, list[tuple[str, int, int]]]:
    text = read_text(source, mode, None, find=False)
    return text.body, [(e["type"], e["offset"], e["length"]) for e in text.entities]


@pytest.mark.parametrize(
    ("source", "body", "entities"),
    [
        ("<b>Омск</b>, <i>2020</i>", "Омск, 2020", [("bold", 0, 4), ("italic", 6, 4)]),
        ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;&amp;&gt;&quot;&#1105;&unknown;", '<&>"ё&unknown;', []),
        ("  <u> x </u> ", "x", [("underline", 0, 1)]),
        ("<s>a</s><del>b</del>", "ab", [("strikethrough", 0, 2)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://omsk.ru/?a=1&amp;b=2">a</a>', "a", [("text_link", 0, 1)]),
        ('<a href="tg://user?id=5">a</a>', "a", [("text_mention", 0, 1)]),
        ('<a href="nothing">a</a>', "a", []),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        ('<tg-time unix="5" format="t">x</tg-time>', "x", [("date_time", 0, 1)]),
    ],
)
def test_html(source: str, body: str, entities: list[tuple[str, int, int]]) -> None:
    assert parts(source, "HTML") == (body, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("ё<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href ", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_wrong_html(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_text(source, "HTML", None)
    assert caught.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "body", "entities"),
    [
        ("*Омск*, _2020_", "Омск, 2020", [("bold", 0, 4), ("italic", 6, 4)]),
        ("__u__ ~s~ ||p||", "u s p", [("underline", 0, 1), ("strikethrough", 2, 1),
                                       ("spoiler", 4, 1)]),
        ("`*a*` 1\\.5", "*a* 1.5", [("code", 0, 3)]),
        ("```py\nx = 1```", "x = 1", [("pre", 0, 5)]),
        ("[a](https://omsk.ru/\\))", "a", [("text_link", 0, 1)]),
        ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2)]),
        (">quoted\n>more\nplain", "quoted\nmore\nplain", [("blockquote", 0, 11)]),
        (">hidden||", "hidden", [("expandable_blockquote", 0, 6)]),
    ],
)  # fmt: skip
def test_markdown_v2(source: str, body: str, entities: list[tuple[str, int, int]]) -> None:
    assert parts(source, "MarkdownV2") == (body, entities)


@pytest.mark.parametrize(
    ("source", "mode", "complaint"),
    [
        ("1.5", "MarkdownV2", "Character '.' is reserved and must be escaped with the preceding"),
        ("a > b", "MarkdownV2", "Character '>' is reserved"),
        ("🏟 🏟_abc", "MarkdownV2", "Can't find end of Italic entity at byte offset 9"),
        ("[a](b", "MarkdownV2", "Can't find end of a URL at byte offset 3"),
        ("![a]", "MarkdownV2", "Custom emoji entity must contain"),
        ("![a](http://b)", "MarkdownV2", "Custom emoji URL must have scheme tg"),
        ("snake_case", "Markdown", "Can't find end of the entity starting at byte offset 5"),
    ],
)
def test_wrong_markdown(source: str, mode: str, complaint: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_text(source, mode, None)
    assert complaint in caught.value.description


def test_old_markdown() -> None:
    assert parts("*a* _b_ `c` [d](omsk.ru) \\_ ```py\nx```", "Markdown") == (
        "a b c d _ x",
        [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1), ("text_link", 6, 1), ("pre", 10, 1)],
    )


def test_unknown_modes_and_broken_entities() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        read_text("a", "RST", None)
    with pytest.raises(Refusal, match="Can't find field"):
        read_text("a", None, [{"type": "bold"}])
    with pytest.raises(Refusal, match="expected an Object"):
        read_text("a", None, ["bold"])
    with pytest.raises(Refusal, match="invalid bounds"):
        read_text("a", None, [{"type": "bold", "offset": 5, "length": 1}])
    text = read_text("ab", None, [{"type": "bold", "offset": 1, "length": 9}])
    assert text.entities == [{"type": "bold", "offset": 1, "length": 1}]


def test_at_most_a_hundred_entities_are_kept() -> None:
    text = read_text("<b>a</b> " * 101, "HTML", None)
    assert len(text.entities) == 100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/city@doblest_bot Омск", ["bot_command"]),
        ("see omsk.ru, https://a.b/c. and x@y.ru", ["url", "url", "email"]),
        ("@anna #Омск2020 $USD", ["mention", "hashtag", "cashtag"]),
        ("1/2 a@b #1 3.14 c/d", []),
    ],
)
def test_entities_found_without_being_asked(text: str, found: list[str]) -> None:
    assert [entity["type"] for entity in find_entities(text)] == found
