"""Each make target sets up what it needs, and no more, and only when something changed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.transcripts import ROOT

LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as make looks at it."""
    for name in ("Makefile", *LOCKS.values()):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call make; `-n` only prints what would be done."""
    return subprocess.run(
        ["make", *arguments], cwd=clone, capture_output=True, text=True, check=False
    )


def set_up(clone: Path, *kinds: str) -> None:
    """Leave behind what an earlier call of make left."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").touch()
    for kind in kinds:
        digest = hashlib.sha256((clone / LOCKS[kind]).read_bytes()).hexdigest()[:16]
        (clone / f".venv/{kind}-{digest}").touch()


def test_in_a_fresh_clone_a_chat_installs_only_what_the_bot_needs(clone: Path) -> None:
    plan = make(clone, "-n", "chat").stdout
    assert "-m venv .venv" in plan
    assert "--require-hashes --only-binary :all: -r requirements.lock" in plan
    assert LOCKS["dev"] not in plan


def test_in_a_fresh_clone_the_tests_install_what_they_need(clone: Path) -> None:
    plan = make(clone, "-n", "test").stdout
    assert "--require-hashes -r requirements-dev.lock" in plan


@pytest.mark.parametrize(
    ("target", "kinds"), [("chat", ["run"]), ("check", ["run"]), ("test", ["run", "dev"])]
)
def test_when_nothing_changed_nothing_is_installed(
    target: str, kinds: list[str], clone: Path
) -> None:
    set_up(clone, *kinds)
    plan = make(clone, "-n", target).stdout
    assert "pip install" not in plan
    assert "venv .venv" not in plan


def test_a_changed_lock_is_installed(clone: Path) -> None:
    set_up(clone, "run", "dev")
    with (clone / LOCKS["run"]).open("a") as lock:
        lock.write("# changed\n")
    for target in ("chat", "test"):
        assert "-r requirements.lock" in make(clone, "-n", target).stdout


def test_a_python_too_old_is_refused_in_one_line(clone: Path) -> None:
    refused = make(clone, "chat", "PYTHON=false")
    assert refused.returncode != 0
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert not (clone / ".venv").exists()


def test_help_has_a_line_for_each_target(clone: Path) -> None:
    listed = [line.split()[0] for line in make(clone).stdout.splitlines()]
    assert {"chat", "run", "test", "check", "eval", "bench"} <= set(listed)
