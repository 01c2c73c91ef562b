"""Keyboards under messages, checked as Telegram checks them."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox import limits
from bot.sandbox.errors import bad_request

Json = dict[str, Any]

ACTIONS = (
    "callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "web_app", "login_url", "callback_game", "pay",
)  # fmt: skip
STYLES = frozenset({"primary", "success", "danger"})
_URL = re.compile(r"^(https?://|tg://|ton://)?[^\s/?#]+\S*$")


def read_markup(markup: Any, inline_only: bool = False) -> Json | None:
    """A checked `reply_markup`; None when there is none or the inline keyboard is empty."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _read_inline(markup["inline_keyboard"])
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        return _read_reply_keyboard(markup)
    if "remove_keyboard" in markup or "force_reply" in markup:
        placeholder = markup.get("input_field_placeholder") or ""
        _check_placeholder(placeholder)
        return dict(markup)
    return None


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays'
        )
    return [row for row in rows if row]


def _read_inline(rows: Any) -> Json | None:
    kept = [[_read_inline_button(button) for button in row] for row in _rows(rows)]
    if sum(map(len, kept)) > limits.BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _cant_parse_button(complaint: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {complaint}")


def _read_inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _cant_parse_button("expected an Object")
    if "text" not in button:
        raise _cant_parse_button('Can\'t find field "text"')
    if not str(button["text"]).strip():
        raise _cant_parse_button("inline keyboard button text must be non-empty")
    given = [action for action in ACTIONS if action in button]
    if not given:
        raise _cant_parse_button("Text buttons are unallowed in the inline keyboard")
    if len(given) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_action(button, given[0])
    if button.get("style") is not None and button["style"] not in STYLES:
        raise _cant_parse_button("invalid button style specified")
    return dict(button)


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= limits.CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not _URL.match(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text":
        text = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= len(text) <= limits.COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_placeholder(placeholder: str) -> None:
    if len(placeholder) > limits.PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")


def _read_reply_keyboard(markup: Json) -> Json:
    rows = _rows(markup["keyboard"])
    kept = [[_read_reply_button(button) for button in row] for row in rows]
    _check_placeholder(markup.get("input_field_placeholder") or "")
    if not kept:
        raise bad_request("reply markup is empty")
    return {**markup, "keyboard": kept}


def _read_reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    return dict(button)


def callback_data_of(message: Json) -> set[str]:
    """Every callback payload the message's keyboard holds."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}
