"""A running sandbox: the local Bot API server with its people, chats and clock."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.sandbox import members
from bot.sandbox.control import doors
from bot.sandbox.faults import Action, Fault, Faults
from bot.sandbox.flow import Flow
from bot.sandbox.journal import Journal
from bot.sandbox.model import Bot, Clock, Json, User
from bot.sandbox.people import PATIENCE, Person, Room
from bot.sandbox.queries import InlineQuery, Press, wait_for_answer
from bot.sandbox.server import Options, Server, new_http_server
from bot.sandbox.state import World
from bot.sandbox.updates import Waiting, write_json

HEARTBEAT = 0.25
"""Seconds between looks at the clock for polls that are due to close."""


def wall_clock() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = datetime(2026, 5, 9, 12, tzinfo=UTC)) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def advance(self, step: timedelta | float) -> None:
        """Move on by a step, or by so many seconds."""
        self._now += step if isinstance(step, timedelta) else timedelta(seconds=step)

    def set(self, moment: datetime) -> None:
        """Move to a moment."""
        self._now = moment


class Sandbox:
    """A local Bot API server; open it with `async with Sandbox.start() as sandbox`."""

    def __init__(self, clock: Clock, options: Options, journal: Journal, seed: int) -> None:
        self.clock = clock
        self.world = World(clock, journal, seed)
        self.server = Server(self.world, options)
        self.people: dict[str, Person] = {}
        self.places: dict[int, tuple[float, float]] = {}
        self.url = ""

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls,
        clock: Clock = wall_clock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        strict: bool = True,
        api_delay: float = 0.0,
        flow: Flow | str = Flow.OFF,
        journal: bool = True,
        webhook_retry: float = 1.0,
        seed: int = 1,
    ) -> AsyncIterator[Sandbox]:
        """Serve on loopback until the block ends.

        `api_delay` is in seconds; `flow` is off, log or enforce; port 0 takes any free port.
        """
        sandbox = cls(clock, Options(strict, api_delay, webhook_retry), Journal(journal), seed)
        sandbox.server.flow.mode = Flow(flow)
        sandbox.server.doors.update(doors(sandbox))
        runner = web.ServerRunner(new_http_server(sandbox.server), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        sandbox.url = f"http://{host}:{runner.addresses[0][1]}"
        heart = asyncio.create_task(sandbox._beat())
        try:
            yield sandbox
        finally:
            heart.cancel()
            await sandbox.server.stop()
            await runner.cleanup()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            self.world.tick()

    # Addresses, as bot libraries want them

    @property
    def base_url(self) -> str:
        """What python-telegram-bot's `base_url` wants."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot's `base_file_url` wants."""
        return f"{self.url}/file/bot"

    # Who is there

    def new_bot(
        self,
        username: str = "doblest_bot",
        name: str = "Doblest",
        *,
        token: str | None = None,
        privacy: bool = True,
    ) -> str:
        """Register a bot and return its token."""
        bot = self.world.add_bot(username, name, token)
        bot.privacy = privacy
        return bot.token

    def bot(self, bot: Bot | str | None = None) -> Bot:
        """A bot by token or username; the first one by default."""
        if isinstance(bot, Bot):
            return bot
        bots = self.world.bots
        if bot is None:
            return next(iter(bots.values()))
        return bots.get(bot) or next(known for known in bots.values() if known.username == bot)

    def person(self, name: str, language: str | None = None, **more: Any) -> Person:
        """A new person; `language` is the language code their app reports."""
        user: User = self.world.add_user(name, language_code=language, **more)
        self.people[name] = Person(self, user)
        return self.people[name]

    def group(
        self, title: str, people: Sequence[Person], *bots: Bot | str | None, admins: bool = False
    ) -> Room:
        """A basic group owned by the first person, with the given bots (else the only one)."""
        return self._chat("group", title, people, bots, admins)

    def supergroup(
        self,
        title: str,
        people: Sequence[Person],
        *bots: Bot | str | None,
        admins: bool = False,
        forum: bool = False,
        username: str | None = None,
    ) -> Room:
        """A supergroup, perhaps with topics; `admins` makes the bots admins."""
        return self._chat(
            "supergroup", title, people, bots, admins, is_forum=forum, username=username
        )

    def channel(
        self, title: str, people: Sequence[Person], *bots: Bot | str | None,
        username: str | None = None,
    ) -> Room:  # fmt: skip
        """A channel whose bots are admins."""
        return self._chat("channel", title, people, bots, admins=True, username=username)

    def _chat(
        self,
        kind: str,
        title: str,
        people: Sequence[Person],
        bots: Sequence[Bot | str | None],
        admins: bool,
        **more: Any,
    ) -> Room:
        chat = self.world.add_chat(kind, title, **more)
        owner = people[0]
        members.set_standing(self.world, chat, owner.user, owner.user, "creator")
        for person in people[1:]:
            members.set_standing(self.world, chat, person.user, owner.user, "member")
        room = Room(self, chat)
        for bot in [self.bot(bot) for bot in bots or (None,)]:
            members.set_standing(self.world, chat, bot.user, owner.user, "member")
            if admins:
                rights = frozenset(_BOT_RIGHTS)
                members.set_standing(
                    self.world, chat, bot.user, owner.user, "administrator", rights=rights
                )
        return room

    # What bots answer

    async def notice(self, press: Press, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """The bot's answer to a press: text, show_alert, url; raises TimeoutError."""
        return await wait_for_answer(press, timeout)

    async def results(self, query: InlineQuery, timeout: float = PATIENCE) -> list[Json]:  # noqa: ASYNC109
        """The results the bot offers for an inline query; raises TimeoutError."""
        results: list[Json] = (await wait_for_answer(query, timeout))["results"]
        return results

    # Time, faults, looking behind the scenes

    @property
    def journal(self) -> Journal:
        return self.world.journal

    @property
    def faults(self) -> Faults:
        return self.server.faults

    def fault(self, action: Action | str, **how: Any) -> Fault:
        """Have calls fail; see `faults.Fault` for which and how."""
        return self.faults.add(Fault(Action(action), **how))

    def tick(self) -> None:
        """Do what is due by the clock at once; it happens by itself a moment later."""
        self.world.tick()

    def feed(self, update: Json, bot: Bot | str | None = None, key: int = 0) -> int:
        """Queue a raw update, whatever it holds; returns its number."""
        queue = self.bot(bot).queue
        number = int(update.get("update_id") or queue.next_id)
        queue.next_id = max(queue.next_id, number + 1)
        queue.shuffled = True
        kind = next((name for name in update if name != "update_id"), "unknown")
        text = write_json({**update, "update_id": number})
        queue.insert(Waiting(number, kind, text, key, self.world.now() + 86_400))
        return number

    def is_quiet(self) -> bool:
        """Whether every bot has confirmed all its updates and no call is in progress."""
        bots = self.world.bots.values()
        return not self.server.in_progress and not any(bot.queue.items for bot in bots)

    async def quiet(self, settle: float = 0.05, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Wait until the bots have been quiet for `settle` seconds; raises TimeoutError."""
        calm = 0.0
        async with asyncio.timeout(timeout):
            calls = self.server.calls
            while calm < settle:
                await asyncio.sleep(0.01)
                same = self.server.calls == calls and self.is_quiet()
                calm = calm + 0.01 if same else 0.0
                calls = self.server.calls


_BOT_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_post_messages", "can_edit_messages", "can_manage_video_chats",
)  # fmt: skip
