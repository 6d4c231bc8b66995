"""Which resource answers which path of which product, and which parameters it takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from outreach.sandbox.rest import (
    accounts,
    calls,
    conferences,
    emails,
    lookups,
    media,
    messages,
    numbers,
    participants,
    queues,
    recordings,
    services,
)
from outreach.sandbox.rest.ask import Ask, Reply
from outreach.sandbox.rest.parameters import NONE, Parameters
from outreach.sandbox.sandbox import Sandbox

Resource = Callable[[Sandbox, Ask], Reply]

ACCOUNT: Final = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})"
V1: Final = r"/v1/Services"
HEX: Final = "[0-9a-f]{32}"
CALL: Final = ACCOUNT + rf"/Calls/(CA{HEX})"
MESSAGE: Final = ACCOUNT + rf"/Messages/((?:SM|MM){HEX})"
MEDIUM: Final = MESSAGE + rf"/Media/(ME{HEX})"
CONFERENCE: Final = ACCOUNT + rf"/Conferences/(CF{HEX})"
PARTICIPANTS: Final = ACCOUNT + r"/Conferences/([^/]+)/Participants"
QUEUE: Final = ACCOUNT + rf"/Queues/(QU{HEX})"
MEMBER: Final = QUEUE + rf"/Members/(CA{HEX}|Front)\.json"
RECORDING: Final = ACCOUNT + rf"/Recordings/(RE{HEX})"
OWN_RECORDING: Final = rf"/Recordings/(RE{HEX}|Twilio\.CURRENT)\.json"
NUMBER: Final = ACCOUNT + rf"/IncomingPhoneNumbers/(PN{HEX})\.json"
SERVICE: Final = V1 + rf"/(MG{HEX})"
SERVICE_NUMBER: Final = SERVICE + rf"/PhoneNumbers/(PN{HEX})"


@dataclass(frozen=True, slots=True)
class Route:
    """`channel` names the creates that chaos can strike. JSON bodies are checked by the resource itself."""

    product: str
    method: str
    path: re.Pattern[str]
    resource: Resource
    parameters: Parameters
    channel: str | None = None


def _api(
    method: str, path: str, resource: Resource, parameters: Parameters = NONE, channel: str | None = None
) -> Route:
    return Route("api", method, re.compile(path), resource, parameters, channel)


ROUTES: Final[tuple[Route, ...]] = (
    _api("POST", ACCOUNT + r"/Calls\.json", calls.create, calls.CREATE, "calls"),
    _api("POST", ACCOUNT + r"/Messages\.json", messages.create, messages.CREATE, "messages"),
    Route("comms", "POST", re.compile(r"/v1/Emails"), emails.create, NONE, "emails"),
    _api("GET", ACCOUNT + r"\.json", accounts.fetch_account),
    _api("GET", ACCOUNT + r"/Calls\.json", calls.list_calls, calls.LIST),
    _api("GET", CALL + r"\.json", calls.fetch),
    _api("POST", CALL + r"\.json", calls.update, calls.UPDATE),
    _api("DELETE", CALL + r"\.json", calls.delete),
    _api("POST", CALL + r"/Recordings\.json", recordings.start, recordings.START),
    _api("GET", CALL + r"/Recordings\.json", recordings.list_of_call, recordings.LIST_OF_ONE),
    _api("GET", CALL + OWN_RECORDING, recordings.fetch_of_one),
    _api("POST", CALL + OWN_RECORDING, recordings.update, recordings.UPDATE),
    _api("DELETE", CALL + OWN_RECORDING, recordings.delete),
    _api("GET", ACCOUNT + r"/Messages\.json", messages.list_messages, messages.LIST),
    _api("GET", MESSAGE + r"\.json", messages.fetch),
    _api("POST", MESSAGE + r"\.json", messages.update, messages.UPDATE),
    _api("DELETE", MESSAGE + r"\.json", messages.delete),
    _api("GET", MESSAGE + r"/Media\.json", media.list_media, media.LIST),
    _api("GET", MEDIUM + r"\.json", media.fetch),
    _api("GET", MEDIUM, media.forward),
    _api("DELETE", MEDIUM + r"\.json", media.delete),
    _api("GET", ACCOUNT + r"/Conferences\.json", conferences.list_conferences, conferences.LIST),
    _api("GET", CONFERENCE + r"\.json", conferences.fetch),
    _api("POST", CONFERENCE + r"\.json", conferences.update, conferences.UPDATE),
    _api("GET", CONFERENCE + r"/Recordings\.json", recordings.list_of_conference, recordings.LIST_OF_ONE),
    _api("GET", CONFERENCE + OWN_RECORDING, recordings.fetch_of_one),
    _api("POST", CONFERENCE + OWN_RECORDING, recordings.update_of_conference, recordings.UPDATE),
    _api("DELETE", CONFERENCE + OWN_RECORDING, recordings.delete),
    _api("POST", PARTICIPANTS + r"\.json", participants.create, participants.CREATE, "calls"),
    _api("GET", PARTICIPANTS + r"\.json", participants.list_participants, participants.LIST),
    _api("GET", PARTICIPANTS + r"/([^/]+)\.json", participants.fetch),
    _api("POST", PARTICIPANTS + r"/([^/]+)\.json", participants.update, participants.UPDATE),
    _api("DELETE", PARTICIPANTS + r"/([^/]+)\.json", participants.delete),
    _api("POST", ACCOUNT + r"/Queues\.json", queues.create, queues.CHANGE),
    _api("GET", ACCOUNT + r"/Queues\.json", queues.list_queues, queues.LIST),
    _api("GET", QUEUE + r"\.json", queues.fetch),
    _api("POST", QUEUE + r"\.json", queues.update, queues.CHANGE),
    _api("DELETE", QUEUE + r"\.json", queues.delete),
    _api("GET", QUEUE + r"/Members\.json", queues.list_members, queues.LIST),
    _api("GET", MEMBER, queues.fetch_member),
    _api("POST", MEMBER, queues.dequeue, queues.DEQUEUE),
    _api("GET", ACCOUNT + r"/Recordings\.json", recordings.list_recordings, recordings.LIST),
    _api("GET", RECORDING + r"\.json", recordings.fetch, recordings.FETCH),
    _api("GET", RECORDING + r"(?:\.wav|\.mp3)?", recordings.media, recordings.MEDIA),
    _api("DELETE", RECORDING + r"\.json", recordings.delete),
    _api("POST", ACCOUNT + r"/IncomingPhoneNumbers\.json", numbers.create, numbers.CREATE),
    _api("GET", ACCOUNT + r"/IncomingPhoneNumbers\.json", numbers.list_numbers, numbers.LIST),
    _api("GET", NUMBER, numbers.fetch),
    _api("POST", NUMBER, numbers.update, numbers.UPDATE),
    _api("DELETE", NUMBER, numbers.delete),
    Route("comms", "GET", re.compile(r"/v1/Emails"), emails.list_emails, emails.LIST),
    Route("comms", "GET", re.compile(r"/v1/Emails/Operations/(comms_operation_\w+)"), emails.fetch_operation, NONE),
    Route("comms", "GET", re.compile(r"/v1/Emails/(comms_email_\w+)"), emails.fetch, NONE),
    Route("lookups", "GET", re.compile(r"/v2/PhoneNumbers/([^/]+)"), lookups.fetch, lookups.FETCH),
    Route("messaging", "POST", re.compile(V1), services.create, services.CHANGE),
    Route("messaging", "GET", re.compile(V1), services.list_services, services.LIST),
    Route("messaging", "GET", re.compile(SERVICE), services.fetch, NONE),
    Route("messaging", "POST", re.compile(SERVICE), services.update, services.CHANGE),
    Route("messaging", "DELETE", re.compile(SERVICE), services.delete, NONE),
    Route("messaging", "POST", re.compile(SERVICE + "/PhoneNumbers"), services.add_number, services.ADD),
    Route("messaging", "GET", re.compile(SERVICE + "/PhoneNumbers"), services.list_numbers, services.LIST),
    Route("messaging", "GET", re.compile(SERVICE_NUMBER), services.fetch_number, NONE),
    Route("messaging", "DELETE", re.compile(SERVICE_NUMBER), services.remove_number, NONE),
)
