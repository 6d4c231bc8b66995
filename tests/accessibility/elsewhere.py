"""The ways to the states of the stop page and of the collectors' screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from outreach.accounts.people import Person
from outreach.contacts.stop_links import stop_link
from outreach.transfers import collectors, screens
from outreach.transfers.collectors import Profile
from tests.accessibility.stage import Stage
from tests.support.accounts import NOON, ZIP
from tests.support.agreements import SETTLED
from tests.web.line import SID, WRONG, Call

LEG = "CA" + "7" * 32


# --- the stop page --------------------------------------------------------------------------------------------------------


def stop(stage: Stage) -> None:
    stage.settle(Person, language=stage.language)
    attempt = stage.office.planned(stage.pat, "email")
    with stage.office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET state = 'in_progress' WHERE id = :id"), {"id": attempt})
    path = stop_link(stage.office.store, attempt).partition("example.com")[2]
    stage.goto(path)


def stop_done(stage: Stage) -> None:
    stop(stage)
    stage.go_on()


def stop_unknown(stage: Stage) -> None:
    stage.goto("/stop/unknown")


# --- the collectors' screen ---------------------------------------------------------------------------------------------


def invited(stage: Stage) -> None:
    with stage.office.store.sessions.begin() as session:
        made = collectors.add(session, stage.office.store, Profile("Ann", "+12125553001", ("en", "es")), NOON)
        word = screens.invite(stage.office.store, made, NOON)
    stage.goto(f"/collectors/on/{word}")


def signed_on(stage: Stage) -> None:
    invited(stage)
    stage.go_on()


def away(stage: Stage) -> None:
    signed_on(stage)
    stage.press("/away")


def offered(stage: Stage) -> Call:
    signed_on(stage)
    stage.agent.allow(SETTLED)
    call = _answered(stage).press("1", ZIP, "3", "0")
    stage.goto("/collectors")
    return call


def _answered(stage: Stage) -> Call:
    columns: dict[str, Any] = {"wired_at": NOON, "contact_outcome": "dialling", "carrier_sid": SID}
    attempt = stage.office.planned(stage.pat, "call", state="in_progress", **columns)
    return Call(stage.carrier, attempt).answer()


def on_call(stage: Stage) -> Call:
    return _taken(stage, offered(stage))


def _taken(stage: Stage, call: Call) -> Call:
    (ring,) = call.ringing
    stage.carrier.post(f"/voice/whisper/{ring}", CallSid=LEG)
    stage.carrier.post(f"/voice/whisper/{ring}/key", CallSid=LEG, Digits="1")
    stage.goto("/collectors")
    return call


def not_identified(stage: Stage) -> None:
    signed_on(stage)
    _taken(stage, _answered(stage).press("1", WRONG, WRONG, WRONG, "0"))


def form(stage: Stage) -> None:
    on_call(stage).told("completed", DialBridged="true", DialCallSid=LEG)
    stage.goto("/collectors")


def form_problem(stage: Stage) -> None:
    form(stage)
    stage.choose("disposition", "promise").fill(note="kept as typed").press("/form")
