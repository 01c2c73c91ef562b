"""The command line: python -m bot chat · run · ask · check · eval."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from bot.cities.catalogue import DATA, Catalogue, DataError, load_catalogue
from bot.cities.proofs import find_problems


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="validate data and locales, print counts")
    check.set_defaults(run=run_check)
    options = parser.parse_args(arguments)
    return int(options.run(options))


def run_check(_options: argparse.Namespace) -> int:
    """Validate the data; print problems, or counts when there are none."""
    try:
        catalogue = load_catalogue()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    problems = find_problems(catalogue, DATA)
    for problem in problems:
        print(problem, file=sys.stderr)
    print_counts(catalogue)
    return 1 if problems else 0


def print_counts(catalogue: Catalogue) -> None:
    """How much the catalogue holds, by title."""
    awards = Counter(award.title for _, award in catalogue.awards())
    facts = Counter(city.awards[0].title for city, _ in catalogue.facts.values())
    for title in catalogue.titles:
        print(f"{title}: {awards[title]} cities, {facts[title]} facts")
    memorials = sum(len(city.memorials) for city in catalogue.cities.values())
    print(f"{len(catalogue.cities)} cities, {len(catalogue.facts)} facts, {memorials} memorials")
