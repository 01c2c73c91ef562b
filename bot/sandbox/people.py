"""The people of the sandbox and the chats they look at: what they see, say and tap."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox import limits, members
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.files import measure_picture
from bot.sandbox.formatting import read_text
from bot.sandbox.keyboards import callback_data_of
from bot.sandbox.methods.commands import menu_for
from bot.sandbox.methods.media import describe_file
from bot.sandbox.model import ORDINARY_ADMIN, Bot, Chat, Json, User
from bot.sandbox.polls import cast_vote
from bot.sandbox.queries import InlineQuery, Press, wait_for_answer

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

PATIENCE = 5.0
"""Seconds to wait for a bot before giving up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as people see it now: later edits show."""

    room: Room
    id: int
    first: Json

    @property
    def json(self) -> Json:
        """The message in Bot API form; its last state if it was deleted."""
        return self.room.chat.messages.get(self.id, self.first)

    @property
    def text(self) -> str:
        """The text, or the caption, or nothing."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """Formatting of the text or caption."""
        return self.json.get("entities") or self.json.get("caption_entities") or []

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard, row by row."""
        rows: list[list[Json]] = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard, in reading order."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def keyboard(self) -> Json | None:
        """The reply keyboard (or its removal) that came with the message."""
        return self.room.chat.keyboards.get(self.id)

    @property
    def is_edited(self) -> bool:
        return "edit_date" in self.json

    @property
    def is_deleted(self) -> bool:
        return self.id not in self.room.chat.messages

    @property
    def poll(self) -> Json | None:
        """The poll in Bot API form."""
        return self.json.get("poll")

    @property
    def author(self) -> str:
        """The first name of whoever wrote it."""
        sender = self.json.get("from") or self.json.get("sender_chat") or {}
        return str(sender.get("first_name") or sender.get("title") or "")

    @property
    def reactions(self) -> dict[int, list[Json]]:
        """Reactions by user id."""
        return self.room.chat.reactions.get(self.id, {})


class Room:
    """A chat as a test or a terminal looks at it."""

    def __init__(self, sandbox: Sandbox, chat: Chat) -> None:
        self.sandbox = sandbox
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Seen]:
        """Everything in the chat, oldest first."""
        return [self.seen(message) for message in self.chat.messages.values()]

    @property
    def last(self) -> Seen:
        """The newest message."""
        return self.messages[-1]

    def seen(self, message: Json) -> Seen:
        """A message of this chat as people see it."""
        return Seen(self, message["message_id"], message)

    async def next_message(self, timeout: float = PATIENCE) -> Seen:  # noqa: ASYNC109
        """The next message of a bot that nobody has taken yet; raises TimeoutError."""
        chat = self.chat
        async with asyncio.timeout(timeout):
            while not chat.unread:
                await self.change()
        return self.seen(chat.unread.popleft())

    async def change(self) -> None:
        """Wait until anything happens in the chat."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.chat.waiters.append(waiter)
        await waiter

    async def edit_of(self, message: Seen, timeout: float = PATIENCE) -> Seen:  # noqa: ASYNC109
        """Wait until a message differs from how it looks now; raises TimeoutError."""
        before = repr(message.json)
        async with asyncio.timeout(timeout):
            while repr(message.json) == before and not message.is_deleted:
                await self.change()
        return message

    async def silence(self) -> None:
        """Wait until the bots are done with everything, then check nothing was left unread."""
        await self.sandbox.quiet()
        if self.chat.unread:
            raise AssertionError(f"not silent: {self.chat.unread[0]}")

    def forget(self) -> None:
        """Take all messages so far as read."""
        self.chat.unread.clear()


class Person:
    """Someone with a Telegram account."""

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.user = user

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.first_name

    def private(self, bot: Bot | str | None = None) -> Room:
        """The private chat with a bot, the only one by default."""
        return Room(self.sandbox, self.world.private_chat(self.user, self.sandbox.bot(bot)))

    def sees_menu(self, room: Room, bot: Bot | str | None = None) -> list[Json]:
        """The commands this person is offered in a chat."""
        language = self.user.language_code or ""
        return menu_for(self.sandbox.bot(bot), room.chat, self.id, language)

    # Writing

    async def says(
        self, text: str, room: Room, reply_to: Seen | None = None, topic: int | None = None
    ) -> Seen:
        """Send a text; commands, mentions, links and hashtags are marked by the server."""
        read = read_text(text, None, None)
        if not read.body:
            raise bad_request("message text is empty")
        if utf16_length(read.body) > limits.TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        return self._posts(room, read.fields(), reply_to, topic)

    async def asks(self, text: str, room: Room, timeout: float = PATIENCE) -> Seen:  # noqa: ASYNC109
        """Send a text and wait for the next message of a bot."""
        await self.says(text, room)
        return await room.next_message(timeout)

    async def starts(self, room: Room, payload: str = "") -> Seen:
        """Press Start, perhaps by a deep link."""
        return await self.says(f"/start {payload}".strip(), room)

    async def edits(self, message: Seen, text: str) -> Seen:
        """Change an own text."""
        read = read_text(text, None, None)
        for key in ("text", "entities"):
            message.json.pop(key, None)
        message.json.update(read.fields(), edit_date=int(self.world.now()))
        chat = message.room.chat
        self.world.tell_bots(chat, self.user, message.json, "edited_message")
        chat.changed("edit", message.json)
        return message

    async def sends_location(
        self, latitude: float, longitude: float, room: Room, reply_to: Seen | None = None
    ) -> Seen:
        """Send a point on the map, in degrees."""
        point = {"latitude": latitude, "longitude": longitude}
        return self._posts(room, {"location": point}, reply_to)

    async def sends_photo(
        self, content: bytes, room: Room, caption: str = "", name: str = "photo.png"
    ) -> Seen:
        """Send a picture."""
        if measure_picture(content) is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return await self._sends_file("photo", content, room, caption, name=name, mime="image/png")

    async def sends_document(
        self, content: bytes, room: Room, name: str = "file.txt", caption: str = ""
    ) -> Seen:
        """Send a file."""
        return await self._sends_file(
            "document", content, room, caption, name=name, mime="text/plain"
        )

    async def sends_voice(self, content: bytes, room: Room) -> Seen:
        """Send a voice message."""
        return await self._sends_file(
            "voice", content, room, "", name="voice.ogg", mime="audio/ogg"
        )

    async def _sends_file(
        self, kind: str, content: bytes, room: Room, caption: str, *, name: str, mime: str
    ) -> Seen:
        stored = self.world.files.add(kind, name, mime, content)
        body = describe_file(kind, stored, {})
        if caption:
            body.update(read_text(caption, None, None).fields("caption", "caption_entities"))
        return self._posts(room, body)

    async def sends_contact(self, phone_number: str, room: Room) -> Seen:
        """Send one's own phone number."""
        contact = {"phone_number": phone_number, "first_name": self.name, "user_id": self.id}
        return self._posts(room, {"contact": contact})

    def _posts(
        self, room: Room, content: Json, reply_to: Seen | None = None, topic: int | None = None
    ) -> Seen:
        chat = room.chat
        if chat.migrated_to is not None:
            chat = self.world.chats[chat.migrated_to]
        if chat.is_private:
            chat.started = True
            members.set_blocked(self.world, chat, False)
        elif not members.here(chat, self.id):
            raise bad_request(f"{self.name} is not in the chat")
        if reply_to is not None:
            shown = {k: v for k, v in reply_to.json.items() if k != "reply_to_message"}
            content["reply_to_message"] = shown
            topic = topic or shown.get("message_thread_id")
        if topic is not None:
            content.update(message_thread_id=topic, is_topic_message=True)
        return Room(self.sandbox, chat).seen(self.world.post(chat, self.user, content))

    # Buttons, polls, inline queries

    async def taps(self, label: str, message: Seen) -> Press:
        """Press a button by its label (or the start of it), inline or on the reply keyboard.

        Returns the press; `await sandbox.notice(press)` is what the bot answers. A reply
        keyboard's button sends its text, or the person's place when it asks for that.
        """
        for button in (button for row in message.rows for button in row):
            if button["text"].startswith(label):
                return await self._presses(button, message)
        keyboard = (message.keyboard or {}).get("keyboard", [])
        for button in (button for row in keyboard for button in row):
            if button["text"].startswith(label):
                await self._answers_with(button, message.room)
                return Press("", self.sandbox.bot(None), self.user, "", 0)
        raise LookupError(f"no button {label!r} among {message.buttons}")

    async def _answers_with(self, button: Json, room: Room) -> None:
        if button.get("request_location"):
            await self.sends_location(*self.sandbox.places.get(self.id, (55.0, 73.4)), room)
        elif button.get("request_contact"):
            await self.sends_contact("+70000000000", room)
        else:
            await self.says(button["text"], room)

    async def _presses(self, button: Json, message: Seen) -> Press:
        if "callback_data" not in button:
            raise LookupError(f"button {button['text']!r} opens {button}, it asks no bot")
        return await self.sends_press(button["callback_data"], message)

    async def sends_press(self, data: str, message: Seen, forged: bool = False) -> Press:
        """Press by payload; Telegram refuses what the keyboard does not hold unless `forged`."""
        if not forged and data not in callback_data_of(message.json):
            raise bad_request("DATA_INVALID")
        chat = message.room.chat
        inline = next(
            (k for k, place in self.world.inline_messages.items() if place == (chat, message.id)),
            None,
        )
        author = message.json.get("via_bot") or message.json.get("from") or {}
        bot = self.world.bots_by_id.get(author.get("id", 0)) or self.sandbox.bot(None)
        press = Press(
            self.world.number(), bot, self.user, data, self.world.now() + limits.CALLBACK_LIFE
        )
        press.chat, press.message_id = chat, message.id
        self.world.presses[press.id] = press
        _keep_last(self.world.presses)
        query: Json = {
            "id": press.id,
            "from": self.user.json,
            "chat_instance": str(chat.id),
            "data": data,
        }
        if inline is not None:
            query["inline_message_id"] = inline
        elif message.is_deleted:
            query["message"] = {"chat": chat.json, "message_id": message.id, "date": 0}
        else:
            query["message"] = message.json
        self.world.push(bot, "callback_query", query, self.id, limits.CALLBACK_LIFE)
        return press

    async def votes(self, message: Seen, *options: int | str) -> None:
        """Vote in a poll by option numbers (from 0) or texts; none takes the vote back."""
        poll = self.world.polls[message.json["poll"]["id"]]
        texts = [option["text"] for option in poll.json["options"]]
        chosen = [texts.index(o) if isinstance(o, str) else o for o in options]
        voter: User | Chat = self.user
        member = message.room.chat.members.get(self.id)
        if member is not None and member.is_anonymous:
            voter = message.room.chat
        cast_vote(self.world, poll, voter, tuple(sorted(chosen)))

    async def types_inline(
        self, text: str, room: Room | None = None, bot: Bot | str | None = None, offset: str = ""
    ) -> InlineQuery:
        """Type `@bot text`; `await sandbox.results(query)` is what the bot offers."""
        known = self.sandbox.bot(bot)
        if not known.supports_inline:
            raise bad_request("BOT_INLINE_DISABLED")
        query = InlineQuery(
            self.world.number(),
            known,
            self.user,
            text[: limits.INLINE_QUERY],
            self.world.now() + limits.INLINE_LIFE,
            chat=room.chat if room else None,
        )
        self.world.inline_queries[query.id] = query
        _keep_last(self.world.inline_queries)
        body: Json = {
            "id": query.id,
            "from": self.user.json,
            "query": query.query,
            "offset": offset,
        }
        if room is not None:
            is_own = room.chat.is_private and room.chat.bot is known
            body["chat_type"] = "sender" if is_own else room.chat.type
        if self.id in self.sandbox.places:
            latitude, longitude = self.sandbox.places[self.id]
            body["location"] = {"latitude": latitude, "longitude": longitude}
        self.world.push(known, "inline_query", body, self.id, limits.INLINE_LIFE)
        return query

    async def chooses(self, query: InlineQuery, number: int, room: Room) -> Seen:
        """Send the result with this number (from 0) into a chat."""
        answer = await wait_for_answer(query, PATIENCE)
        result = answer["results"][number]
        content = {**result["message"], "via_bot": query.bot.user.json}
        seen = self._posts(room, content)
        chosen: Json = {
            "result_id": result["id"],
            "from": self.user.json,
            "query": query.query,
        }
        if "reply_markup" in content:
            inline_id = self.world.number()
            self.world.inline_messages[inline_id] = (seen.room.chat, seen.id)
            chosen["inline_message_id"] = inline_id
        if query.bot.inline_feedback:
            self.world.push(query.bot, "chosen_inline_result", chosen, self.id)
        return seen

    async def reacts(self, message: Seen, *emoji: str) -> None:
        """Put reactions under a message; none takes them back."""
        chat = message.room.chat
        shown = chat.reactions.setdefault(message.id, {})
        new: list[Json] = [{"type": "emoji", "emoji": one} for one in emoji]
        update = {
            "chat": chat.json,
            "message_id": message.id,
            "user": self.user.json,
            "date": int(self.world.now()),
            "old_reaction": shown.get(self.id, []),
            "new_reaction": new,
        }
        shown[self.id] = new
        for bot in self.world.bots_in(chat):
            if chat.is_private or chat.is_admin(bot.id):
                self.world.push(bot, "message_reaction", update, chat.id)

    # Coming and going

    async def joins(self, room: Room) -> None:
        """Come into a group."""
        members.join(self.world, room.chat, self.user)

    async def leaves(self, room: Room) -> None:
        """Go out of a group."""
        members.leave(self.world, room.chat, self.user)

    async def adds(self, someone: Person | Bot, room: Room) -> None:
        """Bring a person or a bot into a group."""
        members.join(self.world, room.chat, someone.user, self.user)

    async def kicks(self, someone: Person | Bot, room: Room) -> None:
        """Put a person or a bot out of a group."""
        members.leave(self.world, room.chat, someone.user, self.user)

    async def promotes(
        self, someone: Person | Bot, room: Room, rights: Sequence[str] | None = None,
        anonymous: bool = False,
    ) -> None:  # fmt: skip
        """Make a member an admin, with the usual rights unless named."""
        chosen = ORDINARY_ADMIN if rights is None else frozenset(rights)
        members.set_standing(
            self.world, room.chat, someone.user, self.user, "administrator",
            rights=chosen, is_anonymous=anonymous,
        )  # fmt: skip

    async def demotes(self, someone: Person | Bot, room: Room) -> None:
        """Make an admin an ordinary member again."""
        members.set_standing(self.world, room.chat, someone.user, self.user, "member")

    async def restricts(
        self, someone: Person | Bot, room: Room, allowed: Sequence[str] = ()
    ) -> None:
        """Leave a member only the named permissions."""
        members.set_standing(
            self.world, room.chat, someone.user, self.user, "restricted",
            rights=frozenset(allowed),
        )  # fmt: skip

    async def opens_topic(self, name: str, room: Room) -> int:
        """Start a forum topic; returns its id."""
        topic = members.open_topic(self.world, room.chat, self.user, name)
        return int(topic["message_thread_id"])

    async def migrates(self, room: Room) -> Room:
        """Turn a group into a supergroup; returns the new chat."""
        return Room(self.sandbox, members.migrate(self.world, room.chat, self.user))

    async def blocks(self, room: Room) -> None:
        """Block the bot of a private chat."""
        members.set_blocked(self.world, room.chat, True)

    async def unblocks(self, room: Room) -> None:
        """Unblock the bot of a private chat."""
        members.set_blocked(self.world, room.chat, False)

    def is_at(self, latitude: float, longitude: float) -> None:
        """Say where the person is, in degrees, for buttons and inline queries that ask."""
        self.sandbox.places[self.id] = (latitude, longitude)

    def deletes_account(self) -> None:
        """Delete the account: nothing can be sent to it any more."""
        self.user.deactivated = True


def _keep_last(queries: dict[str, Any], most: int = 20_000) -> None:
    while len(queries) > most:
        del queries[next(iter(queries))]
