"""The whole bot in the sandbox: one message's way, from Anna and back to her."""

from telegram.ext import CommandHandler

from bot.app import RunningBot, list_commands
from bot.i18n import Locale, translator
from bot.menu import Scope, describe
from bot.sandbox.sandbox import Sandbox
from tests.conftest import World


async def test_anna_asks_and_is_answered(doblest: RunningBot, sandbox: Sandbox) -> None:
    anna = sandbox.person("Anna", "ru")
    reply = await anna.asks("/city Omsk", anna.private())
    assert "Омск" in reply.text


async def test_the_menu_names_exactly_the_commands_that_work(doblest: RunningBot) -> None:
    handled = {
        name
        for handlers in doblest.application.handlers.values()
        for handler in handlers
        if isinstance(handler, CommandHandler)
        for name in handler.commands
    }
    assert {command.name for command in list_commands()} == handled


async def test_people_see_the_menu_of_their_language_and_rank(world: World) -> None:
    sandbox = world.sandbox
    anna, boris = sandbox.person("Anna", "ru"), sandbox.person("Boris", "en")
    group = sandbox.supergroup("Omsk friends", [anna, boris])
    async with world.bot():
        await sandbox.quiet()
    commands = list_commands()
    for person, room, scope, locale in (
        (anna, anna.private(), Scope.PRIVATE, Locale.RU),
        (boris, boris.private(), Scope.PRIVATE, Locale.EN),
        (anna, group, Scope.ADMIN, Locale.RU),
        (boris, group, Scope.GROUP, Locale.EN),
    ):
        expected = describe(commands, scope, translator(locale))
        assert person.sees_menu(room) == [c.to_dict() for c in expected]


async def test_the_menu_is_published_once(world: World) -> None:
    for _ in range(2):
        async with world.bot():
            await world.sandbox.quiet()
    assert len(world.sandbox.journal.calls("setMyName")) == 2


def test_every_command_is_described_in_both_languages() -> None:
    for scope in Scope:
        russian, english = (describe(list_commands(), scope, translator(x)) for x in Locale)
        assert all(a.description != b.description for a, b in zip(english, russian, strict=True))
