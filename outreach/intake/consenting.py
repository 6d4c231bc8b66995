"""Consenting: what the consent columns of a row add to the standing facts.

A yes covers the debt of its row and the numbers or mailboxes of its row, and no others: what is found elsewhere
(``skip_trace``), or nobody knows where, was never consented to. A no ends what an earlier file had said. What ended later than the consent a
file tells of is not revived by that file.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from outreach.ids import new_id
from outreach.intake.known import ConsentKey, DebtOnFile
from outreach.intake.placing import Placing
from outreach.intake.reachable import Point
from outreach.intake.rows import Account
from outreach.intake.words import Consented
from outreach.intake.writes import Trace, Writes

_MEANING = {
    "call": ("tcpa_prior_express", "call"),
    "text": ("direct_prior", "sms"),
    "email": ("direct_prior", "email"),
}


def write_consents(
    placing: Placing, writes: Writes, trace: Trace, account: Account, debt: DebtOnFile, debtor: UUID
) -> None:
    """Add the consents of a row that are not on file, and end those it takes back."""
    for column, consented in account.consents.items():
        kind, channel = _MEANING[column]
        for point in account.debtor.points:
            if not _covers(channel, point):
                continue
            key: ConsentKey = (kind, channel, placing.vault.index(point.kind, point.value))
            if consented.given and _is_news(consented, debt, key):
                debt.consents[key] = _write(placing, writes, trace, debt, debtor, key, consented)
        if not consented.given:
            for key in [key for key in debt.consents if key[:2] == (kind, channel)]:
                ended = debt.consents.pop(key)
                _write(placing, writes, trace, debt, debtor, key, consented, ended)


def _covers(channel: str, point: Point) -> bool:
    if point.source in ("skip_trace", "unknown") or point.kind != ("email" if channel == "email" else "phone"):
        return False
    return channel != "sms" or point.line not in ("landline", "toll_free")


def _is_news(consented: Consented, debt: DebtOnFile, key: ConsentKey) -> bool:
    if key in debt.consents:
        return False
    ended = debt.ended.get(key)
    return ended is None or (consented.on is not None and consented.on > ended.date())


def _write(
    placing: Placing,
    writes: Writes,
    trace: Trace,
    debt: DebtOnFile,
    debtor: UUID,
    key: ConsentKey,
    consented: Consented,
    ends: UUID | None = None,
) -> UUID:
    kind, channel, index = key
    row = new_id(placing.at)
    writes.add(
        "consents",
        trace,
        id=row,
        person_id=debtor,
        debt_id=debt.id,
        source=placing.source,
        recorded_at=placing.at,
        ends_id=ends,
        kind=kind,
        channels=[] if ends else [channel],
        address_index=index,
        form=consented.form,
        given_at=datetime.combine(consented.on, time(), UTC) if consented.on else placing.at,
    )
    return row
