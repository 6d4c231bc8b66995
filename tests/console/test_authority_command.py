"""``outreach client authority``, against a real store: what it sets and shows, and how it names what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from outreach.accounts.clients import client_named
from outreach.agreements import authorities
from outreach.agreements.authorities import AuthorityRow, InForce
from outreach.clock import ClockGovernor
from outreach.store import Store
from tests.house.sources import ROOT
from tests.support.command_line import invoke, office

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)
PLACEMENT = "account number,name,phone,zip,balance\nA-1,Pat Example,(212) 555-0101,10001,120.00\n"
EXAMPLE = str(ROOT / "examples" / "authority.toml")
Run = Callable[..., Result]


@pytest.fixture
def store(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    ClockGovernor(tmp_path / "clock", NOON)  # time stands still
    with office(monkeypatch, database_url, OUTREACH_CLOCK_FILE=str(tmp_path / "clock")) as opened:
        yield opened


@pytest.fixture
def run(store: Store, tmp_path: Path) -> Run:
    """``outreach client authority``, for the client Harbor with the account A-1."""
    (tmp_path / "placement.csv").write_text(PLACEMENT)
    invoke("client", "add", "Harbor", "--role", "third_party", "--callback", "(212) 555-0100")
    invoke("import", str(tmp_path / "placement.csv"), "--client", "Harbor")

    def command(*arguments: str, code: int = 0) -> Result:
        return invoke("client", "authority", *arguments, code=code)

    return command


def held(store: Store, on: date = TODAY, currency: str = "USD") -> InForce:
    with store.sessions() as session:
        return authorities.in_force(session, client_named(session, "Harbor").id, None, currency, on)


def test_a_client_begins_with_the_default(run: Run, store: Store) -> None:
    told = run("show", "Harbor").output
    assert "the default: the client has set none" in told
    assert "most instalments" in told
    assert held(store).id is None


def test_the_example_file_is_an_authority(run: Run, store: Store) -> None:
    told = run("set", "Harbor", "--file", EXAMPLE, "--by", "ann").output
    terms = held(store).terms
    assert (terms.least_down_payment, terms.least_instalment, terms.most_instalments) == (5_000, 2_500, 12)
    assert (terms.longest_plan_months, terms.longest_plan_days, terms.grace_days) == (12, None, 3)
    assert [(one.balance_from, one.age_from_days, one.least_percent) for one in terms.settlements] == [
        (200_000, None, 50),
        (50_000, 180, 60),
    ]
    for output in (told, run("show", "Harbor").output):
        assert "$25.00" in output
        assert "60 % of balance from $500.00, from 180 days old" in output


def test_terms_given_by_hand_change_what_holds_and_keep_the_rest(run: Run, store: Store) -> None:
    run("set", "Harbor", "least_instalment=25.00", "most_instalments=6", "longest_plan_months=6")
    run("set", "Harbor", "grace_days=5", "settlements=60")
    terms = held(store).terms
    assert (terms.least_instalment, terms.most_instalments, terms.grace_days) == (2_500, 6, 5)
    assert [one.least_percent for one in terms.settlements] == [60]
    run("set", "Harbor", "longest_plan_days=90", "settlements=none")
    terms = held(store).terms
    assert (terms.longest_plan_days, terms.longest_plan_months, terms.settlements) == (90, None, ())


def test_every_change_is_a_row_with_its_days_and_who_set_it(run: Run, store: Store) -> None:
    run("set", "Harbor", "grace_days=5", "--by", "ann")
    run("set", "Harbor", "grace_days=7", "--by", "bea", "--from", "2026-12-10", "--until", "2026-12-20")
    with store.sessions() as session:
        rows = session.query(AuthorityRow).order_by(AuthorityRow.starts_on).all()
    assert [(row.set_by, row.starts_on, row.ends_on) for row in rows] == [
        ("ann", TODAY, None),
        ("bea", date(2026, 12, 10), date(2026, 12, 20)),
    ]
    told = run("show", "Harbor", "--history").output
    assert "ann" in told
    assert "2026-12-20" in told
    assert held(store, date(2026, 12, 9)).terms.grace_days == 5
    assert held(store, date(2026, 12, 10)).terms.grace_days == 7


def test_who_sets_it_is_the_user_of_the_machine_when_nobody_is_named(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "dee")
    run("set", "Harbor", "grace_days=5")
    with store.sessions() as session:
        assert session.query(AuthorityRow).one().set_by == "dee"


def test_an_account_can_have_its_own(run: Run, store: Store) -> None:
    run("set", "Harbor", "grace_days=9", "--account", "A-1")
    assert held(store).terms.grace_days == 3
    assert "9" in run("show", "Harbor", "--account", "A-1").output


def test_withdrawing_goes_back_to_the_default_at_once(run: Run, store: Store) -> None:
    run("set", "Harbor", "--file", EXAMPLE, "--from", "2026-12-01")
    run("withdraw", "Harbor")
    assert held(store).terms.most_instalments == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("set", "Harbor"), "give either --file or the terms to change"),
        (("set", "Harbor", "grace_days=5", "--file", EXAMPLE), "give either --file or the terms to change"),
        (("set", "Nobody", "grace_days=5"), "no client is called 'Nobody'"),
        (("set", "Harbor", "grace_days=5", "--account", "A-9"), "Harbor has no account 'A-9'"),
        (("set", "Harbor", "grace_days"), "grace_days: write a term as FIELD=VALUE"),
        (("set", "Harbor", "grace_days=soon"), "grace_days: 'soon' is not a whole number"),
        (("set", "Harbor", "grace_days=31"), "grace_days: Input should be less than or equal to 30"),
        (("set", "Harbor", "grace=3"), "grace: Extra inputs are not permitted"),
        (("set", "Harbor", "currency=3"), "currency: "),
        (("set", "Harbor", "least_instalment=25.5"), "least_instalment: write an amount"),
        (("set", "Harbor", "most_instalments=2"), "longest_plan_months (or longest_plan_days): must be given"),
        (("set", "Harbor", "settlements=100"), "settlements 1, least_percent: "),
        (("set", "Harbor", "grace_days=5", "--from", "2026-11-30"), "starts_on: 2026-11-30 is in the past"),
        (("set", "Harbor", "grace_days=5", "--until", "2026-11-30"), "ends_on: 2026-11-30 is before 2026-12-01"),
        (("set", "Harbor", "grace_days=5", "--account", "A-1", "--currency", "CAD"), "currency: the account is in USD"),
        (("set", "Harbor", "grace_days=5", "--currency", "cad"), "currency: "),
    ],
)
def test_refusals_name_the_field_and_set_nothing(
    run: Run, store: Store, arguments: tuple[str, ...], words: str
) -> None:
    told = run(*arguments, code=2)
    assert words in " ".join(told.output.split())
    assert "Traceback" not in told.output
    with store.sessions() as session:
        assert session.query(AuthorityRow).count() == 0


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("grace_days = ", "is not TOML"),
        ('currency = "USD"\nleast_instalment = 25', "least_instalment: write an amount in quotes"),
        ('currency = "USD"\n[[settlements]]\nleast_percent = 60\n[[settlements]]\nbalance_from = 5\nleast_percent = 50',
         "settlements 2, balance_from: write an amount in quotes"),
        ("grace_days = 3", "currency: Field required"),
        ('currency = "USD"\nsettlements = 60', "settlements: "),
        ('currency = "USD"\nsettlements = [60]', "settlements 1: "),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_where(run: Run, tmp_path: Path, written: str, words: str) -> None:
    (tmp_path / "authority.toml").write_text(written)
    told = run("set", "Harbor", "--file", str(tmp_path / "authority.toml"), code=2)
    assert words in " ".join(told.output.split())
