"""Every method the sandbox knows, by its Bot API name in lower case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.methods import chats, commands, edits, media, messages, polls, queries, updates

Method = Callable[[Call], Any]

_METHODS: dict[str, Method] = {
    "getMe": updates.get_me,
    "getUpdates": updates.get_updates,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "logOut": updates.log_out,
    "close": updates.close,
    "sendMessage": messages.send_message,
    "sendLocation": messages.send_location,
    "sendVenue": messages.send_venue,
    "sendContact": messages.send_contact,
    "sendDice": messages.send_dice,
    "sendChatAction": messages.send_chat_action,
    "sendMessageDraft": messages.send_message_draft,
    "forwardMessage": messages.forward_message,
    "forwardMessages": messages.forward_messages,
    "copyMessage": messages.copy_message,
    "copyMessages": messages.copy_messages,
    "sendPhoto": media.send_photo,
    "sendDocument": media.send_document,
    "sendAudio": media.send_audio,
    "sendVideo": media.send_video,
    "sendVoice": media.send_voice,
    "sendAnimation": media.send_animation,
    "sendMediaGroup": media.send_media_group,
    "getFile": media.get_file,
    "sendPoll": polls.send_poll,
    "stopPoll": polls.stop_poll,
    "editMessageText": edits.edit_message_text,
    "editMessageCaption": edits.edit_message_caption,
    "editMessageReplyMarkup": edits.edit_message_reply_markup,
    "editMessageMedia": edits.edit_message_media,
    "editMessageLiveLocation": edits.edit_message_live_location,
    "stopMessageLiveLocation": edits.stop_message_live_location,
    "deleteMessage": edits.delete_message,
    "deleteMessages": edits.delete_messages,
    "pinChatMessage": edits.pin_chat_message,
    "unpinChatMessage": edits.unpin_chat_message,
    "unpinAllChatMessages": edits.unpin_all_chat_messages,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "setMessageReaction": queries.set_message_reaction,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "setMyName": commands.set_my_name,
    "getMyName": commands.get_my_name,
    "setMyDescription": commands.set_my_description,
    "getMyDescription": commands.get_my_description,
    "setMyShortDescription": commands.set_my_short_description,
    "getMyShortDescription": commands.get_my_short_description,
    "setChatMenuButton": commands.set_chat_menu_button,
    "getChatMenuButton": commands.get_chat_menu_button,
    "setMyDefaultAdministratorRights": commands.set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": commands.get_my_default_administrator_rights,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMemberCount": chats.get_chat_member_count,
    "leaveChat": chats.leave_chat,
    "banChatMember": chats.ban_chat_member,
    "unbanChatMember": chats.unban_chat_member,
    "restrictChatMember": chats.restrict_chat_member,
    "promoteChatMember": chats.promote_chat_member,
    "createForumTopic": chats.create_forum_topic,
    "editForumTopic": chats.edit_forum_topic,
    "closeForumTopic": chats.close_forum_topic,
    "reopenForumTopic": chats.reopen_forum_topic,
    "deleteForumTopic": chats.delete_forum_topic,
}

METHODS = {name.lower(): (name, method) for name, method in _METHODS.items()}
"""Telegram reads method names without regard to case."""
