"""Every route of the web process, and everything that is not to be believed: refused or ignored, counted, and nothing changed.

The routes are taken from the application: one that is in no row of the table fails the test that says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from console.web.app import create_app
from console.web.desk import signed
from outreach import schema
from outreach.channels.opening import open_carriers
from outreach.contacts.carrier_events import CarrierEvent
from outreach.settings import Settings
from outreach.transfers import collectors, screens
from outreach.transfers.collectors import Profile
from tests.support.accounts import ACCOUNT_SID, AUTH_TOKEN, FROM, NOON, PUBLIC, ZIP, Agency, Debtor, settings_for
from tests.support.sendgrid import PATH as EVENTS
from tests.support.sendgrid import Poster, event
from tests.web.line import SID, Call, Carrier
from tests.web.pages.visitor import Visitor, sent
from tests.web.served import served
from workers.callbacks import apply_event
from workers.office import Office

NOBODY: Final = "0190a0b0-1111-7000-8000-00000000dead"
FILLED: Final = {
    "number": "1",
    "place": "1",
    "token": "A" * 22,
    "word": "nobody",
    "act": "away",
    "ticket": "none",
    "name": "closed",
}
LOOKS: Final = frozenset({"GET", "HEAD"})
FIELDS: Final = {"AccountSid": ACCOUNT_SID, "CallSid": SID, "CallStatus": "completed", "MessageSid": "SM" + "1" * 32,
                 "From": "+14045550123", "To": FROM, "Body": "STOP", "Digits": "9", "AnsweredBy": "human"}  # fmt: skip
LONG: Final = b"Junk=" + b"x" * 5_000_000
BINARY: Final = bytes(range(128, 256))


class Route(NamedTuple):
    """A route with its address filled in for something that is not there."""

    method: str
    template: str
    path: str
    signed: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


def _routes() -> list[Route]:
    app = create_app(settings_for("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    found = []
    for route in (inner for outer in app.routes for inner in getattr(outer, "original_router", app).routes):
        assert isinstance(route, APIRoute), f"{route} is a kind of route that this table does not know"
        path = re.sub(r"\{(\w+)\}", lambda name: FILLED.get(name[1], NOBODY), route.path)
        path += "?code=1234" if route.path.endswith("/doctor/call") else ""
        is_signed = any(asked.call is signed for asked in route.dependant.dependencies)
        found += [Route(method, route.path, path, is_signed) for method in sorted(route.methods or ())]
    return found


ROUTES: Final = _routes()
SIGNED: Final = [route for route in ROUTES if route.signed]
STORED: Final = [route for route in SIGNED if route.template.startswith("/webhooks/")]
LOOKED_AT: Final = [route for route in ROUTES if route.method in LOOKS]
ACTS: Final = [route for route in ROUTES if route.method == "POST" and not route.signed and route.path != EVENTS]
PAGE: Final = [route for route in ACTS if route.template.startswith("/p/{token}/") and route.template.count("/") > 2
               and not route.template.endswith(("/stop", "/not-me"))]  # fmt: skip
SCREEN: Final = [route for route in ACTS if route.template.startswith("/collectors/")]
DOORS: Final = [route for route in ACTS if route not in PAGE and route not in SCREEN]


def ids(route: Route) -> str:
    return route.name


class World(NamedTuple):
    """An agency with something to lose, and the web process before it."""

    office: Agency
    client: httpx.Client
    carrier: Carrier
    pat: Debtor
    attempt: UUID
    call: Call

    def digest(self, *but: str) -> str:
        """All rows of all tables, without those of ``but``."""
        found = hashlib.sha256()
        with self.office.store.engine.connect() as connection:
            for table in schema.metadata.sorted_tables:
                if table.name not in but:
                    rows = connection.execute(
                        text(f"SELECT to_jsonb(t)::text FROM {table.name} t ORDER BY 1")
                    ).scalars()
                    found.update(f"{table.name}\n{chr(10).join(rows)}".encode())
        return found.hexdigest()

    def counted(self, why: str) -> float:
        """How often something was refused because of ``why``, as the process tells."""
        told = re.search(rf'outreach_requests_refused_total{{why="{why}"}} ([\d.]+)', self.client.get("/metrics").text)
        return float(told[1]) if told else 0.0

    def apply(self) -> list[str]:
        """A worker applies what was stored; how the events stand."""
        store = self.office.store
        desk = Office(store, open_carriers(store.settings, self.office.clock))
        for row in self.office.rows(CarrierEvent, state="new"):
            apply_event(desk, row.id)
        return [row.state for row in self.office.rows(CarrierEvent)]


@pytest.fixture
def world(office: Agency, browser: httpx.Client, carrier: Carrier) -> World:
    """Pat, who is on the phone with us and has a link to her page; Ann, a collector who is asked to sign on."""
    pat = office.debtor(office.client("Northgate Recovery", role="third_party"), line="mobile")
    sent(office, pat)
    attempt = office.planned(pat, state="in_progress", wired_at=NOON, contact_outcome="dialling", carrier_sid=SID)
    with office.store.sessions.begin() as session:
        ann = collectors.add(session, office.store, Profile("Ann", "+12125553001", ("en",)), NOON)
        screens.invite(office.store, ann, NOON)
    call = Call(carrier, attempt).answer().press("1", ZIP)
    return World(office, browser, carrier, pat, attempt, call)


def refused(world: World, answer: httpx.Response, status: int, why: str, before: tuple[str, float]) -> None:
    assert answer.status_code == status, answer.text
    assert world.counted(why) == before[1] + 1, "it was not counted"
    assert world.digest() == before[0], "something has changed"


def forged(path: str, fields: dict[str, str], token: str = AUTH_TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(f"{PUBLIC}{path}", fields)}


# --- every route has its row -------------------------------------------------------------------------------------------------


def test_every_route_is_in_the_table() -> None:
    in_a_row = {*SIGNED, *LOOKED_AT, *PAGE, *SCREEN, *DOORS}
    left = [route.name for route in ROUTES if route not in in_a_row]
    assert left == [f"POST {EVENTS}"], "these are tried by no row"
    assert len(SIGNED) > 15
    assert len(PAGE) > 6


def test_what_the_carrier_asks_for_is_always_signed() -> None:
    open_to_all = [
        route.name for route in ROUTES if route.template.startswith(("/voice", "/webhooks/twilio")) and not route.signed
    ]
    assert open_to_all == []


# --- what the carrier signs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", SIGNED, ids=ids)
def test_whatever_is_not_the_carriers_is_refused(world: World, route: Route) -> None:
    path, client = route.path, world.client
    other = "/webhooks/twilio/sms" if route.path != "/webhooks/twilio/sms" else "/voice/inbound"
    foreign = FIELDS | {"AccountSid": "AC" + "f" * 32}
    rows: list[tuple[str, Callable[[], httpx.Response], int, str]] = [
        ("no signature", lambda: client.post(path, data=FIELDS), 403, "signature"),
        ("an empty one", lambda: client.post(path, data=FIELDS, headers={"X-Twilio-Signature": ""}), 403, "signature"),
        ("made with another token", lambda: client.post(path, data=FIELDS, headers=forged(path, FIELDS, "f" * 32)), 403, "signature"),
        ("of another address", lambda: client.post(path, data=FIELDS, headers=forged(other, FIELDS)), 403, "signature"),
        ("of other fields", lambda: client.post(path, data=FIELDS | {"Body": "START"}, headers=forged(path, FIELDS)), 403, "signature"),
        ("another account", lambda: client.post(path, data=foreign, headers=forged(path, foreign)), 403, "account"),
        ("too long", lambda: client.post(path, content=LONG, headers=forged(path, FIELDS)), 413, "length"),
        ("JSON", lambda: client.post(path, json=FIELDS, headers=forged(path, FIELDS)), 403, "signature"),
        ("no text at all", lambda: client.post(path, content=BINARY, headers=forged(path, FIELDS)), 403, "signature"),
    ]  # fmt: skip
    for what, post, status, why in rows:
        before = (world.digest(), world.counted(why))
        answer = post()
        assert answer.status_code == status, what
        refused(world, answer, status, why, before)


@pytest.mark.parametrize("route", [route for route in SIGNED if route not in STORED], ids=ids)
def test_a_call_about_nothing_of_ours_ends_and_changes_nothing(world: World, route: Route) -> None:
    before = world.digest()
    stranger = {"CallSid": "CA" + "9" * 32, "From": "+14045550199", "To": "+14045550198", "Digits": "1"}
    answer = world.carrier.post(route.path, None, **stranger)
    assert answer.status_code in (200, 204)
    assert not re.search(r"Northgate|\$|Pat|Example", answer.text)
    assert world.digest() == before


@pytest.mark.parametrize("route", STORED, ids=ids)
def test_news_of_nothing_of_ours_is_kept_and_changes_nothing_else(world: World, route: Route) -> None:
    if "sms" in route.template:
        pytest.skip("a text is about whoever wrote it")
    before = world.digest("carrier_events")
    told = FIELDS | {"CallSid": "CA" + "9" * 32}
    assert world.carrier.post(route.path, None, **told).status_code in (200, 204)
    assert set(world.apply()) <= {"applied", "ignored"}
    assert world.digest("carrier_events") == before


@pytest.mark.parametrize("route", STORED, ids=ids)
def test_a_repeated_token_is_one_delivery(world: World, route: Route) -> None:
    token = {"I-Twilio-Idempotency-Token": "b5d9e1a6"}
    first = world.carrier.post(route.path, token, **FIELDS)
    world.apply()
    before = world.digest()
    again = world.carrier.post(route.path, token, **FIELDS)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    world.apply()
    assert world.digest() == before


def test_news_out_of_order_changes_nothing_that_is_final(world: World) -> None:
    path = f"/webhooks/twilio/call/{world.attempt}"
    world.carrier.post(path, CallSid=SID, CallStatus="completed", SequenceNumber="3", CallDuration="40")
    world.apply()
    before = world.digest("carrier_events")
    for number, status in (("2", "in-progress"), ("1", "ringing"), ("0", "initiated")):
        assert world.carrier.post(path, CallSid=SID, CallStatus=status, SequenceNumber=number).status_code == 204
    world.apply()
    assert world.digest("carrier_events") == before


def test_news_of_another_order_about_an_attempt_of_ours_is_ignored(world: World) -> None:
    path = f"/webhooks/twilio/call/{world.attempt}"
    before = world.digest("carrier_events")
    world.carrier.post(path, CallSid="CA" + "9" * 32, CallStatus="completed")
    assert world.apply() == ["ignored"]
    assert world.digest("carrier_events") == before


def test_a_turn_that_is_posted_again_is_answered_as_the_first_and_changes_nothing(world: World) -> None:
    assert world.call.action is not None
    first = world.carrier.post(world.call.action, CallSid=SID, Digits="3")
    before = world.digest()
    again = world.carrier.post(world.call.action, CallSid=SID, Digits="3")
    other = world.carrier.post(world.call.action, CallSid=SID, Digits="9")
    assert first.text == again.text == other.text
    assert world.digest() == before


def test_a_turn_of_hers_is_not_heard_by_another_call(world: World) -> None:
    assert world.call.action is not None
    before = world.digest()
    answer = world.carrier.post(world.call.action, CallSid="CA" + "9" * 32, Digits="3")
    assert "<Hangup" in answer.text
    assert world.digest() == before


# --- what looks, and what has a session or a link -------------------------------------------------------------------------------


@pytest.mark.parametrize("route", LOOKED_AT, ids=ids)
def test_a_look_changes_nothing_and_tells_nothing(world: World, route: Route) -> None:
    before = world.digest()
    answer = world.client.request(route.method, route.path)
    assert answer.status_code in (200, 303, 403)
    assert not re.search(r"Northgate|Example|\$\d", answer.text)
    assert world.digest() == before


@pytest.mark.parametrize("route", [*PAGE, *SCREEN], ids=ids)
@pytest.mark.parametrize("cookie", ["", "page_visit=stolen; collector_screen=stolen"])
def test_what_has_no_session_is_refused(world: World, route: Route, cookie: str) -> None:
    why = "link" if "/on/" in route.template else "session"
    before = (world.digest(), world.counted(why))
    answer = world.client.post(route.path, data={"word": "guessed", "form": "guessed"}, headers={"Cookie": cookie})
    refused(world, answer, 403 if route in SCREEN else 303, why, before)


@pytest.mark.parametrize("route", DOORS, ids=ids)
def test_a_link_that_nobody_made_opens_and_stops_nothing(world: World, route: Route) -> None:
    before = world.digest()
    answer = world.client.post(route.path, data={"answer": ZIP, "List-Unsubscribe": "One-Click"})
    assert answer.status_code in (200, 303)
    assert "set-cookie" not in answer.headers
    assert world.digest() == before


@pytest.mark.parametrize("route", [*PAGE, *SCREEN, *DOORS], ids=ids)
@pytest.mark.parametrize(
    ("body", "kind"), [(b'{"answer": "30303"}', "application/json"), (BINARY, "multipart/form-data")]
)
def test_another_kind_of_body_says_nothing(world: World, route: Route, body: bytes, kind: str) -> None:
    before = world.digest()
    answer = world.client.post(route.path, content=body, headers={"Content-Type": kind})
    assert answer.status_code in (200, 303, 403)
    assert world.digest() == before


@pytest.mark.parametrize(
    "route", [one for one in (*PAGE, *SCREEN, *DOORS) if not one.template.endswith(("/stop", "/not-me", "/on/{word}"))], ids=ids
)  # fmt: skip
def test_a_body_that_is_far_too_long_is_refused(world: World, route: Route) -> None:
    before = (world.digest(), world.counted("length"))
    refused(world, world.client.post(route.path, content=LONG), 413, "length", before)


def test_a_form_made_for_another_visit_is_refused(world: World) -> None:
    visitor = Visitor(world.client, sent(world.office, world.pat)[1]).know(ZIP)
    before = (world.digest(), world.counted("session"))
    answer = world.client.post(f"{visitor.path}/quiet", data={"scope": "all", "form": "of another visit"})
    refused(world, answer, 303, "session", before)


# --- the e-mail carrier's events ------------------------------------------------------------------------------------------------


@pytest.fixture
def sendgrid(settings: Settings, world: World) -> Iterator[Poster]:
    """Another web process, which believes this carrier's key."""
    poster = Poster(httpx.Client(timeout=60))
    with served(settings.model_copy(update={"sendgrid_webhook_keys": poster.public_key})) as client:
        poster.client = client
        yield poster


def test_events_of_anybody_else_are_refused(world: World, sendgrid: Poster) -> None:
    ours = world._replace(client=sendgrid.client)
    body = b'[{"event": "spamreport", "sg_event_id": "1", "attempt": "%s"}]' % str(world.attempt).encode()
    good, stranger = sendgrid.headers(body), Poster(sendgrid.client)
    old = Poster(sendgrid.client, sendgrid.key, str(int(NOON.timestamp()) - 26 * 3600))
    unsigned = {"Content-Type": "application/json"}
    for headers, content in (
        (unsigned, body),
        (stranger.headers(body), body),
        (good, body + b" "),
        (old.headers(body), body),
    ):
        before = (ours.digest(), ours.counted("signature"))
        refused(ours, sendgrid.client.post(EVENTS, content=content, headers=headers), 403, "signature", before)
    before = (ours.digest(), ours.counted("length"))
    refused(ours, sendgrid.client.post(EVENTS, content=LONG, headers=good), 413, "length", before)


@pytest.mark.parametrize("body", [b"a=1", b'{"event": "open"}', b"", BINARY])
def test_a_signed_body_that_is_no_batch_is_refused(world: World, sendgrid: Poster, body: bytes) -> None:
    before = world.digest()
    assert sendgrid.post_body(body).status_code == 400
    assert world.digest() == before


def test_an_event_twice_is_one_and_of_an_unknown_attempt_changes_nothing(world: World, sendgrid: Poster) -> None:
    told = event("spamreport", UUID(NOBODY), "nobody@example.com")
    sendgrid.post(told)
    before = world.digest("carrier_events")
    assert world.apply() == ["ignored"]
    assert sendgrid.post(told).status_code == 204
    assert world.office.count(CarrierEvent) == 1
    assert world.digest("carrier_events") == before
