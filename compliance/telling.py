"""A decision told in plain English, for whoever must show why a contact was lawful, or why it was not made.

What is told is the decision's JSON form, so that one of three years ago is told by what was stored with it. Instants
are UTC with the local times beside them; counts are told as `5 of 7, day 4 of 7`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from compliance.location import local_time

Told = Mapping[str, Any]

_VERDICTS = {
    "ALLOW": "It may be made: no rule speaks against it.",
    "HUMAN": "A person must decide.",
    "BLOCK_UNTIL_CLEARED": "It may not be made until something on record changes.",
}
_WEIGHTS = {"BLOCK_UNTIL_CLEARED": "until cleared", "HUMAN": "a person decides"}


def tell(decision: Told) -> Iterator[str]:
    """The decision (`Decision.to_json()`) as lines of text, indented by two spaces per level."""
    proof = decision["proof"]
    zones = [zone["zone"] for zone in proof["zones"]]
    yield f"Judged for {_instant(proof['at'])}."
    yield from _section("Where the person may be", _places(proof))
    yield _verdict(decision, zones)
    yield from _section("What speaks against it", (_finding(found, zones) for found in decision["findings"]))
    overridden = (f"{found['rule']}: {found['why']} ({found['citation']})" for found in proof.get("overridden", ()))
    yield from _section("Set aside by an override", overridden)
    yield from _section("Counts", _counts(proof))
    yield from _section("Consents", map(_consent, proof["consents"]))
    if proof["answer"]:
        yield f"It answers what the consumer sent at {_instant(proof['answer']['answers'])} ({proof['answer']['rule']})."
    yield f"Laws asked: {', '.join(proof['jurisdictions'])}."
    yield f"Rules {proof['ruleset'][:19]}, engine {proof['engine']}, time zones {proof['tzdata']}."


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"{title}:"
        yield from (f"  {line}" for line in told)


def _instant(spoken: str) -> str:
    return f"{datetime.fromisoformat(spoken):%a %Y-%m-%d %H:%M:%S} UTC"


def _places(proof: Told) -> Iterator[str]:
    for zone in proof["zones"]:
        there = datetime.fromisoformat(zone["local_time"])
        yield f"{zone['zone']}: {there:%a %H:%M:%S} there ({', '.join(zone.get('evidence', ())) or 'evidence sealed'})"
    for unused in proof.get("unused_evidence", ()):
        yield f"not used: {unused['source']} {unused['detail']}, {unused['reason']}"


def _verdict(decision: Told, zones: list[str]) -> str:
    if decision["decision"] == "BLOCK_UNTIL":
        return f"It may not be made before {_until(decision['next_permitted'], zones)}."
    return _VERDICTS[decision["decision"]]


def _until(spoken: str, zones: list[str]) -> str:
    at = datetime.fromisoformat(spoken).astimezone(UTC)
    there = ", ".join(f"{local_time(zone, at).local:%a %H:%M:%S} in {zone}" for zone in zones)
    return f"{_instant(spoken)} ({there})" if there else _instant(spoken)


def _finding(found: Told, zones: list[str]) -> str:
    if found["until"]:
        when = f"until {_until(found['until'], zones)}"
    else:
        when = _WEIGHTS[found["decision"]] + (f": {found['unlocked_by']}" if found.get("unlocked_by") else "")
    return f"{found['rule']}: {found['why']}; {when}. {found['citation']}"


def _counts(proof: Told) -> Iterator[str]:
    for far in proof.get("counters", ()):
        day = f", day {far['day']} of {far['days']}" if far["day"] else ""
        name = f"{far['rule']} ({far['part']})" if far["part"] else far["rule"]
        yield f"{name}: {far['counted']} of {far['limit']}{day}"
    yield from (f"counted by {_row(row)}, until {_instant(row['released_at'])}" for row in proof["counted"])
    yield from (f"not counted by {_row(row)}: {row['reason']}" for row in proof["excluded"])


def _row(row: Told) -> str:
    what = f"{row['direction']} {row['channel']}, {row['outcome'].replace('_', ' ')}"
    return f"{row['rule']}: {_instant(row['at'])}, {what}, about {', '.join(row['debts'])}"


def _consent(row: Told) -> str:
    kind = row["kind"].replace("_", " ")
    return f"{kind}, {row['form']}, of {_instant(row['given_at'])}: {'holds' if row['holds'] else 'does not hold'}"
