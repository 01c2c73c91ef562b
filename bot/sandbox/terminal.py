"""A terminal chat with a bot of the sandbox: type, see replies, pick buttons by number."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.text import Text

from bot.sandbox import members
from bot.sandbox.drawing import Choice, draw_choices, draw_message, draw_text, list_choices
from bot.sandbox.errors import Refusal
from bot.sandbox.model import Chat, Json
from bot.sandbox.people import Person, Room, Seen
from bot.sandbox.queries import InlineQuery
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.words import choose_words

LOCAL_COMMANDS = ("/as", "/in", "/sendlocation", "/inline", "/say", "/people", "/localhelp",
                  "/quit")  # fmt: skip
NAMES = {"ru": ("Анна", "Борис", "Исторический кружок"), "en": ("Anna", "Boris", "History club")}
SHORT_QUIET, LONG_QUIET = 0.15, 1.0
"""Seconds of quiet that end the wait after a reply, and when there was none."""
FILES = ("photo", "document", "audio", "video", "voice", "animation")


Rest = Callable[[], Awaitable[None]]


class Terminal:
    """One conversation: who speaks, where, and what may be picked by number."""

    def __init__(
        self,
        sandbox: Sandbox,
        token: str,
        language: str,
        console: Console,
        rest: Rest | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.rest = rest
        self.bot = sandbox.bot(token)
        self.console = console
        self.words = choose_words(language)
        self.language = language
        self.group: Room | None = None
        first, second, title = NAMES["ru" if language.startswith("ru") else "en"]
        self.person = self._known(first)
        self.group = sandbox.supergroup(title, [self.person, self._known(second)], self.bot)
        self.room = self.person.private(self.bot)
        self.choices: list[Choice] = []
        self.query: InlineQuery | None = None
        self.shown = 0
        self._files = Path(tempfile.mkdtemp(prefix="chat-"))
        sandbox.world.watchers.append(self._notice)

    def _known(self, name: str) -> Person:
        """The person of this name, new if need be; a new one is let into the group."""
        known = self.sandbox.people.get(name)
        if known is None:
            known = self.sandbox.person(name, self.language)
            if self.group is not None:
                members.join(self.sandbox.world, self.group.chat, known.user)
        return known

    # What is shown

    def say(self, text: str | Text, style: str = "dim") -> None:
        """Print a line of the terminal's own."""
        self.console.print(text if isinstance(text, Text) else Text(text, style=style))

    def _notice(self, event: str, chat: Chat, message: Json) -> None:
        """Show what happens in the chat one looks at."""
        if chat is not self.room.chat:
            return
        if event == "toast":
            self.shown += 1
            if message["text"]:
                self.say(f"💬 {message['text']}", "yellow")
        elif event == "delete":
            self.say(self.words.deleted.format(number=message["message_id"]))
        elif event in {"message", "edit"}:
            self._show(self.room.seen(message), edited=event == "edit")
        elif event == "poll" and message["poll"]["is_closed"]:
            self._show(self.room.seen(message), edited=True)

    def _show(self, seen: Seen, edited: bool) -> None:
        sender = seen.json.get("from", {})
        if sender.get("id") == self.person.id and "via_bot" not in seen.json:
            return
        self.shown += 1
        header = seen.author + (f" ({self.words.edited})" if edited else "")
        self.say(header, "bold magenta")
        self.console.print(draw_message(seen, self._save_files(seen)))
        choices = list_choices(seen)
        if choices:
            self.choices, self.query = choices, None
            self.console.print(draw_choices(choices, self.console.width))
        elif self.choices and self.choices[0].message.id == seen.id:
            self.choices = []

    def _save_files(self, seen: Seen) -> list[str]:
        """Put what came with a message into a temporary folder; returns the paths."""
        paths = []
        for kind in FILES:
            content = seen.json.get(kind)
            if not content or (kind == "document" and "animation" in seen.json):
                continue
            shown = content[-1] if isinstance(content, list) else content
            stored = self.sandbox.world.files.get(shown["file_id"])
            if stored is not None:
                path = self._files / f"{seen.id}-{Path(stored.name).name}"
                path.write_bytes(stored.content)
                paths.append(str(path))
        return paths

    # What is typed

    async def take(self, line: str) -> bool:
        """Do what a line says; False when it says to leave."""
        command, _, rest = line.strip().partition(" ")
        try:
            if command == "/quit":
                return False
            if command in LOCAL_COMMANDS:
                await self._do(command, rest.strip())
            elif line.strip().isascii() and line.strip().isdigit():
                await self._pick(int(line))
            elif line.strip():
                await self.person.says(line, self.room)
        except Refusal as refusal:
            self.say(self.words.refused.format(reason=refusal.description), "red")
        return True

    async def _do(self, command: str, rest: str) -> None:
        if command == "/as":
            self._switch_person(rest)
        elif command == "/in":
            self._switch_room(rest)
        elif command == "/sendlocation":
            await self._send_location(rest)
        elif command == "/inline":
            await self._ask_inline(rest)
        elif command == "/say":
            await self.person.says(rest, self.room)
        elif command == "/people":
            self.say(self.words.people.format(names=", ".join(self.sandbox.people)))
        else:
            self.say(self.words.help)

    def _switch_person(self, name: str) -> None:
        if not name:
            self.say(self.words.no_person)
            return
        self.person = self._known(name)
        if self.room.chat.is_private:
            self.room = self.person.private(self.bot)
        self._tell_place()

    def _switch_room(self, which: str) -> None:
        if which not in {"group", "private"}:
            self.say(self.words.no_chat)
            return
        private = self.person.private(self.bot)
        self.room = self.group if which == "group" and self.group else private
        self._tell_place()

    def _tell_place(self) -> None:
        self.choices = []
        self.say(self.words.now.format(person=self.person.name, chat=self.place))

    @property
    def place(self) -> str:
        """What the current chat is called."""
        chat = self.room.chat
        return chat.title or f"@{self.bot.username}"

    async def _send_location(self, rest: str) -> None:
        try:
            latitude, longitude = map(float, rest.replace(",", " ").split())
        except ValueError:
            self.say(self.words.no_place)
            return
        self.person.is_at(latitude, longitude)
        await self.person.sends_location(latitude, longitude, self.room)

    async def _ask_inline(self, text: str) -> None:
        query = await self.person.types_inline(text, self.room, self.bot)
        try:
            results = await self.sandbox.results(query)
        except TimeoutError:
            results = []
        self.shown += 1
        if not results:
            self.say(self.words.no_results)
            return
        self.query = query
        for number, result in enumerate(results, 1):
            about = result.get("description") or result.get("address") or ""
            self.say(f"[{number}] {result.get('title', result['type'])}  {about}", "green")

    async def _pick(self, number: int) -> None:
        offered = (self.query.answer or {}).get("results", []) if self.query else []
        if self.query is not None and 1 <= number <= len(offered):
            query, self.query = self.query, None
            await self.person.chooses(query, number - 1, self.room)
            return
        if not 1 <= number <= len(self.choices):
            await self.person.says(str(number), self.room)
            return
        choice = self.choices[number - 1]
        if choice.option is not None:
            await self._vote(choice)
        else:
            await self._press(choice)

    async def _press(self, choice: Choice) -> None:
        button = choice.button or {}
        if "url" in button:
            self.say(Text(button["url"], style="blue"))
        elif "copy_text" in button:
            self.say(button["copy_text"]["text"])
        elif "switch_inline_query_current_chat" in button or "switch_inline_query" in button:
            text = button.get("switch_inline_query_current_chat", button.get("switch_inline_query"))
            await self._ask_inline(str(text))
        elif "callback_data" in button:
            await self.person.sends_press(button["callback_data"], choice.message)
        else:
            await self.person.taps(choice.label, choice.message)

    async def _vote(self, choice: Choice) -> None:
        await self.person.votes(choice.message, choice.option or 0)
        poll = choice.message.poll or {}
        self.say(self.words.closed)
        if "explanation" in poll:
            self.say(draw_text(poll["explanation"], poll.get("explanation_entities", [])))
        self.shown += 1

    @property
    def asked(self) -> int:
        """How many updates the bot has been sent."""
        return self.bot.queue.pushed

    async def settle(self, asked: int, shown: int) -> None:
        """Wait until the bot has done all it will do about what came after these counts.

        A bot that takes its time is waited for by `rest` where that is given, by patience else.
        """
        if self.asked == asked:
            return
        with contextlib.suppress(TimeoutError):
            await self.sandbox.quiet(SHORT_QUIET, timeout=30)
            if self.rest is not None:
                await self.rest()
                await self.sandbox.quiet(SHORT_QUIET, timeout=30)
            elif self.shown == shown:
                await self.sandbox.quiet(LONG_QUIET, timeout=30)

    def close(self) -> None:
        """Stop watching; saved files stay where they were shown to be."""
        self.sandbox.world.watchers.remove(self._notice)
        if not any(self._files.iterdir()):
            self._files.rmdir()


class Suggestions(Completer):
    """Commands of the bot and of the terminal, and words given by the caller."""

    def __init__(self, terminal: Terminal, words: Sequence[str]) -> None:
        self.terminal = terminal
        self.words = [(word.casefold(), word) for word in words]

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may be meant by the text before the cursor."""
        del complete_event
        text = document.text_before_cursor.lstrip()
        if text.startswith("/") and " " not in text:
            yield from self._commands(text)
            return
        typed = text.partition(" ")[2].lstrip() if text.startswith("/") else text
        if not typed:
            return
        start = typed.casefold()
        for folded, word in self.words:
            if folded.startswith(start):
                yield Completion(word, start_position=-len(typed))

    def _commands(self, text: str) -> Iterable[Completion]:
        terminal = self.terminal
        menu = terminal.person.sees_menu(terminal.room, terminal.bot)
        offered = {f"/{item['command']}": item["description"] for item in menu}
        for command in (*offered, *LOCAL_COMMANDS):
            if command.startswith(text):
                yield Completion(
                    command, start_position=-len(text), display_meta=offered.get(command, "")
                )


async def chat_in_terminal(
    sandbox: Sandbox,
    token: str,
    completions: Sequence[str],
    language: str,
    rest: Rest | None = None,
) -> None:
    """Talk to a bot of the sandbox until /quit or the end of the input.

    `rest` waits until the bot has handled all it was told.

    In a terminal lines are edited with history and completion; otherwise each line of standard
    input is sent once the bot is done with the one before, and only the replies are printed.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    console = Console() if interactive else Console(width=100, highlight=False, soft_wrap=True)
    terminal = Terminal(sandbox, token, language, console, rest)
    try:
        if interactive:
            await talk_at_prompt(terminal, PromptSession(), completions)
        else:
            await talk_by_lines(terminal, _lines_of_stdin())
    finally:
        terminal.close()


async def talk_at_prompt(
    terminal: Terminal, session: PromptSession[str], completions: Sequence[str]
) -> None:
    """Take lines from an editing prompt; replies appear above it."""
    terminal.say(terminal.words.welcome)
    suggestions = Suggestions(terminal, completions)
    with patch_stdout(raw=True):
        terminal.console.file = sys.stdout
        while True:
            try:
                line = await session.prompt_async(
                    lambda: f"{terminal.person.name} · {terminal.place}> ", completer=suggestions
                )
            except (EOFError, KeyboardInterrupt):
                return
            if not await terminal.take(line):
                return


async def talk_by_lines(terminal: Terminal, lines: AsyncIterator[str]) -> None:
    """Take lines one after the other, each when the bot is done with the one before."""
    async for line in lines:
        before = terminal.asked, terminal.shown
        if not await terminal.take(line.rstrip("\r\n")):
            return
        await terminal.settle(*before)


async def _lines_of_stdin() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line
