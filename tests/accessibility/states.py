"""Every state of the pages that people see, and how it is reached.

A state is looked at in every language of its page. What stands beside it is done on a fresh stage, where Pat owes a client of
a collector and was sent the link to her page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person
from outreach.contacts import silence
from outreach.ids import new_id
from outreach.ledger.entries import post
from tests.accessibility import elsewhere
from tests.accessibility.stage import Stage
from tests.support.accounts import NOON
from tests.support.agreements import PLANS, SETTLED
from tests.web.line import WRONG

Reach = Callable[[Stage], object]
BOTH = ("en", "es")
SOON = "2026-12-15"
PAY_SITE = "https://pay.example.com/{language}?a={account_ref}&m={amount}{currency}"


@dataclass(frozen=True)
class State:
    """``languages``: those it is seen in; a page that speaks all of them at once begins with English.

    ``complains``: the browser's console tells of a refusal that is meant.
    """

    page: str
    name: str
    reach: Reach
    languages: tuple[str, ...] = BOTH
    complains: bool = False


# --- the door -----------------------------------------------------------------------------------------------------------


def _asked_for(factor: str) -> Reach:
    def reach(stage: Stage) -> None:
        vault, pat = stage.office.store.vault, stage.pat.person
        stage.settle(Person, birth_date_sealed=vault.seal("people.birth_date", pat, str(date(1985, 4, 27))))
        stage.settle(Person, id_fragment_sealed=vault.seal("people.id_fragment", pat, "6789-4321"))
        stage.settle(second_factor=factor).open()

    return reach


def _wrong(stage: Stage) -> None:
    stage.enter(WRONG)


def _blank(stage: Stage) -> None:
    stage.enter("")


def _wrong_date(stage: Stage) -> None:
    _asked_for("birth_date")(stage)
    stage.fill(month="1", day="2", year="1990").press(stage.link)


# --- the account --------------------------------------------------------------------------------------------------------


def _itemised(stage: Stage) -> None:
    stage.agent.posted("fee", 1_500, "late fee")
    stage.agent.posted("interest", 325, "interest")
    stage.settle(licence_number="GA 12345", pay_url=PAY_SITE)
    stage.agent.allow(PLANS)
    _second_debt(stage)
    stage.enter()


def _second_debt(stage: Stage) -> None:
    with stage.office.store.sessions.begin() as session:
        first = session.get_one(Debt, stage.pat.debt)
        known = {"placed_on": first.placed_on, "validation_notice_sent_at": first.validation_notice_sent_at}
        second = Debt(id=new_id(NOON), client_id=first.client_id, account_ref="ACC-2", created_at=NOON, **known)
        session.add(second)
        session.flush()
        session.add(DebtParty(debt_id=second.id, person_id=stage.pat.person, role="debtor"))
        post(session, second.id, "placement", 4_500, "placement", NOON)
        debts = [stage.pat.debt, second.id]
    stage.send(debt_ids=debts)


def _bare(stage: Stage) -> None:
    stage.enter()


def _planned(stage: Stage) -> None:
    stage.agent.plan()
    stage.enter()


def _promised(stage: Stage) -> None:
    stage.agent.promise(12_000, date(2026, 12, 15))
    stage.enter()


def _disputed(stage: Stage) -> None:
    stage.open()
    _held(stage, "dispute", stage.pat.debt)
    stage.enter()


def _paid(stage: Stage) -> None:
    stage.open()
    stage.agent.pay(12_000, "all of it")
    stage.enter()


def _changed(stage: Stage) -> None:
    _pay_check(stage)
    stage.agent.pay(2_000, "meanwhile")
    stage.go_on()


def _agreed_meanwhile(stage: Stage) -> None:
    _pay_check(stage)
    stage.agent.plan(channel="call")
    stage.go_on()


def _wished(stage: Stage) -> None:
    _preferences_done(stage)
    stage.follow("/account")


def _held(stage: Stage, kind: str, debt: UUID | None = None) -> None:
    with stage.office.store.sessions.begin() as session:
        silence.hold(session, stage.office.store, stage.pat.person, debt, kind, "user:ann", NOON)


def _resting(stage: Stage) -> None:
    stage.enter()
    _held(stage, "attorney")
    stage.open("/account")


# --- choosing, and what came of it ----------------------------------------------------------------------------------------


def _pay(stage: Stage) -> None:
    stage.enter().follow("/debts/1/pay")


def _pay_problem(stage: Stage) -> None:
    stage.enter().open("/debts/1/pay?problem=day")


def _pay_check(stage: Stage) -> None:
    _pay(stage)
    stage.choose("day", SOON).go_on()


def _pay_done(stage: Stage) -> None:
    stage.settle(pay_url=PAY_SITE)
    _pay_check(stage)
    stage.go_on()


def _plans(stage: Stage) -> None:
    stage.agent.allow(SETTLED)
    stage.enter().follow("/debts/1/plans")


def _plans_problem(stage: Stage) -> None:
    _plans(stage)
    stage.go_on()


def _plan_check(stage: Stage) -> None:
    _plans(stage)
    stage.choose("offer", "3").go_on()


def _plan_done(stage: Stage) -> None:
    _plan_check(stage)
    stage.go_on()


def _hand_off(stage: Stage) -> None:
    stage.settle(pay_url=PAY_SITE)
    stage.enter().follow("/debts/1/pay-site")


def _dispute(stage: Stage) -> None:
    stage.enter().follow("/debts/1/dispute")


def _dispute_done(stage: Stage) -> None:
    _dispute(stage)
    stage.fill(words="I paid this in May.").go_on()


# --- contact --------------------------------------------------------------------------------------------------------------


def _preferences(stage: Stage) -> None:
    stage.enter().follow("/preferences")


def _preferences_hours(stage: Stage) -> None:
    _preferences(stage)
    stage.choose("opens", "17:00").go_on()


def _preferences_day(stage: Stage) -> None:
    _preferences(stage)
    stage.fill(not_before="2026-11-01").go_on()


def _preferences_check(stage: Stage) -> None:
    _preferences(stage)
    stage.choose("channels", "email").choose("days", "mon").choose("opens", "17:00").choose("closes", "20:00")
    stage.choose("not_at_work", "yes").fill(not_before="2027-01-01").go_on()


def _preferences_done(stage: Stage) -> None:
    _preferences_check(stage)
    stage.go_on()


def _quiet(stage: Stage) -> None:
    stage.enter().follow("/quiet")


def _quiet_problem(stage: Stage) -> None:
    _quiet(stage)
    stage.go_on()


def _quiet_here(stage: Stage) -> None:
    _quiet(stage)
    stage.choose("scope", "here").go_on()


def _quiet_everywhere(stage: Stage) -> None:
    _quiet(stage)
    stage.choose("scope", "everything").go_on()


def _stopped(stage: Stage) -> None:
    stage.open().press("/stop")


def _not_me(stage: Stage) -> None:
    stage.open().press("/not-me")


def _closed(stage: Stage) -> None:
    stage.enter().press("/close")


def _gone(stage: Stage) -> None:
    stage.goto("/p/" + "A" * 22)


DOOR, ACCOUNT, CHOOSING, CONTACT, ENDS = "The door", "The account", "Choosing", "Contact", "Ends"
STOP, COLLECTORS = "The stop page", "The collectors' screen"
ENGLISH = ("en",)
STATES = (
    State(DOOR, "asks for the ZIP code", lambda stage: stage.open()),
    State(DOOR, "says whose page it is", lambda stage: stage.settle(name_reveals_collection=False).open()),
    State(DOOR, "asks for the date of birth", _asked_for("birth_date")),
    State(DOOR, "asks for the last four digits", _asked_for("last_four")),
    State(DOOR, "nothing was typed", _blank),
    State(DOOR, "the answer was wrong", _wrong),
    State(DOOR, "the date was wrong", _wrong_date),
    State(DOOR, "the link is not live", _gone, ENGLISH),
    State(ACCOUNT, "itemised, several debts", _itemised),
    State(ACCOUNT, "nothing but a day to choose", _bare),
    State(ACCOUNT, "a plan runs", _planned),
    State(ACCOUNT, "something is promised", _promised),
    State(ACCOUNT, "disputed", _disputed),
    State(ACCOUNT, "paid", _paid),
    State(ACCOUNT, "changed meanwhile", _changed),
    State(ACCOUNT, "agreed meanwhile", _agreed_meanwhile),
    State(ACCOUNT, "with wishes in force", _wished),
    State(ACCOUNT, "at rest", _resting),
    State(CHOOSING, "a day to pay", _pay),
    State(CHOOSING, "no day was chosen", _pay_problem),
    State(CHOOSING, "the promise read back", _pay_check),
    State(CHOOSING, "the promise written down", _pay_done),
    State(CHOOSING, "offers", _plans),
    State(CHOOSING, "no offer was chosen", _plans_problem),
    State(CHOOSING, "the plan read back", _plan_check),
    State(CHOOSING, "the plan written down", _plan_done),
    State(CHOOSING, "the way to the payment site", _hand_off),
    State(CHOOSING, "a dispute", _dispute),
    State(CHOOSING, "the dispute written down", _dispute_done),
    State(CONTACT, "preferences", _preferences),
    State(CONTACT, "hours nobody could keep to", _preferences_hours),
    State(CONTACT, "a day that is past", _preferences_day),
    State(CONTACT, "the preferences read back", _preferences_check),
    State(CONTACT, "the preferences written down", _preferences_done),
    State(CONTACT, "what shall stop", _quiet),
    State(CONTACT, "nothing was chosen to stop", _quiet_problem),
    State(CONTACT, "messages to one address stopped", _quiet_here),
    State(CONTACT, "all contact stopped", _quiet_everywhere),
    State(ENDS, "stopped at the door", _stopped, ENGLISH),
    State(ENDS, "not for whoever reads it", _not_me, ENGLISH),
    State(ENDS, "closed", _closed, ENGLISH),
    State(STOP, "asks", elsewhere.stop),
    State(STOP, "done", elsewhere.stop_done),
    State(STOP, "the link is unknown", elsewhere.stop_unknown, ENGLISH),
    State(COLLECTORS, "the link to sign on", elsewhere.invited, ENGLISH),
    State(COLLECTORS, "not signed on", lambda stage: stage.goto("/collectors"), ENGLISH, complains=True),
    State(COLLECTORS, "free", elsewhere.signed_on, ENGLISH),
    State(COLLECTORS, "away", elsewhere.away, ENGLISH),
    State(COLLECTORS, "a call rings", elsewhere.offered, ENGLISH),
    State(COLLECTORS, "on a call", elsewhere.on_call, ENGLISH),
    State(COLLECTORS, "on a call with nobody known", elsewhere.not_identified, ENGLISH),
    State(COLLECTORS, "the form", elsewhere.form, ENGLISH),
    State(COLLECTORS, "a form that says too little", elsewhere.form_problem, ENGLISH, complains=True),
)
