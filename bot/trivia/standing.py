"""What the bot may do in a group, asked of Telegram."""

from __future__ import annotations

from typing import Any

from telegram import ChatFullInfo, ChatMember
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.context import Context
from bot.trivia.model import Standing


async def find_standing(context: Context, chat_id: int) -> Standing | None:
    """The bot's standing in a group, or None where Telegram does not tell: it is not in it."""
    try:
        chat = await context.bot.get_chat(chat_id)
        member = await context.bot.get_chat_member(chat_id, context.bot.id)
        me = await context.bot.get_me()
    except TelegramError:
        return None
    if member.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        return None
    admin = member.status in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}
    return Standing(
        admin=admin,
        may_write=admin or may(chat, member, "can_send_messages"),
        may_poll=admin or may(chat, member, "can_send_polls"),
        reads_all=admin or bool(me.can_read_all_group_messages),
        forum=bool(chat.is_forum),
    )


def may(chat: ChatFullInfo, member: ChatMember, permission: str) -> bool:
    """Whether a member has a permission: the member's own where restricted, else the group's."""
    holder: Any = member if member.status == ChatMemberStatus.RESTRICTED else chat.permissions
    return bool(getattr(holder, permission, True))
