"""The image and the compose file: what can be known about them without a Docker engine.

The compose file is checked against a model generated from the Compose Specification's own schema.
Nothing here starts a container; the soak test runs the build's steps in a folder of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_pydantic import ComposeSpecification
from pydantic import ValidationError

from bot.daily.store.upkeep import count_troubles
from bot.db import Database
from bot.health import Health, reporting
from bot.settings import Settings
from tests.transcripts import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
Step = tuple[str, str]


def read_stages() -> list[list[Step]]:
    """The Dockerfile's steps, stage by stage."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    stages: list[list[Step]] = []
    for line in lines:
        name, _, rest = line.partition(" ")
        if name == "FROM":
            stages.append([])
        stages[-1].append((name, re.sub(r"\s+", " ", rest)))
    return stages


BUILD, FINAL = read_stages()


def find(stage: list[Step], name: str) -> list[str]:
    """What a stage's steps of this name say."""
    return [rest for step, rest in stage if step == name]


def read_environment() -> dict[str, str]:
    """The variables that the image sets."""
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(find(FINAL, "ENV"))))


@pytest.fixture
def service() -> dict[str, Any]:
    """The one service of the compose file."""
    services = yaml.safe_load(COMPOSE)["services"]
    assert list(services) == ["doblest"]
    found: dict[str, Any] = services["doblest"]
    return found


def test_the_compose_file_follows_the_specification() -> None:
    ComposeSpecification.model_validate(yaml.safe_load(COMPOSE))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("read_only", "readonly"),
        ("restart: unless-stopped", "restart: [always]"),
        ("file:", "fil:"),
    ],
)
def test_a_compose_file_with_a_mistake_does_not(good: str, bad: str) -> None:
    assert good in COMPOSE
    with pytest.raises(ValidationError):
        ComposeSpecification.model_validate(yaml.safe_load(COMPOSE.replace(good, bad)))


def test_the_service_may_do_no_more_than_it_must(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] == "256m"
    assert service["pids_limit"] == 64
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"] == "30s"
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert not {"ports", "privileged", "cap_add", "network_mode"} & service.keys()


def test_the_token_comes_from_a_file_and_the_state_lives_in_a_volume(
    service: dict[str, Any],
) -> None:
    compose, image = yaml.safe_load(COMPOSE), read_environment()
    assert service["environment"]["DOBLEST_TOKEN_FILE"] == "/run/secrets/doblest_token"
    assert service["secrets"] == list(compose["secrets"]) == ["doblest_token"]
    assert service["volumes"] == ["state:/state"]
    assert "state" in compose["volumes"]
    assert find(FINAL, "VOLUME") == [str(Path(image["DOBLEST_STATE"]).parent)] == ["/state"]


def test_image_and_compose_file_set_only_settings_that_exist(service: dict[str, Any]) -> None:
    known = {f"DOBLEST_{name.upper()}" for name in Settings.model_fields}
    given = {name for name in read_environment() if name.startswith("DOBLEST_")}
    assert given | set(service["environment"]) <= known
    assert "DOBLEST_TOKEN" not in given | set(service["environment"])


def test_the_image_runs_as_a_user_without_rights_and_takes_signals() -> None:
    user, _, group = find(FINAL, "USER")[-1].partition(":")
    assert int(user) == int(group) == 10001
    assert f"--uid {user}" in " ".join(find(FINAL, "RUN"))
    assert json.loads(find(FINAL, "ENTRYPOINT")[0]) == ["python", "-m", "bot"]
    assert json.loads(find(FINAL, "CMD")[0]) == ["run"]


def test_nothing_in_the_final_stage_builds_or_installs() -> None:
    steps = " ".join(find(FINAL, "RUN"))
    assert "pip uninstall" in steps
    assert not re.search(r"apt-get|pip install|gcc|curl|wget", steps)
    assert all(source.startswith("--from=build ") for source in find(FINAL, "COPY"))
    (install,) = (step for step in find(BUILD, "RUN") if "pip" in step and "install" in step)
    assert "--require-hashes --only-binary :all: -r requirements.lock" in install


def test_the_build_sees_only_what_it_copies() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in allowed
    for copy in find(BUILD, "COPY"):
        source = copy.split()[0]
        assert (ROOT / source).exists()
        assert f"!{source}" in allowed


@pytest.fixture
async def health(db: Database, state: Path, unused_port: int) -> AsyncIterator[int]:
    """The port of a healthy bot."""
    async with reporting(Health(db, state, count_troubles), unused_port):
        yield unused_port


async def probe(port: int) -> int:
    """The exit status of the image's health check for a bot that reports on this port."""
    command = json.loads(find(FINAL, "HEALTHCHECK")[0].partition("CMD ")[2])
    assert command[0] == "python"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command[1:],
        env={**os.environ, "DOBLEST_METRICS_PORT": str(port)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def test_the_health_check_tells_a_live_bot_from_a_dead_one(health: int, db: Database) -> None:
    assert await probe(health) == 0
    assert await probe(0) == 0
    assert await probe(1) != 0


def run_as_image(command: str, root: Path, **variables: str) -> str:
    """Run a step with the image's folders moved below `root`, in an almost empty environment."""
    moved = re.sub(r"(?<![\w/])/(opt|app|state)\b", rf"{root}/\1", command)
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = subprocess.run(
        ["/bin/sh", "-euc", moved],
        cwd=root / "app",
        env={**kept, **pip, **variables},
        input="/city Omsk\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def list_files(root: Path) -> dict[str, int]:
    """Every file below a folder with the time of its last change."""
    return {str(p): p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()}


@pytest.mark.soak
def test_the_steps_of_the_build_give_a_bot_that_writes_nothing_into_its_root(
    tmp_path: Path,
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "opt").mkdir()
    for step, rest in BUILD:
        if step == "COPY":
            source = ROOT / rest.split()[0]
            target = tmp_path / "app" / source.name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        elif step == "RUN":
            run_as_image(
                rest.replace("python -m", f"{sys.executable} -m", 1)
                if rest.startswith("python")
                else rest,
                tmp_path,
            )
    before = list_files(tmp_path)
    said = run_as_image(
        "/opt/venv/bin/python -m bot chat",
        tmp_path,
        PYTHONDONTWRITEBYTECODE=read_environment()["PYTHONDONTWRITEBYTECODE"],
    )
    assert "Омск" in said
    assert list_files(tmp_path) == before
    assert not list((tmp_path / "opt/venv").rglob("site-packages/pip"))
