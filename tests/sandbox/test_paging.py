"""Every list, page by page, in the frame of its API; and the filters that choose what is in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.stage import ACCOUNT_SID, OURS, ClientApp, Stage, twiml

ANNA = "+12125550123"
BELL = "+12125550124"
NUMBERS = [f"+1212555010{n}" for n in range(5)]
SERVICE = "MG" + "0123456789abcdef" * 2
URL = "https://collect.example.com/twiml"
ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
FRAME = {"end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri"}
META = {"first_page_url", "key", "next_page_url", "page", "page_size", "previous_page_url", "url"}
HEADER: dict[str, Any] = {"header": {"numbers": {number: {} for number in NUMBERS}}}


@pytest.fixture
def five(stage: Callable[..., Stage], app: ClientApp) -> Stage:
    """Five of everything that can be listed."""
    manner = {"answer": "human", "ring_seconds": 1, "patience_seconds": 9000, "talk_seconds": 9000}
    people = [{"address": f"+1212555012{n}", "call": manner} for n in range(1, 6)]
    rooms = [{"address": f"+1212555013{n}", "call": manner} for n in range(1, 6)]
    guest = {"address": "+12125550140", "call": manner}
    scene = stage([HEADER, *people, *rooms, guest], calls_per_second=100)
    app.documents |= {
        "/enqueue": twiml("<Enqueue>support</Enqueue>"),
        "/join": twiml("<Dial><Conference>Case 12</Conference></Dial>"),
    }
    for n in range(1, 6):
        scene.call(f"+1212555012{n}", "/enqueue")
        scene.call(f"+1212555013{n}", "/join")
        scene.client.queues.create(friendly_name=f"queue {n}")
        scene.client.conferences(f"room {n}").participants.create(from_=OURS, to="+12125550140")
        scene.client.messaging.v1.services.create(friendly_name=f"service {n}")
        scene.text(ANNA, media_url=[f"https://collect.example.com/{place}.png" for place in range(5)])
    scene.advance(30)
    return scene


def pages(scene: Stage, url: str, follow: Callable[[dict[str, Any]], str | None]) -> list[dict[str, Any]]:
    """A list from a first page on, by the addresses the pages give."""
    found: list[dict[str, Any]] = []
    following: str | None = url
    while following is not None:
        found.append(json.loads(scene.client.request("GET", following).text))
        following = follow(found[-1])
    return found


def next_of(page: dict[str, Any]) -> str | None:
    return f"https://api.twilio.com{page['next_page_uri']}" if page["next_page_uri"] else None


def previous_of(page: dict[str, Any]) -> str | None:
    return f"https://api.twilio.com{page['previous_page_uri']}" if page["previous_page_uri"] else None


def lists_of_five(scene: Stage) -> Iterator[tuple[str, str]]:
    """Address and name of every list of the 2010 API that has five or more entries."""
    client = scene.client
    room = client.conferences.list(friendly_name="Case 12")[0].sid
    support = next(queue for queue in client.queues.list() if queue.friendly_name == "support").sid
    message = client.messages.list(limit=1)[0].sid
    call = client.calls.list(to="+12125550121")[0].sid
    for _ in range(5):
        client.calls(call).recordings.create()
        client.calls(call).recordings("Twilio.CURRENT").update(status="stopped")
    yield from (("Calls", "calls"), ("Messages", "messages"), ("Conferences", "conferences"), ("Queues", "queues"))
    yield from (("Recordings", "recordings"), ("IncomingPhoneNumbers", "incoming_phone_numbers"))
    yield from ((f"Calls/{call}/Recordings", "recordings"), (f"Messages/{message}/Media", "media_list"))
    yield from ((f"Conferences/{room}/Participants", "participants"), (f"Queues/{support}/Members", "queue_members"))


def test_every_list_is_read_to_its_end_and_back_by_the_addresses_its_pages_give(five: Stage) -> None:
    for path, name in lists_of_five(five):
        url = f"https://api.twilio.com{ACCOUNT}/{path}.json?PageSize="
        whole = pages(five, f"{url}1000", next_of)[0][name]
        forth = pages(five, f"{url}2", next_of)
        assert [row for page in forth for row in page[name]] == whole, path
        assert len(forth) == -(-len(whole) // 2) >= 3, path
        back = pages(five, f"https://api.twilio.com{forth[-1]['uri']}", previous_of)
        assert [page[name] for page in back] == [page[name] for page in forth[::-1]], path
        for number, page in enumerate(forth):
            assert set(page) == FRAME | {name}
            assert (page["page"], page["page_size"], page["start"]) == (number, 2, number * 2)
            assert page["end"] == page["start"] + len(page[name]) - 1
            assert page["first_page_uri"] == f"{ACCOUNT}/{path}.json?PageSize=2&Page=0"


def test_pages_of_the_newer_apis_have_whole_addresses_and_a_frame_of_their_own(five: Stage) -> None:
    services = five.client.messaging.v1.services
    held = services(services.list()[0].sid).phone_numbers
    for number in five.client.incoming_phone_numbers.list():
        held.create(phone_number_sid=number.sid)
    numbers = f"https://messaging.twilio.com/v1/Services/{services.list()[0].sid}/PhoneNumbers"
    for url, key in (("https://messaging.twilio.com/v1/Services", "services"), (numbers, "phone_numbers")):
        forth = pages(five, f"{url}?PageSize=2", lambda page: page["meta"]["next_page_url"])
        assert [len(page[key]) for page in forth] == [2, 2, 1]
        for number, page in enumerate(forth):
            assert set(page) == {"meta", key}
            assert set(page["meta"]) == META
            assert (page["meta"]["key"], page["meta"]["page"], page["meta"]["page_size"]) == (key, number, 2)
            assert page["meta"]["url"] == f"{url}?PageSize=2&Page={number}"
        assert pages(five, forth[2]["meta"]["previous_page_url"], lambda _: None)[0][key] == forth[1][key]


def test_pages_do_not_shift_while_others_come_in(stage: Callable[..., Stage]) -> None:
    scene = stage()
    sids = [scene.text(ANNA).sid for _ in range(4)]
    first = scene.client.messages.page(page_size=2)
    assert [one.sid for one in first] == [sids[3], sids[2]]
    scene.text(ANNA)
    second = first.next_page()
    assert [one.sid for one in second] == [sids[1], sids[0]]
    assert [one.sid for one in second.previous_page()] == [sids[3], sids[2]]


def test_a_page_is_never_longer_than_a_thousand(stage: Callable[..., Stage]) -> None:
    body = stage().ask("GET", "{account}/Messages.json?PageSize=5000")[1]
    assert body["page_size"] == 1000


def test_an_empty_list_is_one_page(stage: Callable[..., Stage]) -> None:
    body = stage().ask("GET", "{account}/Calls.json?To=%2B12125550123")[1]
    assert (body["calls"], body["start"], body["end"], body["next_page_uri"]) == ([], 0, 0, None)
    assert body["uri"] == f"{ACCOUNT}/Calls.json?To=%2B12125550123&PageSize=50&Page=0"


def test_calls_are_listed_newest_first_by_filter_and_page(stage: Callable[..., Stage]) -> None:
    people = [{"address": number, "call": {"answer": "busy"}} for number in (ANNA, BELL)]
    scene = stage([HEADER, *people], calls_per_second=100)
    sids = [scene.client.calls.create(to=ANNA, from_=OURS, url=URL).sid for _ in range(5)]
    other = scene.client.calls.create(to=BELL, from_="+12125550101", url=URL).sid
    scene.run()
    calls = scene.client.calls

    def listed(**filters: Any) -> list[str]:
        return [call.sid for call in calls.list(**filters)]

    assert listed(to=ANNA) == sids[::-1]
    assert listed(to=ANNA, page_size=2) == sids[::-1]
    assert listed(page_size=4) == [other, *sids[::-1]]
    assert listed(from_="+12125550101") == [other]
    assert listed(status="busy", limit=3) == [other, *sids[:2:-1]]
    assert listed(status="completed") == []
    now = datetime.fromtimestamp(scene.now(), UTC)
    assert listed(to=ANNA, start_time_after=now - timedelta(hours=1)) == sids[::-1]
    assert listed(to=ANNA, start_time_after=now + timedelta(hours=1)) == []
    assert listed(to=ANNA, start_time_before=now - timedelta(hours=1)) == []


def test_texts_are_listed_by_day_and_partner(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": ANNA, "sms": {}}], segments_per_second=100)
    ours = scene.text(ANNA).sid
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "Hello"})
    scene.run()
    today = datetime.fromtimestamp(scene.now(), UTC).date()
    assert [one.sid for one in scene.client.messages.list(to=ANNA, date_sent=today)] == [ours]
    assert [one.direction for one in scene.client.messages.list(from_=ANNA)] == ["inbound"]
    assert scene.client.messages.list(date_sent_before=today - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"friendly_name": "Case 12"}, 1),
        ({"status": "in-progress"}, 1),
        ({"status": "init"}, 5),
        ({"status": "completed"}, 0),
        ({"date_created": date(2030, 3, 18)}, 6),
        ({"date_created_before": date(2030, 3, 17)}, 0),
        ({"date_updated_after": date(2030, 3, 18)}, 6),
    ],
)  # fmt: skip
def test_conferences_are_found_by_name_state_and_day(five: Stage, filters: dict[str, Any], found: int) -> None:
    assert len(five.client.conferences.list(**filters)) == found


def test_participants_are_found_by_what_they_are(five: Stage) -> None:
    room = five.client.conferences.list(friendly_name="Case 12")[0]
    participants = five.client.conferences(room.sid).participants
    first, second = participants.list(limit=2)
    participants(first.call_sid).update(muted=True)
    participants(second.call_sid).update(hold=True)
    for filters, sids in (({"muted": True}, [first]), ({"hold": True}, [second]), ({"coaching": True}, [])):
        assert [one.call_sid for one in participants.list(**filters)] == [one.call_sid for one in sids]
    assert len(participants.list(muted=False, hold=False)) == 3


def test_recordings_are_found_by_what_was_recorded(five: Stage) -> None:
    made = [call.sid for call in five.client.calls.list(status="in-progress", limit=2)]
    for sid in made:
        five.client.calls(sid).recordings.create()
    recordings = five.client.recordings
    assert [one.call_sid for one in recordings.list(call_sid=made[0])] == [made[0]]
    assert recordings.list(date_created_before=date(2030, 3, 17)) == []
    assert len(recordings.list(date_created=date(2030, 3, 18))) == 2


def test_numbers_are_found_by_a_part_and_by_their_name(five: Stage) -> None:
    numbers = five.client.incoming_phone_numbers
    numbers(numbers.list()[2].sid).update(friendly_name="front desk")
    assert [one.phone_number for one in numbers.list(phone_number="0103")] == [NUMBERS[3]]
    assert [one.phone_number for one in numbers.list(friendly_name="front desk")] == [NUMBERS[2]]
