"""What the page can be told of the past: bounded, and of a phone in hand more than of the others."""

from __future__ import annotations

from collections.abc import Callable

from outreach.sandbox.page.recent import FOLLOWED, KEPT, KEPT_OF_A_PHONE, Recent
from tests.sandbox.page.screen import ANNA, CHRIS
from tests.sandbox.stage import OURS, ClientApp, Stage, twiml


def text(number: str, body: str = "") -> dict[str, str]:
    return {"kind": "text.in", "from": number, "to": OURS, "body": body}


def call(kind: str, sid: str, to: str, **more: str) -> dict[str, str]:
    return {"kind": kind, "sid": sid, "from": OURS, "to": to, **more}


def test_lines_are_numbered_and_only_the_newest_are_kept() -> None:
    recent = Recent()
    for n in range(KEPT + 10):
        recent.note(text(ANNA, str(n)))
    assert recent.noted == KEPT + 10
    assert [(line["n"], line["body"]) for line in recent.newest(2)] == [
        (KEPT + 9, str(KEPT + 8)),
        (KEPT + 10, str(KEPT + 9)),
    ]
    assert len(recent.newest(2 * KEPT)) == KEPT
    assert recent.since(KEPT + 10) == []
    assert [line["n"] for line in recent.since(KEPT + 8) or ()] == [KEPT + 9, KEPT + 10]
    assert len(recent.since(10) or ()) == KEPT
    assert recent.since(9) is None


def test_a_followed_phone_keeps_its_lines_while_the_town_is_busy() -> None:
    recent = Recent()
    recent.note(text(ANNA, "before"))
    recent.follow(ANNA)
    recent.note(text(ANNA, "after"))
    for _ in range(KEPT):
        recent.note(text(CHRIS))
    assert [line["body"] for line in recent.about(ANNA)] == ["before", "after"]
    recent.forget(ANNA)
    assert recent.about(ANNA) == []
    assert len(recent.about(CHRIS)) == KEPT_OF_A_PHONE


def test_only_so_many_phones_are_followed() -> None:
    recent = Recent()
    for n in range(FOLLOWED + 1):
        recent.follow(f"+1212555{n:04d}")
    recent.note(text("+12125550000"))
    recent.note(text("+12125550001"))
    for _ in range(KEPT):
        recent.note(text(CHRIS))
    assert recent.about("+12125550000") == []
    assert len(recent.about("+12125550001")) == 1


def test_a_phone_hears_whom_it_is_connected_with_and_nobody_else() -> None:
    recent = Recent()
    recent.follow(CHRIS)
    recent.note(call("call.created", "CA1", ANNA, direction="outbound-api"))
    recent.note(call("call.spoke", "CA1", ANNA, words="too early"))
    recent.note(call("call.created", "CA2", CHRIS, direction="outbound-dial"))
    recent.note(call("call.bridged", "CA1", ANNA, with_sid="CA2"))
    recent.note(call("call.spoke", "CA1", ANNA, words="hello"))
    recent.note(call("call.parted", "CA1", ANNA, with_sid="CA2"))
    recent.note(call("call.spoke", "CA1", ANNA, words="too late"))
    heard = [line.get("words", line["kind"]) for line in recent.about(CHRIS)]
    assert heard == ["call.created", "call.bridged", "hello", "call.parted"]


def test_nothing_is_remembered_of_calls_that_have_ended() -> None:
    recent = Recent()
    for n in range(100):
        recent.note(call("call.created", f"CA{n}", ANNA, direction="outbound-api"))
        recent.note(call("call.bridged", f"CA{n}", ANNA, with_sid=f"CB{n}"))
        recent.note(call("call.parted", f"CA{n}", ANNA, with_sid=f"CB{n}"))
        recent.note(call("call.ended", f"CA{n}", ANNA))
    assert not recent._person
    assert not recent._partner


def test_one_phone_is_told_with_its_calls_and_its_lines(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Say>Hello.</Say><Pause length='60'/>")
    made = scene.call(ANNA)
    scene.text(CHRIS)
    scene.advance(3)
    shown = scene.admin(f"phones?number=%2B{ANNA[1:]}")
    assert (shown["number"], shown["in_hand"]) == (ANNA, False)
    assert [(leg["sid"], leg["status"], leg["since"][:19]) for leg in shown["legs"]] == [
        (made.sid, "in-progress", "2030-03-18T16:00:02")
    ]
    assert "Hello." in [line.get("words") for line in shown["lines"]]
    assert CHRIS not in {line.get("to") for line in shown["lines"]}
    numbers = [line["n"] for line in shown["lines"]]
    assert numbers == sorted(numbers)
    assert shown["noted"] >= numbers[-1]
