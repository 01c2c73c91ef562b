"""Chats and members as bots see and change them; forum topics."""

from __future__ import annotations

from bot.sandbox import limits, members
from bot.sandbox.call import Call
from bot.sandbox.errors import bad_request
from bot.sandbox.model import ADMIN_RIGHTS, PERMISSIONS, PRESENT, Chat, Json, Member


def get_chat(call: Call) -> Json:
    """Everything about a chat."""
    chat = call.chat_to_read()
    full: Json = {
        **chat.json,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": chat.is_private,
            "limited_gifts": chat.is_private,
            "unique_gifts": chat.is_private,
            "premium_subscription": chat.is_private,
            "gifts_from_channels": chat.is_private,
        },
    }
    if chat.type in {"group", "supergroup"}:
        full["permissions"] = members.permissions_json(chat.permissions)
    if chat.username:
        full["active_usernames"] = [chat.username]
    if chat.pinned:
        shown = chat.messages[chat.pinned[-1]]
        full["pinned_message"] = {k: v for k, v in shown.items() if k != "reply_to_message"}
    return full


def _member(call: Call, chat: Chat) -> Member:
    user_id = call.params.integer("user_id")
    user = call.world.users.get(user_id or 0)
    if user is None:
        raise bad_request("invalid user_id specified" if not user_id else "user not found")
    return chat.members.get(user.id) or Member(user, "left")


def get_chat_member(call: Call) -> Json:
    """One user's standing in a chat."""
    chat = call.chat_to_read()
    return _member(call, chat).json()


def get_chat_administrators(call: Call) -> list[Json]:
    """The owner and the admins who are not other bots."""
    chat = call.chat_to_read()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member.json()
        for member in chat.members.values()
        if member.status in {"creator", "administrator"}
        and (not member.user.is_bot or member.user.id == call.bot.id)
    ]


def get_chat_member_count(call: Call) -> int:
    """How many are in the chat."""
    return len(call.chat_to_read().present())


def leave_chat(call: Call) -> bool:
    """Take the bot out of a group."""
    chat = call.chat_to_read()
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    members.leave(call.world, chat, call.bot.user)
    return True


def _acting(call: Call, right: str) -> tuple[Chat, Member]:
    """The chat and the member the bot wants to act upon with an admin right."""
    chat = call.chat_to_read()
    if chat.is_private:
        raise bad_request("method is available only for supergroups")
    own = chat.members[call.bot.id]
    if not (own.status == "administrator" and right in own.rights):
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    member = _member(call, chat)
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    return chat, member


def ban_chat_member(call: Call) -> bool:
    """Kick a member and keep them out."""
    chat, member = _acting(call, "can_restrict_members")
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    members.leave(call.world, chat, member.user, call.bot.user)
    return True


def unban_chat_member(call: Call) -> bool:
    """Let a kicked user come back; a present one is put out unless `only_if_banned`."""
    chat, member = _acting(call, "can_restrict_members")
    if member.status in PRESENT and call.params.flag("only_if_banned"):
        return True
    members.set_standing(call.world, chat, member.user, call.bot.user, "left")
    return True


def restrict_chat_member(call: Call) -> bool:
    """Limit what a member may do."""
    chat, member = _acting(call, "can_restrict_members")
    wanted = call.params.object("permissions") or {}
    allowed = frozenset(name for name in PERMISSIONS if wanted.get(name))
    until = call.params.integer("until_date") or 0
    status = "member" if allowed >= chat.permissions else "restricted"
    members.set_standing(
        call.world, chat, member.user, call.bot.user, status, rights=allowed, until=until
    )
    return True


def promote_chat_member(call: Call) -> bool:
    """Make a member an admin, or take that back by giving no right at all."""
    chat, member = _acting(call, "can_promote_members")
    rights = frozenset(right for right in ADMIN_RIGHTS if call.params.flag(right))
    status = "administrator" if rights else "member"
    members.set_standing(call.world, chat, member.user, call.bot.user, status, rights=rights)
    return True


def _topics(call: Call) -> Chat:
    chat = call.chat_to_read()
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    own = chat.members[call.bot.id]
    if "can_manage_topics" not in own.rights:
        raise bad_request("not enough rights to create a topic")
    return chat


def create_forum_topic(call: Call) -> Json:
    """Start a topic in a forum."""
    chat = _topics(call)
    name = (call.params.text("name") or "").strip()
    if not 1 <= len(name) <= limits.TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    return members.open_topic(call.world, chat, call.bot.user, name)


def _topic(call: Call) -> tuple[Chat, Json]:
    chat = _topics(call)
    topic = chat.topics.get(call.params.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def _report(call: Call, chat: Chat, topic: Json, content: Json) -> bool:
    place = {"message_thread_id": topic["message_thread_id"], "is_topic_message": True}
    call.world.post(chat, call.bot.user, {**place, **content})
    return True


def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    chat, topic = _topic(call)
    topic["name"] = call.params.text("name") or topic["name"]
    return _report(call, chat, topic, {"forum_topic_edited": {"name": topic["name"]}})


def close_forum_topic(call: Call) -> bool:
    """Close a topic: nobody but admins writes there."""
    chat, topic = _topic(call)
    if topic.get("closed"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = True
    return _report(call, chat, topic, {"forum_topic_closed": {}})


def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    chat, topic = _topic(call)
    if not topic.pop("closed", False):
        raise bad_request("TOPIC_NOT_MODIFIED")
    return _report(call, chat, topic, {"forum_topic_reopened": {}})


def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = _topic(call)
    number = topic["message_thread_id"]
    del chat.topics[number]
    for message in [m for m in chat.messages.values() if m.get("message_thread_id") == number]:
        del chat.messages[message["message_id"]]
    return True
