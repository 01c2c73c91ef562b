"""Answering button presses and inline queries, and reacting to messages."""

from __future__ import annotations

from typing import Any

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import caption_text, message_text
from bot.sandbox.keyboards import read_markup
from bot.sandbox.model import Json
from bot.sandbox.queries import settle

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(call: Call) -> bool:
    """Answer a button press, perhaps with a notice of at most 200 characters."""
    params = call.params
    press = call.world.presses.get(params.text("callback_query_id") or "")
    if press is None or press.bot is not call.bot or call.world.now() > press.expires:
        raise bad_request(TOO_OLD)
    text = params.text("text") or ""
    if utf16_length(text) > limits.TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.startswith(("https://t.me/", "http://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    settle(press, {"text": text, "show_alert": params.flag("show_alert"), "url": url})
    if press.chat is not None:
        press.chat.changed("toast", {"text": text, "user": press.user.id})
    return True


def answer_inline_query(call: Call) -> bool:
    """Offer at most 50 results for an inline query."""
    params = call.params
    query = call.world.inline_queries.get(params.text("inline_query_id") or "")
    if query is None or query.bot is not call.bot or call.world.now() > query.expires:
        raise bad_request(TOO_OLD)
    results = params.array("results")
    if results is None:
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    offset = params.text("next_offset") or ""
    if len(offset.encode()) > limits.INLINE_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    kept = [_read_result(result) for result in results]
    if len({result["id"] for result in kept}) < len(kept):
        raise bad_request("RESULT_ID_DUPLICATE")
    button = params.object("button")
    if button is not None:
        _check_button(button)
    settle(query, {"results": kept, "next_offset": offset, "button": button})
    return True


def _check_button(button: Json) -> None:
    start = button.get("start_parameter")
    if start is None and "web_app" not in button:
        raise bad_request("BUTTON_INVALID")
    if start is not None and not 1 <= len(start) <= limits.DEEP_LINK:
        raise bad_request("START_PARAM_INVALID")


def _read_result(result: Any) -> Json:
    """One result with its message checked and formatted, kept under `message`."""
    if not isinstance(result, dict) or "type" not in result:
        raise bad_request("can't parse inline query result: expected an Object")
    number = str(result.get("id", ""))
    if not 1 <= len(number.encode()) <= limits.INLINE_RESULT_ID:
        raise bad_request("RESULT_ID_INVALID")
    if result["type"] == "article" and not result.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content")
    if result["type"] == "article" and content is None:
        raise bad_request("input message content must be specified for the article result")
    message = _read_content(content) if content is not None else _media_content(result)
    markup = read_markup(result.get("reply_markup"), inline_only=True)
    if markup is not None:
        message["reply_markup"] = markup
    return {**result, "id": number, "message": message}


def _read_content(content: Json) -> Json:
    if "message_text" in content:
        text = message_text(
            content["message_text"],
            content.get("parse_mode"),
            content.get("entities"),
            "message is too long",
        )
        preview = content.get("link_preview_options")
        return {**text.fields(), **({"link_preview_options": preview} if preview else {})}
    if "latitude" not in content or "longitude" not in content:
        raise bad_request("can't parse inline query result: input message content is invalid")
    location = {name: float(content[name]) for name in ("latitude", "longitude")}
    if "title" not in content:
        return {"location": location}
    if not content["title"] or not content.get("address"):
        raise bad_request("VENUE_TITLE_INVALID")
    venue = {"location": location, "title": content["title"], "address": content["address"]}
    return {"venue": venue, "location": location}


def _media_content(result: Json) -> Json:
    if result["type"] in {"location", "venue"}:
        return _read_content(
            {k: v for k, v in result.items() if result["type"] == "venue" or k != "title"}
        )
    caption = caption_text(
        result.get("caption"), result.get("parse_mode"), result.get("caption_entities")
    )
    return caption.fields("caption", "caption_entities") if caption else {}


def set_message_reaction(call: Call) -> bool:
    """Put the bot's own reaction under a message; a bot has one at most."""
    chat = call.chat_to_read()
    message = call.message(chat, "react")
    reactions = call.params.array("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("type") == "emoji" and reaction.get("emoji") not in limits.REACTIONS:
            raise bad_request("REACTION_INVALID")
    shown = chat.reactions.setdefault(message["message_id"], {})
    if reactions:
        shown[call.bot.id] = reactions
    else:
        shown.pop(call.bot.id, None)
    chat.changed("reaction", message)
    return True
