"""Recordings: of the account, of a call, of a conference; their media; and a recording that is under way.

A deleted recording has no sound; its description is shown to who asks for it (`IncludeSoftDeleted`) for forty days more.
Source: twilio.com/docs/voice/api/recording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest import call_request
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.calls import named as call_named
from outreach.sandbox.rest.conferences import named as conference_named
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import RecordingWish
from outreach.sandbox.voice.recording import Recording
from outreach.sandbox.voice.tape import Tape, begin, finish, pause
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

FILTERS: Final = names("DateCreated DateCreated< DateCreated>") | PAGING
LIST: Final = Parameters(FILTERS | names("CallSid ConferenceSid IncludeSoftDeleted"))
LIST_OF_ONE: Final = Parameters(FILTERS)
FETCH: Final = Parameters(names("IncludeSoftDeleted"))
MEDIA: Final = Parameters(names("RequestedChannels"))
START: Final = Parameters(
    names("RecordingStatusCallbackEvent RecordingStatusCallback RecordingStatusCallbackMethod RecordingChannels"),
    names("Trim RecordingTrack"),
)
UPDATE: Final = Parameters(names("Status"), names("PauseBehavior"))
CURRENT: Final = "Twilio.CURRENT"
BY_REQUEST: Final = "StartCallRecordingAPI"
OWN_FIELDS: Final = ("media_url", "subresource_uris")
ENDED: Final = frozenset({"completed", "absent"})
REMEMBERED_SECONDS: Final = 40 * 86_400.0


def list_recordings(sandbox: Sandbox, ask: Ask) -> Reply:
    about = ask.query.get("CallSid") or ask.query.get("ConferenceSid")
    return Reply(200, _page(sandbox, ask, about))


def list_of_call(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, _page(sandbox, ask, call_named(sandbox, ask).sid, "call"))


def list_of_conference(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, _page(sandbox, ask, conference_named(sandbox, ask).sid, "conference"))


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(_named(sandbox, ask, deleted=_deleted_too(ask))))


def fetch_of_one(sandbox: Sandbox, ask: Ask) -> Reply:
    """Under its call or conference, whose schema has a little less."""
    recording = _named(sandbox, ask, 2)
    return Reply(200, _of_one(recording, "conference" if ask.parts[1].startswith("CF") else "call"))


def media(sandbox: Sandbox, ask: Ask) -> Reply:
    """The sound, which is silence: a WAV file, also for who asks for MP3."""
    recording = _named(sandbox, ask)
    if recording.status != "completed":
        raise Refusal(20404, ask.path)
    if ask.query.get("RequestedChannels") == "2" and recording.channels == 1:
        raise Refusal(16113)
    return Reply(200, recording.silence(), media="audio/x-wav")


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    recording = _named(sandbox, ask, len(ask.parts) - 1)
    if recording.status not in ENDED:
        raise Refusal(20009)
    recording.status, recording.updated_at = "deleted", sandbox.clock.now()
    sandbox.recordings.put_away(recording)
    return GONE


def start(sandbox: Sandbox, ask: Ask) -> Reply:
    """Record a call that is talking. Raises `Refusal` 21220 for any other, 16108 where one asked for so still runs."""
    call = call_named(sandbox, ask)
    leg = sandbox.legs.get(call.sid)
    if leg is None or not leg.answered:
        raise Refusal(21220)
    if any(tape.wish.source == BY_REQUEST for tape in leg.tapes):
        raise Refusal(16108)
    channels = 2 if ask.text("RecordingChannels") == "dual" else 1
    wish = RecordingWish(channels, BY_REQUEST, call_request.recording_callback(ask))
    tape = begin(sandbox, call, wish, sandbox.clock.now())
    leg.tapes.append(tape)
    return Reply(201, _of_one(_running(sandbox, tape), "call"))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """Pause, resume or stop a recording that runs."""
    call = call_named(sandbox, ask)
    leg = sandbox.legs.get(call.sid)
    tape = _meant(leg.tapes if leg else (), ask)
    if leg is not None and ask.text("Status") == "stopped":
        finish(sandbox, call, tape, sandbox.clock.now())
        leg.tapes.remove(tape)
        return Reply(200, _of_one(_running(sandbox, tape), "call") | {"status": "stopped"})
    return Reply(200, _of_one(_paused(sandbox, tape, ask), "call"))


def update_of_conference(sandbox: Sandbox, ask: Ask) -> Reply:
    """Pause or resume; the recording of a conference cannot be stopped."""
    room = sandbox.rooms.get(conference_named(sandbox, ask).sid)
    tape = _meant([room.tape] if room and room.tape else (), ask)
    return Reply(200, _of_one(_paused(sandbox, tape, ask), "conference"))


def _meant(tapes: Sequence[Tape], ask: Ask) -> Tape:
    """The tape the path names. Raises `Refusal` 16114 when it does not run, or where CURRENT says too little."""
    fits = [tape for tape in tapes if ask.parts[2] in {CURRENT, tape.sid}]
    if len(fits) != 1:
        raise Refusal(16114)
    return fits[0]


def _paused(sandbox: Sandbox, tape: Tape, ask: Ask) -> Recording:
    wanted = ask.text("Status")
    if wanted not in {"paused", "in-progress"}:
        raise Refusal(20001, "Status")
    pause(sandbox, tape, wanted)
    return _running(sandbox, tape)


def shown(recording: Recording) -> dict[str, object]:
    uri = f"/{API_VERSION}/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    parts = {"add_on_results": f"{uri}/AddOnResults.json", "transcriptions": f"{uri}/Transcriptions.json"}
    return {
        "account_sid": recording.account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "channels": recording.channels,
        "conference_sid": recording.conference_sid,
        "date_created": rfc2822(recording.started_at),
        "date_updated": rfc2822(recording.updated_at),
        "duration": None if recording.seconds is None else str(recording.seconds),
        "encryption_details": None,
        "error_code": recording.error_code,
        "media_url": recording.url,
        "price": None,
        "price_unit": "USD",
        "sid": recording.sid,
        "source": recording.source,
        "start_time": rfc2822(recording.started_at),
        "status": recording.status,
        "subresource_uris": parts,
        "uri": f"{uri}.json",
    }


def _of_one(recording: Recording, owner: str) -> dict[str, object]:
    body = {name: value for name, value in shown(recording).items() if name not in OWN_FIELDS}
    sid = recording.call_sid if owner == "call" else recording.conference_sid
    root = f"/{API_VERSION}/Accounts/{recording.account_sid}/{owner.capitalize()}s/{sid}/Recordings"
    return body | {"uri": f"{root}/{recording.sid}.json"} | ({"track": "both"} if owner == "call" else {})


def _page(sandbox: Sandbox, ask: Ask, about: str | None, owner: str = "") -> Mapping[str, object]:
    created, deleted = instant_filter(ask, "DateCreated"), _deleted_too(ask)

    def fits(recording: Recording) -> bool:
        return created(recording.started_at) and _is_shown(sandbox, recording, deleted=deleted)

    def show(recording: Recording) -> Mapping[str, object]:
        return _of_one(recording, owner) if owner else shown(recording)

    return page(ask, "recordings", sandbox.recordings, fits, show, about)


def _named(sandbox: Sandbox, ask: Ask, place: int = 1, *, deleted: bool = False) -> Recording:
    recording = sandbox.recordings.get(ask.parts[place])
    if recording is None or not _is_shown(sandbox, recording, deleted=deleted):
        raise Refusal(20404, ask.path)
    return recording


def _deleted_too(ask: Ask) -> bool:
    return ask.query.get("IncludeSoftDeleted", "").lower() == "true"


def _is_shown(sandbox: Sandbox, recording: Recording, *, deleted: bool) -> bool:
    if recording.status != "deleted":
        return True
    return deleted and sandbox.clock.now() - recording.updated_at < REMEMBERED_SECONDS


def _running(sandbox: Sandbox, tape: Tape) -> Recording:
    recording = sandbox.recordings.get(tape.sid)
    if recording is None:
        raise Refusal(20404, tape.sid)
    return recording
