"""Two instances with one token and a state each: the newcomer leaves, the other goes on."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from tests.conftest import World
from tests.notebook import Notebook
from tests.test_crashes import start, started, until_logged

pytestmark = pytest.mark.soak

RESIDENT_SECONDS = 62


async def test_the_newcomer_leaves_within_a_minute(world: World, notebook: Notebook) -> None:
    sandbox = world.sandbox
    anna = sandbox.person("Anna", "en")
    async with started(world) as resident:
        await asyncio.sleep(RESIDENT_SECONDS)
        newcomer = await start(world, world.settings.state.with_name("other.sqlite3"))
        before = time.monotonic()
        await until_logged(newcomer, "running")
        _, log = await asyncio.wait_for(newcomer.communicate(), 75)
        seconds = time.monotonic() - before
        lines = [json.loads(line) for line in log.decode().splitlines()]
        assert resident.returncode is None
        await anna.says("/language", anna.private())
        async with asyncio.timeout(60):
            while not anna.private().messages[-1].buttons:
                await anna.private().change()
    assert newcomer.returncode == 75
    told = [line for line in lines if line["level"] == "ERROR"]
    assert [line["message"] for line in told] == ["another instance is running with the same token"]
    notebook.note("seconds until the second of two instances left", f"{seconds:.0f}")
