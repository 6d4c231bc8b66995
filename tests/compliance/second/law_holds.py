"""Holds, and who is contacted: lawyers, disputes, bankruptcies, third parties, the dead and the young."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from tests.compliance.second.clocks import calendar_date, earliest_day, seconds
from tests.compliance.second.docket import Docket, Json, Row
from tests.compliance.second.rule import ASK, CLEAR, FREE, WAIT, Rule, Says, always
from tests.compliance.second.whereabouts import Where

PREFIX = {"US": "US-F", "CA": "CA", "GB": "UK", "AU": "AU"}
STAND_INS = ("spouse", "parent", "executor")
OWING = ("debtor", "co_obligor")
Judge = Callable[[Docket, Row], int]


def rules(docket: Docket, where: Where) -> Iterator[Rule]:
    country = docket.country
    if docket.holds:
        yield from _house(docket)
    if docket.policy.get("requests_bind_creditors"):
        yield from _requests(docket)
    if country not in PREFIX:
        if "EU" in where.laws:
            yield from _europe(docket)
        return
    name = PREFIX[country]
    if country == "US":
        yield from _federal(docket, where)
    else:
        yield Rule(f"{name}-HOLD", _stop(docket, ("attorney", "cease", "bankruptcy"), stand_ins=True))
        yield Rule(f"{name}-DISPUTE", _dispute(docket, forms=("written", "oral")))
        if docket.place == "work":
            yield Rule(f"{name}-WORK", _employer(docket))
    if docket.relation == "commanding_officer":
        yield Rule("US-MIL" if country == "US" else f"{name}-MIL", always(CLEAR))
    if docket.relation == "third_party":
        yield Rule(f"{name}-3P", _third_party(docket))
    if docket.person.get("deceased"):
        yield Rule(f"{name}-DECEASED", always(ASK))
    if "birth_date" in docket.person:
        yield Rule(f"{name}-MINOR", lambda at: ASK if _is_minor(docket.person, where, at) else FREE)
    if country == "GB":
        yield Rule("UK-BREATHING", _stop(docket, ("moratorium",), WAIT))
        yield Rule("UK-VULN", _stop(docket, ("vulnerable",), ASK))


def _house(docket: Docket) -> Iterator[Rule]:
    """Everywhere: freezes run out, the vulnerable are handled by a person, our own holds stand until cleared."""
    yield Rule("POL-FREEZE", _stop(docket, ("disaster_freeze", "moratorium"), WAIT))
    yield Rule("POL-VULN", _stop(docket, ("vulnerable",), ASK))
    yield Rule("POL-HOLD", _stop(docket, ("manual",)))


def _requests(docket: Docket) -> Iterator[Rule]:
    """What federal law lets her ask of collectors, kept by everybody where the house says so."""
    if docket.relation != "attorney":
        verdict = ASK if docket.purpose == "statutory_notice" else CLEAR
        yield Rule("POL-REQUESTS", _stop(docket, ("cease",), verdict, ("written",), stand_ins=True))
        yield Rule("POL-REQUESTS", _dispute(docket, ("written",), verdict, hers=True))
        if docket.relation != "third_party":
            yield Rule("POL-REQUESTS", _attorney(docket))
    if docket.place == "work":
        yield Rule("POL-REQUESTS", _employer(docket))


def _europe(docket: Docket) -> Iterator[Rule]:
    yield Rule("EU-HOLD", _stop(docket, ("attorney", "bankruptcy", "cease"), stand_ins=True))
    yield Rule("EU-HOLD", _dispute(docket, ("written", "oral"), hers=True))
    if docket.relation == "third_party":
        yield Rule("EU-3P", _third_party(docket))


def _federal(docket: Docket, where: Where) -> Iterator[Rule]:
    law = ""
    if docket.under_federal_law:
        law = "US-F"
        yield Rule("US-F-DISPUTE", _dispute(docket, ("written",)))
    elif docket.consumer and "US-CA" in where.laws:
        law = "US-CA"
    if law and docket.relation != "attorney":
        verdict = ASK if docket.purpose == "statutory_notice" else CLEAR
        yield Rule(f"{law}-CEASE", _stop(docket, ("cease",), verdict, ("written",), stand_ins=True))
        if docket.relation != "third_party":
            yield Rule(f"{law}-ATTY", _attorney(docket))
    if law and docket.place == "work":
        yield Rule(f"{law}-WORK", _employer(docket))
    creditor = not docket.for_others and docket.consumer
    if "US-FL" in where.laws and creditor and docket.relation not in ("attorney", "third_party"):
        yield Rule("US-FL-ATTY", _attorney(docket))
    yield Rule("US-BK-STAY", _bankruptcy(docket, _stay))
    yield Rule("US-BK-CODEBTOR", _bankruptcy(docket, _codebtor))
    yield Rule("US-BK-DISCH", _bankruptcy(docket, _discharge))
    if docket.relation in ("parent", "executor"):
        yield Rule("US-F-3P", _stands_in(docket, where))


def _of_kind(docket: Docket, kinds: Iterable[str]) -> list[Row]:
    wanted = set(kinds)
    return [row for row in docket.holds if row.said["kind"] in wanted]


def _of_hers(docket: Docket, row: Row) -> bool:
    """Whether a hold names her, nobody, or one of those who stand for each other: who owes, spouse, parent, executor."""
    named = row.said.get("person")
    if named in (None, docket.who):
        return True
    pair = {docket.relation, docket.people[named].get("role", "debtor")}
    return pair <= {*OWING, *STAND_INS} and not pair <= set(OWING)


def _stop(
    docket: Docket,
    kinds: Iterable[str],
    verdict: int = CLEAR,
    forms: Iterable[str] = ("written", "oral"),
    *,
    stand_ins: bool = False,
) -> Says:
    known = set(forms)
    rows = [
        row
        for row in _of_kind(docket, kinds)
        if (_of_hers(docket, row) if stand_ins else docket.about_her(row))
        and docket.debts_of(row)
        and row.said.get("form", "written") in known
    ]
    return lambda at: verdict if any(row.counts(at) for row in rows) else FREE


def _dispute(docket: Docket, forms: Iterable[str], verdict: int = CLEAR, *, hers: bool = False) -> Says:
    """The debt stops until verification has been sent: for everybody, or only for those who disputed it."""
    known = set(forms)
    rows = [
        (row, seconds(row.said["verification_sent_at"]) if "verification_sent_at" in row.said else row.ends)
        for row in _of_kind(docket, ("dispute",))
        if docket.debts_of(row) and row.said.get("form", "written") in known and (not hers or _of_hers(docket, row))
    ]
    return lambda at: verdict if any(row.counts(at) and at < answered for row, answered in rows) else FREE


def _attorney(docket: Docket) -> Says:
    """Known for these debts: no contact. Known for others of hers: a person asks how far it goes."""
    rows = [
        (row, CLEAR if docket.debts_of(row) else ASK)
        for row in _of_kind(docket, ("attorney",))
        if _of_hers(docket, row)
    ]
    return lambda at: max((verdict for row, verdict in rows if row.counts(at)), default=FREE)


def _owes_too(docket: Docket, row: Row) -> bool:
    """Somebody else than who filed, who owes the debt as well."""
    return row.said["person"] != docket.who and docket.relation in OWING


def _status(row: Row) -> str:
    return str(row.said.get("status", "open"))


def _stay(docket: Docket, row: Row) -> int:
    if _owes_too(docket, row):
        return FREE
    return {"open": CLEAR, "discharged": FREE}.get(_status(row), ASK)


def _codebtor(docket: Docket, row: Row) -> int:
    """Chapters 12 and 13 protect the others who owe a consumer debt, while the case runs."""
    if not _owes_too(docket, row) or row.said["chapter"] not in (12, 13) or not docket.consumer:
        return FREE
    return {"open": CLEAR, "discharged": FREE}.get(_status(row), ASK)


def _discharge(docket: Docket, row: Row) -> int:
    return CLEAR if _status(row) == "discharged" and not _owes_too(docket, row) else FREE


def _bankruptcy(docket: Docket, judge: Judge) -> Says:
    rows = [(row, judge(docket, row)) for row in _of_kind(docket, ("bankruptcy",)) if docket.debts_of(row)]
    return lambda at: max((verdict for row, verdict in rows if row.counts(at)), default=FREE)


def _third_party(docket: Docket) -> Says:
    """Only asked where she is, once, and not at all when she has a lawyer."""
    if docket.purpose != "location":
        return always(CLEAR)
    lawyers = _of_kind(docket, ("attorney",))
    asked = any(
        row.person == docket.who
        and not row.inbound
        and row.outcome in ("conversation", "voicemail_left", "sent", "delivered")
        for row in docket.history
    )
    return lambda at: CLEAR if any(row.counts(at) for row in lawyers) else ASK if asked else FREE


def _stands_in(docket: Docket, where: Where) -> Says:
    """The parent of an adult, the executor of somebody alive: a third party like any other."""
    debtors = [person for person in docket.people.values() if person.get("role", "debtor") == "debtor"]
    stranger = _third_party(docket)

    def says(at: int) -> int:
        stands_in = any(
            debtor.get("deceased") or (docket.relation == "parent" and _is_minor(debtor, where, at))
            for debtor in debtors
        )
        return FREE if stands_in or not debtors else stranger(at)

    return says


def _is_minor(person: Json, where: Where, at: int) -> bool:
    if "birth_date" not in person:
        return False
    born, today = date.fromisoformat(person["birth_date"]), calendar_date(earliest_day(at, where.clocks))
    return (today.year, today.month, today.day) < (born.year + 18, born.month, born.day)


def _employer(docket: Docket) -> Says:
    rows = [row for row in docket.statements if row.said["kind"] == "employer_forbids"]
    return lambda at: CLEAR if any(row.counts(at) for row in rows) else FREE
