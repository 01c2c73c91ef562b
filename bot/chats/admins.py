"""Whether someone may change a group's settings: asked live, remembered for a minute."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.context import Context

REMEMBER_SECONDS = 60.0
ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
MOST_REMEMBERED = 1_000


async def may_configure(update: Update, context: Context) -> bool:
    """Whether the sender may change this chat: always in private, admins in groups.

    An anonymous admin writes in the group's own name and may; a channel may not.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return False
    if chat.type == ChatType.PRIVATE:
        return True
    message = update.message
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id
    return await is_admin(context, chat.id, user.id)


async def is_admin(context: Context, chat_id: int, user_id: int) -> bool:
    """Whether a user is an admin of a group now, or was within the last minute."""
    known: dict[tuple[int, int], tuple[float, bool]] = context.bot_data.setdefault("admins", {})
    now = context.services.clock().timestamp()
    since, admin = known.get((chat_id, user_id), (0.0, False))
    if now - since < REMEMBER_SECONDS:
        return admin
    try:
        member = await context.bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return False
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known[chat_id, user_id] = (now, member.status in ADMINS)
    return member.status in ADMINS
