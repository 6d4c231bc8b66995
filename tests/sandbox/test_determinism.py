"""The same seed and the same requests under a clock moved by hand: the same journal, to the last byte.

The day has calls of every kind, texts, e-mails and misbehaviour by rate. The two processes differ in their ports, in the
seed of Python's hashes and in how fast the client answers; nothing of that may be seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException

from tests.sandbox.stage import OURS, START, ClientApp, Document, Stage, Webhook, open_stage, twiml

PUBLIC = "https://collect.example.com"
CHAOS = {
    "throttled": {"rate": 0.03},
    "error_before": {"rate": 0.02},
    "error_after": {"rate": 0.03},
    "lost_response": {"rate": 0.02, "seconds": 0.05},
    "callback_lost": {"rate": 0.05},
    "callback_doubled": {"rate": 0.05},
    "callback_reordered": {"rate": 0.05},
    "callback_delayed": {"rate": 0.05, "seconds": 40},
    "clock_skew": {"rate": 0.1},
    "wrong_detection": {"rate": 0.2},
}
MIX = {
    "agreeable": 20, "stops calls": 5, "wants a person": 15, "wrong person": 5, "silent": 5, "hangs up": 5, "clumsy": 5,
    "voicemail": 20, "rings out": 5, "rings out, calls back": 8, "busy": 5, "fax": 2, "not in service": 3, "landline": 5,
    "reassigned": 4, "texts STOP": 4, "promises": 5, "says she paid": 5,
}  # fmt: skip
COLLECTORS = {
    "+13125550110": "collector who accepts",
    "+13125550111": "collector who declines",
    "+13125550112": "collector who lets it ring",
    "+13125550113": "collector with voicemail",
    "+13125550114": "collector who vanishes",
}
TALKER: dict[str, Any] = {
    "address": "+13135550110",
    "call": {"says": [{"hear": "press", "words": "I can pay on friday", "after": 1}], "ring_seconds": 2},
}
MENU = "<Gather numDigits='1' timeout='4' action='/key'><Say>Press 1 to pay, 9 to stop, 0 for a person.</Say></Gather>"
NUMBERS = "".join(f"<Number url='/whisper' statusCallback='/leg'>{number}</Number>" for number in COLLECTORS)
DOCUMENTS = {
    "/menu": twiml(MENU, "<Redirect>/record</Redirect>"),
    "/speech": twiml("<Gather input='dtmf speech' speechTimeout='auto' action='/key'><Say>Press 1.</Say></Gather>"),
    "/transfer": twiml(f"<Dial timeout='10' record='true' action='/after'>{NUMBERS}</Dial>"),
    "/turns": twiml(f"<Dial timeout='5' sequential='true' action='/after'>{NUMBERS}</Dial>"),
    "/whisper": twiml(
        "<Gather numDigits='1' timeout='3' action='/accept'><Say>Press 1 to accept.</Say></Gather><Hangup/>"
    ),
    "/accept": twiml(),
    "/room": twiml(
        "<Dial action='/after'><Conference waitUrl='/wait' record='record-from-start' statusCallback='/conference' "
        "statusCallbackEvent='start end join leave'>room</Conference></Dial>"
    ),
    "/queue": twiml("<Enqueue waitUrl='/wait' action='/after'>line</Enqueue>"),
    "/serve": twiml("<Dial timeout='20' action='/after'><Queue url='/soon'>line</Queue></Dial>"),
    "/wait": twiml("<Say>Please hold.</Say><Pause length='15'/>"),
    "/soon": twiml("<Say>You are connected.</Say>"),
    "/record": twiml("<Record timeout='3' action='/after' recordingStatusCallback='/recorded'/>"),
    "/pay": twiml("<Pay action='/after' chargeAmount='10' statusCallback='/paying'/>"),
    "/play": twiml("<Play>/sound</Play>", "<Redirect>/speech</Redirect>"),
    "/sound": Document(b"x" * 48_000, content_type="audio/mpeg"),
    "/broken": Document("<Response>"),
    "/gone": Document("", 404, "text/plain"),
    "/sms": Document("Thank you.", content_type="text/plain"),
    "/voice": twiml("<Say>Good morning.</Say>", MENU),
}
PLACES = (
    "/menu",
    "/speech",
    "/transfer",
    "/turns",
    "/room",
    "/queue",
    "/serve",
    "/record",
    "/pay",
    "/play",
    "/broken",
    "/gone",
)


def key(webhook: Webhook) -> Document:
    chosen = {"1": "/pay", "0": "/transfer", "9": "/record"}
    return twiml(f"<Redirect>{chosen.get(webhook.fields.get('Digits', ''), '/queue')}</Redirect>")


@pytest.fixture
def client_app() -> Iterator[ClientApp]:
    application = ClientApp()
    application.otherwise = twiml()
    application.jitter = 0.004
    application.documents |= DOCUMENTS | {"/key": key}
    application.start()
    yield application
    application.stop()


def day(folder: Path, app: ClientApp) -> bytes:
    """One day in a process of its own; its journal."""
    folder.mkdir()
    scene = open_stage(
        folder, app, "--speed", "manual", "--start", START, "--seed", "7", "--route", f"{PUBLIC}={app.origin}"
    )
    urls = {"voice_url": f"{PUBLIC}/voice", "sms_url": f"{PUBLIC}/sms", "status_callback": f"{PUBLIC}/inbound"}
    people: list[dict[str, Any]] = [{"header": {"numbers": {OURS: urls}, "strangers": MIX}}]
    people += [{"address": number, "character": name} for number, name in COLLECTORS.items()] + [TALKER]
    scene.set(app, people, {"calls_per_second": 0.5})
    scene.admin("chaos", CHAOS)
    _live(scene)
    assert scene.stop() == 0
    return (folder / "journal").read_bytes()


def _live(scene: Stage) -> None:
    """The requests follow from a seed and from the answers to them."""
    draw, sids = random.Random(11), list[str]()
    for n in range(110):
        person = draw.choice([f"+1{draw.randrange(314, 340)}55501{draw.randrange(10, 99)}"] * 9 + [TALKER["address"]])
        with suppress(TwilioException, requests.RequestException):
            made = _ask(scene, draw, person, n)
            sids += [made] if made else []
        if sids and draw.random() < 0.3:
            _meddle(scene, draw, draw.choice(sids))
        scene.advance(draw.choice([0, 0.5, 3, 12]))
    scene.admin("clock", {"run": True, "within": 86_400})


def _ask(scene: Stage, draw: random.Random, person: str, n: int) -> str:
    kind, told = draw.random(), {"status_callback": f"{PUBLIC}/status/{n}", "from_": OURS}
    if kind < 0.7:
        more = {"status_callback_event": ["initiated", "ringing", "answered", "completed"], "timeout": 20}
        if draw.random() < 0.5:
            more |= {"machine_detection": "Enable", "async_amd": "true", "async_amd_status_callback": f"{PUBLIC}/amd"}
        made = scene.client.calls.create(to=person, url=PUBLIC + draw.choice(PLACES), **told, **more)
        return str(made.sid)
    if kind < 0.9:
        scene.client.messages.create(to=person, body=f"Your balance is {n} dollars. Questions?", **told)
    else:
        sender, to = {"address": "house@example.com"}, [{"address": f"{person[1:]}@example.com"}]
        scene.email({"from": sender, "to": to, "content": {"subject": f"No. {n}", "html": "<p>Hello</p>"}})
    return ""


def _meddle(scene: Stage, draw: random.Random, sid: str) -> None:
    change = draw.choice([{"status": "completed"}, {"url": f"{PUBLIC}/menu"}, {"url": f"{PUBLIC}/queue"}])
    with suppress(TwilioException):
        scene.client.calls(sid).update(**change)


@pytest.mark.slow
def test_the_same_day_twice_is_the_same_to_the_last_byte(tmp_path: Path, client_app: ClientApp) -> None:
    once, again = day(tmp_path / "once", client_app), day(tmp_path / "again", client_app)
    first = next(
        (pair for pair in zip(once.splitlines(), again.splitlines(), strict=False) if pair[0] != pair[1]), None
    )
    assert first is None
    assert once == again
    _rich(once)


def _rich(journal: bytes) -> None:
    """The day must have had something of everything, or it proves little."""
    text = journal.decode()
    for kind in (
        "call.bridged", "call.played", "call.spoke", "conference.started", "queue.joined", "call.recorded", "call.paid",
        "call.detected", "text.in", "email.sent", "callback.lost", "callback.held", "callback.delayed", "twiml.error",
        "webhook.failed", "message.delivered", "call.typed_secretly",
    ):  # fmt: skip
        assert f'"kind":"{kind}"' in text, kind
    assert "sandbox.error" not in text
    assert text.count('"kind":"call.ended"') == text.count('"kind":"call.created"')
