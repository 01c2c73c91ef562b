"""What the bot says, as plain frozen data: one Reply is one message."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

LINE = Markup("\n")
GAP = Markup("\n\n")


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: exactly one of `data`, `url`, `share` and `copy` is set.

    `data` is a callback payload of at most 64 bytes; `url` opens a page; `share` opens the
    chat picker with an inline query; `copy` puts a text on the reader's clipboard.
    """

    text: str
    data: str | None = None
    url: str | None = None
    share: str | None = None
    copy: str | None = None

    def __post_init__(self) -> None:
        given = [x for x in (self.data, self.url, self.share, self.copy) if x is not None]
        if len(given) != 1:
            raise ValueError(f"button {self.text!r} needs exactly one of data, url, share, copy")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Venue:
    """A place on the map; latitude and longitude in degrees (WGS 84)."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG image; the reply's text becomes its caption (at most 1,024 characters)."""

    content: bytes
    name: str = "picture.png"


@dataclass(frozen=True, slots=True)
class File:
    """A document to download; the reply's text becomes its caption."""

    content: bytes
    name: str


NO_EXPLANATION = Markup("")


@dataclass(frozen=True, slots=True)
class QuizPoll:
    """A native quiz poll. `right` holds option indexes in rising order.

    Limits (Telegram): question 300 characters, 2 to 12 options of 100, explanation 200 with at
    most two line feeds. `open_seconds` 5 to 2,628,000, or None for no limit.
    """

    question: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: Markup = NO_EXPLANATION
    open_seconds: int | None = None
    hide_results: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: HTML text (escaped by the translator), buttons and at most one attachment."""

    html: Markup
    buttons: Rows = ()
    attachment: Venue | Picture | File | QuizPoll | None = None
    ask_location: str | None = None
    """Text of a reply-keyboard button that asks for the reader's location."""
    drop_keyboard: bool = False
    """Remove a reply keyboard shown earlier."""
    quiet: bool = False
    """Deliver without a sound."""


@dataclass(frozen=True, slots=True)
class Card:
    """One inline-mode result: a title and a line to pick it by, and the reply it sends."""

    id: str
    title: str
    line: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Toast:
    """A short notice over the chat after a button press (at most 200 characters)."""

    text: str
    alert: bool = False
