"""Metrics, for Prometheus. Labels never hold personal data or ids."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, start_http_server

from outreach.settings import Settings

CLAIMS = Counter("outreach_claims_total", "Claims by what they came to", ["result"])
EVENTS = Counter("outreach_carrier_events_total", "Webhooks applied", ["kind", "state"])
WEBHOOKS = Counter("outreach_webhooks_total", "Webhooks received", ["kind", "answer"])
TIME_TO_SILENCE = Histogram(
    "outreach_time_to_silence_seconds",
    "From the instant a no, a payment, a promise, a hold or unread words reached us to the last cancelled item",
    ["cause"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
SILENCED = Counter("outreach_silenced_attempts_total", "Queued attempts that silence cancelled", ["cause"])
TRANSFERS = Counter(
    "outreach_transfers_total", "Transfers by what they came to; the aim of abandoned is none", ["state"]
)
TRANSFER_WAIT = Histogram(
    "outreach_transfer_wait_seconds",
    "From the key that asks for a person to the collector who takes the call",
    buckets=(5, 10, 15, 20, 30, 45, 60, 90, 120),
)
COLLECTORS = Gauge("outreach_collectors", "Collectors by state", ["state"])
LINES = Gauge("outreach_lines", "Calls of all clients: allowed beside a free collector, and in use", ["lines"])
CALL_RATES = Gauge(
    "outreach_call_rates",
    "Of the last hour: calls answered of those placed (answered), calls that came to need a person of those answered (transfer), "
    "transfers abandoned of those asked for (abandoned; the aim is none)",
    ["rate"],
)
PLANNED = Counter("outreach_attempts_planned_total", "Attempts planned by the scheduler")
TICK = Histogram("outreach_tick_seconds", "Duration of a scheduler tick")
TICK_FAILURES = Counter("outreach_tick_failures_total", "Steps of a scheduler tick that failed", ["step"])
CLOCK_DRIFT = Gauge("outreach_clock_drift_seconds", "How far this machine's clock is behind the database's")
LEADER = Gauge("outreach_scheduler_leader", "1 in the process that leads the scheduler")


def serve(settings: Settings) -> None:
    """Show this process's metrics on its loopback port, when it has one. The web process has ``/metrics`` instead."""
    if settings.metrics_port:
        start_http_server(settings.metrics_port, addr="127.0.0.1")
