"""The chats met lately, in memory, so that most messages need no look at the state."""

from __future__ import annotations

from collections import OrderedDict

from bot.chats.rules import Chat

KEPT = 20_000


class ChatBook:
    """The last `kept` chats, the longest unseen forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._chats: OrderedDict[int, Chat] = OrderedDict()

    def find(self, chat_id: int) -> Chat | None:
        """A chat met lately, or None."""
        chat = self._chats.get(chat_id)
        if chat is not None:
            self._chats.move_to_end(chat_id)
        return chat

    def note(self, chat: Chat) -> None:
        """Remember a chat as it is now."""
        self._chats[chat.chat_id] = chat
        self._chats.move_to_end(chat.chat_id)
        if len(self._chats) > self._kept:
            self._chats.popitem(last=False)

    def forget(self, chat_id: int) -> None:
        """Drop a chat, so that it is read again."""
        self._chats.pop(chat_id, None)
