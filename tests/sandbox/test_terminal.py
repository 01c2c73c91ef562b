"""The terminal chat: what Anna types, what she reads."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.terminal import (
    Suggestions,
    Terminal,
    chat_in_terminal,
    talk_at_prompt,
    talk_by_lines,
)
from tests.sandbox.pictures import PNG

Context = ContextTypes.DEFAULT_TYPE


async def greet(update: Update, _: Context) -> None:
    assert update.effective_message
    markup = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Omsk", callback_data="omsk")],
            [InlineKeyboardButton("Map", url="https://osm.org/")],
        ]
    )
    await update.effective_message.reply_html("<b>Hello</b>, pick:", reply_markup=markup)


async def choose(update: Update, _: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Chosen")
    await update.callback_query.edit_message_text("Omsk, 2020")


async def show_quiz(update: Update, _: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_poll(
        "2 + 2?",
        ["4", "5"],
        type="quiz",
        correct_option_ids=[0],
        is_anonymous=False,
        explanation="Four.",
    )


async def show_place(update: Update, _: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_venue(54.98, 73.37, "Stele", "Omsk")
    await update.effective_chat.send_photo(PNG, caption="The stele")
    button = KeyboardButton("Here I am", request_location=True)
    markup = ReplyKeyboardMarkup([[button]])
    await update.effective_chat.send_message("And you?", reply_markup=markup)


async def offer(update: Update, _: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent("A card about Omsk")
    await update.inline_query.answer([InlineQueryResultArticle("1", "Omsk", content)])


async def answer_location(update: Update, _: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text("Omsk is near.")


@pytest.fixture
async def running(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """A bot with a few commands runs against the sandbox."""
    app = Application.builder().token(sandbox.bot().token).base_url(sandbox.base_url).build()
    app.add_handlers(
        [
            CommandHandler("start", greet),
            CommandHandler("quiz", show_quiz),
            CommandHandler("place", show_place),
            CallbackQueryHandler(choose),
            InlineQueryHandler(offer),
            MessageHandler(filters.LOCATION, answer_location),
        ]
    )
    async with app:
        await app.bot.set_my_commands([("start", "Begin"), ("quiz", "A question")])
        assert app.updater
        await app.updater.start_polling()
        await app.start()
        yield sandbox
        await app.updater.stop()
        await app.stop()


def open_terminal(sandbox: Sandbox, language: str = "en") -> tuple[Terminal, io.StringIO]:
    paper = io.StringIO()
    console = Console(file=paper, width=80)
    return Terminal(sandbox, sandbox.bot().token, language, console), paper


async def read_lines(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line + "\n"


async def test_anna_reads_presses_votes_and_shares_her_place(running: Sandbox) -> None:
    terminal, paper = open_terminal(running)
    await talk_by_lines(
        terminal,
        read_lines("/start", "2", "1", "/quiz", "1", "/place", "1", "/sendlocation 55 73.4"),
    )
    terminal.close()
    text = paper.getvalue()
    assert "Hello, pick:\n[1] Omsk  [2] Map → https://osm.org/" in text
    assert "💬 Chosen" in text
    assert "Doblest (edited)\nOmsk, 2020" in text
    assert "📊 2 + 2?\n[1] 4  [2] 5" in text
    assert "Four." in text
    assert "📍 Stele, Omsk" in text
    assert ".png\nThe stele" in text
    assert text.count("Omsk is near.") == 2


async def test_inline_mode_people_and_chats(running: Sandbox) -> None:
    terminal, paper = open_terminal(running)
    await talk_by_lines(
        terminal, read_lines("/in group", "/inline Omsk", "1", "/as Clara", "/start", "/as", "/in")
    )
    await talk_by_lines(terminal, read_lines("/people", "/sendlocation", "/localhelp", "/say  "))
    await talk_by_lines(terminal, read_lines("/in private", "/quit", "/start"))
    terminal.close()
    text = paper.getvalue()
    assert "You are Anna in History club." in text
    assert "[1] Omsk" in text
    assert "A card about Omsk" in text
    assert "You are Clara in History club." in text
    assert "Here are: Anna, Boris, Clara." in text
    assert "Refused: Bad Request: message text is empty" in text
    assert text.count("Hello, pick:") == 1


async def test_commands_and_cities_complete(running: Sandbox) -> None:
    terminal, _ = open_terminal(running, "ru")
    suggestions = Suggestions(terminal, ["Омск", "Орёл", "Нижний Тагил"])

    def complete(text: str) -> list[str]:
        event = CompleteEvent(completion_requested=True)
        return [c.text for c in suggestions.get_completions(Document(text), event)]

    assert complete("/s") == ["/start", "/sendlocation", "/say"]
    assert complete("/city ом") == ["Омск"]
    assert complete("нижний т") == ["Нижний Тагил"]
    assert complete("") == []
    terminal.close()


async def test_a_piped_script_prints_the_replies_and_ends(
    running: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("/start\n/start\n"))
    await chat_in_terminal(running, running.bot().token, ["Омск"], "ru")
    assert capsys.readouterr().out.count("Hello, pick:") == 2


async def test_the_prompt_takes_lines_until_its_end(running: Sandbox) -> None:
    terminal, _ = open_terminal(running)
    with create_pipe_input() as keys:
        session: PromptSession[str] = PromptSession(input=keys, output=DummyOutput())
        keys.send_text("/start\n")
        talk = asyncio.create_task(talk_at_prompt(terminal, session, []))
        reply = await terminal.room.next_message()
        assert reply.text == "Hello, pick:"
        keys.send_text("/quit\n")
        await talk
    terminal.close()
