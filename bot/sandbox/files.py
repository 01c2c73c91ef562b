"""Uploaded files: kept by id, pictures measured, paths as getFile gives them."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "audio": "music",
           "video": "videos", "animation": "animations", "sticker": "stickers"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file, whatever it is shown as."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    path: str
    size: tuple[int, int] = (0, 0)

    def json(self) -> Json:
        """The fields that every kind of file has."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class Files:
    """All files of the sandbox."""

    def __init__(self, chance: random.Random) -> None:
        self._random = chance
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, mime: str, content: bytes) -> StoredFile:
        """Keep a file and give it its ids and path."""
        number = len(self._files)
        if kind == "photo":
            name = f"photo_{number}.{_picture_ending(content)}"
        ending = name.rpartition(".")[2] if "." in name else "dat"
        stored = StoredFile(
            id="".join(self._random.choices(LETTERS, k=64)),
            unique_id="".join(self._random.choices(LETTERS, k=16)),
            kind=kind,
            name=name,
            mime=mime,
            content=content,
            path=f"{FOLDERS.get(kind, 'files')}/file_{number}.{ending}",
            size=measure_picture(content) or (0, 0),
        )
        self._files[stored.id] = self._paths[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file with this path."""
        return self._paths.get(path)


def _picture_ending(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return "png"
    return {b"GIF8": "gif", b"RIFF": "webp"}.get(content[:4], "jpg")


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG, GIF or WebP picture; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _measure_jpeg(content)
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 512, 512
    return None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in {0xC0, 0xC1, 0xC2}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
