"""The documents say what is so: every command, setting, target and table, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import privacy
from bot.app import list_commands
from bot.cli import build_parser
from bot.db import Database, Transaction
from bot.settings import Settings
from tests.transcripts import README, ROOT, find_chats, tell

TEXT = README.read_text("utf-8")
DOCUMENTS = ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "PRIVACY", "CHANGELOG")


def first_cells(document: str, pattern: str) -> set[str]:
    """What a pattern finds in the first cells of a document's tables."""
    return set(re.findall(rf"^\| `{pattern}", document, re.MULTILINE))


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    assert first_cells(TEXT, r"/(\w+)") == {command.name for command in list_commands()}


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    rows = re.findall(r"^\| `(DOBLEST_\w+)` \| (?:`(.*?)`)? ?\|", TEXT, re.MULTILINE)
    fields = Settings.model_fields.items()
    assert dict(rows) == {
        f"DOBLEST_{name.upper()}": "" if field.default is None else str(field.default)
        for name, field in fields
    }


def test_the_example_of_settings_holds_every_setting() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = re.findall(r"^#? ?(DOBLEST_\w+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(f"DOBLEST_{name.upper()}" for name in Settings.model_fields)


def test_every_make_target_is_in_the_readme_and_nothing_else() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert first_cells(TEXT, r"make (\w+)") == targets == set(phony[1].split())


def test_every_command_of_the_command_line_is_in_the_readme_and_nothing_else() -> None:
    usage = build_parser().format_help()
    commands = set(re.findall(r"^    (\w+)  ", usage, re.MULTILINE))
    assert first_cells(TEXT, r"python -m bot (\w+)") == commands


def test_every_promise_names_a_test_that_exists() -> None:
    promised = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)
    assert len(promised) > 10
    for path, name in promised:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("block", find_chats(TEXT), ids=lambda block: block["lang"] or "ru")
def test_the_chats_of_the_readme_are_real(block: re.Match[str]) -> None:
    assert tell(block) == block["shown"], "to tell them anew: python -m tests.transcripts"


def test_the_readme_shows_both_languages() -> None:
    assert {block["lang"] for block in find_chats(TEXT)} == {None, "en"}


def test_whatever_the_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    tree = text.partition("```\n")[2].partition("```")[0]
    named = {
        ROOT / parent / word
        for line in tree.splitlines()
        for parent in ["bot" if line[0] == " " else "."]
        for word in re.findall(r"(?<!in )\b\w+(?:/|\.py)(?=[ ;]|$)", line)
    }
    named |= {ROOT / word for word in re.findall(r"`((?:bot|data|tests)/[\w./]*)`", text)}
    assert [path for path in named if not path.exists()] == []


def test_the_architecture_names_every_part_of_the_bot() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    parts = [
        path.name if path.is_file() else f"{path.name}/"
        for path in (ROOT / "bot").iterdir()
        if path.name not in {"__init__.py", "__pycache__"}
    ]
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_between_the_documents_leads_somewhere(name: str) -> None:
    text = (ROOT / f"{name}.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_a_document_names_exists(name: str) -> None:
    text = (ROOT / f"{name}.md").read_text("utf-8")
    paths = re.findall(r"`((?:bot|data|tests|locales|benchmarks)/[\w./-]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def tables(tx: Transaction) -> set[str]:
    """Every table of the state."""
    rows = tx.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {row["name"] for row in rows}


async def test_the_privacy_policy_names_every_table_and_nothing_else(db: Database) -> None:
    policy = (ROOT / "PRIVACY.md").read_text("utf-8")
    named = first_cells(policy, r"(\w+)")
    assert named == await db.read(tables)
    assert set(await db.read(privacy.owned_tables)) <= named


def test_the_privacy_policy_names_the_rights_and_how_to_use_them() -> None:
    policy = (ROOT / "PRIVACY.md").read_text("utf-8")
    for words in ("## Your rights", "`/mydata`", "`/deleteme`", "18 months", "operator"):
        assert words in policy


@pytest.mark.parametrize("path", ["LICENSE", "data/LICENSE"])
def test_the_licences_are_there(path: str) -> None:
    assert (ROOT / path).read_text("utf-8").strip()
    assert f"({path})" in TEXT


def test_the_documents_name_no_registry_and_no_machine() -> None:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("*.lock"), ROOT / "Makefile", ROOT / "Dockerfile"):
        assert not re.search(
            r"--(extra-)?index-url|/home/|/root/|/Users/", Path(path).read_text("utf-8")
        )
