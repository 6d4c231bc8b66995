"""Day parts: the part of the person's day a step would like. A wish of planning, never a rule of law.

``morning`` 8-12, ``afternoon`` 12-17, ``evening`` 17-21, told by the clock of the most populous zone of the region on
file; with no region there is no wish. A wish only ever postpones within the same local day: once the part has begun
or passed, it has no say.
"""

from __future__ import annotations

from datetime import datetime, time

from compliance.zones import zone_info

BEGINS = {"morning": time(8), "afternoon": time(12), "evening": time(17)}
_REGIONS = {
    "America/New_York": "CT DC DE FL GA KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Indiana/Indianapolis": "IN",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
ZONES = {region: zone for zone, regions in _REGIONS.items() for region in regions.split()}


def not_before(part: str | None, region: str | None, at: datetime) -> datetime:
    """``at``, or the later instant of the same local day at which ``part`` begins in ``region`` (``GA``, ``US-GA``)."""
    zone = ZONES.get((region or "").rpartition("-")[2].upper())
    if part is None or zone is None:
        return at
    local = at.astimezone(zone_info(zone))
    begins = datetime.combine(local.date(), BEGINS[part], local.tzinfo)
    return max(at, begins.astimezone(at.tzinfo))
