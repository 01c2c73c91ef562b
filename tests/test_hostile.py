"""People who mean harm, and updates no people would send: nothing raises, nothing changes."""

from __future__ import annotations

import random
import string
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import privacy
from bot.app import RunningBot, running
from bot.db import Transaction, open_database
from bot.i18n import Locale, choose_locale
from bot.limiter import Limiter
from bot.sandbox.sandbox import Sandbox
from bot.services import Services
from bot.settings import Settings
from tests.conftest import World, know, know_bank, know_names
from tests.notebook import Notebook
from tests.people import ANNA, GROUP, Person, Raw, private
from tests.wire import TOKEN, Wire, open_wire

HERE = Path(__file__).resolve().parent.parent
LEAKS = (TOKEN, "Traceback", "sqlite", "SELECT", str(HERE), "site-packages", "Error(")
NASTY = [
    "< 3",
    '<a href="https://evil.example">Omsk</a>',
    "&amp;<b>",
    "\u202eksmO",
    "\u200b\u200b",
    "🎉" * 64,
    "Robert'); DROP TABLE chat;--",
    "{0.__class__}",
    "%s%n",
    "../../etc/passwd",
]


KEPT_ANYWAY = {"inbox", "chat", "install", "sqlite_sequence"}


def everything(tx: Transaction) -> list[list[tuple[Any, ...]]]:
    """All rows of all tables but the inbox and who was seen."""
    tables = tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").fetchall()
    names = [row["name"] for row in tables if row["name"] not in KEPT_ANYWAY]
    return [[tuple(row) for row in tx.execute(f"SELECT * FROM {name}")] for name in names]


def forge(rng: random.Random, prefixes: list[str]) -> str:
    """Callback data that somebody made up."""
    alphabet = string.ascii_lowercase + string.digits + "|:_-./\\\0 ёЖ٣"
    words = ["".join(rng.choices(alphabet, k=rng.randint(0, 12))) for _ in range(rng.randint(0, 4))]
    words.append(rng.choice(["99", "-1", "9" * 30, "1e9", "", "omsk"]))
    return rng.choice([*prefixes, ""]) + rng.choice("|:") + "|".join(words)


async def test_forged_presses_change_nothing_and_raise_nothing(
    doblest: RunningBot, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    rng = random.Random(31)
    db = doblest.application.services.db
    before = await db.read(everything)
    presses = []
    for i in range(2_000):
        press = ANNA.taps(forge(rng, ["l", "c", "a", "t", "q", "random", "city"]), GROUP - i % 20)
        press["callback_query"]["from"] = {**ANNA.user, "id": 1_000 + i}
        presses.append(press)
    for start in range(0, len(presses), 100):
        await doblest.inbox.accept(presses[start : start + 100])
    await doblest.rest()
    assert await db.read(everything) == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(sandbox.journal.calls("answerCallbackQuery")) >= len(presses)


async def test_deep_links_nobody_made_are_harmless(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    rng = random.Random(35)
    alphabet = string.ascii_letters + string.digits + "_-/.%\n;'\"٣ё"
    payloads = ["../../etc/passwd", "9" * 30, "٣", "city_٣", "city_omsk\n", "cities_99999999"]
    payloads += ["".join(rng.choices(alphabet, k=rng.randint(1, 70))) for _ in range(300)]
    async with world.bot() as bot:
        anna = world.sandbox.person("Anna", "en")
        await anna.asks("/start", anna.private())
        for i, payload in enumerate(payloads):
            update = ANNA.says(f"/start {payload}"[:4096])
            sender = {**ANNA.user, "id": anna.id + i % 20}
            update["message"] |= {"from": sender, "chat": {"id": anna.id, "type": "private"}}
            await bot.inbox.accept([update])
        await bot.rest()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    for message in anna.private().messages:
        assert not any(leak in message.text for leak in LEAKS)


@pytest.mark.parametrize("name", NASTY)
async def test_nasty_names_and_words_come_back_harmless(world: World, name: str) -> None:
    async with world.bot() as bot:
        anna = world.sandbox.person(name or "x", "en")
        for words in (name, f"/city {name}", "/start", "/help"):
            if words.strip("\u200b"):
                await anna.says(words, anna.private())
        await world.sandbox.quiet()
        await bot.rest()
    for message in anna.private().messages:
        if message.json["from"]["is_bot"]:
            links = [e.get("url", "") for e in message.entities]
            assert not any("evil" in link for link in links)
            assert not any(leak in message.text for leak in LEAKS)


RUBBISH: list[Any] = [
    None, True, -1, 0, 2**70, 1e308, "", "x", "/city Omsk", "\0", "\ud800", "ё" * 300, [], {},
    [[]], {"id": 1}, {"chat": {}}, [None] * 5, {"type": "bot_command", "offset": -5, "length": 99},
]  # fmt: skip


def sound_updates(number: int, sender: int) -> list[Raw]:
    """One update of each kind, as Telegram makes them."""
    person = Person(sender, "Anna", "en")
    located = person.says("x")
    located["message"]["location"] = {"latitude": 55.0, "longitude": 73.4}
    query = {"id": str(number), "from": person.user, "query": "Omsk", "offset": ""}
    vote = {"poll_id": "5", "user": person.user, "option_ids": [0]}
    status = {"user": person.user, "status": "member"}
    change = {"chat": private(person), "from": person.user, "date": 1}
    change |= {"old_chat_member": status, "new_chat_member": status}
    return [
        person.says("/city Omsk"), person.says("/start city_omsk"), person.says("Тула"),
        person.says("/cities", GROUP), person.taps("l|en"), person.taps("c|omsk", GROUP), located,
        {"inline_query": query}, {"poll_answer": vote}, {"my_chat_member": change},
        {"telepathy": query},
    ]  # fmt: skip


def spoil(rng: random.Random, value: Any) -> Any:
    """The same structure with something in it replaced by rubbish, dropped or repeated."""
    if rng.random() < 0.15 or not isinstance(value, dict | list) or not value:
        return rng.choice(RUBBISH)
    if isinstance(value, list):
        return [spoil(rng, value[0]), *value[1:]] * rng.randint(1, 3)
    key = rng.choice(list(value))
    spoilt = {k: v for k, v in value.items() if k != key}
    return spoilt if rng.random() < 0.2 else {**spoilt, key: spoil(rng, value[key])}


class Fuzz:
    """Feeds batches of made-up updates to one bot on a wire that takes any answer."""

    def __init__(self, bot: RunningBot, wire: Wire) -> None:
        self.bot = bot
        self.wire = wire
        self.number = 0
        self.seconds: list[float] = []
        """How long each batch took, for one update."""

    async def feed(self, rng: random.Random, size: int) -> None:
        """Have spoilt updates handled to the end; look at what is said to them."""
        self.wire.calls.clear()
        raws = []
        for _ in range(size):
            self.number += 1
            update = rng.choice(sound_updates(self.number, rng.randint(1, 10**9)))
            update.pop("update_id", None)
            kind = rng.choice(list(update))
            raws.append({"update_id": self.number, kind: spoil(rng, update[kind])})
        before = time.perf_counter()
        await self.bot.inbox.accept(raws)
        await self.bot.rest()
        self.seconds.append((time.perf_counter() - before) / size)
        assert self.bot.inbox.waiting == 0
        said = repr(self.wire.calls)
        assert not [leak for leak in LEAKS if leak in said]


async def open_fuzz(stack: AsyncExitStack, state: Path) -> Fuzz:
    """A bot to be fuzzed; it ends with the stack."""
    wire = await stack.enter_async_context(open_wire())
    db = await stack.enter_async_context(open_database(state))
    settings = Settings.model_validate({"token": TOKEN, "state": state, "api_url": wire.url})
    services = Services(settings, db, know(), know_names(), know_bank())
    bot = running(settings, services, Limiter(enforced=False))
    return Fuzz(await stack.enter_async_context(bot), wire)


async def fuzz(state: Path, batches: int, seed: int = 39) -> list[float]:
    """Feed so many batches of a hundred updates to one bot; the same seed makes the same.

    Gives the seconds that an update of each batch took.
    """
    rng = random.Random(seed)
    async with AsyncExitStack() as stack:
        one = await open_fuzz(stack, state)
        for _ in range(batches):
            await one.feed(rng, 100)
    return one.seconds


def find_escaped(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What got past the features: errors that reached the last resort or the inbox."""
    return [
        r.getMessage()
        for r in caplog.records
        if (r.name == "bot.inbox" and "failed" in r.getMessage()) or r.name == "bot.errors"
    ]


async def test_three_thousand_made_up_updates_are_survived(
    state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await fuzz(state, 30)
    assert find_escaped(caplog) == []


@pytest.mark.soak
async def test_a_hundred_thousand_made_up_updates_are_survived(
    state: Path, caplog: pytest.LogCaptureFixture, notebook: Notebook
) -> None:
    seconds = sorted(await fuzz(state, 1_000, seed=100))
    escaped = find_escaped(caplog)
    p99 = seconds[int(len(seconds) * 0.99)] * 1000
    notebook.note("errors of 100,000 made-up updates", len(escaped))
    notebook.note("ms for one of them, p99 of batches of 100", f"{p99:.1f}")
    assert escaped == []
    assert p99 <= 50


def test_the_forgotten_key_is_kept_in_the_state_only() -> None:
    assert privacy.hash_id("key", 7) != privacy.hash_id("other", 7)


@given(st.text(max_size=600))
def test_a_language_code_never_becomes_a_path(code: str) -> None:
    assert choose_locale(code) in set(Locale)
    assert choose_locale("../../etc/passwd") is Locale.EN
