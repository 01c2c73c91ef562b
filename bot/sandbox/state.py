"""Everything the sandbox remembers, in memory, under a clock that can be moved."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.entities import utf16_length
from bot.sandbox.files import Files
from bot.sandbox.journal import Entry, Journal
from bot.sandbox.model import Bot, Chat, Clock, Json, Member, User
from bot.sandbox.polls import Poll, close_if_due
from bot.sandbox.queries import InlineQuery, Press
from bot.sandbox.updates import UpdateQueue

GROUP_ANONYMOUS_BOT: Json = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"
}  # fmt: skip
SERVICE = ("new_chat_members", "left_chat_member", "new_chat_title", "pinned_message",
           "migrate_to_chat_id", "migrate_from_chat_id", "group_chat_created",
           "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
           "forum_topic_reopened")  # fmt: skip


class World:
    """Users, bots, chats, polls and queries of one sandbox."""

    def __init__(self, clock: Clock, journal: Journal, seed: int = 1) -> None:
        self.clock = clock
        self.journal = journal
        self.random = random.Random(seed)
        self.users: dict[int, User] = {}
        self.bots: dict[str, Bot] = {}
        self.bots_by_id: dict[int, Bot] = {}
        self.chats: dict[int, Chat] = {}
        self.private_chats: dict[tuple[int, int], Chat] = {}
        self.polls: dict[str, Poll] = {}
        self.open_polls: set[Poll] = set()
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[Chat, int]] = {}
        self.files = Files(self.random)
        self.keep_messages = 2_000
        self.watchers: list[Callable[[str, Chat, Json], None]] = []
        """Who wants to know of everything that happens in any chat."""
        self._next_user = 100_001
        self._next_bot = 700_000_001
        self._next_group = 400_001

    def now(self) -> float:
        """Seconds since the epoch, by the sandbox's clock."""
        return self.clock().timestamp()

    def tick(self) -> None:
        """Do what is due by the clock: close polls whose time is over."""
        for poll in list(self.open_polls):
            close_if_due(self, poll)

    def number(self) -> str:
        """A fresh long id, as polls and queries have them."""
        return str(self.random.randrange(10**17, 10**18))

    # Who is there

    def add_user(self, first_name: str, **known: Any) -> User:
        """A new person."""
        user = User(known.pop("id", None) or self._next_user, first_name, **known)
        self._next_user = max(self._next_user, user.id) + 1
        self.users[user.id] = user
        return user

    def add_bot(self, username: str, first_name: str, token: str | None = None) -> Bot:
        """A new bot; its token is made up unless given."""
        if token is None:
            secret = "".join(self.random.choices("ABCDEFGHJKabcdefghjk0123456789_-", k=35))
            token = f"{self._next_bot}:{secret}"
        bot_id = int(token.partition(":")[0])
        self._next_bot = max(self._next_bot, bot_id) + 1
        user = User(bot_id, first_name, username=username, is_bot=True)
        self.users[bot_id] = user
        bot = Bot(user, token, UpdateQueue(self.random.randrange(10**8, 9 * 10**8), self.now))
        self.bots[token] = self.bots_by_id[bot_id] = bot
        return bot

    def private_chat(self, user: User, bot: Bot) -> Chat:
        """The private chat of a person with a bot."""
        chat = self.private_chats.get((bot.id, user.id))
        if chat is None:
            chat = Chat(user.id, "private", person=user, bot=bot, watchers=self.watchers)
            chat.members = {user.id: Member(user, "member"), bot.id: Member(bot.user, "member")}
            self.private_chats[bot.id, user.id] = chat
        return chat

    def add_chat(self, kind: str, title: str, username: str | None = None, **more: Any) -> Chat:
        """A new group, supergroup or channel without members."""
        number = self._next_group
        self._next_group += 1
        chat_id = -number if kind == "group" else -1_000_000_000_000 - number
        watchers = self.watchers
        chat = Chat(chat_id, kind, title=title, username=username, watchers=watchers, **more)
        self.chats[chat_id] = chat
        return chat

    def find_chat(self, bot: Bot, chat_id: int | str) -> Chat | None:
        """A chat as this bot may address it: by number or, if public, by @username."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            name = chat_id[1:].lower()
            return next(
                (c for c in self.chats.values() if (c.username or "").lower() == name), None
            )
        try:
            number = int(chat_id)
        except (TypeError, ValueError):
            return None
        if number < 0:
            return self.chats.get(number)
        return self.private_chats.get((bot.id, number))

    def every_chat(self) -> Iterable[Chat]:
        """All chats of all kinds."""
        return [*self.private_chats.values(), *self.chats.values()]

    # What happens

    def push(self, bot: Bot, kind: str, payload: Json, key: int, life: float = 86_400) -> int:
        """Queue an update for a bot and write it down."""
        update_id = bot.queue.push(kind, payload, key, life)
        if update_id and self.journal.enabled:
            text = bot.queue.items[-1].text
            self.journal.add(Entry(self.now(), bot.id, "update", kind, text))
        return update_id

    def post(self, chat: Chat, sender: User | None, content: Json) -> Json:
        """Put a message into a chat and tell the bots that may read it."""
        chat.last_message_id += 1
        message: Json = {
            "message_id": chat.last_message_id,
            "date": int(self.now()),
            "chat": chat.json,
        }
        if chat.type == "channel":
            message["sender_chat"] = chat.json
        elif sender is not None:
            message["from"] = sender.json
            member = chat.members.get(sender.id)
            if member is not None and member.is_anonymous:
                message.update(sender_chat=chat.json)
                message["from"] = GROUP_ANONYMOUS_BOT
        message.update(content)
        chat.messages[message["message_id"]] = message
        if len(chat.messages) > self.keep_messages:
            del chat.messages[next(iter(chat.messages))]
        if sender is not None and sender.is_bot:
            chat.last_bot = sender.id
        self.tell_bots(chat, sender, message, "message")
        if sender is not None and sender.is_bot:
            chat.unread.append(message)
        chat.changed("message", message)
        return message

    def tell_bots(self, chat: Chat, sender: User | None, message: Json, kind: str) -> None:
        """Give a message to each bot that Telegram would give it to; never to its author."""
        if sender is not None and sender.is_bot and not any(name in message for name in SERVICE):
            return
        if chat.type == "channel":
            kind = "channel_post" if kind == "message" else "edited_channel_post"
        for bot in self.bots_in(chat):
            if (sender is None or bot.id != sender.id) and self.may_read(bot, chat, message):
                self.push(bot, kind, message, chat.id)

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are members of a chat."""
        if chat.bot is not None:
            return [chat.bot]
        return [self.bots_by_id[m.user.id] for m in chat.present() if m.user.id in self.bots_by_id]

    def may_read(self, bot: Bot, chat: Chat, message: Json) -> bool:
        """Privacy mode: commands for the bot, replies to it, service messages; admins read all."""
        if chat.is_private or not bot.privacy or chat.is_admin(bot.id):
            return True
        if any(name in message for name in SERVICE):
            return True
        if message.get("via_bot", {}).get("id") == bot.id:
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == bot.id or self._commands(bot, chat, message)

    def _commands(self, bot: Bot, chat: Chat, message: Json) -> bool:
        text = message.get("text") or message.get("caption") or ""
        if not text.startswith("/"):
            return False
        command = text.split(maxsplit=1)[0]
        name, _, addressee = command.partition("@")
        if len(name) < 2 or utf16_length(name) > 65:
            return False
        if addressee:
            return bool(addressee.lower() == bot.username.lower())
        alone = all(other is bot for other in self.bots_in(chat))
        return alone or chat.last_bot == bot.id
