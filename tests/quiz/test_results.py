"""What rounds come to: sums, squares, comparisons, class tables, progress."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace

from bot.cities.catalogue import Catalogue
from bot.i18n import Locale, translator
from bot.quiz.payloads import Press
from bot.quiz.replies import rounds as replies
from bot.quiz.replies.classes import results_file
from bot.quiz.rules.classes import CODE, Class, defuse, make_code, read_code
from bot.quiz.rules.progress import Mastery, measure
from bot.quiz.rules.results import Tally, compare, sum_up
from bot.quiz.rules.rounds import Round, Turn, Verdict
from bot.reply import File
from tests.quiz.rounds import NOON, new_round, pick


def played(*verdicts: Verdict) -> Round:
    """A round with these verdicts, a hundred points for each right one."""
    turns = tuple(
        replace(
            Turn(n, pick(n), NOON),
            verdict=verdict,
            points=100 * (verdict is Verdict.RIGHT),
            closed=NOON,
        )
        for n, verdict in enumerate(verdicts, 1)
    )
    return replace(new_round(), turns=turns, ended=NOON)


R, W, S, L = Verdict.RIGHT, Verdict.WRONG, Verdict.SKIPPED, Verdict.LATE


def test_a_result_adds_up() -> None:
    result = sum_up(played(R, W, S, L, R))
    assert (result.score, result.tally) == (200, Tally(2, 5))
    assert result.themes == (("tanks", Tally(2, 5)),)


def test_squares_tell_the_course_and_no_answer() -> None:
    assert replies.draw_squares(sum_up(played(R, W, S, L))) == "🟩🟥⬜🟨"
    rows = replies.draw_squares(sum_up(played(*[R] * 23))).split("\n")
    assert [len(row) for row in rows] == [10, 10, 3]


def test_the_better_score_wins() -> None:
    good, bad = sum_up(played(R, R)), sum_up(played(R, W))
    assert (compare(good, bad), compare(bad, good), compare(good, good)) == (1, -1, 0)


def test_a_code_survives_the_blackboard() -> None:
    code = make_code(random.Random(1))
    assert CODE.fullmatch(code)
    assert read_code(f" {code.upper()} ") == code
    for bad in ("", "abc", "abc12l", "абвгде", "abc234\n5", "../../"):
        assert read_code(bad) is None


def test_the_teachers_table_runs_no_formula() -> None:
    anna = replace(played(R, W, S), user_name='=HYPERLINK("x")')
    class_ = Class("abc234", 9, 9, anna.setup, (pick(1), pick(2), pick(3), pick(4)), NOON)
    for locale, comma in ((Locale.EN, ","), (Locale.RU, ";")):
        file = results_file(translator(locale), class_, [anna]).attachment
        assert isinstance(file, File)
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=comma))
        assert rows[1][0] == '\'=HYPERLINK("x")'
        assert rows[1][1:4] == ["1", "3", "100"]
        assert rows[1][6:] == ["1", "0", "-", ""]
    assert defuse("Anna") == "Anna"


def test_a_city_is_mastered_by_three_facts(catalogue: Catalogue) -> None:
    city = next(c for c in catalogue.cities.values() if len(c.facts) > 3)
    facts = [f"{city.id}/{fact.id}" for fact in city.facts]
    levels = [measure(catalogue, facts[:n]).cities[city.id] for n in (0, 1, 2, 3)]
    assert levels == [Mastery.NEW, Mastery.STARTED, Mastery.STARTED, Mastery.MASTERED]
    assert measure(catalogue, facts).mastered == 1
    assert measure(catalogue, ["gone/fact"]).mastered == 0


def test_every_payload_fits_and_comes_back(catalogue: Catalogue) -> None:
    for region in catalogue.regions:
        press = Press("set", "a" * 10, 0, f"region-{region}")
        assert Press.unpack(press.pack()) == press
    for theme in catalogue.themes:
        Press("set", "a" * 10, 0, f"theme-{theme}").pack()
    for forged in (
        None,
        "",
        "q",
        "r|opt",
        "r|opt|x|-1|0",
        "r|opt|x|٣|0",
        "r|a|b|1|c|d",
        "z|a|b|1|c",
    ):
        assert Press.unpack(forged) is None
