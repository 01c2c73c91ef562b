"""Runs benchmarks: python -m benchmarks [NAME ...], or all of them without a name."""

from __future__ import annotations

import argparse

from benchmarks import ask, daily, memory, questions, store, throughput, trivia


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = ["throughput", "memory", "store", "ask", "questions", "daily", "trivia", []]
    parser.add_argument("names", nargs="*", choices=known)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--updates", type=int, default=4_000)
    options = parser.parse_args()
    names = options.names or [
        "ask",
        "questions",
        "store",
        "daily",
        "trivia",
        "memory",
        "throughput",
    ]
    if "ask" in names:
        ask.main()
    if "questions" in names:
        questions.main()
    if "store" in names:
        store.main()
    if "daily" in names:
        daily.main()
    if "trivia" in names:
        trivia.main()
    if "memory" in names:
        memory.main()
    if "throughput" in names:
        throughput.main(options.runs, options.updates)


if __name__ == "__main__":
    main()
