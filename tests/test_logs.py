"""No log line shows the token, says more than it should, or spans two lines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.app import TokenRejectedError
from bot.logs import KEYS, JsonLines, redact, set_up_logs, use_key
from bot.runner import run
from bot.settings import Settings
from tests.conftest import World
from tests.wire import TOKEN


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything logged at DEBUG, in the bot's own format."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield output
    root.removeHandler(handler)
    root.setLevel(before)


async def test_the_token_never_shows_whatever_goes_wrong(world: World, lines: io.StringIO) -> None:
    sandbox = world.sandbox
    anna = sandbox.person("Anna", "en")
    async with world.bot() as bot:
        for status in (401, 404, 409, 429, 500, 502):
            how = {"retry_after": 1} if status == 429 else {}
            sandbox.fault("refuse", method="sendMessage", status=status, **how)
            await anna.says("/start", anna.private())
        for action in ("reset_before", "truncate", "stall"):
            sandbox.fault(action, method="sendMessage", seconds=0.01)
            await anna.says("/start", anna.private())
        await sandbox.quiet()
        await bot.rest()
        logging.getLogger("test").info("asked %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
        assert TOKEN not in repr(bot.application.bot) + str(bot.application) + repr(world.settings)
    logged = lines.getvalue()
    assert "error" in logged
    assert TOKEN not in logged
    assert TOKEN.replace(":", "%3A") not in logged
    assert all(TOKEN not in message.text for message in anna.private().messages)


async def test_a_rejected_token_is_not_repeated(world: World) -> None:
    wrong = "987654:CANARY-a-token-that-nobody-knows-here"
    world.settings = Settings.model_validate({**world.settings.model_dump(), "token": wrong})
    with pytest.raises(TokenRejectedError) as caught:
        async with world.bot():
            pass
    assert wrong not in str(caught.value)


def test_an_event_is_one_line_whatever_it_says(lines: io.StringIO) -> None:
    logging.getLogger("test").error("a\r\nfake line\x1b[31m %s", "x" * 1_000_000)
    (line,) = lines.getvalue().splitlines()
    assert len(line) < 2_048
    assert json.loads(line)["level"] == "ERROR"


async def test_what_people_say_is_not_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    anna = world.sandbox.person("Anna", "en")
    async with world.bot() as bot:
        await anna.says("my-very-private-words", anna.private())
        world.sandbox.feed({"telepathy": {"thought": "my-very-private-words"}})
        await world.sandbox.quiet()
        await bot.rest()
    assert "my-very-private-words" not in caplog.text


async def test_who_an_event_is_about_is_a_pseudonym_of_this_installation(
    world: World, lines: io.StringIO
) -> None:
    anna, boris = (world.sandbox.person(name, "en") for name in ("Anna", "Boris"))
    use_key("a key of this installation")
    try:
        async with world.bot() as bot:
            for person in (anna, boris, anna):
                world.sandbox.fault("refuse", method="sendMessage", status=400)
                await person.says("/start", person.private())
                await world.sandbox.quiet()
            await bot.rest()
    finally:
        KEYS.clear()
    errors = [e for e in map(json.loads, lines.getvalue().splitlines()) if e["level"] == "ERROR"]
    names = [event["about"] for event in errors if event["source"] == "bot.errors"]
    assert len(names) == 3
    assert names[0] == names[2] != names[1]
    assert not any(str(p.id) in json.dumps(e) for e in errors for p in (anna, boris))


@pytest.mark.parametrize("text", [TOKEN, TOKEN.replace(":", "%3A"), f"/bot{TOKEN}/sendMessage"])
def test_whatever_looks_like_a_token_is_taken_out(text: str) -> None:
    assert "CANARY" not in redact(f"before {text} after")


def test_without_a_token_the_bot_says_what_to_set(
    world_free_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(world_free_settings) == 78
    assert "DOBLEST_TOKEN" in capsys.readouterr().err
    set_up_logs("WARNING")


@pytest.fixture
def world_free_settings(tmp_path: object) -> Settings:
    return Settings.model_validate({"state": f"{tmp_path}/doblest.sqlite3"})
