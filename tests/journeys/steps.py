"""What people do in a journey: press a button and see what becomes of the message."""

from __future__ import annotations

from bot.sandbox.people import Person, Seen

TROUBLE = ("Something went wrong", "Что-то пошло не так", "Что-то сломалось")


async def press(person: Person, label: str, message: Seen) -> str:
    """Press a button and wait until the bot is done; the notice it gives, usually none."""
    done = await person.taps(label, message)
    notice = await person.sandbox.notice(done)
    await person.sandbox.quiet()
    return str(notice.get("text") or "")


def assert_sound(message: Seen) -> None:
    """The message says something and is no apology."""
    assert message.text
    assert not any(words in message.text for words in TROUBLE), message.text
