"""Coming and going: membership, rights, blocking, and groups that become supergroups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.model import PERMISSIONS, PRESENT, Chat, Json, Member, User
from bot.sandbox.state import World


def set_standing(
    world: World, chat: Chat, user: User, actor: User, status: str, **details: Any
) -> None:
    """Give a user a new status in a chat and tell the bots that want to know."""
    old = chat.members.get(user.id) or Member(user, "left")
    new = replace(Member(user, status, joined=int(world.now())), **details)
    chat.members[user.id] = new
    change = {
        "chat": chat.json,
        "from": actor.json,
        "date": int(world.now()),
        "old_chat_member": old.json(),
        "new_chat_member": new.json(),
    }
    for bot in world.bots_by_id.values():
        if bot.id == user.id:
            world.push(bot, "my_chat_member", change, chat.id)
        elif chat.is_admin(bot.id):
            world.push(bot, "chat_member", change, chat.id)
    chat.changed("member", change)


def join(world: World, chat: Chat, user: User, actor: User | None = None) -> Json:
    """Let a user in, alone or added by someone; returns the service message."""
    actor = actor or user
    set_standing(world, chat, user, actor, "member")
    return world.post(chat, actor, {"new_chat_members": [user.json_without_language()]})


def leave(world: World, chat: Chat, user: User, actor: User | None = None) -> Json | None:
    """Take a user out: gone by itself, or kicked by someone else."""
    actor = actor or user
    status = "left" if actor is user else "kicked"
    content = {"left_chat_member": user.json_without_language()}
    if user.is_bot:
        # The bot is told by my_chat_member only: it no longer reads the chat.
        set_standing(world, chat, user, actor, status)
        return world.post(chat, actor, content)
    message = world.post(chat, actor, content)
    set_standing(world, chat, user, actor, status)
    return message


def set_blocked(world: World, chat: Chat, blocked: bool) -> None:
    """Have the person of a private chat block or unblock its bot."""
    if chat.person is None or chat.bot is None:
        raise ValueError("only a private chat can be blocked")
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    change = {
        "chat": chat.json,
        "from": chat.person.json,
        "date": int(world.now()),
        "old_chat_member": Member(chat.bot.user, before).json(),
        "new_chat_member": Member(chat.bot.user, after).json(),
    }
    world.push(chat.bot, "my_chat_member", change, chat.id)


def migrate(world: World, group: Chat, actor: User) -> Chat:
    """Turn a group into a supergroup with a new id; the old id answers with the new one."""
    if group.type != "group":
        raise ValueError("only a basic group can become a supergroup")
    supergroup = world.add_chat("supergroup", group.title or "")
    supergroup.members = dict(group.members)
    supergroup.permissions = group.permissions
    world.post(group, actor, {"migrate_to_chat_id": supergroup.id})
    group.migrated_to = supergroup.id
    world.post(supergroup, actor, {"migrate_from_chat_id": group.id})
    return supergroup


def permissions_json(allowed: frozenset[str]) -> Json:
    """A set of permissions as a Bot API ChatPermissions."""
    return {name: name in allowed for name in PERMISSIONS}


def here(chat: Chat, user_id: int) -> bool:
    """Whether the user is in the chat now."""
    return chat.standing(user_id) in PRESENT


TOPIC_COLOUR = 7322096


def open_topic(world: World, chat: Chat, author: User, name: str) -> Json:
    """Start a forum topic; its id is the id of the message that reports it."""
    created = {"name": name, "icon_color": TOPIC_COLOUR}
    thread_id = chat.last_message_id + 1
    chat.topics[thread_id] = {"message_thread_id": thread_id, **created}
    place = {"message_thread_id": thread_id, "is_topic_message": True}
    world.post(chat, author, {**place, "forum_topic_created": created})
    return chat.topics[thread_id]
