"""Both languages say everything, and whoever spoils one is told how."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.checks import find_locale_problems
from bot.i18n import LOCALES

ADDED = 'msgid "Nobody says this"\nmsgstr "Этого никто не говорит"\n'
SPOILT = {
    "missing": ('msgid "Nothing was deleted."', 'msgid "Something else."'),
    "stale": ('msgid "Nothing was deleted."', f'{ADDED}\nmsgid "Nothing was deleted."'),
    "fuzzy": ('msgid "Nothing was deleted."', '#, fuzzy\nmsgid "Nothing was deleted."'),
    "untranslated": ('msgstr "Ничего не удалено."', 'msgstr ""'),
    "placeholders differ": ("Открытие: {date}", "Открытие: {day}"),
}


def test_nothing_is_missing_stale_fuzzy_or_different() -> None:
    assert list(find_locale_problems()) == []


@pytest.mark.parametrize("kind", SPOILT)
def test_each_kind_of_mistake_is_found(kind: str, tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path, dirs_exist_ok=True)
    russian = tmp_path / "ru" / "LC_MESSAGES" / "bot.po"
    good, bad = SPOILT[kind]
    text = russian.read_text("utf-8")
    assert good in text
    russian.write_text(text.replace(good, bad), "utf-8")
    problems = list(find_locale_problems(locales=tmp_path))
    assert any(problem.startswith(f"ru: {kind}: ") for problem in problems)
    assert all(problem.startswith("ru: ") for problem in problems)
