"""A notebook for what the long tests measure, printed as a table at the end of the run."""

from __future__ import annotations

import pytest

FIGURES = pytest.StashKey[list[tuple[str, str]]]()


class Notebook:
    """Takes down figures for the table."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self._rows = rows

    def note(self, what: str, figure: object) -> None:
        """Add one row."""
        self._rows.append((what, str(figure)))


@pytest.fixture
def notebook(request: pytest.FixtureRequest) -> Notebook:
    return Notebook(request.config.stash.setdefault(FIGURES, []))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = config.stash.get(FIGURES, [])
    if rows:
        terminalreporter.write_line("\n| what | found |\n|---|---|")
        for what, figure in rows:
            terminalreporter.write_line(f"| {what} | {figure} |")
