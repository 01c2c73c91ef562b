"""Whether memory stays flat: a hundred thousand people write within an hour of virtual time.

    python -m benchmarks memory

The bot's clocks run 36 times as fast as ours, so that it drops in time what it keeps for a time.
"""

from __future__ import annotations

import signal
import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.throughput import read_memory, run

CHATS = 100_000
EVERY_SECONDS = 2.0


def main(chats: int = CHATS) -> None:
    """Print how much memory the bot holds as people come and go, and the slope of its second half.

    Each person writes once; what they write differs.
    """
    samples: list[tuple[float, float]] = []
    arguments = (str(chats), str(chats), "0", "mixed")
    with tempfile.TemporaryDirectory() as folder, run("benchmarks.server", *arguments) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        state = Path(folder) / "state.sqlite3"
        with run("benchmarks.bots", "doblest-hasty", url, str(state)) as process:
            over = threading.Event()
            watching = threading.Thread(target=watch, args=(process.pid, over, samples))
            watching.start()
            result = server.stdout.readline()
            over.set()
            watching.join()
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
            process.send_signal(signal.SIGTERM)
        server.terminate()
    report(samples, chats, result, size)


def watch(pid: int, over: threading.Event, samples: list[tuple[float, float]]) -> None:
    """Note the time and the memory, now and then."""
    began = time.monotonic()
    while not over.wait(EVERY_SECONDS):
        samples.append((time.monotonic() - began, read_memory(pid)))


def report(samples: list[tuple[float, float]], chats: int, result: str, size: float) -> None:
    """Print a few samples and the slope."""
    print(f"memory: {chats:,} people, {samples[-1][0]:.0f} s of ours, {result.strip()}")
    print("| share of the people | " + " | ".join(f"{n} %" for n in range(20, 101, 20)) + " |")
    print("|---" * 6 + "|")
    picked = [samples[len(samples) * n // 100 - 1][1] for n in range(20, 101, 20)]
    print("| resident MB | " + " | ".join(f"{mb:.0f}" for mb in picked) + " |")
    half = samples[len(samples) // 2 :]
    slope = statistics.linear_regression([t for t, _ in half], [mb for _, mb in half]).slope
    people = chats / samples[-1][0]
    print(f"slope of the second half: {slope / people * 10_000:+.2f} MB for 10,000 more people")
    print(f"state on disk: {size:.0f} MB")
