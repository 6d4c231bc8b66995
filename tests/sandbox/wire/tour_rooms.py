"""The grand tour, second chapter: conferences and who is in them, queues and who waits in them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.sandbox.stage import OURS, twiml
from tests.sandbox.wire.guide import CALL_EVENTS, ROOM_EVENTS, Guide, answers, person, walked

ANNA, BELL, COLLECTOR, COACH = "+12125550123", "+12125550124", "+12125550131", "+12125550132"


def tour(guide: Guide) -> None:
    a_conference(guide)
    callers_who_wait(guide)


def a_conference(guide: Guide) -> None:
    patient = {"talk_seconds": 400, "patience_seconds": 400}
    guide.scene(
        *[answers(number, **patient) for number in (ANNA, BELL, COLLECTOR, COACH)],
        person("+12125550134", call={"answer": "busy"}),
        calls_per_second=0.5,
    )
    told = f"statusCallback='/room-status' statusCallbackEvent='{ROOM_EVENTS}' waitUrl='/room-wait'"
    kept = "record='record-from-start' recordingStatusCallback='/room-recording'"
    guide.app.documents |= {
        "/join": twiml(f"<Dial action='/left'><Conference {told} {kept}>Case 12</Conference></Dial>"),
        "/left": twiml("<Hangup/>"),
        "/room-wait": twiml("<Say>One moment.</Say>"),
        "/announcement": twiml("<Say>This call is recorded.</Say>"),
        "/hold": twiml("<Play>/sound.wav</Play>"),
    }
    first = guide.call(ANNA, "/join")
    guide.stage.advance(6)
    room = guide.client.conferences.list(friendly_name="Case 12", status="init")[0]
    conference = guide.client.conferences(room.sid)
    conference.fetch()
    bell, coach = invite(guide, room.sid)
    under_way(guide, room.sid, first.sid, bell)
    conference.participants(coach).delete()
    guide.stage.advance(5)
    the_tape(guide, room.sid)
    guide.client.calls(first.sid).update(status="completed")
    guide.stage.advance(5)
    other = guide.client.conferences.list(friendly_name="By name")[0]
    guide.client.conferences(other.sid).update(status="completed")
    guide.stage.run()
    afterwards(guide, room.sid)


def invite(guide: Guide, room: str) -> tuple[str, str]:
    """Participants called over REST: queued, ringing, connecting, in; one of them never comes."""
    participants = guide.client.conferences(room).participants
    told = {"status_callback": guide.url("/call-status/invited"), "status_callback_event": CALL_EVENTS}
    bell = participants.create(from_=OURS, to=BELL, label="debtor", muted=True, timeout=20, beep="onEnter", **told)
    coach = participants.create(
        from_=OURS, to=COACH, label="coach", coaching=True, call_sid_to_coach=bell.call_sid,
        end_conference_on_exit=False, machine_detection="Enable", **told,
    )  # fmt: skip
    participants.create(from_=OURS, to="+12125550134", start_conference_on_enter=False, **told)
    participants("debtor").fetch()
    guide.stage.advance(2.5)
    participants("debtor").fetch()
    guide.stage.advance(4)
    participants("coach").fetch()
    guide.stage.advance(20)
    guide.client.conferences("By name").participants.create(from_=OURS, to=COLLECTOR, **told)
    return bell.call_sid, coach.call_sid


def under_way(guide: Guide, room: str, anna: str, bell: str) -> None:
    """Mute, hold, coach, announce, kick."""
    conference = guide.client.conferences(room)
    conference.fetch()
    participants = conference.participants
    walked(participants)
    for muted in (False, True, False):
        participants(bell).update(muted=muted)
    participants(bell).update(hold=True, hold_url=guide.url("/hold"), hold_method="POST")
    participants("debtor").fetch()
    participants.list(hold=True, muted=False, coaching=False)
    participants(bell).update(hold=False)
    participants(anna).update(announce_url=guide.url("/announcement"), announce_method="GET")
    participants(anna).update(end_conference_on_exit=True)
    participants(bell).update(coaching=True, call_sid_to_coach=anna)
    guide.stage.advance(10)
    conference.update(announce_url=guide.url("/announcement"))
    guide.stage.advance(10)


def the_tape(guide: Guide, room: str) -> None:
    owned = guide.client.conferences(room).recordings
    tape = owned("Twilio.CURRENT").update(status="paused", pause_behavior="skip")
    owned(tape.sid).update(status="in-progress")
    owned(tape.sid).fetch()


def afterwards(guide: Guide, room: str) -> None:
    conferences, today = guide.client.conferences, datetime.fromtimestamp(guide.stage.now(), UTC).date()
    conferences(room).fetch()
    conferences(room).participants.list()
    owned = conferences(room).recordings
    kept = owned.list(date_created=today)[0]
    guide.client.recordings.list(conference_sid=room)
    owned(kept.sid).delete()
    walked(conferences)
    walked(conferences, status="completed", date_created=today)
    conferences.list(date_updated_after=today, date_created_before=today)


def callers_who_wait(guide: Guide) -> None:
    """Queues without callers and with, talked to, taken out over REST, tired of waiting."""
    guide.scene(*[answers(number, patience_seconds=60, talk_seconds=10) for number in (ANNA, BELL, COACH)],
                answers(COLLECTOR, talk_seconds=30), calls_per_second=10)  # fmt: skip
    queues = guide.client.queues
    made = [queues.create(friendly_name=name, max_size=5) for name in ("support", "late", "empty")]
    queues(made[1].sid).update(friendly_name="later", max_size=7)
    guide.app.documents |= {
        "/enqueue": twiml("<Enqueue action='/queue-action' waitUrl='/queue-wait'>support</Enqueue>"),
        "/queue-wait": twiml("<Say>All our agents are busy.</Say>", "<Pause length='5'/>"),
        "/queue-action": twiml("<Hangup/>"),
        "/take": twiml("<Dial action='/queue-dialled'><Queue url='/queue-whisper'>support</Queue></Dial>"),
        "/queue-whisper": twiml("<Say>You will be connected.</Say>"),
        "/queue-dialled": twiml("<Hangup/>"),
        "/dequeued": twiml("<Say>Goodbye.</Say>"),
    }
    callers = [guide.call(number, "/enqueue").sid for number in (ANNA, BELL, COACH)]
    guide.stage.advance(15)
    support = queues(made[0].sid)
    support.fetch()
    walked(queues)
    walked(support.members)
    support.members("Front").fetch()
    support.members(callers[1]).fetch()
    support.members(callers[1]).update(url=guide.url("/dequeued"), method="POST")
    guide.call(COLLECTOR, "/take")
    guide.stage.run()
    queues(made[2].sid).delete()
