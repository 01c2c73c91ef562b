"""The Bot API as features reach it: python-telegram-bot's bot, and a short cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from telegram.ext import ExtBot

from bot.limiter import Limiter, Urgency


class Bot(ExtBot[Urgency]):
    """A bot whose repr does not show its token, and that can make plain calls."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.base_url.partition('/bot')[0]}]"

    async def call(
        self, method: str, parameters: Mapping[str, Any], urgency: Urgency = Urgency.REPLY
    ) -> Any:
        """Call a method with parameters ready for JSON, by the limiter's rules; give its result.

        Spares the library's conversion of each parameter and of the result, which costs more than
        the rest of an answer. Errors are the library's own; parameters that are None are left out.
        """
        payload = {name: value for name, value in parameters.items() if value is not None}
        limiter = cast(Limiter, self.rate_limiter)
        url = f"{self.base_url}/{method}"
        return await limiter.process_request(
            self.request.post, (url, payload), {}, method, payload, urgency
        )
