"""One call of a Bot API method: who calls, with what, and about which chat and message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.errors import Refusal, bad_request, forbidden
from bot.sandbox.keyboards import read_markup
from bot.sandbox.model import PRESENT, Bot, Chat, Json
from bot.sandbox.params import Params
from bot.sandbox.state import SERVICE, World


@dataclass(slots=True)
class Call:
    """A call on its way through a method."""

    world: World
    bot: Bot
    params: Params

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat the call is about, as far as the bot knows it."""
        chat_id = self.params.text(name)
        if not chat_id:
            raise bad_request(f"{name} is empty" if name == "chat_id" else "chat not found")
        chat = self.world.find_chat(self.bot, chat_id)
        if chat is None or (chat.is_private and not chat.started):
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def chat_to_read(self, name: str = "chat_id") -> Chat:
        """A chat the bot is in."""
        chat = self.chat(name)
        if not chat.is_private and chat.standing(self.bot.id) not in PRESENT:
            raise _not_a_member(chat, self.bot)
        return chat

    def chat_to_write(self, kind: str = "can_send_messages") -> Chat:
        """A chat the bot may send to; `kind` is the permission that the content needs."""
        chat_id = self.params.integer("chat_id")
        if chat_id is not None and chat_id > 0:
            self._check_person(chat_id)
        chat = self.chat()
        if chat.is_private:
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            return chat
        status = chat.standing(self.bot.id)
        if status not in PRESENT:
            raise _not_a_member(chat, self.bot)
        if status in {"member", "restricted"}:
            self._check_permission(chat, kind)
        return chat

    def _check_person(self, user_id: int) -> None:
        user = self.world.users.get(user_id)
        if user is None:
            raise bad_request("chat not found")
        if user.deactivated:
            raise forbidden("user is deactivated")
        if user.is_bot:
            raise forbidden("bots can't send messages to bots")
        chat = self.world.private_chats.get((self.bot.id, user_id))
        if chat is None or not chat.started:
            if self._has_met(user_id):
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("chat not found")

    def _has_met(self, user_id: int) -> bool:
        return any(
            user_id in chat.members and self.bot.id in chat.members
            for chat in self.world.chats.values()
        )

    def _check_permission(self, chat: Chat, kind: str) -> None:
        if chat.type == "channel":
            raise bad_request("need administrator rights in the channel chat")
        member = chat.members[self.bot.id]
        allowed = member.rights if member.status == "restricted" else chat.permissions
        if kind not in allowed:
            what = kind.removeprefix("can_send_").replace("_", " ")
            what = "text messages" if what == "messages" else what
            raise bad_request(f"not enough rights to send {what} to the chat")

    def thread(self, chat: Chat) -> Json:
        """The forum topic the call names, as fields of a message."""
        thread_id = self.params.integer("message_thread_id")
        if not thread_id:
            return {}
        if not chat.is_forum:
            raise bad_request("message thread not found")
        topic = chat.topics.get(thread_id)
        if topic is None:
            raise bad_request("message thread not found")
        if topic.get("closed"):
            raise bad_request("TOPIC_CLOSED")
        return {"message_thread_id": thread_id, "is_topic_message": True}

    def message(self, chat: Chat, what: str, name: str = "message_id") -> Json:
        """The message the call names; `what` completes "message to … not found"."""
        message_id = self.params.integer(name)
        if not message_id:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"message to {what} not found")
        return message

    def replied(self, chat: Chat) -> Json | None:
        """The message that the call replies to, without what it replies to itself."""
        given = self.params.object("reply_parameters") or {}
        message_id = given.get("message_id") or self.params.integer("reply_to_message_id")
        if not message_id:
            return None
        message = chat.messages.get(int(message_id))
        if message is None or given.get("chat_id") not in {None, chat.id, str(chat.id)}:
            if given.get("allow_sending_without_reply") or self.params.flag(
                "allow_sending_without_reply"
            ):
                return None
            raise bad_request("message to be replied not found")
        return {key: value for key, value in message.items() if key != "reply_to_message"}

    def send(self, chat: Chat, content: Json) -> Json:
        """Post a message of the bot with everything that all kinds of messages share."""
        thread = self.thread(chat)
        replied = self.replied(chat)
        if replied is not None:
            content["reply_to_message"] = replied
            if not thread and replied.get("is_topic_message"):
                thread = {
                    "message_thread_id": replied["message_thread_id"],
                    "is_topic_message": True,
                }
        markup = read_markup(self.params.parsed("reply_markup", "reply keyboard markup"))
        if markup is not None and "inline_keyboard" in markup:
            content["reply_markup"] = markup
        elif markup is not None:
            chat.keyboards[chat.last_message_id + 1] = markup
        if self.params.flag("protect_content"):
            content["has_protected_content"] = True
        if effect := self.params.text("message_effect_id"):
            content["effect_id"] = effect
        return self.world.post(chat, self.bot.user, {**thread, **content})


def is_service(message: Json) -> bool:
    """Whether the message only reports an event of the chat."""
    return any(name in message for name in SERVICE)


def _not_a_member(chat: Chat, bot: Bot) -> Refusal:
    names = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}
    name = names[chat.type]
    if chat.standing(bot.id) == "kicked":
        return forbidden(f"bot was kicked from the {name}")
    if bot.id in chat.members:
        return forbidden(f"bot is not a member of the {name}")
    return bad_request("chat not found")
