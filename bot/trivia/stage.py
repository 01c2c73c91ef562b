"""Says what the steps of games ask for: in order within a game, many games at once."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from markupsafe import Markup
from telegram.error import BadRequest, TelegramError

from bot.chats.handlers import locale_of
from bot.context import BotApplication, Context
from bot.i18n import Locale, Translator, translator
from bot.limiter import Urgency
from bot.metrics import GAME_STEP
from bot.reply import Reply
from bot.sending import Delivery, Outcome, close_poll, edit_message, push
from bot.trivia import moves
from bot.trivia.model import Effect, Ending, Game, Phase, Turn, Variant
from bot.trivia.moves import Desk, Result
from bot.trivia.replies import lobby, play, rights
from bot.trivia.replies.names import GAP, name_points
from bot.trivia.standing import find_standing
from bot.trivia.store import copies, games
from bot.trivia.store.copies import TurnId
from bot.trivia.tournament import replies as tournament_replies
from bot.trivia.tournament import store as tournaments

log = logging.getLogger(__name__)

Point: TypeAlias = tuple[float, float]

LOBBY_SPACING = 3.0
"""Seconds between two edits of a lobby: each joining would cost one of eighteen a minute."""
BOARD_MOVES = 5
"""After so many questions the board is posted anew, where people can see it."""
CLOCK_GRAIN = 0.002
"""Seconds by which a timer may ring early: moments are kept in milliseconds."""
TRY_AGAIN = timedelta(seconds=3)
MOST_TABLE_TRIES = 5
BUSY_GAMES = 4_000
MOST_POLLS = 10_000


class Stage:
    """Where games are played: knows the application, and what is being said in which game."""

    def __init__(self, app: BotApplication) -> None:
        self._app = app
        self._context = Context(app)
        self._finding: asyncio.Task[Any] | None = None
        self.ready_at = math.inf
        """Since when games take steps, in monotonic seconds: they have been taken up again."""
        self._locks: dict[int, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pages: dict[int, str] = {}
        self._refreshed: dict[int, float] = {}
        self._waiting: set[int] = set()
        self._table_tries: dict[int, int] = {}
        self._stepping: set[int] = set()
        self._pointed: dict[TurnId, dict[int, Point]] = {}
        """Where people pointed in questions still open: for the picture, and kept nowhere else."""
        self.polls: set[str] = set()
        """Polls known to be a game's, so that their votes need no look at the state first."""
        self._speak: dict[Effect, Callable[[Game], Coroutine[Any, Any, None]]] = {
            Effect.LOBBY: self._refresh_soon,
            Effect.ASK: self._ask,
            Effect.HINT: self._hint,
            Effect.STOP_POLL: self._stop_polls,
            Effect.BOARD: self._show_board,
            Effect.TABLE: self._show_table,
            Effect.RESUMED: self._say_resumed,
        }

    @property
    def ready(self) -> bool:
        """Whether games take steps by now."""
        return self.ready_at < math.inf

    def get_ready(self) -> None:
        """Let games take steps from now on."""
        self.ready_at = min(self.ready_at, time.monotonic())

    async def find_questions(self) -> None:
        """Have the bank find its questions, off the writer, unless it has."""
        bank = self._app.services.bank
        if bank.ready:
            return
        if self._finding is None:
            self._finding = asyncio.create_task(asyncio.to_thread(bank.ids))
        await asyncio.shield(self._finding)
        # They stay: a full round of the collector over them would hold everybody up.
        gc.freeze()

    @property
    def desk(self) -> Desk:
        """What moves need beside the state, now."""
        services = self._app.services
        return Desk(services.bank, services.rng, services.clock())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done beside what is under way; errors are logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._note_end)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a game's step failed: %s", type(error).__name__, exc_info=error)

    async def perform(self, result: Result) -> None:
        """Say what a step asks for, after what earlier steps of the game ask for."""
        lock = self._locks.setdefault(result.game.id, asyncio.Lock())
        async with lock:
            for effect in result.effects:
                await self._speak[effect](result.game)
        if result.game.phase is Phase.OVER and not lock.locked():
            self._forget(result.game.id)

    def _forget(self, game_id: int) -> None:
        for book in (self._locks, self._pages, self._refreshed):
            book.pop(game_id, None)
        self._pointed = {turn: p for turn, p in self._pointed.items() if turn.game_id != game_id}

    def step_soon(self, game_id: int, since: float | None = None) -> None:
        """Take the step of a game that is due, since now or then, unless that is under way."""
        if game_id not in self._stepping and len(self._stepping) < BUSY_GAMES:
            self._stepping.add(game_id)
            self.spawn(self._step(game_id, since or time.monotonic()))

    def begin_soon(self, game_id: int) -> None:
        """Begin a game that waited for so many players and has them."""
        self.spawn(self._begin(game_id))

    async def _begin(self, game_id: int) -> None:
        await self.find_questions()
        db = self._app.services.db
        result = await db.write_first(moves.begin_if_enough, game_id, self.desk)
        if result is not None:
            await self.perform(result)

    def step_in(self, game_id: int, wait: float, not_before: float) -> None:
        """Take the step of a game that is due in so many seconds, or was due."""
        since = time.monotonic() + wait
        delay = max(wait + CLOCK_GRAIN, not_before)
        asyncio.get_running_loop().call_later(delay, self.step_soon, game_id, since)

    async def _step(self, game_id: int, since: float) -> None:
        services = self._app.services
        try:
            result = await services.db.write_first(moves.tick_game, game_id, self.desk)
            if result is not None and result.effects:
                if since >= self.ready_at:
                    GAME_STEP.observe(time.monotonic() - since)
                await self.perform(result)
        finally:
            self._stepping.discard(game_id)

    def turn_page(self, game_id: int, page: str) -> None:
        """Note which settings page a lobby shows."""
        self._pages[game_id] = page

    def draw_lobby(self, game: Game, tr: Translator) -> Reply:
        """The lobby with the page it shows."""
        page = self._pages.get(game.id, "")
        return lobby.lobby(tr, self._app.services.catalogue, game, page)

    # What each effect says

    async def _refresh_soon(self, game: Game) -> None:
        """Bring the lobby up to date now, or a little later if that has just been done."""
        now = asyncio.get_running_loop().time()
        wait = self._refreshed.get(game.id, 0.0) + LOBBY_SPACING - now
        if wait <= 0:
            self._refreshed[game.id] = now
            await self._refresh(game)
        elif game.id not in self._waiting:
            self._waiting.add(game.id)
            self.spawn(self._refresh_later(game.id, wait))

    async def _refresh_later(self, game_id: int, wait: float) -> None:
        await asyncio.sleep(wait)
        self._waiting.discard(game_id)
        game = await self._app.services.db.read(games.load_game, game_id)
        if game is not None and game.phase is Phase.LOBBY:
            await self.perform(Result(game, (Effect.LOBBY,)))

    async def _refresh(self, game: Game) -> None:
        tr = translator(await locale_of(self._context, game.chat_id))
        reply = self.draw_lobby(game, tr)
        if game.board_id is None or not await self._edit(game, game.board_id, reply):
            await self._post_board(game, reply)

    async def _ask(self, game: Game) -> None:
        turn, services = game.turn, self._app.services
        assert turn is not None
        reply = play.question(game_tr(game), services.catalogue, game, turn)
        delivery = await self._push(game, reply)
        now, this = services.clock(), TurnId(game.id, turn.number)
        match delivery.outcome:
            case Outcome.SENT:
                message_id, poll_id = delivery.message_id, delivery.poll_id
                self._note_poll(poll_id)
                await services.db.write(moves.note_shown, this, message_id, poll_id, now)
            case Outcome.RETRY:
                until = now + timedelta(seconds=delivery.retry_after)
                await services.db.write(moves.note_delay, this, until)
            case Outcome.UNKNOWN:
                # A missing question holds everybody up; a second copy costs nothing.
                await services.db.write(moves.note_delay, this, now + TRY_AGAIN)
            case Outcome.BLOCKED | Outcome.REFUSED:
                log.warning("a question was refused: %s", delivery.error)
                ended = await services.db.write(moves.end_for_rights, game.id, now)
                if ended is not None:
                    await self._show_table(ended.game)

    def _note_poll(self, poll_id: str | None) -> None:
        if len(self.polls) >= MOST_POLLS:
            self.polls.clear()
        if poll_id is not None:
            self.polls.add(poll_id)

    async def _hint(self, game: Game) -> None:
        turn, db = game.turn, self._app.services.db
        assert turn is not None
        reply = play.question(game_tr(game), self._app.services.catalogue, game, turn)
        for message_id, _ in await db.read(copies.find_copies, TurnId(game.id, turn.number)):
            await self._edit(game, message_id, reply)

    async def _stop_polls(self, game: Game) -> None:
        turn, db = game.turn, self._app.services.db
        assert turn is not None
        for message_id, is_poll in await db.read(copies.find_copies, TurnId(game.id, turn.number)):
            if is_poll:
                await close_poll(self._app, game.chat_id, message_id)

    async def _show_board(self, game: Game) -> None:
        fresh = await self._app.services.db.read(games.load_game, game.id)
        if fresh is None:
            return
        reply = play.board(game_tr(game), self._app.services.catalogue, game)
        stays = None if must_move(game.turn) else fresh.board_id
        if stays is None or not await self._edit(game, stays, reply):
            await self._post_board(game, reply)
        if game.setup.variant is Variant.MAP and game.turn is not None:
            await self._show_map(game, game.turn)

    def note_point(self, turn: TurnId, seat: int, point: Point) -> None:
        """Remember where somebody pointed, until the question closes."""
        if len(self._pointed) < BUSY_GAMES:
            self._pointed.setdefault(turn, {})[seat] = point

    async def _show_map(self, game: Game, turn: Turn) -> None:
        """A picture of the guesses and the right place."""
        from bot.trivia import drawing  # noqa: PLC0415

        cities = self._app.services.catalogue.cities
        points = self._pointed.pop(TurnId(game.id, turn.number), {})
        points |= {a.seat: cities[a.city].point for a in turn.answers if a.city in cities}
        if not points:
            return
        tr = game_tr(game)
        marks = [drawing.Mark(*mark) for mark in name_points(tr, game, points)]
        names = {city.id: city.name(tr.locale.value) for city in cities.values()}
        target = cities[turn.question.cities[0]]
        content = await asyncio.to_thread(
            drawing.draw_guesses, tuple(cities.values()), names, target, marks
        )
        await self._push(game, play.map_picture(tr, self._app.services.catalogue, turn, content))

    async def _post_board(self, game: Game, reply: Reply) -> None:
        delivery = await self._push(game, reply)
        if delivery.message_id is not None:
            await self._app.services.db.write(games.save_board, game.id, delivery.message_id)

    async def _show_table(self, game: Game) -> None:
        missing: Markup | None = None
        tr = game_tr(game)
        if game.ending is Ending.RIGHTS:
            missing = rights.missing_rights(tr, await find_standing(self._context, game.chat_id))
        services = self._app.services
        username = self._app.bot.username
        reply = play.table(tr, services.catalogue, game, username, missing)
        if game.tournament is not None:
            reply = replace(reply, html=reply.html + await self._word_tournament(game))
        delivery = await self._push(game, reply)
        self._table_tries[game.id] = self._table_tries.get(game.id, 0) + 1
        if delivery.outcome is Outcome.SENT:
            self._table_tries.pop(game.id)
            await services.db.write(games.save_said, game.id)

    async def _word_tournament(self, game: Game) -> Markup:
        """The table of the tournament a game belongs to."""
        db = self._app.services.db
        assert game.tournament is not None
        known = await db.read(tournaments.load_tournament, game.tournament)
        if known is None:
            return Markup("")
        table = await db.read(tournaments.load_table, game.tournament)
        return GAP + tournament_replies.standings(game_tr(game), known, table)

    def may_try_table(self, game_id: int) -> bool:
        """Whether a table that could not be posted is worth another try."""
        return self._table_tries.get(game_id, 0) < MOST_TABLE_TRIES

    def allow_table(self, game_id: int) -> None:
        """Let a table be tried again: something has changed in the chat."""
        self._table_tries.pop(game_id, None)

    async def _say_resumed(self, game: Game) -> None:
        await self._push(game, play.resumed(game_tr(game), game))

    async def _push(self, game: Game, reply: Reply) -> Delivery:
        topic = game.topic or None
        return await push(self._app, game.chat_id, topic, reply, Urgency.REPLY)

    async def _edit(self, game: Game, message_id: int, reply: Reply) -> bool:
        """Edit a message of a game; true unless it is gone and must be posted anew."""
        try:
            return await edit_message(self._context, game.chat_id, message_id, reply)
        except BadRequest as error:
            log.info("a board was not edited: %s", error.message)
            return False
        except TelegramError as error:
            log.info("a board was not edited: %s", type(error).__name__)
            return True


def must_move(turn: Turn | None) -> bool:
    """Whether the board is to be posted below the question just closed."""
    return turn is not None and turn.number % BOARD_MOVES == 1


def game_tr(game: Game) -> Translator:
    """The translator of a game's language."""
    return translator(Locale(game.setup.locale))
