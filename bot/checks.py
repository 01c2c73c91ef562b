"""What `python -m bot check` looks at: data, locales, and how fast and small the bot starts."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.cities.catalogue import DATA, Catalogue, DataError, load_catalogue
from bot.cities.coverage import find_gaps
from bot.cities.inventory import extract, read_inventory, write_inventory
from bot.cities.proofs import find_problems
from bot.i18n import LOCALES, Locale

SOURCE = Path(__file__).resolve().parent
KEYWORDS = {"tr": None, "plural": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LARGEST_MB, LONGEST_SECONDS = 150, 2.0


def check_all() -> int:
    """Check data and locales; print problems, or counts when there are none."""
    try:
        catalogue = load_catalogue()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    problems = [*map(str, find_problems(catalogue, DATA)), *find_locale_problems()]
    for problem in problems:
        print(problem, file=sys.stderr)
    print_counts(catalogue)
    return 1 if problems else 0


def print_counts(catalogue: Catalogue) -> None:
    """How much the catalogue holds: by title, standing and theme; which cities have little."""
    awards = Counter(award.title for _, award in catalogue.awards())
    facts = Counter(city.awards[0].title for city, _ in catalogue.facts.values())
    for title in catalogue.titles:
        print(f"{title}: {awards[title]} cities, {facts[title]} facts")
    memorials = sum(len(city.memorials) for city in catalogue.cities.values())
    print(f"{len(catalogue.cities)} cities, {len(catalogue.facts)} facts, {memorials} memorials")
    told = [fact for _, fact in catalogue.facts.values()]
    print_tally("by standing", Counter(fact.standing for fact in told))
    print_tally("by theme", Counter(theme for fact in told for theme in fact.themes))
    few = [city.id for city in catalogue.cities.values() if len(city.facts) < 2]
    print(f"cities with fewer than two facts: {', '.join(few) or 'none'}")


def print_tally(name: str, tally: Counter[str]) -> None:
    """One line of counts, the largest first."""
    print(f"facts {name}: " + ", ".join(f"{key} {n}" for key, n in tally.most_common()))


def check_coverage(sources: Path | None = None, update: bool = False) -> int:
    """Print what the sources name and the catalogue leaves out; status 1 if there is anything.

    With a folder of the source documents the committed inventory is first compared with them, or
    made from them.
    """
    catalogue = load_catalogue()
    differs = False
    if sources:
        made = extract(sources, catalogue)
        if update:
            write_inventory(made)
        differs = made != read_inventory()
        if differs:
            print("The inventory differs from the documents: run again with --update.")
    sections = read_inventory().sections
    gaps = find_gaps(catalogue, sections)
    for gap in gaps:
        print(gap)
    tokens = sum(len(s.numbers) + len(s.names) + len(s.nouns) for s in sections)
    print(f"{len(sections)} sections, {tokens} tokens, {len(gaps)} sections with gaps")
    return 1 if gaps or differs else 0


def find_locale_problems(source: Path = SOURCE, locales: Path = LOCALES) -> Iterator[str]:
    """Sentences missing, fuzzy or stale in a language, and placeholders that differ."""
    spoken = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(source, keywords=KEYWORDS)
    }
    for locale in Locale:
        path = locales / locale.value / "LC_MESSAGES" / "bot.po"
        known = read_po(BytesIO(path.read_bytes()), locale=locale.value)
        yield from (f"{locale}: {problem}" for problem in compare_messages(spoken, known))


def compare_messages(spoken: set[str], known: Catalog) -> Iterator[str]:
    """What is wrong with one language's messages."""
    written = {m.id if isinstance(m.id, str) else m.id[0]: m for m in known if m.id}
    yield from (f"missing: {text!r}" for text in sorted(spoken - set(written)))
    yield from (f"stale: {text!r}" for text in sorted(set(written) - spoken))
    for message in written.values():
        yield from find_message_problems(message)


def find_message_problems(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    if message.fuzzy:
        yield f"fuzzy: {ids[0]!r}"
    if not all(strings):
        yield f"untranslated: {ids[0]!r}"
        return
    wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
    for text in strings:
        if set(PLACEHOLDER.findall(text)) != wanted:
            yield f"placeholders differ: {ids[0]!r} and {text!r}"


def time_start() -> int:
    """Start a fresh bot against the sandbox, ask one question; print seconds and megabytes."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "chat", "--lang", "en"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write("/city Omsk\n")
        chat.stdin.close()
        answered = any("Omsk" in line for line in iter(chat.stdout.readline, ""))
        seconds = time.perf_counter() - began
        chat.stdout.read()
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"start to first answer: {seconds:.2f} s (limit {LONGEST_SECONDS:.0f})")
    print(f"resident memory, sandbox included: {megabytes:.0f} MB (limit {LARGEST_MB})")
    return 0 if answered and megabytes < LARGEST_MB and seconds < LONGEST_SECONDS else 1
