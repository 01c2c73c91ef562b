"""The parameters of one call, read with Telegram's types out of a form, a query or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request

TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Params:
    """Values by name; texts in forms, any JSON value in JSON bodies."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload]

    def has(self, name: str) -> bool:
        """Whether the parameter was sent at all, in the form or as a file."""
        return name in self.values or name in self.files

    def text(self, name: str) -> str | None:
        """A text parameter; numbers in JSON bodies are texts too."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        raise bad_request(f'field "{name}" must be of type String')

    def integer(self, name: str, default: int | None = None) -> int | None:
        """A whole number; anything else counts as absent, as Telegram does."""
        value = self.values.get(name)
        if isinstance(value, bool) or value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float | None:
        """A number with a fraction."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            return None

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value).lower() in TRUE

    def parsed(self, name: str, what: str | None = None) -> Any:
        """A JSON value, sent as JSON or as its text; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name} JSON object") from None

    def array(self, name: str) -> list[Any] | None:
        """A JSON array; None when absent."""
        value = self.parsed(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {name}")
        return value

    def object(self, name: str) -> dict[str, Any] | None:
        """A JSON object; None when absent."""
        value = self.parsed(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value
