"""The real bot, its real handlers, and a local Bot API server, in one terminal."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.app import running
from bot.cities.catalogue import Catalogue
from bot.logs import set_up_logs
from bot.runner import open_services
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.terminal import chat_in_terminal
from bot.settings import Settings


async def chat(language: str) -> None:
    """Talk until the reader leaves; the state lives as long as the chat."""
    set_up_logs("ERROR")
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox.start() as sandbox:
            token = sandbox.new_bot()
            state = Path(folder) / "doblest.sqlite3"
            settings = Settings.model_validate(
                {"token": token, "state": state, "api_url": sandbox.url}
            )
            async with open_services(settings) as services, running(settings, services) as bot:
                names = sorted(list_names(services.catalogue))
                await chat_in_terminal(sandbox, token, names, language, bot.rest)


def list_names(catalogue: Catalogue) -> Iterable[str]:
    """City names to complete, in both languages."""
    for city in catalogue.cities.values():
        yield from (city.ru.name, city.en.name)
