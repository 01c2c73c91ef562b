"""The chats shown in README.md: how they are found, and told again.

`python -m tests.transcripts` writes them anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(
    r"(?P<head>```console\n\$ printf '(?P<typed>[^'\n]+)' \| make chat(?: lang=(?P<lang>\w+))?\n)"
    r"(?P<shown>.*?)```\n",
    re.DOTALL,
)


def find_chats(readme: str) -> list[re.Match[str]]:
    """The blocks of the README that show a chat."""
    return list(BLOCK.finditer(readme))


def tell(block: re.Match[str]) -> str:
    """What the bot says today to what a block types."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--lang", block["lang"] or "ru"],
        input=block["typed"].replace(r"\n", "\n"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def retell(readme: str) -> str:
    """The README with its chats as the bot holds them today."""
    return BLOCK.sub(lambda block: f"{block['head']}{tell(block)}```\n", readme)


if __name__ == "__main__":
    README.write_text(retell(README.read_text("utf-8")), "utf-8")
