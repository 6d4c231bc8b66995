"""The grand tour, first chapter: calls in all their states, legs, keys, words, cards, recordings, calls to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.sandbox.stage import ACCOUNT_SID, OURS, Document, twiml
from tests.sandbox.wire.guide import OTHER_OF_OURS, Guide, answers, header, person, walked

ANNA = "+12125550123"
ENDS = {
    "+12125550111": {"answer": "busy"},
    "+12125550112": {"answer": "no_answer"},
    "+12125550113": {"answer": "not_in_service"},
    "+12125550114": {"answer": "machine", "greeting_seconds": 4},
    "+12125550115": {"answer": "fax"},
}
COLLECTOR, SECOND_COLLECTOR, BUSY_COLLECTOR = "+12125550131", "+12125550132", "+12125550133"
CARD = "4111111111111111"


def tour(guide: Guide) -> None:
    the_account(guide)
    a_queue_and_its_ends(guide)
    a_call_under_way(guide)
    recordings(guide)
    keys_and_words(guide)
    legs(guide)
    a_card(guide)
    a_bank_account(guide)
    calls_to_us(guide)


def the_account(guide: Guide) -> None:
    guide.client.api.accounts(ACCOUNT_SID).fetch()


def a_queue_and_its_ends(guide: Guide) -> None:
    """Queued, ringing, and every way a call nobody talks on can end."""
    guide.scene(*[person(number, call=manner) for number, manner in ENDS.items()], calls_per_second=0.5)
    guide.app.documents["/hello"] = twiml("<Say>Hello.</Say>")
    calls = guide.client.calls
    made = [guide.call(number, "/hello", machine_detection="Enable", timeout=20) for number in ENDS]
    calls(made[-1].sid).update(status="canceled")
    calls(made[1].sid).fetch()
    guide.stage.advance(4)
    calls(made[1].sid).fetch()
    calls(made[1].sid).update(status="canceled")
    guide.call("+12125550112", "/hello", timeout=5)
    guide.call("+12125550114", "/hello", machine_detection="DetectMessageEnd", async_amd="true",
               async_amd_status_callback=guide.url("/amd"), async_amd_status_callback_method="POST")  # fmt: skip
    guide.call("+12125550115", "/hello", machine_detection="Enable", machine_detection_timeout=30)
    guide.stage.run()
    for call in made:
        calls(call.sid).fetch()
    lists(guide)
    calls(made[0].sid).delete()


def lists(guide: Guide) -> None:
    calls, now = guide.client.calls, datetime.fromtimestamp(guide.stage.now(), UTC)
    walked(calls)
    walked(calls, to="+12125550112", from_=OURS)
    walked(calls, status="busy")
    for name in ("start_time", "end_time"):
        calls.list(**{name: now.date()})
        calls.list(**{f"{name}_after": now - timedelta(hours=1), f"{name}_before": now + timedelta(hours=1)})


def a_call_under_way(guide: Guide) -> None:
    """Redirected by address and by document, limited, ended."""
    guide.scene(answers(ANNA))
    guide.app.documents |= {"/long": twiml("<Pause length='600'/>"), "/other": twiml("<Pause length='600'/>")}
    call = guide.call(ANNA, "/long", send_digits="1w2", time_limit=3000, fallback_url=guide.url("/fallback"))
    guide.stage.advance(30)
    running = guide.client.calls(call.sid)
    running.fetch()
    running.update(url=guide.url("/other"), method="GET", status_callback=guide.url("/call-status-moved"))
    guide.stage.advance(5)
    running.update(twiml="<Response><Pause length='600'/></Response>")
    guide.stage.advance(5)
    running.update(time_limit=900)
    running.update(status="completed")
    guide.stage.run()
    running.fetch()


def recordings(guide: Guide) -> None:
    """Over REST: paused, resumed, stopped, deleted; asked for with the call; by the Record verb; of nothing."""
    says = [{"hear": "tone|beep", "words": "please call me back", "after": 1.0, "times": 1}]
    hasty = answers("+12125550125", presses=[{"hear": "beep", "keys": "#", "after": 0.2}])
    guide.scene(answers(ANNA, says=says, presses=[]), answers("+12125550124", vanishes=True), hasty)
    verb = f"<Record action='/record-action' timeout='3' recordingStatusCallback='{guide.url('/recording-status')}'"
    verb += " recordingStatusCallbackEvent='in-progress completed absent'/>"
    guide.app.documents |= {
        "/long": twiml("<Pause length='600'/>"),
        "/record": twiml("<Say>Speak after the tone.</Say>", verb),
        "/record-action": twiml("<Hangup/>"),
    }
    told = {"recording_status_callback": guide.url("/recording-status"), "recording_status_callback_method": "POST"}
    call = guide.call(ANNA, "/long")
    guide.stage.advance(10)
    owned = guide.client.calls(call.sid).recordings
    first = owned.create(recording_channels="dual", **told, recording_status_callback_event=["completed", "absent"])
    guide.stage.advance(5)
    for status in ("paused", "in-progress", "stopped"):
        owned("Twilio.CURRENT").update(status=status)
        owned(first.sid).fetch()
    guide.client.calls(call.sid).update(status="completed")
    for to in (ANNA, "+12125550124", "+12125550125"):
        guide.call(to, "/record")
    guide.call(ANNA, "/long", record=True, recording_channels="mono", time_limit=30, **told)
    guide.stage.run()
    walked(owned, date_created=datetime.fromtimestamp(guide.stage.now(), UTC).date())
    everything = guide.client.recordings
    walked(everything)
    everything.list(call_sid=call.sid, date_created_after=datetime(2030, 1, 1, tzinfo=UTC))
    sound(guide, first.sid)
    spoken = everything.list(limit=1)[0].sid
    everything(spoken).delete()
    everything(spoken).fetch(include_soft_deleted=True)
    everything.list(include_soft_deleted=True)
    owned(first.sid).delete()


def sound(guide: Guide, sid: str) -> None:
    """The recording itself, and one resource about it."""
    guide.client.recordings(sid).fetch()
    for ending in ("", ".wav", ".mp3"):
        guide.client.request(
            "GET", f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{sid}{ending}"
        )


def keys_and_words(guide: Guide) -> None:
    """A Gather answered by keys, by words, by nothing; a sound; documents that fail and their fallback."""
    presses = [{"hear": "press one", "keys": "12", "after": 1.0, "times": 1}]
    says = [{"hear": "who", "words": "this is Anna", "after": 1.0, "times": 1}]
    guide.scene(answers(ANNA, presses=presses, says=says))
    ask = (
        "<Gather input='{0}' numDigits='4' timeout='3' action='/{1}' actionOnEmptyResult='true'><Say>{2}</Say></Gather>"
    )
    guide.app.documents |= {
        "/menu": twiml(ask.format("dtmf", "keys", "press one")),
        "/keys": twiml(ask.format("speech", "words", "who is this?")),
        "/words": twiml(ask.format("dtmf", "nothing", "well?")),
        "/nothing": twiml("<Play>/sound.wav</Play>", "<Redirect method='GET'>/next</Redirect>"),
        "/sound.wav": Document("x" * 16_000, content_type="audio/mpeg"),
        "/next": Document("", status=500),
        "/fallback": twiml("<Say>Sorry.</Say>"),
    }
    guide.call(ANNA, "/menu", fallback_url=guide.url("/fallback"), fallback_method="POST")
    guide.stage.run()


def legs(guide: Guide) -> None:
    """Dial: a whisper that is accepted and one that is not, busy, nobody, the caller gone; each leg's own callbacks."""
    accepts = [{"hear": "press one", "keys": "1", "after": 1.0, "times": 1}]
    guide.scene(
        answers(ANNA, talk_seconds=40),
        answers("+12125550125", hangs_up_after=4),
        answers(COLLECTOR, presses=accepts, talk_seconds=20),
        answers(SECOND_COLLECTOR, hangs_up_hearing="press one"),
        person(BUSY_COLLECTOR, call={"answer": "busy"}),
        person("+12125550134", call={"answer": "no_answer"}),
    )
    guide.app.documents |= {
        "/whisper": twiml("<Gather numDigits='1' timeout='5' action='/accepted'><Say>press one</Say></Gather>"),
        "/accepted": twiml(),
        "/dialled": twiml("<Hangup/>"),
    }
    dialled = {
        "accepted": _dial(
            guide, COLLECTOR, "record='record-from-answer-dual' recordingStatusCallback='/dial-recording'"
        ),
        "declined": _dial(guide, SECOND_COLLECTOR, ""),
        "busy": _dial(guide, BUSY_COLLECTOR, ""),
        "nobody": _dial(guide, "+12125550134", ""),
    }
    guide.app.documents |= {f"/dial/{name}": document for name, document in dialled.items()}
    made = [guide.call(ANNA, f"/dial/{name}") for name in dialled]
    guide.call("+12125550125", "/dial/nobody")
    guide.stage.advance(14)
    guide.client.calls.list(parent_call_sid=made[0].sid)
    guide.stage.run()
    walked(guide.client.calls, parent_call_sid=made[0].sid)
    child = guide.client.calls.list(parent_call_sid=made[0].sid)[0]
    guide.client.calls(child.sid).fetch()
    guide.client.calls(made[0].sid).recordings.list()


def _dial(guide: Guide, number: str, more: str) -> Document:
    told = "statusCallback='/leg-status' statusCallbackEvent='initiated ringing answered completed'"
    noun = f"<Number url='/whisper' {told} machineDetection='Enable' amdStatusCallback='/amd'>{number}</Number>"
    return twiml(f"<Dial action='/dialled' timeout='10' callerId='{OURS}' {more}>{noun}</Dial>")


def a_card(guide: Guide) -> None:
    keys = {"card number": f"{CARD}#", "expiration": "1230#", "security": "123#", "postal|zip": "10001#"}
    guide.scene(answers(ANNA, presses=[{"hear": hear, "keys": typed, "after": 1.0} for hear, typed in keys.items()]))
    pay = "<Pay action='/paid' statusCallback='/pay-status' chargeAmount='20.00' paymentConnector='Default'/>"
    guide.app.documents |= {"/pay": twiml(pay), "/paid": twiml("<Hangup/>")}
    guide.call(ANNA, "/pay")
    guide.stage.run()


def a_bank_account(guide: Guide) -> None:
    keys = {"routing": "021000021#", "account": "123456789#"}
    guide.scene(answers(ANNA, presses=[{"hear": hear, "keys": typed, "after": 1.0} for hear, typed in keys.items()]))
    save = "<Pay action='/saved' paymentMethod='ach-debit' bankAccountType='consumer-savings'/>"
    guide.app.documents |= {"/save": twiml(save), "/saved": twiml("<Hangup/>")}
    guide.call(ANNA, "/save")
    guide.stage.run()


def calls_to_us(guide: Guide) -> None:
    """Answered, turned away, with a fallback; the number hears of their ends."""
    numbers: dict[str, Any] = {
        OURS: {"voice_url": guide.url("/welcome"), "status_callback": guide.url("/number-status")},
        OTHER_OF_OURS: {"voice_url": guide.url("/broken"), "voice_fallback_url": guide.url("/fallback")},
    }
    guide.scene(header(numbers), answers(ANNA))
    guide.app.documents |= {
        "/welcome": twiml("<Say>Welcome.</Say>"),
        "/broken": Document("<Response", content_type="text/xml"),
        "/fallback": twiml("<Reject reason='busy'/>"),
    }
    for number in numbers:
        guide.stage.admin("dial", {"from": ANNA, "to": number})
    guide.stage.run()
    guide.client.calls.list(to=OURS)
