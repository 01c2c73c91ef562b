"""How fast quiz questions are made: finding the fair ones, one question, the whole bank."""

from __future__ import annotations

import statistics
import time

from bot.cities.catalogue import load_catalogue
from bot.i18n import Locale, translator
from bot.questions.bank import QuestionBank


def main() -> None:
    """Print the time to open the bank, p50 and p99 of a question, and of all questions."""
    for locale in Locale:
        translator(locale)
    started = time.perf_counter()
    bank = QuestionBank(load_catalogue())
    ids = bank.ids()
    opened = time.perf_counter() - started
    took = sorted(_time_question(bank, id_, locale) for locale in Locale for id_ in ids)
    print(f"questions: {len(ids)} in each of {len(Locale)} languages, found in {opened:.2f} s")
    print(
        f"one question: p50 {statistics.median(took) * 1000:.3f} ms, "
        f"p99 {took[int(len(took) * 0.99)] * 1000:.3f} ms"
    )
    print(f"the whole bank in both languages: {sum(took):.2f} s")


def _time_question(bank: QuestionBank, id_: str, locale: Locale) -> float:
    started = time.perf_counter()
    bank.question(id_, locale.value, seed=1)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
