"""The commands of the office, against a real store: what they print, what they change, how they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from typer.testing import Result

import templates
from outreach.crypto import new_key
from outreach.settings import load_settings
from outreach.store import Store, open_store
from tests.support.command_line import invoke, office

PLACEMENT = """account number,name,phone,email,zip,balance
A-1,Pat Example,(212) 555-0101,pat@example.com,10001,100.00
A-2,Sam Example,(312) 555-0102,sam@example.com,60601,$250.50
"""
COUNT = len(templates.catalogue())
Run = Callable[..., Result]


@pytest.fixture
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with office(monkeypatch, database_url) as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> Run:
    return invoke


@pytest.fixture
def placed(run: Run, tmp_path: Path) -> Run:
    file = tmp_path / "placement.csv"
    file.write_text(PLACEMENT)
    run("client", "add", "Harbor", "--role", "first_party", "--callback", "(212) 555-0100")
    run("client", "sender", "Harbor", "call", "+12125550170")
    run("import", str(file), "--client", "Harbor")
    return run


def test_a_client_is_listed_with_its_senders_and_house_rules(placed: Run) -> None:
    told = placed("client", "list").output
    assert "Harbor" in told
    assert "+12125550170" in told
    assert "max calls per day: 2" in told


def test_house_rules_given_by_hand_change_the_usual_ones_and_keep_the_rest(run: Run, store: Store) -> None:
    run("client", "add", "Late", "--role", "third_party", "--callback", "x", "--policy", '{"max_calls_per_day": 1}')
    with store.sessions() as session:
        policy = session.execute(text("SELECT policy FROM clients")).scalar_one()
    assert policy["max_calls_per_day"] == 1
    assert policy["close_guard_seconds"] == 600


def test_a_name_tells_of_debt_unless_somebody_says_that_it_does_not(run: Run, store: Store) -> None:
    run("client", "add", "Harbor", "--role", "third_party", "--callback", "x")
    run("client", "add", "Neutral", "--role", "third_party", "--callback", "x", "--neutral-name")
    with store.sessions() as session:
        found = session.execute(text("SELECT name, name_reveals_collection FROM clients ORDER BY name")).all()
    assert [tuple(row) for row in found] == [("Harbor", True), ("Neutral", False)]


def test_what_is_known_of_a_client_is_changed_and_the_rest_stays(run: Run, store: Store) -> None:
    def known() -> tuple[object, ...]:
        with store.sessions() as session:
            return tuple(session.execute(text("SELECT name_reveals_collection, licence_number FROM clients")).one())

    run("client", "add", "Harbor", "--role", "third_party", "--callback", "x", "--licence-number", " CA  00555-99 ")
    assert known() == (True, "CA 00555-99")
    assert "CA 00555-99" in run("client", "list").output
    run("client", "change", "Harbor", "--neutral-name")
    assert known() == (False, "CA 00555-99")
    run("client", "change", "Harbor", "--licence-number", "CA 00556-99")
    assert known() == (False, "CA 00556-99")
    run("client", "change", "Harbor", "--no-neutral-name", "--licence-number", "")
    assert known() == (True, None)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("client", "add", "Harbor", "--role", "first_party", "--callback", "x"), "already a client"),
        (("client", "add", "Other", "--role", "friend", "--callback", "x"), "there is no role 'friend'"),
        (("client", "change", "Nobody", "--neutral-name"), "no client is called 'Nobody'"),
        (("client", "change", "Harbor"), "nothing to change about 'Harbor'"),
        (("client", "sender", "Harbor", "fax", "+12125550171"), "there is no channel 'fax'"),
        (("client", "sender", "Nobody", "call", "+12125550171"), "no client is called 'Nobody'"),
        (("client", "sender", "Harbor", "call", "+12125550170"), "already sends"),
        (("hold", "A-9", "dispute", "--client", "Harbor"), "no account 'A-9'"),
        (("hold", "A-1", "mood", "--client", "Harbor"), "there is no hold 'mood'"),
        (("payment", "A-1", "ten", "--client", "Harbor", "--ref", "c1"), "is not an amount"),
        (("payment", "A-1", "0.001", "--client", "Harbor", "--ref", "c1"), "is not a payment"),
        (("inbox", "close", "00000000-0000-0000-0000-000000000000", "--note", "x"), "nothing open"),
        (("dead-letters", "replay", "00000000-0000-0000-0000-000000000000"), "no dead letter"),
    ],
)
def test_refusals_are_told_plainly(placed: Run, arguments: tuple[str, ...], text: str) -> None:
    told = placed(*arguments, code=2)
    assert text in " ".join(told.output.split())
    assert "Traceback" not in told.output


def test_a_payment_is_posted_once_and_closes_the_debt_when_nothing_is_left(placed: Run, store: Store) -> None:
    assert "$60.00 left" in placed("payment", "A-1", "40", "--client", "Harbor", "--ref", "check 7").output
    assert "posted before" in placed("payment", "A-1", "40", "--client", "Harbor", "--ref", "check 7").output
    assert "$0.00 left" in placed("payment", "A-1", "60.00", "--client", "Harbor", "--ref", "check 8").output
    with store.sessions() as session:
        status = session.execute(text("SELECT status FROM debts WHERE account_ref = 'A-1'")).scalar_one()
    assert status == "paid"


def test_a_hold_is_recorded_for_the_people_of_the_debt(placed: Run, store: Store) -> None:
    placed("hold", "A-1", "attorney", "--client", "Harbor")
    with store.sessions() as session:
        kinds = session.execute(text("SELECT kind, debt_id IS NOT NULL FROM holds")).all()
    assert kinds == [("attorney", True)]


def test_the_chain_exported_is_whole_and_a_changed_line_is_found(placed: Run, tmp_path: Path) -> None:
    placed("payment", "A-1", "40", "--client", "Harbor", "--ref", "check 7")
    placed("hold", "A-1", "dispute", "--client", "Harbor")
    chain = tmp_path / "chain.jsonl"
    placed("log", "chain", "--out", str(chain))
    assert "the chain is whole" in placed("log", "verify", str(chain)).output
    lines = [json.loads(line) for line in chain.read_text().splitlines()]
    lines[0]["payload"] = lines[0]["payload"].replace("payment", "gift")
    chain.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert "was changed" in placed("log", "verify", str(chain), code=1).output
    chain.write_text("".join(json.dumps(line) + "\n" for line in lines[1:]))
    assert "is missing" in placed("log", "verify", str(chain), code=1).output


def test_an_empty_log_exports_a_header_and_nothing_else(placed: Run, tmp_path: Path) -> None:
    out = tmp_path / "log.csv"
    placed("log", "export", "--format", "csv", "--out", str(out))
    assert out.read_text().startswith("attempt,person,")
    assert len(out.read_text().splitlines()) == 1


def test_a_new_key_fits_the_settings(run: Run) -> None:
    assert len(run("keys", "new").output.strip()) == 44


def test_keys_are_rotated_and_everything_still_opens(
    placed: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = store.settings.encryption_keys.get_secret_value()
    monkeypatch.setenv("OUTREACH_ENCRYPTION_KEYS", f"k2:{new_key()},{old}")
    placed("keys", "rotate")
    fresh = open_store(load_settings(_env_file=None))
    with fresh.sessions() as session:
        rows = session.execute(text("SELECT id, name_sealed FROM people")).all()
    fresh.engine.dispose()
    assert {fresh.vault.key_of(row.name_sealed) for row in rows} == {"k2"}
    assert "Pat Example" in {fresh.vault.open("people.name", row.id, row.name_sealed) for row in rows}


def test_the_doctor_names_what_is_sick_and_exits_with_one(run: Run) -> None:
    told = " ".join(run("doctor", code=1).output.split())
    assert "time zones" in told
    assert "PostgreSQL" in told
    assert "sick" in told


def test_the_doctor_says_which_texts_nobody_answers_for(run: Run) -> None:
    assert f"{COUNT} of {COUNT} approved" in run("doctor", code=1).output
    run("templates", "revoke", "help/sms.en", "--by", "cy", "--note", "it misleads people")
    told = " ".join(run("doctor", code=1).output.split())
    assert f"{COUNT - 1} of {COUNT} approved" in told
    assert "help/sms.en" in told


def test_a_client_is_given_a_person_to_ask_for_and_loses_it_again(placed: Run, store: Store) -> None:
    def known() -> str | None:
        with store.sessions() as session:
            return session.execute(text("SELECT contact_name FROM clients")).scalar_one()  # type: ignore[no-any-return]

    placed("client", "change", "Harbor", "--contact-name", "  Robin   Smith ")
    assert known() == "Robin Smith"
    placed("client", "change", "Harbor", "--contact-name", "")
    assert known() is None


# --- a no, and how fast it was obeyed


def test_a_no_that_reached_the_office_is_recorded_in_the_persons_own_words(placed: Run, store: Store) -> None:
    told = placed("stop", "(212) 555-0101", "--said", "never call me again").output
    assert "recorded" in told
    with store.sessions() as session:
        row = session.execute(text("SELECT id, form, channels, words_sealed, source FROM opt_outs")).one()
    assert (row.form, row.channels, row.source.partition(":")[0]) == ("oral", ["call", "sms"], "user")
    assert store.vault.open("opt_outs.words", row.id, bytes(row.words_sealed)) == "never call me again"


def test_a_no_about_a_mailbox_may_be_written(placed: Run, store: Store) -> None:
    placed("stop", "PAT@example.com", "--written")
    with store.sessions() as session:
        assert session.execute(text("SELECT form, channels FROM opt_outs")).one() == ("written", ["email"])


def test_a_no_that_stands_is_not_recorded_twice(placed: Run, store: Store) -> None:
    placed("stop", "pat@example.com")
    assert "stands already" in placed("stop", "pat@example.com").output
    with store.sessions() as session:
        assert session.execute(text("SELECT count(*) FROM opt_outs")).scalar_one() == 1


def test_an_email_to_the_unsubscribe_mailbox_is_known_by_its_code(placed: Run, store: Store) -> None:
    unknown = store.vault.ticket("stop", UUID(int=7))
    assert "no e-mail of ours carried this code" in placed("stop", unknown, code=2).stderr
    with store.sessions() as session:
        assert session.execute(text("SELECT count(*) FROM opt_outs")).scalar_one() == 0


@pytest.mark.parametrize("address", ["nobody", "12", "x@y"])
def test_what_is_no_address_is_refused(placed: Run, address: str) -> None:
    placed("stop", address, code=2)


def test_the_log_of_silences_names_cause_seconds_and_nobody(placed: Run, tmp_path: Path) -> None:
    placed("stop", "pat@example.com")
    placed("payment", "A-2", "1.00", "--client", "Harbor", "--ref", "check 7")
    placed("hold", "A-1", "dispute", "--client", "Harbor")
    told = placed("log", "silence").output
    for cause in ("stop", "payment", "dispute"):
        assert cause in told
    assert "3 measured: median 0." in told
    assert "Pat Example" not in told
    assert "P. E•••" in told
    assert "payment" not in placed("log", "silence", "--cause", "stop").output.partition("measured")[0]
    assert "measured" not in placed("log", "silence", "--until", "2000-01-01").output
    placed("log", "silence", "--csv", str(tmp_path / "silences.csv"))
    header, *lines = (tmp_path / "silences.csv").read_text().splitlines()
    assert header.startswith("since (UTC),cause,person,name,seconds,cancelled,why")
    assert len(lines) == 3


def test_a_clients_answers_go_to_a_mailbox_until_it_is_taken_back(placed: Run, store: Store) -> None:
    for given, kept in (("desk@example.org", "desk@example.org"), ("", None)):
        placed("client", "change", "Harbor", "--reply-to", given)
        with store.sessions() as session:
            assert session.execute(text("SELECT reply_to FROM clients")).scalar_one() == kept
    assert "no mailbox" in placed("client", "change", "Harbor", "--reply-to", "a@b.example, c@d.example", code=2).stderr
