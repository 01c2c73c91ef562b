"""Writes every question of both languages as JSON lines, for review outside the bot."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from bot.cities.catalogue import load_catalogue
from bot.i18n import Locale
from bot.questions.bank import QuestionBank
from bot.questions.model import Question

EXPORT_SEED = 0


def export_questions(path: Path | None) -> int:
    """Write every question to a file (`-` is standard output) and print how many there are.

    Returns the exit status. Without a file the questions are only counted.
    """
    bank = QuestionBank(load_catalogue())
    if path == Path("-"):
        counts = write_questions(bank, sys.stdout)
        sys.stderr.write(format_counts(counts) + "\n")
        return 0
    with open(path or os.devnull, "w", encoding="utf-8") as target:  # noqa: PTH123
        counts = write_questions(bank, target)
    sys.stdout.write(format_counts(counts) + "\n")
    return 0


def list_questions(
    bank: QuestionBank, languages: Iterable[str] = tuple(Locale)
) -> Iterator[Question]:
    """Every question of the bank in each language, options in one fixed order."""
    for language in languages:
        for id_ in bank.ids():
            yield bank.question(id_, language, EXPORT_SEED)


def write_questions(bank: QuestionBank, target: TextIO) -> Counter[tuple[str, str]]:
    """Write one JSON object a line; returns how many there are by kind and language."""
    counts: Counter[tuple[str, str]] = Counter()
    for question in list_questions(bank):
        target.write(json.dumps(describe_question(question), ensure_ascii=False) + "\n")
        counts[question.kind, question.language] += 1
    return counts


def describe_question(question: Question) -> dict[str, object]:
    """A question as plain values."""
    return {
        "id": question.id,
        "language": question.language,
        "kind": question.kind,
        "text": question.text,
        "options": list(question.options),
        "right": [question.options[n] for n in question.right],
        "explanation": question.explanation,
        "facts": list(question.fact_ids),
        "theme": question.theme,
        "title": question.title,
        "difficulty": question.difficulty,
    }


def format_counts(counts: Counter[tuple[str, str]]) -> str:
    """The counts as a small table: a line for each kind, the total last."""
    languages = [locale.value for locale in Locale]
    kinds = sorted({kind for kind, _ in counts})
    rows = [(kind, *(counts[kind, language] for language in languages)) for kind in kinds]
    totals = [sum(counts[kind, language] for kind in kinds) for language in languages]
    table = [("kind", *languages), *rows, (f"{len(kinds)} kinds", *totals)]
    return "\n".join(f"{row[0]:<18}" + "".join(f"{cell:>8}" for cell in row[1:]) for row in table)
