"""Which elements TwiML has, which attributes each has, and what may stand inside.

An attribute is read here, known to Twilio and without effect here (`ignored`), or unknown, which Twilio warns of. The
numbers are those Twilio logs for a value it does not accept (twilio.com/docs/api/errors); 12200 where it has none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from outreach.sandbox.twiml import values, verbs
from outreach.sandbox.twiml.values import Reader, flag, method, one_of, set_of, text, whole

CALL_EVENTS: Final = set_of("initiated", "ringing", "answered", "completed")
CONFERENCE_EVENTS: Final = set_of("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
RECORDING_EVENTS: Final = set_of("in-progress", "completed", "absent")
DETECTIONS: Final = one_of("Enable", "DetectMessageEnd")
DIAL_RECORDS: Final = (
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
)
CARDS: Final = ("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute")
PAY_STEPS: Final = (
    "payment-card-number",
    "expiration-date",
    "security-code",
    "postal-code",
    "payment-processing",
    "bank-account-number",
    "bank-routing-number",
)
PAY_ERRORS: Final = (
    "timeout",
    "invalid-card-number",
    "invalid-card-type",
    "invalid-date",
    "invalid-security-code",
    "invalid-postal-code",
    "invalid-bank-account-number",
    "invalid-bank-routing-number",
    "session-in-progress",
    "card-declined",
    "input-matching-failed",
)

Attributes = Mapping[str, tuple[Reader, int]]


@dataclass(frozen=True, slots=True)
class Element:
    """`makes` is built from the attributes read (`finishOnKey` is its field `finish_on_key`)."""

    makes: type
    attributes: Attributes = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    nesting_code: int = 12200


RECORDING_STATUS: Final[Attributes] = {
    "recordingStatusCallback": (text, 12200),
    "recordingStatusCallbackMethod": (method, 12200),
    "recordingStatusCallbackEvent": (RECORDING_EVENTS, 13621),
}
PROMPTS: Final = frozenset({"Say", "Play", "Pause"})
DETECTION_TUNING: Final = frozenset(
    {"machineDetectionSpeechThreshold", "machineDetectionSpeechEndThreshold", "machineDetectionSilenceTimeout"}
)

ELEMENTS: Final[Mapping[str, Element]] = {
    "Say": Element(
        verbs.Say,
        {"voice": (text, 13511), "language": (text, 13512), "loop": (whole(0), 13510)},
        inside=frozenset(["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"]),
    ),
    "Play": Element(verbs.Play, {"loop": (whole(0), 13410), "digits": (values.tones, 13430)}),
    "Pause": Element(verbs.Pause, {"length": (whole(1), 13910)}),
    "Gather": Element(
        verbs.Gather,
        {
            "input": (values.words_of("dtmf", "speech"), 13326),
            "action": (text, 12200),
            "method": (method, 13312),
            "timeout": (whole(0), 13313),
            "speechTimeout": (values.speech_timeout, 13327),
            "finishOnKey": (values.key_or_none, 13310),
            "numDigits": (whole(1), 13314),
            "language": (text, 13331),
            "partialResultCallback": (text, 12200),
            "partialResultCallbackMethod": (method, 12200),
            "bargeIn": (flag, 13332),
            "actionOnEmptyResult": (flag, 13338),
        },
        frozenset(
            [
                "maxSpeechTime",
                "profanityFilter",
                "hints",
                "debug",
                "speechModel",
                "enhanced",
                "dtmfDetection",
            ]
        ),
        PROMPTS,
        13320,
    ),
    "Dial": Element(
        verbs.Dial,
        {
            "action": (text, 12200),
            "method": (method, 13210),
            "timeout": (whole(5, 600), 13212),
            "timeLimit": (whole(1, 14_400), 13216),
            "callerId": (text, 13214),
            "hangupOnStar": (flag, 13213),
            "answerOnBridge": (flag, 13219),
            "sequential": (flag, 13218),
            "record": (one_of(*DIAL_RECORDS), 13217),
            **RECORDING_STATUS,
        },
        frozenset(
            [
                "trim",
                "recordingConfigurationId",
                "ringTone",
                "recordingTrack",
                "referUrl",
                "referMethod",
                "events",
                "passports",
                "callReason",
            ]
        ),
        frozenset({"Number", "Conference", "Queue"}),
        13215,
    ),
    "Number": Element(
        verbs.Number,
        {
            "url": (text, 12200),
            "method": (method, 13221),
            "sendDigits": (values.tones, 13222),
            "statusCallback": (text, 12200),
            "statusCallbackEvent": (CALL_EVENTS, 12200),
            "statusCallbackMethod": (method, 12200),
            "machineDetection": (DETECTIONS, 12200),
            "machineDetectionTimeout": (whole(3, 60), 12200),
            "amdStatusCallback": (text, 12200),
            "amdStatusCallbackMethod": (method, 12200),
        },
        DETECTION_TUNING | {"byoc"},
    ),
    "Conference": Element(
        verbs.Conference,
        {
            "muted": (flag, 13230),
            "beep": (one_of("true", "false", "onEnter", "onExit"), 13235),
            "startConferenceOnEnter": (flag, 13232),
            "endConferenceOnExit": (flag, 13231),
            "waitUrl": (text, 13233),
            "waitMethod": (method, 13234),
            "maxParticipants": (whole(1, 250), 12200),
            "record": (one_of("do-not-record", "record-from-start"), 12200),
            "region": (text, 12200),
            "coach": (text, 13240),
            "statusCallback": (text, 12200),
            "statusCallbackEvent": (CONFERENCE_EVENTS, 12200),
            "statusCallbackMethod": (method, 12200),
            "participantLabel": (text, 16023),
            **RECORDING_STATUS,
        },
        frozenset({"trim", "eventCallbackUrl", "jitterBufferSize", "recordingConfigurationId"}),
    ),
    "Queue": Element(
        verbs.Queue,
        {"url": (text, 14211), "method": (method, 14210)},
        frozenset({"reservationSid", "postWorkActivitySid"}),
    ),
    "Enqueue": Element(
        verbs.Enqueue,
        {
            "action": (text, 14203),
            "method": (method, 14201),
            "waitUrl": (text, 14202),
            "waitUrlMethod": (method, 14206),
            "maxQueueSize": (whole(1, 5000), 12200),
        },
        frozenset({"workflowSid"}),
    ),
    "Record": Element(
        verbs.Record,
        {
            "action": (text, 12200),
            "method": (method, 13610),
            "timeout": (whole(0), 13611),
            "finishOnKey": (values.keys, 13613),
            "maxLength": (whole(2, 14_400), 13612),
            "playBeep": (flag, 13616),
            **RECORDING_STATUS,
        },
        frozenset({"trim", "transcribe", "transcribeCallback", "recordingConfigurationId"}),
    ),
    "Pay": Element(
        verbs.Pay,
        {
            "action": (text, 12200),
            "statusCallback": (text, 12200),
            "statusCallbackMethod": (method, 12200),
            "timeout": (whole(1), 12200),
            "maxAttempts": (whole(1, 3), 12200),
            "paymentMethod": (one_of("credit-card", "ach-debit"), 12200),
            "bankAccountType": (one_of("consumer-checking", "consumer-savings", "commercial-checking"), 12200),
            "securityCode": (flag, 12200),
            "postalCode": (text, 12200),
            "minPostalCodeLength": (whole(0), 12200),
            "paymentConnector": (text, 12200),
            "tokenType": (one_of("one-time", "reusable", "payment-method"), 12200),
            "chargeAmount": (text, 12200),
            "currency": (text, 12200),
            "validCardTypes": (values.words_of(*CARDS), 12200),
        },
        frozenset({"input", "description", "language"}),
        frozenset({"Prompt"}),
    ),
    "Prompt": Element(
        verbs.PayPrompt,
        {
            "for": (values.words_of(*PAY_STEPS), 12200),
            "attempt": (values.wholes, 12200),
            "errorType": (values.words_of(*PAY_ERRORS), 12200),
            "cardType": (values.words_of(*CARDS), 12200),
        },
        frozenset({"requireMatchingInputs"}),
        PROMPTS,
    ),
    "Redirect": Element(verbs.Redirect, {"method": (method, 13710)}),
    "Hangup": Element(verbs.Hangup),
    "Leave": Element(verbs.Leave),
    "Reject": Element(verbs.Reject, {"reason": (one_of("rejected", "busy"), 13810)}),
}

VERBS: Final = frozenset(
    [
        "Say",
        "Play",
        "Pause",
        "Gather",
        "Dial",
        "Enqueue",
        "Record",
        "Pay",
        "Redirect",
        "Hangup",
        "Leave",
        "Reject",
    ]
)
NOT_MODELLED: Final = {
    "Response": ("Connect", "Echo", "Refer", "Sms", "Start", "Stop"),
    "Dial": ("Application", "Client", "Sim", "Sip", "WhatsApp"),
    "Enqueue": ("Task",),
}
"""Elements Twilio knows and this stand-in does not perform, by what they stand in."""
WITHOUT_EFFECT: Final = {"Pay": ("Parameter",), "Reject": ("Parameter",), "Hangup": ("Parameter",)}
"""Elements Twilio knows and that change nothing here, by what they stand in."""
