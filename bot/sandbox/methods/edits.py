"""Changing what was sent: texts, captions, keyboards, media, places; deleting and pinning."""

from __future__ import annotations

from typing import Any

from bot.sandbox import limits
from bot.sandbox.call import Call, is_service
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.media import read_input_media
from bot.sandbox.methods.messages import (
    MEDIA,
    bulk_ids,
    link_preview,
    read_caption,
    read_inline_markup,
    read_location,
    read_message_text,
)
from bot.sandbox.model import Chat, Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TEXT_FIELDS = ("text", "entities", "link_preview_options")
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


def _message_to_edit(call: Call) -> tuple[Chat, Json, bool]:
    """The chat and message to edit, and whether it was named as an inline message."""
    if inline := call.params.text("inline_message_id"):
        place = call.world.inline_messages.get(inline)
        if place is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return place[0], place[0].messages[place[1]], True
    chat = call.chat_to_write()
    message = call.message(chat, "edit")
    author = (message.get("from") or message.get("sender_chat") or {}).get("id")
    if author not in {call.bot.id, chat.id if chat.type == "channel" else 0}:
        raise bad_request("message can't be edited")
    if is_service(message) or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return chat, message, False


def _apply(call: Call, fields: Json, cleared: tuple[str, ...]) -> Json | bool:
    """Change the named fields of the message; refuses a change that changes nothing."""
    chat, message, inline = _message_to_edit(call)
    markup = read_inline_markup(call)
    before = {key: message.get(key) for key in (*cleared, "reply_markup")}
    after: dict[str, Any] = {key: fields.get(key) for key in cleared}
    after["reply_markup"] = markup
    if before == after:
        raise bad_request(NOT_MODIFIED)
    for key, value in after.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edit_date"] = int(call.world.now())
    chat.changed("edit", message)
    return True if inline else message


def edit_message_text(call: Call) -> Json | bool:
    """Replace the text and the keyboard."""
    _, message, _ = _message_to_edit(call)
    text = read_message_text(call, "MESSAGE_TOO_LONG")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, {**text.fields(), **link_preview(call)}, TEXT_FIELDS)


def edit_message_caption(call: Call) -> Json | bool:
    """Replace the caption and the keyboard."""
    _, message, _ = _message_to_edit(call)
    if not any(kind in message for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _apply(call, read_caption(call), CAPTION_FIELDS)


def edit_message_reply_markup(call: Call) -> Json | bool:
    """Replace the keyboard only."""
    return _apply(call, {}, ())


def edit_message_media(call: Call) -> Json | bool:
    """Replace picture, document or the like, with caption and keyboard."""
    _, message, _ = _message_to_edit(call)
    if not any(kind in message for kind in (*MEDIA, "text")):
        raise bad_request("message can't be edited")
    fields = read_input_media(call, call.params.object("media") or {})
    return _apply(call, fields, (*MEDIA, *CAPTION_FIELDS, *TEXT_FIELDS, "has_media_spoiler"))


def edit_message_live_location(call: Call) -> Json | bool:
    """Move a live location."""
    _, message, _ = _message_to_edit(call)
    if "live_period" not in message.get("location", {}):
        raise bad_request("message can't be edited")
    return _apply(call, {"location": {**message["location"], **read_location(call)}}, ("location",))


def stop_message_live_location(call: Call) -> Json | bool:
    """End a live location before its time."""
    _, message, _ = _message_to_edit(call)
    if "live_period" not in message.get("location", {}):
        raise bad_request("message can't be edited")
    location = {k: v for k, v in message["location"].items() if k != "live_period"}
    return _apply(call, {"location": location}, ("location",))


def _check_deletable(call: Call, chat: Chat, message: Json) -> None:
    own = message.get("from", {}).get("id") == call.bot.id
    too_old = call.world.now() - message["date"] > limits.EDIT_LIFE
    member = chat.members.get(call.bot.id)
    rights = member.rights if member and member.status == "administrator" else frozenset()
    if "can_delete_messages" in rights:
        return
    if too_old or not (own or chat.is_private):
        raise bad_request(
            "message can't be deleted for everyone" if own else "message can't be deleted"
        )


def _delete(chat: Chat, message: Json) -> None:
    number = message["message_id"]
    del chat.messages[number]
    chat.keyboards.pop(number, None)
    chat.deleted.append(number)
    if number in chat.pinned:
        chat.pinned.remove(number)
    chat.changed("delete", message)


def delete_message(call: Call) -> bool:
    """Delete one message for everyone."""
    chat = call.chat_to_read()
    message = call.message(chat, "delete")
    _check_deletable(call, chat, message)
    _delete(chat, message)
    return True


def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those not found are passed over."""
    chat = call.chat_to_read()
    found = [chat.messages[n] for n in bulk_ids(call) if n in chat.messages]
    for message in found:
        _check_deletable(call, chat, message)
    for message in found:
        _delete(chat, message)
    return True


def _check_pin_right(call: Call, chat: Chat) -> None:
    if chat.is_private:
        return
    member = chat.members[call.bot.id]
    allowed = member.rights if member.status == "administrator" else chat.permissions
    if "can_pin_messages" not in allowed:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat = call.chat_to_read()
    _check_pin_right(call, chat)
    message = call.message(chat, "pin")
    number = message["message_id"]
    if number not in chat.pinned:
        chat.pinned.append(number)
        shown = {k: v for k, v in message.items() if k != "reply_to_message"}
        call.world.post(chat, call.bot.user, {"pinned_message": shown})
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, the latest pinned by default."""
    chat = call.chat_to_read()
    _check_pin_right(call, chat)
    number = call.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = call.chat_to_read()
    _check_pin_right(call, chat)
    chat.pinned.clear()
    return True
