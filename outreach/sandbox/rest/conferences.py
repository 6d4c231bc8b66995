"""`Conferences.json`: list, fetch, and the update that announces something to all or ends it."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.conference import Announcement, Conference
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

UPDATE: Final = Parameters(names("Status AnnounceUrl AnnounceMethod"))
LIST: Final = Parameters(
    names("FriendlyName Status DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated>") | PAGING
)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(named(sandbox, ask)))


def list_conferences(sandbox: Sandbox, ask: Ask) -> Reply:
    created, updated = instant_filter(ask, "DateCreated"), instant_filter(ask, "DateUpdated")
    name, status = ask.query.get("FriendlyName"), ask.query.get("Status")

    def fits(one: Conference) -> bool:
        same = name in {None, one.friendly_name} and status in {None, one.status}
        return same and created(one.created_at) and updated(one.updated_at)

    return Reply(200, page(ask, "conferences", sandbox.conferences, fits, shown, name))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` 16022 for one that is over."""
    conference, now = named(sandbox, ask), sandbox.clock.now()
    room = sandbox.rooms.get(conference.sid)
    if room is None:
        raise Refusal(16022)
    if ask.text("Status") not in {"", "completed"}:
        raise Refusal(20001, "Status")
    if ask.text("AnnounceUrl"):
        source = Source(ask.url("AnnounceUrl", 21402), ask.method_of("AnnounceMethod"))
        sandbox.rooms.announce(sandbox, room, Announcement(source, None, len(room.seats)), now)
    if ask.text("Status") == "completed":
        sandbox.rooms.end(sandbox, room, now, "conference-ended-via-api")
    return Reply(200, shown(conference))


def named(sandbox: Sandbox, ask: Ask, place: int = 1) -> Conference:
    """The conference the path names. Raises `Refusal` 20404."""
    conference = sandbox.conferences.get(ask.parts[place])
    if conference is None:
        raise Refusal(20404, ask.path)
    return conference


def shown(conference: Conference) -> dict[str, object]:
    uri = f"/{API_VERSION}/Accounts/{conference.account_sid}/Conferences/{conference.sid}"
    return {
        "account_sid": conference.account_sid,
        "api_version": API_VERSION,
        "call_sid_ending_conference": conference.call_sid_ending,
        "date_created": rfc2822(conference.created_at),
        "date_updated": rfc2822(conference.updated_at),
        "friendly_name": conference.friendly_name,
        "reason_conference_ended": conference.reason_ended,
        "region": conference.region,
        "sid": conference.sid,
        "status": conference.status,
        "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        "uri": f"{uri}.json",
    }
