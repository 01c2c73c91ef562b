"""What a handler is given: the services, the chat's language, and the door to the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from telegram import MessageEntity, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackContext,
    CommandHandler,
    JobQueue,
)

from bot.api import Bot
from bot.db import Transaction
from bot.i18n import Locale, Translator, choose_locale, translator
from bot.services import Services

Route: TypeAlias = tuple[tuple[BaseHandler[Any, Any, Any], ...], ...]
P = ParamSpec("P")
T = TypeVar("T")
Data: TypeAlias = dict[Any, Any]


@dataclass(slots=True)
class Receipt:
    """Stands for one stored update while it is worked on.

    `mark` marks it as done inside a transaction; `done` is true once that is on disk;
    `answered` is true once its button press has been answered.
    """

    mark: Callable[[Transaction], None]
    done: bool = False
    answered: bool = False


RECEIPT: ContextVar[Receipt | None] = ContextVar("receipt", default=None)


class Context(CallbackContext[Bot, Data, Data, Data]):
    """The context of one update, or of one job when the clock is the sender."""

    locale: Locale = Locale.EN

    @property
    def app(self) -> BotApplication:
        """The application; `push` needs it."""
        application = self.application
        assert isinstance(application, BotApplication)
        return application

    @property
    def services(self) -> Services:
        """The parts that outlive this update."""
        return self.app.services

    @property
    def tr(self) -> Translator:
        """Speaks the chat's language."""
        return translator(self.locale)

    async def decide(
        self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function(tx, *args)` in one transaction that also marks this update as done.

        Returns once both are on disk, so that a crash leaves all of it or nothing: an update
        whose decision is stored is never decided again. A crash between the decision and the
        reply loses the reply, not the decision.
        """
        receipt = RECEIPT.get()
        if receipt is None or receipt.done:
            return await self.services.db.write(function, *args, **kwargs)

        def decide_and_mark(tx: Transaction) -> T:
            receipt.mark(tx)
            return function(tx, *args, **kwargs)

        result = await self.services.db.write(decide_and_mark)
        receipt.done = True
        return result

    async def look(
        self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function(tx, *args)` over one unchanging view of the state; nothing is written."""
        return await self.services.db.read(function, *args, **kwargs)


class BotApplication(Application[Bot, Context, Data, Data, Data, JobQueue[Context]]):
    """An Application that carries the services and dispatches without persistence's books.

    The parent notes every chat's and user's id for a persistence we do not have, for ever.
    """

    def __init__(self, *, services: Services, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.services = services
        self.seconds_ahead: float | None = None
        """How far our clock surely was ahead of Telegram's at the last message it made for us."""
        self._routes: dict[str, Route] = {}

    def add_handler(self, handler: BaseHandler[Any, Context, Any], group: int = 0) -> None:
        """Add a handler, as in the parent."""
        super().add_handler(handler, group)
        self._routes.clear()

    async def process_update(self, update: object) -> None:
        """Give an update to the first handler of each group that takes it.

        Order and ApplicationHandlerStop are as in the parent; an error ends the dispatch.
        """
        context: Context | None = None
        for handlers in self._find_route(find_command(update)):
            for handler in handlers:
                try:
                    check = handler.check_update(update)
                    if check is None or check is False:
                        continue
                    context = context or Context.from_update(update, self)
                    await handler.handle_update(update, self, check, context)
                except ApplicationHandlerStop:
                    return
                except Exception as error:
                    await self.process_error(update, error)
                    return
                break

    def _find_route(self, command: str) -> Route:
        """The handlers that may take an update with this command, or with none."""
        route = self._routes.get(command)
        if route is None:
            known = {name for group in self.handlers.values() for h in group for name in names(h)}
            if command and command not in known:
                return self._find_route("")
            route = self._routes[command] = tuple(
                tuple(h for h in group if not isinstance(h, CommandHandler) or command in names(h))
                for group in self.handlers.values()
            )
        return route


def names(handler: BaseHandler[Any, Any, Any]) -> Iterable[str]:
    """The commands that a handler takes."""
    return handler.commands if isinstance(handler, CommandHandler) else ()


def find_command(update: object) -> str:
    """The command that a message begins with, in lower case; empty for anything else."""
    message = update.effective_message if isinstance(update, Update) else None
    if message is None or not message.text or not message.entities:
        return ""
    first = message.entities[0]
    if first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return ""
    return message.text[1 : first.length].partition("@")[0].lower()


def guess_locale(update: Update) -> Locale:
    """The language Telegram says the sender uses, in a language we speak."""
    user = update.effective_user
    return choose_locale(user.language_code if user else None)
