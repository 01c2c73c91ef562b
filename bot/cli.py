"""The command line: chat · run · ask · check · eval · questions · backup · restore."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Command = argparse.ArgumentParser
LANGUAGES = ("ru", "en")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options; what a command needs is imported only when it runs."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk to the bot here, without a token")
    chat.add_argument("--lang", choices=LANGUAGES, default="ru", help="the reader's language")
    chat.set_defaults(run=run_chat)

    run = commands.add_parser("run", help="put the bot on Telegram")
    run.set_defaults(run=run_bot)

    ask = commands.add_parser("ask", help="answer a question, or a file of them")
    ask.add_argument("question", nargs="?", help="the question, in quotes")
    ask.add_argument("--lang", choices=LANGUAGES, help="language of a question that shows none")
    ask.add_argument("--json", action="store_true", help="print how it was understood as well")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="JSON lines with id and question")
    ask.set_defaults(run=run_ask)

    check = commands.add_parser("check", help="validate data and locales, print counts")
    check.add_argument("--timing", action="store_true", help="start to first answer, memory")
    check.add_argument(
        "--coverage", action="store_true", help="what the sources name that we do not"
    )
    check.add_argument("--sources", type=Path, metavar="DIR", help="prove the inventory by these")
    check.add_argument("--update", action="store_true", help="make the inventory from the sources")
    check.set_defaults(run=run_check)

    evaluate = commands.add_parser("eval", help="measure how well questions are answered")
    evaluate.add_argument("files", nargs="*", type=Path, help="question files")
    evaluate.add_argument("--failures", action="store_true", help="list what went wrong")
    evaluate.set_defaults(run=run_eval)

    questions = commands.add_parser("questions", help="write every quiz question, print counts")
    questions.add_argument("--export", type=Path, metavar="FILE", help="JSON lines; - for here")
    questions.add_argument("--flag", action="store_true", help="list those to look at again")
    questions.add_argument("--lang", choices=LANGUAGES, default="ru", help="language of that list")
    questions.set_defaults(run=run_questions)

    backup = commands.add_parser("backup", help="copy the state while the bot runs")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)

    restore = commands.add_parser("restore", help="put a backup in place of the state")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=run_restore)
    return parser


def run_chat(options: argparse.Namespace) -> int:
    """A terminal chat with the real bot over a local Bot API server."""
    from bot.cities.catalogue import DataError
    from bot.terminal_chat import chat

    try:
        asyncio.run(chat(options.lang))
    except DataError as error:
        return refuse(error)
    return 0


def run_bot(_options: argparse.Namespace) -> int:
    """The bot on Telegram, until SIGTERM."""
    from bot.runner import CONFIGURATION, run
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        return refuse(error, CONFIGURATION)
    return run(settings)


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, or each line of a file."""
    from bot.ask import doors
    from bot.cities.catalogue import DataError

    if not options.batch and not options.question:
        print("a question or --batch FILE is needed", file=sys.stderr)
        return 2
    try:
        if options.batch:
            return doors.answer_batch(options.batch, sys.stdout, options.lang)
        doors.answer_one(options.question, sys.stdout, options.lang, as_json=options.json)
    except DataError as error:
        return refuse(error)
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Validate the data and the locales; print counts, or problems."""
    from bot import checks

    if options.coverage:
        return checks.check_coverage(options.sources, options.update)
    return checks.time_start() if options.timing else checks.check_all()


def run_eval(options: argparse.Namespace) -> int:
    """Accuracy by category and language over the question files."""
    from bot.ask import evaluation

    return evaluation.report(options.files, show_failures=options.failures)


def run_questions(options: argparse.Namespace) -> int:
    """Every quiz question of both languages to a file, or those that need another look."""
    from bot.questions import export

    if options.flag:
        from bot.quiz.flags import print_flags
        from bot.settings import Settings

        return print_flags(Settings().state, options.lang, sys.stdout)
    return export.export_questions(options.export)


def run_backup(options: argparse.Namespace) -> int:
    """Copy the state to a file and verify the copy."""
    from bot.backup import backup
    from bot.migrations import StateRefusedError
    from bot.settings import SettingsError, load_settings

    try:
        backup(load_settings().state, options.file)
    except (SettingsError, StateRefusedError, OSError) as error:
        return refuse(error)
    print(f"backed up to {options.file}")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Verify a backup and put it in place; the old state is kept beside it."""
    from bot.backup import restore
    from bot.lock import StateInUseError
    from bot.migrations import StateRefusedError
    from bot.settings import SettingsError, load_settings

    try:
        aside = restore(options.file, load_settings().state)
    except (SettingsError, StateRefusedError, StateInUseError, OSError) as error:
        return refuse(error)
    print("restored" + (f"; the old state is {aside}" if aside else ""))
    return 0


def refuse(reason: Exception, status: int = 1) -> int:
    """Say in one line why a command was not carried out; gives the exit status."""
    print(reason, file=sys.stderr)
    return status
