"""The source documents: where they are read from and how they fall into sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

DOCUMENTS = {
    "labour-valour-list-ru": "labour_valour_list_ru.txt",
    "labour-valour-en": "labour_valour_en.txt",
    "military-glory-en": "military_glory_en.txt",
}
"""The documents by source id, with the file names `--sources` looks for."""
INTRODUCTION = "introduction"

_ROW = re.compile(r"^\t?(\d{1,2})\.[ \t]*\n\s*(\S[^\n]*?-\n)?\s*(\S[^\n]*)$", re.MULTILINE)
_SECTION = re.compile(r"^===\s*(.+?)\s*===$", re.MULTILINE)
_SEE_ALSO = re.compile(r"^==\s*See also.*", re.MULTILINE | re.DOTALL)
# Forty of the forty-three sections quote the decrees' formula; the introduction lists it once.
_CITATION = re.compile(r"[\"“]?courage, endurance[^\"”]+?(?:Motherland|Fatherland)[\"”]*")
_URL = re.compile(r"https?://\S+|\bclck\.ru\S*|\[bookmark:[^\]]*\]")


def read_documents(sources: Path) -> dict[str, str]:
    """The source documents of a folder, by source id; raises OSError where one is missing."""
    return {id_: (sources / name).read_text("utf-8") for id_, name in DOCUMENTS.items()}


def split_document(source: str, text: str) -> Iterator[tuple[str, str | None, str]]:
    """Each section of a document: its place, the city's name as written, its text."""
    pattern = _ROW if source == "labour-valour-list-ru" else _SECTION
    text = _URL.sub(" ", text)
    citations = _CITATION.findall(text)[:1]
    text = _CITATION.sub(" ", text)
    tail = "".join(_SEE_ALSO.findall(text))
    text = _SEE_ALSO.sub("", text)
    heads = list(pattern.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    opening = text[: heads[0].start() if heads else len(text)]
    yield INTRODUCTION, None, "\n".join([opening, tail, *citations])
    for head, end in zip(heads, ends, strict=True):
        body = text[head.end() : end]
        if pattern is _ROW:
            name = (head[2] or "").strip() + head[3].strip()
            yield f"{int(head[1]):02}", name, f"{name}\n{body}"
        else:
            yield head[1].casefold().replace(" ", "-"), head[1], f"{head[1]}\n{body}"
