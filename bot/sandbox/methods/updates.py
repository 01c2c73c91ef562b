"""Receiving updates: getMe, getUpdates, webhooks, logOut and close."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.errors import Refusal, bad_request, conflict
from bot.sandbox.model import Json, Webhook
from bot.sandbox.updates import Waiting

LONGEST_POLL = 50


def get_me(call: Call) -> Json:
    """The bot's own account."""
    bot = call.bot
    return {
        **bot.user.json,
        "first_name": bot.names.get("", bot.user.first_name),
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": bot.supports_inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


async def get_updates(call: Call) -> list[Waiting]:
    """The waiting updates; waits up to `timeout` seconds for the first one."""
    bot, params, queue = call.bot, call.params, call.bot.queue
    if bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    queue.take_over()
    kinds = params.array("allowed_updates")
    if kinds is not None:
        queue.allow([str(kind) for kind in kinds])
    queue.expire()
    if offset := params.integer("offset"):
        queue.confirm(offset)
    limit = min(max(params.integer("limit") or limits.UPDATES, 1), limits.UPDATES)
    seconds = min(max(params.integer("timeout") or 0, 0), LONGEST_POLL)
    if not queue.items and seconds:
        await queue.arrival(seconds)
    return queue.first(limit)


def set_webhook(call: Call) -> bool:
    """Have updates delivered to a URL; an empty one ends that."""
    bot, params = call.bot, call.params
    url = params.text("url") or ""
    if not url:
        return delete_webhook(call)
    _check_url(url)
    secret = params.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    kinds = params.array("allowed_updates")
    if kinds is not None:
        bot.queue.allow([str(kind) for kind in kinds])
    if params.flag("drop_pending_updates"):
        bot.queue.clear()
    connections = params.integer("max_connections") or 40
    bot.webhook = Webhook(
        url=url,
        secret=secret or None,
        max_connections=min(max(connections, 1), limits.WEBHOOK_CONNECTIONS),
        ip_address=params.text("ip_address"),
        custom_certificate="certificate" in params.files,
    )
    bot.queue.take_over()
    return True


def _check_url(url: str) -> None:
    """Telegram wants HTTPS on four ports; plain HTTP is let through to this machine only."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "localhost" or _is_loopback(host):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.port not in {None, 80, 88, 443, 8443}:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def delete_webhook(call: Call) -> bool:
    """Go back to long polling."""
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    call.bot.webhook = None
    return True


def get_webhook_info(call: Call) -> Json:
    """How delivery to the webhook goes."""
    bot = call.bot
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue.items),
    }
    if bot.queue.allowed is not None:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    hook = bot.webhook
    if hook is None:
        return info
    info.update(
        url=hook.url,
        has_custom_certificate=hook.custom_certificate,
        max_connections=hook.max_connections,
    )
    if hook.ip_address:
        info["ip_address"] = hook.ip_address
    if hook.last_error:
        info["last_error_date"], info["last_error_message"] = hook.last_error
    return info


def log_out(call: Call) -> bool:
    """Leave this server; it refuses the bot for ten minutes."""
    call.bot.logged_out_until = call.world.now() + 600
    call.bot.queue.take_over()
    return True


def close(call: Call) -> bool:
    """Stop the bot's instance here; refused while updates still wait, as right after a start."""
    if call.bot.webhook is not None:
        raise Refusal(429, "Too Many Requests: retry after 600", retry_after=600)
    call.bot.queue.take_over()
    return True
