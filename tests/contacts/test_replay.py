"""Replay: past decisions come out of their sealed facts again, byte for byte, and whatever was changed shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance import RuleBook, data_versions, decide, rule_book
from compliance.pack import read_packs
from compliance.rulebook import digest
from outreach.contacts import claim as claims
from outreach.contacts import rule_sets
from outreach.contacts.decisions import Decision
from outreach.contacts.log import chain
from outreach.contacts.replay import BATCH, Drift, Replayed, Span, Status, reading, rejudged, replayed
from outreach.contacts.rule_diff import Judged, Tally, Unjudged
from outreach.errors import NotFound
from tests.support import drafts
from tests.support.accounts import NOON, ZIP, Agency

HOURS = timedelta(hours=1)
NIGHT = NOON + 10 * HOURS  # 22:00 in Atlanta
QUIET_NOON = drafts.afternoons("US-GA", "US-GA-NOON", "2020-01-01")


def decided(office: Agency, at: datetime = NOON, channel: str = "call", role: str = "third_party") -> UUID:
    """A decision of a claim: by default an allowed call; its id."""
    office.clock.at = at
    client = office.client(name=f"Harbor {uuid4()}", role=role)
    attempt = office.planned(office.debtor(client, line="mobile" if channel == "sms" else "landline"), channel)
    with office.store.sessions.begin() as session:
        claims.claim(session, office.store, attempt, at)
    return office.rows(Decision, attempt_id=attempt)[0].id


def again(office: Agency, **span: Any) -> list[Replayed]:
    with reading(office.store) as session:
        return list(replayed(session, office.store.vault, Span(**span)))


def one(office: Agency, decision: UUID) -> Replayed:
    (found,) = again(office, id=decision)
    return found


def judged(office: Agency, book: RuleBook, **span: Any) -> list[Judged | Unjudged]:
    with reading(office.store) as session:
        return list(rejudged(session, office.store.vault, Span(**span), book))


def tamper(office: Agency, statement: str, **values: Any) -> None:
    """Change what the database protects, as only its administrator can."""
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        assert connection.execute(text(statement), values).rowcount == 1


def ruled_by(monkeypatch: pytest.MonkeyPatch, book: RuleBook, data: Mapping[str, str] | None = None) -> None:
    """From now on claims judge by ``book``, as a program of another day did."""
    monkeypatch.setattr(claims, "decide", partial(decide, book=book))
    monkeypatch.setattr(rule_sets, "rule_book", lambda: book)
    monkeypatch.setattr(rule_sets, "data_versions", lambda: data or data_versions())


def quiet() -> RuleBook:
    """The shipped rules, and no call before 13:00 in Georgia."""
    return rule_book().with_packs({"draft.toml": QUIET_NOON})


def test_every_kind_of_decision_comes_out_again_with_the_same_bytes(office: Agency) -> None:
    decided(office)
    decided(office, NIGHT)
    decided(office, channel="sms")
    decided(office, channel="email")
    decided(office, channel="sms", role="first_party")
    verdicts = {decision.verdict for decision in office.rows(Decision)}
    assert verdicts >= {"ALLOW", "BLOCK_UNTIL", "BLOCK_UNTIL_CLEARED"}
    found = again(office)
    assert [(replay.status, replay.parts, replay.drift, replay.why) for replay in found] == [("same", (), (), ())] * 5
    assert all(replay.now == replay.then for replay in found)


def test_a_decision_is_found_by_its_own_id_and_by_its_attempts(office: Agency) -> None:
    decision = decided(office)
    decided(office)
    found = one(office, decision)
    assert again(office, id=found.attempt) == [found]
    with pytest.raises(NotFound, match="no decision has the id"):
        again(office, id=uuid4())


def test_a_span_ends_before_its_last_instant_and_is_told_oldest_first(office: Agency) -> None:
    ids = [decided(office, NOON + number * HOURS) for number in (0, 1, 2)]
    found = again(office, since=NOON, until=NOON + 2 * HOURS)
    assert [replay.decision for replay in found] == ids[:2]
    attempt = office.attempt(found[0].attempt)
    assert [replay.decision for replay in again(office, since=NOON, client=attempt.client_id)] == ids[:1]
    assert again(office, since=NOON, campaign=uuid4()) == []


def test_a_past_decision_is_made_by_the_rules_of_its_day(office: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as that_day:
        ruled_by(that_day, quiet())
        decision = decided(office)
    assert office.rows(Decision, id=decision)[0].ruleset == quiet().version != rule_book().version
    found = one(office, decision)
    assert (found.status, found.then.rules) == (Status.SAME, ("US-GA-NOON",))


def test_other_time_zone_data_with_the_same_outcome_is_neither_the_same_nor_a_failure(
    office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as that_day:
        that_day.setattr("compliance.proof.tzdata_version", lambda: "2019a")
        that_day.setattr("compliance.proof.ENGINE_VERSION", "0.9")
        decision = decided(office, NIGHT)
    found = one(office, decision)
    assert (found.status, found.parts, found.now) == (Status.SAME_OUTCOME, (), found.then)
    assert [drift.name for drift in found.drift] == ["engine", "tzdata"]
    assert str(found.drift[1]).startswith("tzdata was 2019a and is 20")


def test_other_data_packages_are_told_by_name(office: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    data, shipped = data_versions() | {"holidays": "0.1"}, rule_book()
    version = digest(shipped.sources, data)
    with monkeypatch.context() as that_day:
        ruled_by(that_day, RuleBook(read_packs(shipped.sources), version, shipped.sources), data)
        decision = decided(office)
    found = one(office, decision)
    assert (found.status, found.parts) == (Status.SAME_OUTCOME, ())
    assert found.drift == (Drift("holidays", "0.1", data_versions()["holidays"]),)


def test_another_outcome_says_what_differs_and_names_the_versions_as_possible_cause(
    office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = rule_book()
    with monkeypatch.context() as that_day:
        that_day.setattr("compliance.proof.tzdata_version", lambda: "2019a")
        ruled_by(that_day, RuleBook(quiet().all, shipped.version, shipped.sources))
        decision = decided(office)
    found = one(office, decision)
    assert found.status is Status.DIFFERS
    assert {"verdict", "rules", "findings"} <= set(found.parts)
    assert found.now is not None
    assert (found.then.verdict, found.now.verdict) == ("BLOCK_UNTIL", "ALLOW")
    assert "possible cause: tzdata was 2019a" in found.why[0]


def test_rules_that_were_not_kept_are_named(office: Agency) -> None:
    decision = decided(office)
    tamper(office, "DELETE FROM rule_sets")
    found = one(office, decision)
    assert (found.status, found.now) == (Status.UNREADABLE, None)
    assert f"the rules of {rule_book().version} were not kept" in found.why[0]


def test_kept_rules_that_were_changed_are_not_used(office: Agency) -> None:
    decision = decided(office)
    tamper(office, "UPDATE rule_sets SET packs = packs || jsonb_build_object('house.toml', '[pack]')")
    found = one(office, decision)
    assert found.status is Status.UNREADABLE
    assert "were changed: their digest is another one" in found.why[0]


def test_rules_of_a_kind_that_nobody_knows_any_more_are_told(office: Agency) -> None:
    decision = decided(office)
    packs = {"draft.toml": QUIET_NOON.replace('"window"', '"forgotten"')}
    version = digest(packs, {})
    tamper(
        office, "UPDATE rule_sets SET version = :version, packs = CAST(:packs AS jsonb), data = '{}'",
        version=version, packs=json.dumps(packs),
    )  # fmt: skip
    tamper(office, "UPDATE decisions SET ruleset = :version", version=version)
    assert "this program cannot read them" in " ".join(one(office, decision).why)


def test_the_digest_of_a_kept_set_is_the_version_of_the_book() -> None:
    assert digest(rule_book().sources, data_versions()) == rule_book().version


def test_facts_that_were_exchanged_do_not_have_the_digest(office: Agency) -> None:
    decision, other = decided(office), decided(office, NIGHT)
    vault, row = office.store.vault, office.rows(Decision, id=other)[0]
    facts = vault.open("decisions.facts", other, row.facts_sealed)
    tamper(
        office, "UPDATE decisions SET facts_sealed = :sealed WHERE id = :id",
        id=decision, sealed=vault.seal("decisions.facts", decision, facts),
    )  # fmt: skip
    found = one(office, decision)
    assert found.status is Status.ALTERED
    assert "another digest" in found.why[0]


@pytest.mark.parametrize("column", ["facts_sealed", "evidence_sealed"])
@pytest.mark.parametrize("value", ["set_byte({0}, 40, 255 - get_byte({0}, 40))", "''"], ids=["one byte", "emptied"])
def test_a_seal_that_does_not_open_is_unreadable(office: Agency, column: str, value: str) -> None:
    decision = decided(office)
    tamper(office, f"UPDATE decisions SET {column} = {value.format(column)}")
    assert one(office, decision).status is Status.UNREADABLE
    assert bool(judged(office, rule_book())) is True


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("verdict = 'ALLOW'", "verdict of the decision is not that of its proof"),
        ("rules = '[\"US-F-TIME\"]'", "rules of the decision is not that of its entry in the contact log"),
        ("next_permitted = NULL", "next_permitted of the decision is not that of its proof"),
        ("facts_digest = 'sha256:0'", "facts_digest of the decision is not that of its entry in the contact log"),
        ("at = at + interval '1 hour'", "at of the decision is not that of its proof"),
        ("engine = '7'", "engine of the decision is not that of its proof"),
        ("proof = jsonb_set(proof, '{decision}', '\"HUMAN\"')", "verdict of the decision is not that of its proof"),
        ("proof = '[]'", "rules of the decision is not that of its proof"),
        ("proof = '{\"proof\": 1}'", "tzdata of the decision is not that of its proof"),
    ],
)
def test_a_row_that_contradicts_itself_was_altered(
    office: Agency, monkeypatch: pytest.MonkeyPatch, change: str, says: str
) -> None:
    with monkeypatch.context() as that_day:
        ruled_by(that_day, quiet())
        decision = decided(office)
    tamper(office, f"UPDATE decisions SET {change}")
    found = one(office, decision)
    assert found.status is Status.ALTERED
    assert says in found.why


def test_a_proof_that_was_changed_without_a_trace_still_differs(office: Agency) -> None:
    decision = decided(office, NIGHT)
    tamper(office, "UPDATE decisions SET proof = jsonb_set(proof, '{findings,0,why}', '\"because\"')")
    found = one(office, decision)
    assert (found.status, found.parts, found.now) == (Status.DIFFERS, ("findings",), found.then)
    assert "no version has changed since" in found.why[0]


def test_evidence_that_was_exchanged_differs_and_is_not_shown(office: Agency) -> None:
    decision = decided(office)
    sealed = office.store.vault.seal("decisions.evidence", decision, json.dumps({"unused": [], "zones": {"90210": []}}))
    tamper(office, "UPDATE decisions SET evidence_sealed = :sealed", sealed=sealed)
    found = one(office, decision)
    assert (found.status, found.parts) == (Status.DIFFERS, ("evidence",))
    assert "90210" not in str(found.row())
    assert ZIP not in str(found.row())


def test_the_contact_log_bears_witness(office: Agency) -> None:
    decision = decided(office)
    with office.store.sessions() as session:
        prev, payload = session.execute(text("SELECT prev_hash, payload FROM contact_log")).one()
    tamper(office, "UPDATE contact_log SET payload = replace(payload, 'ALLOW', 'HUMAN')")
    assert one(office, decision).why == ("its entry in the contact log was changed",)
    payload = payload.replace("ALLOW", "HUMAN")
    tamper(office, "UPDATE contact_log SET hash = :hash", hash=chain(prev, payload))
    assert one(office, decision).why == ("verdict of the decision is not that of its entry in the contact log",)
    tamper(office, "DELETE FROM contact_log")
    assert one(office, decision).why == ("the contact log has no entry of it",)
    assert one(office, decision).status is Status.ALTERED


def test_other_rules_say_what_they_would_have_said(office: Agency) -> None:
    call, night = decided(office), decided(office, NIGHT)
    letter = decided(office, channel="email")
    found = {told.id: told for told in judged(office, quiet()) if isinstance(told, Judged)}
    assert found.keys() == {call, night, letter}
    assert (found[call].kind, found[call].new.rules) == ("ALLOW -> BLOCK_UNTIL", ("US-GA-NOON",))
    assert found[call].places == ("US-GA",)
    assert found[night].kind == "BLOCK_UNTIL, other rules"
    assert not found[letter].differs
    tally = Tally()
    for told in found.values():
        tally.add(told)
    assert (tally.looked, tally.changed, tally.unjudged) == (3, 2, 0)
    assert (tally.gained, tally.lost, tally.places) == ({"US-GA-NOON": 2}, {}, {"US-GA": 2})


def test_the_law_of_a_later_day_is_applied_to_the_facts_of_then(office: Agency) -> None:
    later = QUIET_NOON.replace("2020-01-01", "2027-01-15")
    decided(office)
    book = rule_book().with_packs({"draft.toml": later})
    for rules, differs in (
        (book, False),
        (book.as_of(date(2027, 1, 14)), False),
        (book.as_of(date(2027, 1, 15)), True),
    ):
        (told,) = judged(office, rules)
        assert isinstance(told, Judged)
        assert told.differs is differs


def test_facts_that_do_not_open_are_counted_as_not_judged(office: Agency) -> None:
    decision = decided(office)
    tamper(office, "UPDATE decisions SET facts_sealed = ''")
    (told,) = judged(office, quiet())
    assert told == Unjudged(
        "decision", decision, "what was sealed or logged is no longer in the form in which it was written"
    )


def test_decisions_are_read_in_batches_through_a_cursor_of_the_server(office: Agency) -> None:
    decision = decided(office)
    copies = 2 * BATCH
    with office.store.engine.begin() as connection:
        connection.execute(
            text("""INSERT INTO decisions SELECT gen_random_uuid(), attempt_id, at, verdict, rules, next_permitted,
                facts_digest, facts_sealed, labels, proof, evidence_sealed, ruleset, engine, tzdata
                FROM decisions, generate_series(1, :copies) WHERE id = :id"""),
            {"copies": copies, "id": decision},
        )
    with reading(office.store) as session:
        found = replayed(session, office.store.vault, Span())
        assert isinstance(next(found), Replayed)
        held = text("SELECT count(*) FROM pg_cursors WHERE statement LIKE '%decisions%'")
        assert session.execute(held).scalar_one() >= 1
        assert sum(1 for _ in found) == copies


def test_nothing_can_be_written_and_nothing_is(office: Agency) -> None:
    decided(office)
    with reading(office.store) as session:
        assert [replay.status for replay in replayed(session, office.store.vault, Span())] == ["same"]
        assert session.execute(text("SELECT pg_current_xact_id_if_assigned()")).scalar() is None
        with pytest.raises(DBAPIError, match="read-only transaction"):
            session.execute(text("UPDATE attempts SET state = 'planned'"))
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET state = state"))  # the next user of the connection may write


@pytest.fixture
def two_kept(office: Agency, monkeypatch: pytest.MonkeyPatch) -> Agency:
    """An office that judged by the shipped rules and by others before."""
    rule_sets.keep(office.store)
    with monkeypatch.context() as that_day:
        ruled_by(that_day, quiet())
        rule_sets._KEPT.discard(office.store.engine)
        rule_sets.keep(office.store)
    return office


@pytest.mark.parametrize("prefix", ["", "sha256:"])
def test_kept_rules_are_found_by_the_beginning_of_their_version(two_kept: Agency, prefix: str) -> None:
    with reading(two_kept.store) as session:
        kept = rule_sets.beginning(session, prefix + quiet().version.removeprefix("sha256:")[:12])
        assert (kept.version, kept.book.version, kept.data) == (quiet().version, quiet().version, data_versions())
        with pytest.raises(
            rule_sets.UnknownRules, match=r"no kept rules begin .* the newest kept: [0-9a-f]{12} \(since 2026"
        ):
            rule_sets.beginning(session, prefix + "%")
        with pytest.raises(rule_sets.UnknownRules, match="several kept rules begin"):
            rule_sets.beginning(session, prefix)
