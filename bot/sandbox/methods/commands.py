"""The bot's own card: commands by scope and language, name, descriptions, menu button."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.model import ADMIN_RIGHTS, Bot, Chat, Json

SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def _language(call: Call) -> str:
    language = call.params.text("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _scope(call: Call) -> str:
    """The scope as one key: its type, or type, chat and user."""
    scope = call.params.object("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = call.world.find_chat(call.bot, scope.get("chat_id", ""))
    if chat is None or (chat.is_private and (not chat.started or kind != "chat")):
        raise bad_request("chat not found")
    if kind == "chat_member":
        return f"{kind}:{chat.id}:{int(scope.get('user_id', 0))}"
    return f"{kind}:{chat.id}"


def set_my_commands(call: Call) -> bool:
    """Set the menu of one scope and language."""
    commands = call.params.array("commands")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_read_command(command) for command in commands]
    key = _scope(call), _language(call)
    if kept:
        call.bot.commands[key] = kept
    else:
        call.bot.commands.pop(key, None)
    return True


def _read_command(command: Json) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    if not name:
        raise bad_request("BOT_COMMAND_INVALID")
    if not re.fullmatch(rf"[a-z0-9_]{{1,{limits.COMMAND}}}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not description:
        raise bad_request("command description must be non-empty")
    if utf16_length(description) > limits.COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(call: Call) -> list[Json]:
    """The menu set for exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


def delete_my_commands(call: Call) -> bool:
    """Drop the menu of one scope and language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    return True


def menu_for(bot: Bot, chat: Chat, user_id: int, language: str) -> list[Json]:
    """The commands a person sees in a chat: the narrowest scope first, own language first."""
    admin = chat.is_admin(user_id)
    if chat.is_private:
        scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    else:
        scopes = [
            f"chat_member:{chat.id}:{user_id}",
            *([f"chat_administrators:{chat.id}"] if admin else []),
            f"chat:{chat.id}",
            *(["all_chat_administrators"] if admin else []),
            "all_group_chats",
            "default",
        ]
    for scope in scopes:
        for code in (language[:2], ""):
            if (scope, code) in bot.commands:
                return bot.commands[scope, code]
    return []


def _set_text(texts: dict[str, str], call: Call, name: str, limit: int) -> bool:
    value = (call.params.text(name) or "").strip()
    if utf16_length(value) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if value:
        texts[_language(call)] = value
    else:
        texts.pop(_language(call), None)
    return True


def set_my_name(call: Call) -> bool:
    """Set the bot's name in one language."""
    return _set_text(call.bot.names, call, "name", limits.BOT_NAME)


def get_my_name(call: Call) -> Json:
    """The bot's name for one language."""
    names = call.bot.names
    return {"name": names.get(_language(call)) or names.get("") or call.bot.user.first_name}


def set_my_description(call: Call) -> bool:
    """Set what an empty chat with the bot shows."""
    return _set_text(call.bot.descriptions, call, "description", limits.BOT_DESCRIPTION)


def set_my_short_description(call: Call) -> bool:
    """Set what the bot's profile page shows."""
    texts = call.bot.short_descriptions
    return _set_text(texts, call, "short_description", limits.BOT_SHORT_DESCRIPTION)


def _reader(name: str, texts: Callable[[Bot], dict[str, str]]) -> Callable[[Call], Json]:
    def read(call: Call) -> Json:
        known = texts(call.bot)
        return {name: known.get(_language(call)) or known.get("", "")}

    return read


get_my_description = _reader("description", lambda bot: bot.descriptions)
get_my_short_description = _reader("short_description", lambda bot: bot.short_descriptions)


def set_chat_menu_button(call: Call) -> bool:
    """Choose what the button beside the input field does."""
    button = call.params.object("menu_button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    call.bot.menu_buttons[call.params.integer("chat_id")] = button
    return True


def get_chat_menu_button(call: Call) -> Json:
    """What the button beside the input field does."""
    buttons = call.bot.menu_buttons
    fallback = buttons.get(None, {"type": "commands"})
    return buttons.get(call.params.integer("chat_id"), fallback)


def set_my_default_administrator_rights(call: Call) -> bool:
    """Choose the rights the bot asks for when it is made an admin."""
    rights = call.params.object("rights") or {}
    call.bot.default_rights[call.params.flag("for_channels")] = rights
    return True


def get_my_default_administrator_rights(call: Call) -> Json:
    """The rights the bot asks for when it is made an admin."""
    chosen = call.bot.default_rights.get(call.params.flag("for_channels"), {})
    flags = {right: bool(chosen.get(right)) for right in ADMIN_RIGHTS}
    return {**flags, "is_anonymous": bool(chosen.get("is_anonymous"))}
