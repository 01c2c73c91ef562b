"""The engine's doors on the command line: one question, or a file of them."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from bot.ask.engine import Engine
from bot.ask.replies.answers import word_answer
from bot.ask.rules.answer import Answer
from bot.ask.rules.reading import detect_language
from bot.cities.catalogue import load_catalogue
from bot.cities.model import Language
from bot.cities.names import Gazetteer, load_towns
from bot.i18n import Locale, translator
from bot.services import wall_clock

LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def open_engine() -> Engine:
    """The engine over the shipped data."""
    catalogue = load_catalogue()
    return Engine(catalogue, Gazetteer(catalogue, load_towns()))


def answer_plainly(engine: Engine, question: str, language: str | None) -> tuple[Answer, str]:
    """The answer and its plain text with links, in the language of the question."""
    script: Language = "en" if re.search("[A-Za-z]", question) else "ru"
    fallback = Locale(language or detect_language(question, script))
    found = engine.ask(question, fallback.value, today=wall_clock().date())
    tr = translator(Locale(found.query.language))
    return found, to_plain(str(word_answer(tr, engine.catalogue, found)))


def to_plain(markup: str) -> str:
    """HTML of ours as plain text; a link keeps its address."""
    text = LINK.sub(r"\2: \1", markup)
    return html.unescape(TAG.sub("", text))


def answer_one(question: str, out: TextIO, language: str | None, as_json: bool) -> None:
    """Answer one question; as JSON with how it was understood."""
    found, text = answer_plainly(open_engine(), question, language)
    if not as_json:
        print(text, file=out)
        return
    query = found.query
    understood = {
        "question": question,
        "language": query.language,
        "kind": found.kind.value,
        "found": found.found,
        "certainty": round(min(found.confidence, 1.0), 3),
        "cities": [city.id for city in query.cities],
        "titles": list(query.titles),
        "words": [w.word for w in query.wanted if w.weight > 0],
        "facts": [f"{city.id}/{fact.id}" for city, fact in found.facts],
        "answer": text,
    }
    print(json.dumps(understood, ensure_ascii=False, indent=1), file=out)


def answer_batch(path: Path, out: TextIO, language: str | None) -> int:
    """Answer each JSON line of a file; write one JSON object a line with id and answer."""
    engine = open_engine()
    try:
        for row in read_rows(path):
            _, text = answer_plainly(engine, str(row["question"]), row.get("lang") or language)
            print(json.dumps({"id": row["id"], "answer": text}, ensure_ascii=False), file=out)
    except (OSError, ValueError) as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 2
    return 0


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file. Raises ValueError that names the line."""
    lines: Iterable[str] = path.read_text("utf-8-sig").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        if not isinstance(row, dict) or not {"id", "question"} <= row.keys():
            raise ValueError(f"line {number}: an object with id and question is needed")
        yield row
