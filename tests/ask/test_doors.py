"""The command line's doors: one question, or a file of them; and the scorer behind eval."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.ask import doors, evaluation


def test_one_question_is_answered_plainly() -> None:
    out = io.StringIO()
    doors.answer_one("где стела в Самаре", out, None, as_json=False)
    assert "Самара" in out.getvalue()
    assert "https://yandex.ru/maps/" in out.getvalue()
    assert "<" not in out.getvalue()


def test_one_question_is_explained_as_json() -> None:
    out = io.StringIO()
    doors.answer_one("how many pistols did Izhevsk make", out, None, as_json=True)
    told = json.loads(out.getvalue())
    assert told["kind"] == "fact"
    assert told["language"] == "en"
    assert told["cities"] == ["izhevsk"]
    assert told["found"]
    assert "961,500" in told["answer"]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_file_of_questions_is_answered_line_by_line(tmp_path: Path) -> None:
    file = write(
        tmp_path / "questions.jsonl",
        '{"id": "a", "lang": "ru", "question": "омск"}',
        "",
        '{"id": 7, "lang": "en", "question": "Voronezh", "category": "city_card"}',
        '{"id": "c", "question": "🎉"}',
    )
    out = io.StringIO()
    assert doors.answer_batch(file, out, None) == 0
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["id"] for row in rows] == ["a", 7, "c"]
    assert all(set(row) == {"id", "answer"} for row in rows)
    assert "Омск" in rows[0]["answer"]
    assert "City of Military Glory" in rows[1]["answer"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{not json", "line 2"),
        ('{"id": 1}', "line 2: an object with id and question is needed"),
        ('["id", "question"]', "line 2: an object with id and question is needed"),
    ],
)
def test_a_bad_line_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, complaint: str
) -> None:
    file = write(tmp_path / "questions.jsonl", '{"id": 1, "question": "омск"}', line)
    out = io.StringIO()
    assert doors.answer_batch(file, out, "ru") == 2
    assert complaint in capsys.readouterr().err
    assert len(out.getvalue().splitlines()) == 1


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doors.answer_batch(tmp_path / "none.jsonl", io.StringIO(), None) == 2
    assert "none.jsonl" in capsys.readouterr().err


ROW = {
    "id": 1,
    "question": "q",
    "must_all": ["Омск"],
    "must_any": ["2020", "июл"],
    "must_not": ["геро"],
}


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        ("омск, 2 июля", 0),
        ("Томск, 2 ИЮЛЯ", 0),
        ("Пермь, 2020", 1),
        ("Омск", 1),
        ("Омск 2020, город-герой", 1),
        ("", 2),
    ],
)
def test_an_answer_is_judged_by_its_patterns(answer: str, faults: int) -> None:
    assert len(evaluation.judge(ROW, answer)) == faults


def test_accuracy_is_printed_by_category_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = {"id": 1, "lang": "ru", "category": "city_card", "question": "омск"}
    wrong = {"id": 2, "lang": "en", "category": "memorial", "question": "omsk"}
    right["must_all"], wrong["must_all"] = ["Омск"], ["Paris"]
    file = write(tmp_path / "set.jsonl", json.dumps(right), json.dumps(wrong))
    assert evaluation.report([file], show_failures=True) == 0
    told = capsys.readouterr().out
    assert "1 of    2   50.00%" in told
    assert "memorial" in told
    assert "lacks Paris" in told
    assert evaluation.report([tmp_path / "none.jsonl"], show_failures=False) == 1


@pytest.mark.parametrize(
    ("file", "least"),
    [("tune.jsonl", 0.98), ("tune2.jsonl", 0.96), ("tune3.jsonl", 0.97), ("tune5.jsonl", 0.96)],
)
def test_our_own_questions_are_answered_right(file: str, least: float) -> None:
    rows = list(doors.read_rows(evaluation.QUESTIONS / file))
    outcomes = evaluation.evaluate(rows)
    assert sum(not outcome.faults for outcome in outcomes) >= least * len(rows)
