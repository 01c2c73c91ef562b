"""Sending: texts, places, contacts, dice, copies and forwards, chat actions, drafts."""

from __future__ import annotations

from bot.sandbox import limits
from bot.sandbox.call import Call, is_service
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import Text, caption_text, message_text
from bot.sandbox.keyboards import read_markup
from bot.sandbox.model import Chat, Json

MEDIA = ("photo", "document", "audio", "video", "voice", "animation")


def send_message(call: Call) -> Json:
    """Send a text."""
    chat = call.chat_to_write()
    text = read_message_text(call, "message is too long")
    return call.send(chat, {**text.fields(), **link_preview(call)})


def read_message_text(call: Call, too_long: str) -> Text:
    """The text of a call that sends or edits one."""
    params = call.params
    return message_text(
        params.text("text"), params.text("parse_mode"), params.array("entities"), too_long
    )


def link_preview(call: Call) -> Json:
    """How links in the text shall be shown."""
    options = call.params.object("link_preview_options")
    if options is None and call.params.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    return {"link_preview_options": options} if options else {}


def read_caption(call: Call) -> Json:
    """The caption of a call, as fields of a message."""
    params = call.params
    text = caption_text(
        params.text("caption"), params.text("parse_mode"), params.array("caption_entities")
    )
    if text is None:
        return {}
    fields = text.fields("caption", "caption_entities")
    if params.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def read_location(call: Call) -> Json:
    """A point on the globe, in degrees."""
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None or not abs(latitude) <= 90:
        raise bad_request("latitude is invalid" if latitude is not None else "latitude is empty")
    if longitude is None or not abs(longitude) <= 180:
        raise bad_request("longitude is invalid" if longitude is not None else "longitude is empty")
    return {"latitude": latitude, "longitude": longitude}


def send_location(call: Call) -> Json:
    """Send a point on the map."""
    chat = call.chat_to_write()
    location = read_location(call)
    for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"):
        if (value := call.params.number(name)) is not None:
            location[name] = value if name == "horizontal_accuracy" else int(value)
    return call.send(chat, {"location": location})


def send_venue(call: Call) -> Json:
    """Send a named place."""
    chat = call.chat_to_write()
    venue: Json = {"location": read_location(call)}
    for name in ("title", "address"):
        value = (call.params.text(name) or "").strip()
        if not value:
            raise bad_request(f"venue {name} must be non-empty")
        venue[name] = value
    for name in ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type"):
        if extra := call.params.text(name):
            venue[name] = extra
    return call.send(chat, {"venue": venue, "location": venue["location"]})


def send_contact(call: Call) -> Json:
    """Send a phone number with a name."""
    chat = call.chat_to_write()
    contact: Json = {}
    for name in ("phone_number", "first_name"):
        contact[name] = call.params.text(name) or ""
        if not contact[name]:
            raise bad_request(f"contact {name.replace('_', ' ')} must be non-empty")
    for name in ("last_name", "vcard"):
        if value := call.params.text(name):
            contact[name] = value
    return call.send(chat, {"contact": contact})


DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def send_dice(call: Call) -> Json:
    """Throw a die."""
    chat = call.chat_to_write("can_send_other_messages")
    emoji = call.params.text("emoji") or "🎲"
    if emoji not in DICE:
        raise bad_request("invalid dice emoji specified")
    value = call.world.random.randint(1, DICE[emoji])
    return call.send(chat, {"dice": {"emoji": emoji, "value": value}})


def send_chat_action(call: Call) -> bool:
    """Show that the bot is busy."""
    chat = call.chat_to_write()
    action = call.params.text("action") or ""
    if action not in limits.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    chat.changed("action", {"action": action})
    return True


def send_message_draft(call: Call) -> bool:
    """Show a part of a text that is still being written."""
    chat = call.chat_to_write()
    if not call.params.integer("draft_id"):
        raise bad_request("draft_id must be non-zero")
    if not chat.is_private:
        raise bad_request("drafts can be sent only to private chats")
    text = call.params.text("text") or ""
    if text:
        read_message_text(call, "message is too long")
    chat.changed("draft", {"text": text})
    return True


def _source(call: Call, what: str, message_id: int | None = None) -> Json:
    chat = call.chat_to_read("from_chat_id")
    number = message_id or call.params.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"message to {what} not found")
    if is_service(message) or (what == "forward" and message.get("has_protected_content")):
        raise bad_request(f"the message can't be {'forwarded' if what == 'forward' else 'copied'}")
    return message


OUTER = frozenset({"message_id", "date", "chat", "from", "sender_chat", "reply_to_message",
                   "reply_markup", "edit_date", "has_protected_content", "media_group_id",
                   "message_thread_id", "is_topic_message", "via_bot"})  # fmt: skip


def _inner(message: Json) -> Json:
    return {key: value for key, value in message.items() if key not in OUTER}


def forward_message(call: Call) -> Json:
    """Send a message on, with its origin."""
    chat = call.chat_to_write()
    return _forward(call, chat, _source(call, "forward"))


def _forward(call: Call, chat: Chat, source: Json) -> Json:
    origin = source.get("forward_origin") or _origin(source)
    content = {**_inner(source), "forward_origin": origin}
    if call.params.flag("protect_content"):
        content["has_protected_content"] = True
    return call.world.post(chat, call.bot.user, {**call.thread(chat), **content})


def _origin(source: Json) -> Json:
    if source["chat"]["type"] == "channel":
        return {
            "type": "channel",
            "date": source["date"],
            "chat": source["chat"],
            "message_id": source["message_id"],
        }
    return {"type": "user", "date": source["date"], "sender_user": source["from"]}


def forward_messages(call: Call) -> list[Json]:
    """Send several messages on; those that cannot be are left out."""
    chat = call.chat_to_write()
    sources = [_source(call, "forward", number) for number in bulk_ids(call)]
    return [{"message_id": _forward(call, chat, source)["message_id"]} for source in sources]


def copy_message(call: Call) -> Json:
    """Send a message's content as the bot's own, perhaps with another caption."""
    chat = call.chat_to_write()
    return _copy(call, chat, _source(call, "copy"))


def _copy(call: Call, chat: Chat, source: Json) -> Json:
    content = {key: value for key, value in _inner(source).items() if key != "forward_origin"}
    if "poll" in content:
        raise bad_request("the message can't be copied")
    if call.params.has("caption") and any(kind in content for kind in MEDIA):
        content = {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}
        content.update(read_caption(call))
    return {"message_id": call.send(chat, content)["message_id"]}


def copy_messages(call: Call) -> list[Json]:
    """Send copies of several messages."""
    chat = call.chat_to_write()
    return [_copy(call, chat, _source(call, "copy", number)) for number in bulk_ids(call)]


def bulk_ids(call: Call) -> list[int]:
    """The 1 to 100 message ids of a call about several messages."""
    numbers = call.params.array("message_ids") or []
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > limits.BULK:
        raise bad_request("too many message identifiers specified")
    return [int(number) for number in numbers]


def read_inline_markup(call: Call) -> Json | None:
    """The inline keyboard of a call that edits a message."""
    markup = call.params.parsed("reply_markup", "reply keyboard markup")
    return read_markup(markup, inline_only=True)
