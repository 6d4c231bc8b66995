"""What each webhook carries: key sets of captured production payloads and of Twilio's own tables, and what differs here.

Captured payloads are public ones; only their keys are kept. `CAPTURED` says which. Documented sets are those of the pages
named. A difference is written down with its reason: `lacks` is not sent here, `adds` is sent though the source has it not,
`may` comes and goes with the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.sandbox.wire.exchanges import Hook


def keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = keys(
    " ".join(
        f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip", "Country")
    )
)
CALL = keys("CallSid AccountSid From To Caller Called CallStatus ApiVersion Direction") | PLACES
PROGRESS = CALL | keys("Timestamp CallbackSource SequenceNumber")
LEG = {"ParentCallSid": "a leg of a Dial"}
VERDICT = {"AnsweredBy": "after machine detection; repeated in every later request of the call"}
SIP = {"SipResponseCode": "documented for every end; the capture of 2018 is older"}
NO_STIR = dict.fromkeys(("StirStatus", "StirVerstat"), "the attestation of a call made here is unknown")
TEXT = keys(
    "ToCountry ToState SmsMessageSid NumMedia ToCity FromZip SmsSid FromState SmsStatus FromCity Body FromCountry To ToZip "
    "NumSegments MessageSid AccountSid From ApiVersion"
)
DELIVERY = keys("SmsSid SmsStatus MessageStatus To MessageSid AccountSid From ApiVersion")
SERVICE = {"MessagingServiceSid": "texts of a messaging service"}
RECORDING = keys(
    "AccountSid RecordingSid RecordingUrl RecordingStatus RecordingDuration RecordingChannels RecordingStartTime RecordingSource"
)
ABSENT = dict.fromkeys(("RecordingUrl", "RecordingDuration"), "a recording of nothing")
ROOM = keys("ConferenceSid FriendlyName AccountSid SequenceNumber Timestamp StatusCallbackEvent")
SEAT = ROOM | keys("CallSid Muted Hold Coaching EndConferenceOnExit StartConferenceOnEnter")
LABEL = {"ParticipantLabel": "a labelled participant", "CallSidToCoach": "one who coaches"}
RECORDED = dict.fromkeys(
    ("RecordingUrl", "RecordingSid", "RecordingDuration"), "where the call, or the Dial, is recorded"
)
CARD = keys("PaymentCardNumber PaymentCardType ExpirationDate SecurityCode PaymentCardPostalCode")
BANK = keys("BankAccountNumber BankRoutingNumber BankAccountType")


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """One type of webhook: which of a run's are of it, and what they carry."""

    title: str
    path: str
    source: str
    keys: frozenset[str]
    when: Mapping[str, str] = field(default_factory=dict)
    lacks: Mapping[str, str] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)

    def holds(self, hook: Hook) -> bool:
        at = urlsplit(hook.url).path
        return at.startswith(self.path) and all(hook.fields.get(name) == value for name, value in self.when.items())

    def expected(self) -> frozenset[str]:
        return (self.keys - set(self.lacks) | set(self.adds)) - set(self.may)


VOICE = "twilio.com/docs/voice/twiml"
CALLS = "twilio.com/docs/voice/api/call-resource"
CAPTURED = {
    "inbound call": "a form of 27 fields in a public FastAPI application",
    "completed": "a status callback of 25 March 2018 quoted in a public Java class",
    "busy": "a status callback of 7 May 2022 quoted in a public PHP page",
    "unanswered": "the payload a public Ruby mock of Twilio repeats",
    "gather": "two payloads quoted in a public Go and a public Django application",
    "dial": "payloads quoted in a public Node script (answered, recorded) and a public Python one (no answer)",
    "text": "raw bodies in the tests of nyaruka/courier; notification-api of the Department of Veterans Affairs",
}
GOLDEN = (
    # Calls: documents.
    Golden("call to us", "/welcome", CAPTURED["inbound call"], CALL | keys("CallToken StirVerstat")),
    Golden("call to us, broken", "/broken", CAPTURED["inbound call"], CALL | keys("CallToken StirVerstat")),
    Golden("fallback, ringing", "/fallback", VOICE, CALL | keys("ErrorCode ErrorUrl CallToken StirVerstat"),
           when={"CallStatus": "ringing"}),
    Golden("fallback", "/fallback", VOICE, CALL | keys("ErrorCode ErrorUrl"), when={"CallStatus": "in-progress"}),
    *[Golden(f"document {path}", path, VOICE, CALL, may=VERDICT)
      for path in ("/hello", "/long", "/other", "/record", "/menu", "/next", "/dial/", "/pay", "/save", "/join", "/enqueue", "/take",
                   "/dequeued", "/hold", "/announcement")],
    Golden("sound", "/sound.wav", f"{VOICE}/play", frozenset()),
    Golden("keys", "/keys", CAPTURED["gather"], CALL | keys("Digits FinishedOnKey msg")),
    Golden("words", "/words", f"{VOICE}/gather", CALL | keys("SpeechResult Confidence Language")),
    Golden("nothing typed", "/nothing", CAPTURED["gather"], CALL | keys("Digits FinishedOnKey msg")),
    Golden("screening", "/accepted", CAPTURED["gather"], CALL | keys("Digits FinishedOnKey msg ParentCallSid"), may=VERDICT),
    Golden("whisper", "/whisper", f"{VOICE}/number", CALL | keys("ParentCallSid"), may=VERDICT),
    Golden("record action", "/record-action", f"{VOICE}/record",
           CALL | keys("RecordingUrl RecordingSid RecordingDuration Digits")),
    Golden("payment", "/paid", f"{VOICE}/pay",
           CALL | CARD | keys("Result PaymentMethod PaymentConfirmationCode")),
    Golden("bank account kept", "/saved", f"{VOICE}/pay", CALL | BANK | keys("Result PaymentMethod PaymentToken ProfileId")),
    # Dial.
    Golden("dial, answered and recorded", "/dialled", CAPTURED["dial"],
           CALL | keys("DialCallStatus DialCallSid DialCallDuration RecordingUrl RecordingSid RecordingDuration"),
           when={"DialCallStatus": "completed", "DialBridged": "true"},
           adds={"DialBridged": "the capture is older than the field"}),
    Golden("dial, declined", "/dialled", f"{VOICE}/dial",
           CALL | keys("DialCallStatus DialCallSid DialCallDuration DialBridged"),
           when={"DialCallStatus": "completed", "DialBridged": "false"}),
    *[Golden(f"dial, {status}", "/dialled", CAPTURED["dial"], CALL | keys("DialCallStatus DialCallSid DialBridged"),
             when={"DialCallStatus": status}) for status in ("no-answer", "busy", "canceled")],
    Golden("dial of a queue", "/queue-dialled", f"{VOICE}/queue",
           CALL | keys("DialCallStatus DialCallSid DialCallDuration DialBridged QueueSid QueueTime DequeingCallSid")),
    Golden("dial of a conference", "/left", f"{VOICE}/dial", CALL | keys("DialCallStatus DialBridged"), may=VERDICT),
    # Queues.
    Golden("queue wait", "/queue-wait", f"{VOICE}/enqueue",
           CALL | keys("QueuePosition QueueSid QueueTime AvgQueueTime CurrentQueueSize MaxQueueSize")),
    Golden("queue whisper", "/queue-whisper", f"{VOICE}/queue", CALL | keys("QueueSid QueueTime DequeingCallSid")),
    Golden("queue action", "/queue-action", f"{VOICE}/enqueue", CALL | keys("QueueResult QueueSid QueueTime")),
    # Progress of calls.
    *[Golden(f"call {status}", "/call-status", CALLS, PROGRESS, when={"CallStatus": status},
             may=VERDICT) for status in ("initiated", "ringing", "in-progress")],
    Golden("call completed", "/call-status", CAPTURED["completed"], PROGRESS | keys("CallDuration Duration AnsweredBy"),
           when={"CallStatus": "completed"}, adds=SIP, may=VERDICT | RECORDED),
    Golden("call busy", "/call-status", CAPTURED["busy"], PROGRESS | keys("CallDuration Duration SipResponseCode"),
           when={"CallStatus": "busy"}),
    *[Golden(f"call {status}", "/call-status", CAPTURED["unanswered"],
             PROGRESS | keys("CallDuration Duration SipResponseCode StirStatus StirVerstat AnsweredBy"),
             when={"CallStatus": status}, lacks=NO_STIR, may=VERDICT) for status in ("no-answer", "failed", "canceled")],
    *[Golden(f"leg {status}", "/leg-status", f"{VOICE}/number", PROGRESS, when={"CallStatus": status}, adds=LEG, may=VERDICT)
      for status in ("initiated", "ringing", "in-progress")],
    *[Golden(f"leg {status}", "/leg-status", f"{VOICE}/number", PROGRESS | keys("CallDuration Duration SipResponseCode"),
             when={"CallStatus": status}, adds=LEG, may=VERDICT | (RECORDED if status == "completed" else {}))
      for status in ("completed", "busy", "no-answer", "canceled")],
    Golden("call to us, over", "/number-status", VOICE, PROGRESS | keys("CallDuration Duration"),
           when={"CallStatus": "completed"}, adds=SIP),
    Golden("verdict", "/amd", "twilio.com/docs/voice/answering-machine-detection",
           keys("CallSid AccountSid AnsweredBy MachineDetectionDuration")),
    Golden("payment step", "/pay-status", f"{VOICE}/pay", CARD | keys("AccountSid CallSid For ErrorType Attempt"),
           adds={"PaymentMethod": "not in the table of the page"}),
    # Recordings.
    Golden("recording over REST or of a Record", "/recording-status", "twilio.com/docs/voice/api/recording",
           RECORDING | keys("CallSid"), may={"RecordingTrack": "of those asked for over REST", "ErrorCode": "of nothing"} | ABSENT),
    Golden("recording of a Dial", "/dial-recording", f"{VOICE}/dial", RECORDING | keys("CallSid")),
    Golden("recording of a conference", "/room-recording", f"{VOICE}/conference", RECORDING | keys("ConferenceSid")),
    # Conferences.
    Golden("conference wait", "/room-wait", f"{VOICE}/conference", CALL,
           adds=dict.fromkeys(("ConferenceSid", "FriendlyName"), "not documented; who waits should know for what")),
    Golden("conference start", "/room-status", f"{VOICE}/conference", ROOM, when={"StatusCallbackEvent": "conference-start"}),
    Golden("conference end", "/room-status", f"{VOICE}/conference",
           ROOM | keys("ReasonConferenceEnded Reason CallSidEndingConference"),
           when={"StatusCallbackEvent": "conference-end"}, may={"CallSidEndingConference": "unless it was ended over REST"}),
    *[Golden(f"participant {event}", "/room-status", f"{VOICE}/conference", SEAT,
             when={"StatusCallbackEvent": f"participant-{event}"}, may=LABEL)
      for event in ("join", "mute", "unmute", "hold", "unhold", "modify")],
    Golden("participant leave", "/room-status", f"{VOICE}/conference", SEAT | keys("ParticipantCallStatus ReasonParticipantLeft"),
           when={"StatusCallbackEvent": "participant-leave"}, may=LABEL),
    # Texts.
    Golden("text to us", "/sms", CAPTURED["text"], TEXT, when={"NumMedia": "0"},
           may={**SERVICE, "OptOutType": "a keyword, with Advanced Opt-Out"}),
    Golden("text to us with a picture", "/sms", CAPTURED["text"], TEXT | keys("MediaUrl0"), when={"NumMedia": "1"},
           adds={"MediaContentType0": "documented; the capture left it out"}),
    Golden("text to us, fallback", "/sms-fallback", "twilio.com/docs/usage/security/availability-reliability",
           TEXT | keys("ErrorCode ErrorUrl")),
    Golden("delivery", "/sms-status", CAPTURED["text"], DELIVERY,
           may={**SERVICE, "ErrorCode": "failed or undelivered", "RawDlrDoneDate": "the handset's receipt"}),
)  # fmt: skip


def golden_of(hook: Hook) -> Golden | None:
    """The most particular type a webhook is of."""
    found = [one for one in GOLDEN if one.holds(hook)]
    return max(found, key=lambda one: (len(one.path), len(one.when)), default=None)
