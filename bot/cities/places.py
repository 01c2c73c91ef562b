"""Where in a TOML file a key stands, so that a data problem names its line."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the data."""

    file: str
    line: int
    key: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        dotted = ".".join(str(part) for part in self.key) or "file"
        return f"{self.file}:{self.line}: {dotted}: {self.message}"


def locate(text: str, key: tuple[str | int, ...]) -> int:
    """The line (from 1) of a key such as ("facts", 2, "themes"), or of its nearest parent."""
    lines = text.split("\n")
    start, end, rest = _find_section(lines, key)
    for part in rest:
        if isinstance(part, int):
            continue
        pattern = re.compile(
            rf"^\s*(?:[\w-]+\.)*{re.escape(part)}(?:\.[\w-]+)*\s*=|\b{re.escape(part)}\s*="
        )
        for n in range(start, end):
            if pattern.search(lines[n]):
                start = n
                break
    return min(start, len(lines) - 1) + 1


def _find_section(
    lines: list[str], key: tuple[str | int, ...]
) -> tuple[int, int, tuple[str | int, ...]]:
    """The line range of the deepest section that holds the key, and what of the key is left."""
    for size in range(len(key), 0, -1):
        names = [str(k) for k in key[:size] if not isinstance(k, int)]
        wanted = next((k for k in reversed(key[:size]) if isinstance(k, int)), 0)
        header = re.compile(rf"^\s*\[\[?{re.escape('.'.join(names))}\]\]?\s*(?:#.*)?$")
        found = [n for n, line in enumerate(lines) if header.match(line)]
        if len(found) > wanted:
            start = found[wanted]
            later = (n for n in range(start + 1, len(lines)) if lines[n].startswith("["))
            return start, next(later, len(lines)), key[size:]
    top = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    return 0, top, key
