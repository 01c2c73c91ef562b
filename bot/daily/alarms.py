"""Tells the operator once when daily messages are late, may be lost, or are not sent at all."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.chats.store import load_locale
from bot.context import BotApplication
from bot.daily.replies import notices
from bot.daily.store.upkeep import count_troubles
from bot.health import Alarm, find_alarms
from bot.i18n import translator
from bot.limiter import Urgency
from bot.sending import push

log = logging.getLogger(__name__)


class Alarms:
    """Remembers what the operator has been told, until it has gone away."""

    def __init__(self, app: BotApplication) -> None:
        self._app = app
        self._told: frozenset[Alarm] = frozenset()

    async def check(self, now: datetime) -> None:
        """Look at what is wrong now; what was not wrong at the last look is told."""
        found = frozenset(find_alarms(await self._app.services.db.read(count_troubles, now), now))
        new, self._told = found - self._told, found
        for alarm in sorted(new, key=lambda alarm: alarm.name):
            log.warning("%s", alarm.value)
            await self._tell(alarm)

    async def _tell(self, alarm: Alarm) -> None:
        services = self._app.services
        chat_id = services.settings.operator_chat
        if not chat_id:
            return
        tr = translator(await services.db.read(load_locale, chat_id))
        told = await push(self._app, chat_id, None, notices.alarm(tr, alarm), Urgency.REPLY)
        if told.error:
            log.warning("the operator's chat was not told: %s", told.error)
