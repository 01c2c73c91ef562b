"""Counters of what the bot does, for /metrics and /health."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, Info

UPDATES = Counter("doblest_updates", "Updates by what became of them", ["fate"])
ERRORS = Counter("doblest_errors", "Errors that reached the last resort", ["type"])
HANDLING = Histogram("doblest_handling_seconds", "From stored to handled")
WAITING = Gauge("doblest_updates_waiting", "Stored updates not yet handled")
CONFLICTS = Counter("doblest_poll_conflicts", "Times another instance polled with our token")
CALLS = Counter(
    "doblest_calls",
    "Calls of the Bot API by their end: answered, refused, limited, failed (Telegram's own "
    "trouble), unsent, unknown",
    ["end"],
)
LAST_UPDATE = Gauge("doblest_last_update_seconds", "When the last update came, in Unix time")
GAME_STEP = Histogram(
    "doblest_game_step_seconds",
    "From a game's step being due to it being stored and queued for sending",
    buckets=(*(n / 200 for n in range(1, 31)), 0.2, 0.25, 0.3, 0.4, 0.5, 1.0, 2.5),
)
DAILY = Counter("doblest_daily_messages", "Daily messages by what became of them", ["state"])
DAILY_LATE = Gauge("doblest_daily_oldest_due_seconds", "How late the longest overdue one is")
DAILY_UNKNOWN = Gauge("doblest_daily_unknown_today", "Those of a day that may not have arrived")
DAILY_PAUSED = Gauge("doblest_daily_paused", "1 while the wall clock cannot be trusted")
FREE_DISK = Gauge("doblest_free_disk_bytes", "What is left where the state is kept")
VERSIONS = Info("doblest_versions", "Versions of what the state and the hours depend on")


def read_counts(counter: Counter) -> dict[str, int]:
    """What a counter with one label shows now, by label."""
    (metric,) = counter.collect()
    counted = (sample for sample in metric.samples if sample.name.endswith("_total"))
    return {next(iter(sample.labels.values())): int(sample.value) for sample in counted}


def read_gauge(gauge: Gauge) -> float:
    """What a gauge without labels shows now."""
    (metric,) = gauge.collect()
    return metric.samples[0].value
