"""An operator at the command line: what cannot be done is said in one line."""

import shutil
from pathlib import Path

import pytest

from bot.cities.catalogue import DATA, load_catalogue
from bot.cli import main
from bot.db import Database
from bot.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's working folder, without any setting of the machine's own."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DOBLEST_{name.upper()}", raising=False)
    return tmp_path


def test_a_misspelt_setting_is_named_without_its_value(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".env").write_text("DOBLEST_TOKN=123456:secret\nDOBLEST_WEBHOOK_PORT=secret\n")
    assert main(["run"]) == 78
    said = capsys.readouterr().err
    assert "DOBLEST_TOKN: Extra inputs are not permitted" in said
    assert "DOBLEST_WEBHOOK_PORT: Input should be a valid integer" in said
    assert "secret" not in said


def test_an_empty_line_in_the_settings_is_no_setting(folder: Path) -> None:
    (folder / ".env").write_text("DOBLEST_TOKEN=\nDOBLEST_METRICS_PORT=\n")
    assert Settings().token is None
    assert Settings().metrics_port == 0


async def test_a_backup_is_made_and_put_back(
    folder: Path, state: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOBLEST_STATE", str(state))
    assert main(["backup", "backups/today.sqlite3"]) == 0
    assert main(["restore", "backups/today.sqlite3"]) == 0
    assert len(list(state.parent.glob("*.before-restore-*[0-9]"))) == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_cannot_be_copied_is_said_in_one_line(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "nothing.sqlite3"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "status"), [(["run"], 78), (["chat"], 1), (["ask", "Омск"], 1), (["check"], 1)]
)
def test_bad_data_stops_the_start_with_file_line_and_key(
    folder: Path,
    arguments: list[str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(DATA, folder / "data")
    omsk = folder / "data" / "cities" / "omsk.toml"
    omsk.write_text(omsk.read_text("utf-8").replace('"omsk"\nkind = "city"', '"omsk"\nkind = "x"'))
    monkeypatch.setattr(load_catalogue, "__defaults__", (folder / "data",))
    assert main(arguments) == status
    said = "".join(capfd.readouterr())
    assert "omsk.toml:2: kind: " in said
    assert "Traceback" not in said
