"""What the account store holds of each person, asked in SQL, in the words of what people mean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.intentions.crowd import BALANCE

TODAY: Final = date(2026, 12, 1)  # where everybody lives, on the day of the run
FRIDAY: Final = date(2026, 12, 4)
HOLDS: Final = ("attorney", "bankruptcy", "deceased")


def arrived(session: Session, person: UUID, meant: str) -> bool:
    """Whether what she meant stands in the store, as she meant it and nothing else beside it."""
    held = _held(session, person)
    return _as_meant(held, meant) and not _beside(held, meant)


def story(session: Session, person: UUID) -> dict[str, Any]:
    """For a failure's text: what is held."""
    return {name: value for name, value in _held(session, person).items() if value}


def _held(session: Session, person: UUID) -> dict[str, Any]:
    row = session.execute(_HELD, {"person": person}).one()
    return dict(row._mapping)


def _as_meant(held: dict[str, Any], meant: str) -> bool:
    if meant.startswith("promise_in_"):
        due = TODAY + timedelta(days=int(meant.rpartition("_")[2]))
        return list(held["promises"]) == [f"{BALANCE} {due}"]
    if meant.startswith("plan_"):
        number = int(meant.rpartition("_")[2])
        return number in (held["plan"], held["offer_promised"])
    if meant in HOLDS:
        return meant in held["holds"] or bool(held["to_be_read"])
    return bool(_SIMPLE[meant](held))


def _beside(held: dict[str, Any], meant: str) -> bool:
    """A promise or a plan nobody made, a no nobody said."""
    money = bool(held["promises"] or held["plan"]) and not meant.startswith(("promise", "plan"))
    return money or (bool(held["stopped"]) and meant != "stop")


_SIMPLE: Final[dict[str, Any]] = {
    "promise_50_friday": lambda held: held["promises"] == [f"5000 {FRIDAY}"],
    "promise_all_friday": lambda held: held["promises"] == [f"{BALANCE} {FRIDAY}"],
    "stop": lambda held: held["stopped"] and not held["queued"],
    "wrong_number": lambda held: held["wrong_person"],
    "dispute": lambda held: "dispute" in held["holds"],
    "transfer": lambda held: held["booked"] or held["talked"],
    "weekday_evenings": lambda held: _evenings(held["contract"]),
    "hardship": lambda held: held["to_be_read"] or "vulnerable" in held["holds"],
    "already_paid": lambda held: held["to_be_read"],
    "unclear": lambda held: held["to_be_read"],
}


def _evenings(contract: Any) -> bool:
    said = str(contract)
    return contract is not None and "sat" not in said.lower() and "17:00" in said


_HELD = text("""
SELECT
    ARRAY(SELECT amount || ' ' || due_on FROM promises WHERE person_id = :person AND offer_number IS NULL) AS promises,
    (SELECT offer_number FROM promises WHERE person_id = :person AND offer_number IS NOT NULL) AS offer_promised,
    (SELECT offer_number FROM plans WHERE person_id = :person AND state = 'agreed') AS plan,
    (SELECT count(*) FROM opt_outs WHERE person_id = :person AND ends_id IS NULL) AS stopped,
    (SELECT count(*) FROM attempts WHERE person_id = :person AND state = 'planned' AND purpose <> 'reply') AS queued,
    (SELECT count(*) FROM addresses WHERE person_id = :person AND state = 'wrong_person') AS wrong_person,
    ARRAY(SELECT kind FROM holds WHERE person_id = :person) AS holds,
    (SELECT count(*) FROM appointments WHERE person_id = :person AND state <> 'cancelled') AS booked,
    (SELECT count(*) FROM transfers WHERE person_id = :person AND connected_at IS NOT NULL) AS talked,
    (SELECT terms FROM contact_contracts WHERE person_id = :person ORDER BY made_at DESC LIMIT 1) AS contract,
    (SELECT count(*) FROM attention WHERE person_id = :person AND closed_at IS NULL) AS to_be_read
""")
