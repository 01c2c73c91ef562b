"""People and what they send, as Telegram words it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

Raw = dict[str, Any]
numbers = itertools.count(1)
GROUP = -1001


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account; in private the chat's id is the person's."""

    id: int
    name: str
    language: str = "en"

    @property
    def user(self) -> Raw:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    def says(self, text: str, chat_id: int | None = None) -> Raw:
        """An update: this person's message in private or in a group."""
        chat = private(self) if chat_id is None else group(chat_id)
        entities = (
            [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
            if text.startswith("/")
            else []
        )
        message = {
            "message_id": next(numbers),
            "date": 1,
            "chat": chat,
            "from": self.user,
            "text": text,
            "entities": entities,
        }
        return {"update_id": next(numbers), "message": message}

    def taps(self, data: str, chat_id: int | None = None) -> Raw:
        """An update: this person presses a button below one of the bot's messages."""
        chat = private(self) if chat_id is None else group(chat_id)
        bot = {"id": 123456, "is_bot": True, "first_name": "Doblest"}
        message = {"message_id": 7, "date": 1, "chat": chat, "from": bot, "text": "Choose"}
        query = {
            "id": str(next(numbers)),
            "from": self.user,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        return {"update_id": next(numbers), "callback_query": query}


def private(person: Person) -> Raw:
    return {"id": person.id, "type": "private", "first_name": person.name}


def group(chat_id: int) -> Raw:
    return {"id": chat_id, "type": "supergroup", "title": "Omsk friends"}


ANNA = Person(1, "Anna", "ru")
BORIS = Person(2, "Boris", "en")
CLARA = Person(3, "Clara", "de")
