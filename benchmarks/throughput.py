"""Updates a second through a whole bot: two libraries' echo bots, and Doblest's /city Omsk.

    python -m benchmarks throughput [--runs 5] [--updates 4000]

Runs alternate, so that a busy moment of the machine hits all alike; compare within a run only.
"""

from __future__ import annotations

import json
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

CHATS = 1_000
LATENCIES_MS = (0, 50)
SLOWEST_SHARE = 20
"""At 50 ms the sequential bot gets one update in twenty: it needs a minute for a thousand."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One bot, one run: updates a second, delays in milliseconds, memory in MB."""

    per_second: float
    p50_ms: float
    p99_ms: float
    memory_mb: float


def measure(bot: str, updates: int, latency_ms: int) -> Measurement:
    """Start a server and a bot, wait for the last answer, stop both."""
    arguments = (str(updates), str(CHATS), str(latency_ms))
    with (
        tempfile.TemporaryDirectory() as folder,
        run("benchmarks.server", *arguments) as server,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with run("benchmarks.bots", bot, url, str(Path(folder) / "state.sqlite3")) as process:
            result = json.loads(server.stdout.readline())
            memory = read_memory(process.pid)
            process.send_signal(signal.SIGTERM)
        server.terminate()
    return Measurement(memory_mb=memory, **result)


def run(module: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python process that can be waited for as a context."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def read_memory(pid: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main(runs: int = 5, updates: int = 4_000) -> None:
    """Measure every bot at every latency, print medians and ratios."""
    for latency in LATENCIES_MS:
        found: dict[str, list[Measurement]] = defaultdict(list)
        for _ in range(runs):
            for bot in ("stock", "stock-16", "aiogram", "doblest"):
                slow = bot == "stock" and latency
                found[bot].append(measure(bot, updates // (SLOWEST_SHARE if slow else 1), latency))
        report(latency, found)


def report(latency: int, found: dict[str, list[Measurement]]) -> None:
    """Print a table for one latency."""
    print(f"\nAPI latency {latency} ms, medians of {len(found['doblest'])} runs")
    print("| bot | updates/s | p50 ms | p99 ms | memory MB | Doblest is |")
    print("|---|---|---|---|---|---|")
    ours = [m.per_second for m in found["doblest"]]
    for bot, runs in found.items():
        ratio = statistics.median(a / m.per_second for a, m in zip(ours, runs, strict=True))
        columns = [
            statistics.median(getattr(m, name) for m in runs) for name in Measurement.__slots__
        ]
        values = " | ".join(f"{value:,.0f}" for value in columns)
        print(f"| {bot} | {values} | {ratio:.2f} times as fast |")
