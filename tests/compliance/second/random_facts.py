"""Random facts near the limits: mostly a contact that would be allowed, with few things in its way.

`random_facts(seed)` is the public JSON form, always the same for a seed. Instants lie close to opening and closing
times, on days when clocks or laws change, and histories close to the caps; names and numbers are fictional.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.compliance.second import random_past, random_rows, towns
from tests.compliance.second.clocks import DAY, HOUR, calendar_date, day_number, local, written
from tests.compliance.second.random_rows import chance
from tests.compliance.second.towns import Town

Facts = dict[str, Any]
DAYS_OF_CHANGE = (
    *("2026-10-04", "2026-10-25", "2026-11-01", "2027-03-14", "2027-03-28", "2027-04-04"),  # clocks
    *("2026-09-01", "2027-01-01", "2027-01-31"),  # law
    *("2026-10-12", "2026-11-26", "2026-11-30", "2026-12-25", "2027-01-26", "2027-03-26", "2027-07-04"),  # closings
)
EDGES = ("07:00", "07:30", "08:00", "09:00", "13:00", "17:00", "20:00", "21:00", "22:00", "00:00")
COMMON_STATES = (
    "MA",
    "MA",
    "WA",
    "WA",
    "NY",
    "NY",
    "DC",
    "DC",
    "WI",
    "CA",
    "CA",
    "NV",
    "FL",
    "OR",
    "NH",
    "PA",
    "WV",
    "MI",
)
PURPOSES = ("consent_request", "opt_out_confirmation", "voicemail", "location", "statutory_notice")
UNFIT = {
    **dict.fromkeys(("opt_out_line", "licence_number", "disclosure", "business_name", "registered_name"), False),
    **dict.fromkeys(("extra_text", "threatens_suit", "overshadows"), True),
    "preferred_language": False,
}


def random_facts(seed: int) -> Facts:
    draw = Random(seed)
    town = _town(draw)
    at = _instant(draw, town.clocks[0])
    facts: Facts = {"at": written(at), "people": [_person(draw, town, at)], "debts": _debts(draw, at)}
    _relatives(draw, facts)
    _collector(draw, facts, town)
    facts["attempt"] = _attempt(draw, facts, town, at)
    random_past.history(draw, facts, town, at)
    random_rows.permissions(draw, facts, at)
    random_rows.troubles(draw, facts, at)
    _policy(draw, facts)
    return facts


def _instant(draw: Random, clock: str) -> int:
    """An instant in the year from 2026-08-25 whose local time is often just before, at or just after an edge."""
    if chance(draw, 2):
        day = day_number(draw.choice(DAYS_OF_CHANGE)) + (draw.randint(-2, 8) if chance(draw, 2) else 0)
    else:
        day = day_number("2026-08-25") + draw.randint(0, 330)
    if chance(draw, 2.5):
        hours, minutes = map(int, draw.choice(EDGES).split(":"))
        second = hours * HOUR + minutes * 60 + draw.choice((-1, 0, 0, 1, 60, -60, 1800))
    else:
        second = draw.randint(10 * HOUR, 19 * HOUR) if chance(draw, 1.2) else draw.randint(0, DAY - 1)
    guess = day * DAY + second
    return guess - (local(guess, clock) - guess)


def _town(draw: Random) -> Town:
    land = draw.choices(("US", "CA", "GB", "AU", "elsewhere"), (67, 13, 7, 10, 3))[0]
    if land == "elsewhere":
        return draw.choice(towns.ABROAD)
    there = [town for town in towns.TOWNS if town.country == land]
    if land == "US" and chance(draw, 1.6):
        state = draw.choice(COMMON_STATES)
        there = [town for town in there if town.region == state and (state != "NY" or town.city)]
    return draw.choice(there)


def _number(draw: Random, town: Town) -> str:
    last = draw.randint(101, 103)
    if town.area_codes:
        return f"+1{draw.choice(town.area_codes)}5550{last}"
    landline = {"NSW": "2", "ACT": "2", "VIC": "3", "TAS": "3", "QLD": "7"}.get(town.region, "8")
    if town.country == "AU":
        return f"+61{landline}55500{last}" if chance(draw, 4) else f"+61491570{last}"
    return f"+447700900{last}" if town.country == "GB" else f"+49151550{last}0"


def _person(draw: Random, town: Town, at: int) -> Facts:
    person: Facts = {"id": "P1", "country": town.country, "postal_code": town.code}
    if town.country == "US" and chance(draw, 2):
        del person["country"]
    if chance(draw, 5):
        person["region"] = town.region
    if chance(draw, 12):
        del person["postal_code"]
    elif chance(draw, 60):
        person["postal_code"] = towns.NOWHERE.get(town.country, town.code)
    neighbours = [other for other in towns.TOWNS if other.country == town.country]
    if chance(draw, 12) and neighbours:
        person["other_postal_codes"] = [draw.choice(neighbours).code]
    if chance(draw, 8) and neighbours:
        person["phones"] = [_number(draw, draw.choice(neighbours))]
    if chance(draw, 12) and neighbours:
        moved = draw.choice((*neighbours, town))
        person["stated_location"] = {
            "at": written(at + draw.choice((-90 * DAY, -DAY, -HOUR, HOUR, DAY))),
            "postal_code": moved.code,
        }
    if chance(draw, 25):
        person["military"] = True
    return person


def _relatives(draw: Random, facts: Facts) -> None:
    people = facts["people"]
    if chance(draw, 3):
        role = draw.choice(
            ("spouse", "spouse", "spouse", "co_obligor", "third_party", "attorney", "executor", "parent")
        )
        people.append({**people[0], "id": "P2", "role": role})
        if role == "spouse" or chance(draw, 4):
            people[draw.randrange(2)]["household"] = ["P2" if "household" not in people[1] else "P1"]
            for person in people:
                if "household" in person:
                    person["household"] = ["P2" if person["id"] == "P1" else "P1"]
    if len(people) == 2 and chance(draw, 5):
        people.append({**people[0], "id": "P3", "role": "third_party", "household": [draw.choice(("P1", "P2"))]})


def _debts(draw: Random, at: int) -> list[Facts]:
    debts: list[Facts] = []
    for number in range(1, draw.choice((1, 1, 2, 2, 3)) + 1):
        debt: Facts = {"id": f"D{number}"}
        if chance(draw, 15):
            debt["purpose"] = "commercial"
        if chance(draw, 3):
            debt["kind"] = draw.choice(("medical", "student_loan", "student_loan", "credit_card"))
        if debt.get("kind") == "student_loan" and chance(draw, 1.5):
            debt["servicing_account"] = draw.choice(("S1", "S1", "S2"))
        if chance(draw, 8):
            first = at - draw.choice((3, 4, 5, 2, 20)) * DAY - draw.randint(0, DAY)
            debt["first_communication_at"] = written(first)
            if chance(draw, 1.5):
                debt["validation_notice_sent_at"] = written(first + draw.randint(0, 3 * DAY))
        if chance(draw, 12):
            debt["limitation_ends_on"] = calendar_date(at // DAY + draw.randint(-2, 2)).isoformat()
        if chance(draw, 40):
            debt["notice_mailed"] = False
        elif chance(draw, 5):
            mailed = at - draw.choice((0, 5, 6, 7, 59, 60, 61)) * DAY + draw.randint(-DAY, DAY)
            debt["notice_mailed_at"] = written(mailed)
        debts.append(debt)
    if len(debts) > 1 and chance(draw, 5):
        debts[draw.randrange(len(debts))]["same_debt_as"] = [draw.choice(debts)["id"]]
    return debts


def _collector(draw: Random, facts: Facts, town: Town) -> None:
    collector: Facts = {}
    role = draw.choices(("third_party", "first_party", "debt_buyer"), (6, 3, 2))[0]
    if role != "third_party" or chance(draw, 4):
        collector["role"] = role
    if chance(draw, 12):
        own = f"{town.country}-{town.region}"
        collector["licensed_in"] = draw.choice((["*"], [own], [own, "US-ZZ"], [own, "GB-ENG"][: 1 + (own != "GB-ENG")]))
        if chance(draw, 5):
            collector["licensed_in"] = ["US-TX"]
    if chance(draw, 15):
        collector["name_reveals_collection"] = chance(draw, 2)
    if collector:
        facts["collector"] = collector


def _attempt(draw: Random, facts: Facts, town: Town, at: int) -> Facts:
    channel = draw.choices(("call", "sms", "email"), (6, 3, 2))[0]
    names = [debt["id"] for debt in facts["debts"]]
    person = draw.choice(facts["people"]) if chance(draw, 2.5) else facts["people"][0]
    attempt: Facts = {
        "channel": channel,
        "person": person["id"],
        "debts": draw.sample(names, draw.randint(1, len(names))),
        "address": _address(draw, channel, town, at),
    }
    if person.get("role") == "third_party" and not chance(draw, 5):
        attempt["purpose"] = "location"
    elif chance(draw, 6):
        attempt["purpose"] = draw.choice(PURPOSES)
    elif chance(draw, 15):
        attempt["purpose"] = "reply"
    if channel == "sms":
        theirs = facts.get("collector", {}).get("role") == "first_party"
        attempt["carrier"] = "twilio" if chance(draw, 2 if theirs else 12) else "other"
    if channel == "call" and chance(draw, 5):
        attempt["voice"] = draw.choice(("live", "artificial", "artificial"))
    if chance(draw, 25):
        attempt["program"] = draw.choice(("collection", "appointment_reminders"))
    if chance(draw, 16):
        attempt["content"] = {name: UNFIT[name] for name in draw.sample(sorted(UNFIT), 2)}
    return attempt


def _address(draw: Random, channel: str, town: Town, at: int) -> Facts:
    if channel == "email":
        address: Facts = {"value": draw.choice(("pat@example.net", "Pat@Example.net", "sam@example.org"))}
    else:
        far = draw.choice([other for other in towns.TOWNS if other.country == town.country] or [town])
        address = {"value": _number(draw, far if chance(draw, 7) else town)}
        if chance(draw, 1.5):
            address["line"] = draw.choice(("mobile", "mobile", "landline", "voip", "unknown"))
        if chance(draw, 40):
            address |= {"value": "+18335550101", "line": "toll_free"}
        if chance(draw, 20) and town.country == "US":
            address["ported_to_postal_code"] = draw.choice(towns.TOWNS[:50]).code
        if chance(draw, 10):
            asked = at - draw.choice((0, 10, 59, 60, 61)) * DAY
            address["reassigned_check"] = {
                "at": written(asked),
                "since": written(asked - draw.choice((10, 100, 300)) * DAY),
                "answer": draw.choice(("no", "no", "no", "no", "yes", "no_data")),
            }
    if chance(draw, 7):
        address["place"] = "work"
    if chance(draw, 8):
        address["provenance"] = {
            "source": draw.choice(("consumer", "creditor", "creditor", "prior_collector", "skip_trace"))
        }
        if chance(draw, 1.5):
            sent = at - draw.choice((33, 34, 35, 36)) * DAY + draw.randint(-DAY, DAY)
            address["provenance"]["notice_sent_at"] = written(sent)
            if chance(draw, 3):
                address["provenance"]["opt_out_until"] = written(sent + draw.choice((35, 36, 40)) * DAY)
    return address


def _policy(draw: Random, facts: Facts) -> None:
    choices: Facts = {
        "jurisdiction_mode": draw.choice(("residence", "strict", "strict")),
        "closed_on_federal_holidays": chance(draw, 1.3),
        "requests_bind_creditors": chance(draw, 1.3),
        "min_gap_minutes_per_number": draw.choice((5, 60, 240, 1440)),
        "min_gap_minutes_per_person": draw.choice((5, 60, 240, 1440)),
        "open_guard_seconds": draw.choice((0, 60, 3600)),
        "close_guard_seconds": draw.choice((0, 300, 600)),
        "max_calls_per_day": draw.randint(1, 3),
        "max_sms_per_day": draw.randint(1, 2),
        "max_emails_per_day": draw.randint(1, 2),
        "max_sms_per_7_days": draw.randint(1, 4),
        "max_emails_per_7_days": draw.randint(1, 4),
    }
    chosen = {key: value for key, value in choices.items() if chance(draw, 12)}
    if chosen:
        facts["policy"] = chosen
