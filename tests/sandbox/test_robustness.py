"""Whatever a client writes or asks for, and whenever: nothing breaks inside, every call ends once, and nothing is left over.

Requests come between events, and from within the client's answer to a webhook, when the call it is about does not listen.
People and words take whole and half seconds, so that much happens at the same instant.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioException

from tests.sandbox.grammar import PEOPLE, WORLDS
from tests.sandbox.stage import OURS, ClientApp, Document, Stage, Webhook, twiml

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # hundreds of scenes, each with hundreds of webhooks
CHARACTERS: list[dict[str, Any]] = [
    {"answer": "human", "ring_seconds": 2, "presses": [{"hear": "1|card", "keys": "1", "after": 1, "times": 3}]},
    {"answer": "human", "ring_seconds": 4, "hangs_up_after": 9.0},
    {"answer": "human", "ring_seconds": 1, "says": [{"hear": ".", "words": "yes please", "after": 1, "times": 2}]},
    {"answer": "machine", "ring_seconds": 3, "greeting_seconds": 5},
    {"answer": "no_answer"},
    {"answer": "busy"},
    {
        "answer": "human",
        "ring_seconds": 2,
        "talk_seconds": 5.0,
        "presses": [{"hear": ".", "keys": "42*#", "after": 0.5}],
    },
]
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def town() -> list[dict[str, Any]]:
    brief = {"patience_seconds": 50.0, "talk_seconds": 30.0}
    return [{"address": number, "call": brief | manner} for number, manner in zip(PEOPLE, CHARACTERS, strict=True)]


def open_scene(stage: Callable[..., Stage], app: ClientApp) -> Stage:
    urls = {"voice_url": f"{app.origin}/d/0", "status_callback": f"{app.origin}/ended"}
    app.webhooks.clear()
    return stage([{"header": {"numbers": {OURS: urls}}}, *town()], calls_per_second=3)


def nothing_is_left(scene: Stage) -> None:
    scene.admin("clock", {"run": True})
    lines = scene.journal()
    assert [line for line in lines if line["kind"] in {"sandbox.error", "contract_violation"}] == []
    ends = Counter(line["sid"] for line in lines if line["kind"] == "call.ended")
    assert ends == Counter(line["sid"] for line in lines if line["kind"] == "call.created")
    left = scene.admin("stats")
    assert left["idle"], left
    assert [one.sid for one in scene.client.conferences.list() if one.status != "completed"] == []
    assert [one.sid for one in scene.client.queues.list() if one.current_size] == []
    assert [one.sid for one in scene.client.recordings.list() if one.status not in {"completed", "absent"}] == []


@QUIET
@given(world=WORLDS)
def test_no_document_breaks_anything(stage: Callable[..., Stage], app: ClientApp, world: list[str]) -> None:
    scene = open_scene(stage, app)
    app.otherwise = Document("", 204, "text/plain")
    app.documents = {f"/d/{n}": Document(text) for n, text in enumerate(world)}
    app.documents["/sound"] = Document(b"x" * 20_000, content_type="audio/mpeg")
    for number in (PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[6]):
        scene.call(number, "/d/0", time_limit=120)
    scene.admin("dial", {"from": PEOPLE[0], "to": OURS})
    nothing_is_left(scene)


# --- requests at any instant


def rings(*numbers: str) -> str:
    return "".join(f"<Number url='/w'>{number}</Number>" for number in numbers)


ROOM = "statusCallback='/events' statusCallbackEvent='start end join leave mute hold announcement'"
DOCUMENTS = {
    "/d/0": twiml(
        "<Gather numDigits='1' action='/d/1'><Say>Press 1 please</Say></Gather>", "<Redirect>/d/7</Redirect>"
    ),
    "/d/1": twiml(f"<Dial timeout='10' record='true' action='/d/3'>{rings(PEOPLE[0], PEOPLE[4])}</Dial>"),
    "/d/2": twiml(
        f"<Dial action='/d/5'><Conference waitUrl='/hold' record='record-from-start' {ROOM}>room</Conference></Dial>"
    ),
    "/d/3": twiml("<Enqueue waitUrl='/hold' action='/d/5'>line</Enqueue>"),
    "/d/4": twiml("<Dial timeout='10' action='/d/6'><Queue url='/soon'>line</Queue></Dial>"),
    "/d/5": twiml("<Record timeout='3' action='/d/6'/>"),
    "/d/6": twiml("<Pay action='/bye' timeout='2'/>"),
    "/d/7": twiml(f"<Dial hangupOnStar='true' timeLimit='15'>{PEOPLE[6]}</Dial>", "<Redirect>/d/2</Redirect>"),
    "/d/9": twiml(
        f"<Dial timeout='5' action='/d/2'>{''.join(f'<Number>{number}</Number>' for number in PEOPLE)}</Dial>"
    ),
    "/d/8": twiml(f"<Dial record='record-from-ringing' action='/d/4'>{rings(*PEOPLE)}</Dial>"),
    "/w": twiml("<Gather numDigits='1' timeout='3' action='/soon'><Say>Press 1 please</Say></Gather>", "<Hangup/>"),
    "/hold": twiml("<Say>Please hold on</Say>", "<Pause length='7'/>"),
    "/soon": twiml("<Say>You are on now</Say>"),
    "/bye": twiml("<Say>Good bye to us</Say>"),
}
PLACES = sorted(DOCUMENTS)
FLOWS = [f"/d/{n}" for n in (0, 1, 1, 2, 2, 3, 3, 4, 4, 7, 8, 9)]
DELAYS = [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0, 5.0]
DEEDS = [
    "call",
    "call",
    "call",
    "dial",
    "dial",
    "redirect",
    "redirect",
    "cancel",
    "complete",
    "limit",
    "kick",
    "mute",
    "hold",
    "unhold",
    "announce",
    "announce_all",
    "end",
    "dequeue",
    "dequeue_one",
    "invite",
    "record",
    "stop",
    "say",
    "hang_up",
    "press",
    "answer",
    "take",
    "release",
    "delete",
]


class Meddler:
    """Does to a running scene whatever it is told; what Twilio would refuse is refused."""

    def __init__(self, scene: Stage, app: ClientApp) -> None:
        self.scene = scene
        self.client = scene.client
        self.origin = app.origin
        self.waiting: deque[tuple[str, int, int]] = deque()

    def answering(self, document: Document) -> Callable[[Webhook], Document]:
        """Does what waits for a webhook, then answers it."""

        def answer(_: Webhook) -> Document:
            if self.waiting:
                self.do(*self.waiting.popleft())
            return document

        return answer

    def do(self, deed: str, one: int, other: int) -> None:
        with suppress(TwilioException, OSError, StopIteration):
            getattr(self, deed)(one, other)

    def url(self, n: int) -> str:
        return f"{self.origin}{PLACES[n % len(PLACES)]}"

    def sid(self, n: int) -> str:
        known = [line["sid"] for line in self.scene.journal("call.created")]
        return known[n * len(known) // 10] if known else "CA" + "0" * 32

    def call(self, one: int, other: int) -> None:
        self.scene.call(PEOPLE[one % 4], FLOWS[other % len(FLOWS)], time_limit=300, record=one % 2 == 0)

    def dial(self, one: int, other: int) -> None:
        self.scene.admin("dial", {"from": PEOPLE[one % len(PEOPLE)], "to": OURS})

    def redirect(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).update(url=self.url(other))

    def cancel(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).update(status="canceled")

    def complete(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).update(status="completed")

    def limit(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).update(time_limit=other * 5 + 1)

    def delete(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).delete()

    def room(self) -> Any:
        return next(one for one in self.client.conferences.list() if one.status != "completed")

    def participant(self, n: int) -> Any:
        room = self.room()
        present = room.participants.list()
        return self.client.conferences(room.sid).participants(
            present[n % len(present)].call_sid if present else "nobody"
        )

    def kick(self, one: int, other: int) -> None:
        self.participant(one).delete()

    def mute(self, one: int, other: int) -> None:
        self.participant(one).update(muted=other % 2 == 0)

    def hold(self, one: int, other: int) -> None:
        self.participant(one).update(hold=True, hold_url=self.url(other))

    def unhold(self, one: int, other: int) -> None:
        self.participant(one).update(hold=False)

    def announce(self, one: int, other: int) -> None:
        self.participant(one).update(announce_url=self.url(other))

    def announce_all(self, one: int, other: int) -> None:
        self.client.conferences(self.room().sid).update(announce_url=self.url(other))

    def end(self, one: int, other: int) -> None:
        self.client.conferences(self.room().sid).update(status="completed")

    def invite(self, one: int, other: int) -> None:
        number = PEOPLE[one % len(PEOPLE)]
        self.client.conferences("room").participants.create(from_=OURS, to=number, timeout=10, time_limit=300)

    def queue(self) -> Any:
        return next(iter(self.client.queues.list()))

    def dequeue(self, one: int, other: int) -> None:
        self.client.queues(self.queue().sid).members("Front").update(url=self.url(other))

    def dequeue_one(self, one: int, other: int) -> None:
        self.client.queues(self.queue().sid).members(self.sid(one)).update(url=self.url(other))

    def record(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).recordings.create(recording_status_callback=self.url(other))

    def stop(self, one: int, other: int) -> None:
        self.client.calls(self.sid(one)).recordings("Twilio.CURRENT").update(status="stopped")

    def phone(self, n: int, act: str, **more: Any) -> None:
        self.scene.admin("phones", {"number": PEOPLE[n % len(PEOPLE)], "act": act, **more})

    def take(self, one: int, other: int) -> None:
        self.phone(one, "take")

    def release(self, one: int, other: int) -> None:
        self.phone(one, "release")

    def answer(self, one: int, other: int) -> None:
        self.phone(one, "answer")

    def hang_up(self, one: int, other: int) -> None:
        self.phone(one, "hang_up")

    def press(self, one: int, other: int) -> None:
        self.phone(one, "press", keys="1*#42"[other % 5 :])

    def say(self, one: int, other: int) -> None:
        self.phone(one, "say", words="yes please")


@QUIET
@given(draw=st.randoms(use_true_random=True))
def test_no_request_at_any_instant_breaks_anything(
    stage: Callable[..., Stage], app: ClientApp, draw: random.Random
) -> None:
    scene = open_scene(stage, app)
    meddler = Meddler(scene, app)
    app.documents = {path: meddler.answering(document) for path, document in DOCUMENTS.items()}
    app.otherwise = meddler.answering(Document("", 204, "text/plain"))
    for n in range(len(FLOWS)):
        meddler.call(n, n)
    for _ in range(draw.randrange(20, 60)):
        deed = (draw.choice(DEEDS), draw.randrange(10), draw.randrange(12))
        if draw.random() < 0.3:
            meddler.waiting.append(deed)  # from within the answer to the next webhook
        else:
            meddler.do(*deed)
        scene.advance(draw.choice(DELAYS))
    nothing_is_left(scene)
