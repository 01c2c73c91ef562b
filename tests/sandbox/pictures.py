"""Small pictures for tests."""

from __future__ import annotations

import io

from PIL import Image


def draw_png(width: int = 8, height: int = 8) -> bytes:
    """A grey PNG picture."""
    file = io.BytesIO()
    Image.new("L", (width, height), 128).save(file, "PNG")
    return file.getvalue()


PNG = draw_png()
