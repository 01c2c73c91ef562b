"""Runs the benchmarks: python -m benchmarks [throughput|store|questions]; all without a name."""

from __future__ import annotations

import argparse

from benchmarks import questions, store, throughput


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=["throughput", "store", "questions", []])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--updates", type=int, default=4_000)
    options = parser.parse_args()
    names = options.names or ["questions", "store", "throughput"]
    if "questions" in names:
        questions.main()
    if "store" in names:
        store.main()
    if "throughput" in names:
        throughput.main(options.runs, options.updates)


if __name__ == "__main__":
    main()
