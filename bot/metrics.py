"""Counters of what the bot does, for /metrics and /health."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

UPDATES = Counter("doblest_updates", "Updates by what became of them", ["fate"])
ERRORS = Counter("doblest_errors", "Errors that reached the last resort", ["type"])
HANDLING = Histogram("doblest_handling_seconds", "From stored to handled")
WAITING = Gauge("doblest_updates_waiting", "Stored updates not yet handled")
CONFLICTS = Counter("doblest_poll_conflicts", "Times another instance polled with our token")
LAST_UPDATE = Gauge("doblest_last_update_seconds", "When the last update came, in Unix time")
