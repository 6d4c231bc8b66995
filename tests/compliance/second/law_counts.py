"""How often: counts of contacts, pauses after a conversation, gaps between two contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.compliance.second import consent
from tests.compliance.second.clocks import earliest_day, latest_day
from tests.compliance.second.docket import Docket, Json, Past
from tests.compliance.second.figures import DAY_AFTER, FIRST_DAY, Count, Figures
from tests.compliance.second.history import answers, connected, conveyed, count, days, ours, reachable
from tests.compliance.second.rule import FREE, WAIT, Rule, Says
from tests.compliance.second.whereabouts import Where

CALLS, SPOKEN_OR_TEXT, WRITTEN = ("call",), ("call", "sms"), ("sms", "email")
ALL_MEDIA, WITH_LETTERS = ("call", "sms", "email"), ("call", "sms", "email", "letter")
ANSWERS = ("reply", "opt_out_confirmation")


def rules(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    yield from _house(docket, where)
    if not docket.history:
        return
    if "US" in where.laws:
        yield from _federal(docket, where, figures)
        yield from _states(docket, where, figures)
    if "US-NY-NYC" in where.laws and docket.consumer:
        yield from _new_york_city(docket, where, figures)
    if "US-DC" in where.laws and docket.consumer:
        yield from _columbia(docket, where, figures)
    yield from _abroad(docket, where, figures)


def _hers(docket: Docket, rows: Iterable[Past]) -> list[Past]:
    return [row for row in rows if row.person == docket.who]


def _unsolicited(rows: Iterable[Past]) -> list[Past]:
    return [row for row in rows if row.purpose not in ANSWERS]


def _spoken(docket: Docket) -> list[Past]:
    """Her conversations with us, whoever called."""
    return [row for row in _hers(docket, docket.history) if row.outcome == "conversation" and row.ours]


def _unless_answering(docket: Docket, says: Says) -> Says:
    return lambda at: FREE if answers(docket, at) else says(at)


def _of_each(docket: Docket, where: Where, rows: Iterable[Past], limit: Count, debts: Iterable[Json]) -> Says:
    """The limit for every single obligation."""
    listed = list(rows)
    waits = [
        count(days((row for row in listed if debt in row.debts), where), where, limit)
        for debt in {docket.same[one["id"]] for one in debts}
    ]
    return lambda at: max((wait(at) for wait in waits), default=FREE)


def _federal(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    if docket.channel != "call":
        return
    if docket.under_federal_law and docket.collects and docket.relation != "attorney":
        yield Rule("US-F-7IN7", _seven(docket, where, figures.counts["US-F-7IN7"]))
        yield Rule("US-F-CONV7", _after_conversation(docket, where, figures.pauses["US-F-CONV7"]))
    if docket.artificial and docket.line == "landline":
        made = [row for row in _to_the_number(docket, CALLS) if row.voice == "artificial"]
        wait = count(days(made, where), where, figures.counts["US-TCPA-RES3IN30"])
        yield Rule(
            "US-TCPA-RES3IN30", lambda at: FREE if consent.agreed(docket, ("tcpa_prior_express",), at) else wait(at)
        )


def _to_the_number(docket: Docket, media: Iterable[str]) -> list[Past]:
    """To this number or, for all we know, to it."""
    return [row for row in ours(docket, media) if row.address in (None, docket.number)]


def _served(docket: Docket) -> dict[str, set[str]]:
    """The consumer debts of the attempt as federal law counts them, each with the obligations it holds."""
    found: dict[str, set[str]] = {}
    for debt in docket.consumer_debts:
        found.setdefault(docket.served[debt["id"]], set()).add(docket.same[debt["id"]])
    return found


def _wanted(docket: Docket, where: Where, debts: Iterable[str], channel: str, address: str | None, at: int) -> bool:
    """Whether the consumer had asked for the contact about each of these obligations."""
    listed = list(debts)
    return bool(listed) and all(consent.asked_for(docket, where.clocks, debt, channel, address, at) for debt in listed)


def _seven(docket: Docket, where: Where, limit: Count) -> Says:
    """Per person and per debt; calls she asked for do not count, and a call she asked for is not limited."""
    made = [row for row in _hers(docket, ours(docket, CALLS)) if connected(row)]
    raised = _served(docket)
    waits = {}
    for served in raised:
        counted = [
            row
            for row in made
            if served in row.served
            and not _wanted(docket, where, _within(docket, row.debts, served), "call", row.address, row.at)
        ]
        waits[served] = count(days(counted, where), where, limit)

    def says(at: int) -> int:
        return max(
            wait(at) and (FREE if _wanted(docket, where, raised[served], "call", docket.number, at) else WAIT)
            for served, wait in waits.items()
        )

    return says


def _within(docket: Docket, debts: Iterable[str], served: str) -> set[str]:
    return {debt for debt in debts if docket.served[debt] == served}


def _after_conversation(docket: Docket, where: Where, length: int) -> Says:
    raised = _served(docket)
    until = {
        served: max(
            (latest_day(row.at, where.clocks) + length for row in _spoken(docket) if served in row.served), default=0
        )
        for served in raised
    }

    def says(at: int) -> int:
        today = earliest_day(at, where.clocks)
        waits = (
            today < end and not _wanted(docket, where, raised[served], "call", docket.number, at)
            for served, end in until.items()
        )
        return WAIT if any(waits) else FREE

    return says


def _states(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    laws, figure = where.laws, figures.counts
    at_home = docket.place == "home"
    if "US-MA" in laws and docket.consumer and docket.channel in SPOKEN_OR_TEXT:
        name = "US-MA-2IN7" if at_home else "US-MA-2IN30"
        made = [
            row
            for row in ours(docket, SPOKEN_OR_TEXT)
            if row.person in docket.household and row.place == docket.place and reachable(row)
        ]
        yield Rule(name, _of_each(docket, where, made, figure[name], docket.consumer_debts))
    if "US-WA" in laws and docket.for_others:
        yield from _washington(docket, where, figures)
    if "US-OR" in laws and docket.channel == "call" and not at_home:
        rung = [row for row in _hers(docket, ours(docket, CALLS)) if row.place == "work"]
        yield Rule("US-OR-WORK1WK", count(days(rung, where), where, figure["US-OR-WORK1WK"]))


def _washington(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    figure = figures.counts
    told = [row for row in ours(docket, WITH_LETTERS) if row.person in docket.household and conveyed(row)]
    yield Rule("US-WA-3WK", count(days(told, where), where, figure["US-WA-3WK"]))
    if docket.place == "work":
        told = [row for row in told if row.place == "work"]
        yield Rule("US-WA-WORK1WK", count(days(told, where), where, figure["US-WA-WORK1WK"]))
    if docket.channel in SPOKEN_OR_TEXT and docket.line in ("mobile", "unknown"):
        rung = _to_the_number(docket, SPOKEN_OR_TEXT)
        yield Rule("US-WA-CELL2DAY", count(days(rung, where), where, figure["US-WA-CELL2DAY"]))


def in_force(rule: str, where: Where, says: Says) -> Says:
    """Silent before the rule's first day has begun anywhere, and once its last has ended everywhere."""
    first, after = FIRST_DAY.get(rule, 0), DAY_AFTER.get(rule, 1 << 40)

    def dated(at: int) -> int:
        if latest_day(at, where.clocks) < first or earliest_day(at, where.clocks) >= after:
            return FREE
        return says(at)

    return dated


def _new_york_city(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    if docket.purpose in ANSWERS:
        return
    made = _unsolicited(ours(docket, WITH_LETTERS))
    if docket.for_others:
        told = [row for row in _hers(docket, made) if conveyed(row)]
        says = _unless_wanted(docket, where, told, figures.counts["US-NYC-2IN7"])
        yield Rule("US-NYC-2IN7", in_force("US-NYC-2IN7", where, says))
    if docket.purpose != "statutory_notice":
        says = _of_each(docket, where, made, figures.counts["US-NYC-3IN7"], docket.consumer_debts)
        yield Rule("US-NYC-3IN7", in_force("US-NYC-3IN7", where, says))


def _columbia(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    if docket.channel == "call":
        rung = [row for row in ours(docket, CALLS) if reachable(row)]
        yield Rule("US-DC-4IN7", _of_each(docket, where, rung, figures.counts["US-DC-4IN7"], docket.consumer_debts))
        pause = Count(1, figures.pauses["US-DC-CONV7"])
        yield Rule("US-DC-CONV7", count(days(_spoken(docket), where), where, pause))
        return
    sent = _unsolicited(ours(docket, WRITTEN))
    if docket.purpose == "consent_request":
        says = count(days(_hers(docket, sent), where), where, figures.counts["US-DC-EMSG1"])
        yield Rule("US-DC-EMSG1", says)
    if docket.purpose != "opt_out_confirmation":
        says = _of_each(docket, where, sent, figures.counts["US-DC-EMSG5"], docket.consumer_debts)
        yield Rule("US-DC-EMSG5", _unless_answering(docket, says))


def _abroad(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    made = [row for row in ours(docket, ALL_MEDIA) if conveyed(row)]
    if "CA-ON" in where.laws and _spoken(docket):
        yield Rule("CA-ON-3IN7", _unless_wanted(docket, where, _hers(docket, made), figures.counts["CA-ON-3IN7"]))
    if "CA-AB" in where.laws:
        yield Rule("CA-AB-3IN7", count(days(_hers(docket, made), where), where, figures.counts["CA-AB-3IN7"]))
    if "AU" in where.laws:
        for name in ("AU-3WK", "AU-10MO"):
            says = _of_each(docket, where, _unsolicited(made), figures.counts[name], docket.owed)
            yield Rule(name, _unless_answering(docket, says))


def _unless_wanted(docket: Docket, where: Where, made: Iterable[Past], limit: Count) -> Says:
    """So many contacts; those she asked for do not count, a contact she asked for is free."""
    counted = [row for row in made if not _wanted(docket, where, row.debts, row.channel, row.address, row.at)]
    wait = count(days(counted, where), where, limit)

    def says(at: int) -> int:
        return FREE if _wanted(docket, where, docket.raised, docket.channel, docket.number, at) else wait(at)

    return says


def _house(docket: Docket, where: Where) -> Iterator[Rule]:
    policy, kind = docket.policy, {"call": "calls", "sms": "sms", "email": "emails"}[docket.channel]
    sent = _unsolicited(_hers(docket, ours(docket, (docket.channel,))))
    for key, length in ((f"max_{kind}_per_day", 1), (f"max_{kind}_per_7_days", 7)):
        if key in policy:
            says = count(days(sent, where), where, Count(policy[key], length))
            yield Rule("POL-DAYCAP", _unless_answering(docket, says))
    if "min_gap_minutes_per_number" in policy and docket.channel == "call":
        rung = [row.at for row in _to_the_number(docket, CALLS)]
        yield Rule("US-F-REBUT-POL", _apart(docket, rung, policy["min_gap_minutes_per_number"]))
    if "min_gap_minutes_per_person" in policy:
        made = [row.at for row in _hers(docket, ours(docket, ALL_MEDIA))]
        yield Rule("US-F-REBUT-POL", _apart(docket, made, policy["min_gap_minutes_per_person"]))


def _apart(docket: Docket, instants: list[int], minutes: int) -> Says:
    until = max(instants) + minutes * 60 if instants else 0
    return _unless_answering(docket, lambda at: WAIT if at < until else FREE)
