"""The verbs and nouns of TwiML that are performed here, as data. Seconds and counts as Twilio means them.

Source: twilio.com/docs/voice/twiml, one page per verb; the defaults are those of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from outreach.sandbox.twiml.errors import TwimlError

POST = "POST"


@dataclass(frozen=True, slots=True)
class Say:
    words: str
    voice: str | None = None
    language: str | None = None
    loop: int = 1  # 0: for ever


@dataclass(frozen=True, slots=True)
class Play:
    """`url` of a sound, or `digits` to play as tones. `seconds` is known when the sound is at hand already."""

    url: str = ""
    digits: str = ""
    loop: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    length: int = 1


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """`speech_timeout` None is as long as `timeout`, 0 is `auto`: until the first pause."""

    prompts: tuple[Prompt, ...] = ()
    input: tuple[str, ...] = ("dtmf",)
    action: str = ""
    method: str = POST
    timeout: int = 5
    speech_timeout: int | None = None
    finish_on_key: str = "#"
    num_digits: int | None = None
    language: str = "en-US"
    partial_result_callback: str = ""
    partial_result_callback_method: str = POST
    barge_in: bool = True
    action_on_empty_result: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A phone to ring; `url` is whispered to whoever picks up, before the two are connected."""

    to: str
    url: str = ""
    method: str = POST
    send_digits: str = ""
    status_callback: str = ""
    status_callback_event: frozenset[str] = frozenset({"completed"})
    status_callback_method: str = POST
    machine_detection: str = ""
    machine_detection_timeout: int = 30
    amd_status_callback: str = ""
    amd_status_callback_method: str = POST


@dataclass(frozen=True, slots=True)
class Conference:
    """A room to enter. `wait_url` None is Twilio's music, empty is silence."""

    name: str
    muted: bool = False
    beep: str = "true"
    start_conference_on_enter: bool = True
    end_conference_on_exit: bool = False
    wait_url: str | None = None
    wait_method: str = POST
    max_participants: int = 250
    record: str = "do-not-record"
    recording_status_callback: str = ""
    recording_status_callback_method: str = POST
    recording_status_callback_event: frozenset[str] = frozenset({"completed"})
    status_callback: str = ""
    status_callback_event: frozenset[str] = frozenset()
    status_callback_method: str = POST
    participant_label: str = ""
    coach: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue whose first caller is to be talked to; `url` is played to that caller before."""

    name: str
    url: str = ""
    method: str = POST
    wrong: bool = False  # as written it leads to no queue


@dataclass(frozen=True, slots=True)
class Dial:
    """`answer_on_bridge` lets the caller's phone ring on until somebody is connected."""

    numbers: tuple[Number, ...] = ()
    conference: Conference | None = None
    queue: Queue | None = None
    action: str = ""
    method: str = POST
    timeout: int = 30
    time_limit: int = 14_400
    caller_id: str = ""
    hangup_on_star: bool = False
    answer_on_bridge: bool = False
    sequential: bool = False
    record: str = "do-not-record"
    recording_status_callback: str = ""
    recording_status_callback_method: str = POST
    recording_status_callback_event: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Enqueue:
    name: str
    action: str = ""
    method: str = POST
    wait_url: str | None = None
    wait_url_method: str = POST
    max_queue_size: int = 1000
    wrong: bool = False  # as written it leads to no queue


@dataclass(frozen=True, slots=True)
class Record:
    action: str = ""
    method: str = POST
    timeout: int = 5
    finish_on_key: str = "1234567890*#"
    max_length: int = 3600
    play_beep: bool = True
    recording_status_callback: str = ""
    recording_status_callback_method: str = POST
    recording_status_callback_event: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class PayPrompt:
    """Words for a step of a payment, instead of Twilio's own. Empty conditions hold always."""

    for_: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    attempt: tuple[int, ...] = ()
    error_type: tuple[str, ...] = ()
    card_type: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pay:
    """`charge_amount` empty or 0 only makes a token. `postal_code` may be the code itself, already known.

    `max_attempts` is how often a step is asked again.
    """

    prompts: tuple[PayPrompt, ...] = ()
    action: str = ""
    status_callback: str = ""
    status_callback_method: str = POST
    timeout: int = 5
    max_attempts: int = 1
    payment_method: str = "credit-card"
    bank_account_type: str = "consumer-checking"
    security_code: bool = True
    postal_code: str = "true"
    min_postal_code_length: int = 0
    payment_connector: str = "Default"
    token_type: str = "reusable"  # noqa: S105 - what the token may be used for
    charge_amount: str = ""
    currency: str = "usd"
    valid_card_types: tuple[str, ...] = ("visa", "mastercard", "amex")


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = POST


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Leave:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str = "rejected"


Verb = Say | Play | Pause | Gather | Dial | Enqueue | Record | Pay | Redirect | Hangup | Leave | Reject


@dataclass(frozen=True, slots=True)
class Document:
    """Verbs in order, what Twilio would have warned about, and the known attributes that have no effect here."""

    verbs: tuple[Verb, ...]
    warnings: tuple[TwimlError, ...] = ()
    ignored: tuple[str, ...] = ()
