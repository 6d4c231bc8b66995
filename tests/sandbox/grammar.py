"""Random TwiML: documents a client might write, right, wrong and absurd, each leading to others of its world.

Elements and attributes are Twilio's; values are those of the pages or nonsense. Documents are `/d/0` to `/d/4`.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

DOCUMENTS = 5
PEOPLE = [f"+13125550{n}" for n in range(110, 117)]
FLAGS = st.sampled_from(["true", "false", "perhaps"])
METHODS = st.sampled_from(["GET", "POST", "PUT"])
LINKS = st.sampled_from([f"/d/{n}" for n in range(DOCUMENTS)] + ["", "/nothing", "nowhere/at/all", "mailto:anna"])
SECONDS = st.sampled_from(["0", "1", "2", "5", "7", "30", "-1", "soon"])
WORDS = st.sampled_from(["Press 1.", "Oprima 1", "", "A & B < C", "card number", "Goodbye. " * 20, "ñandú"])
EVENTS = st.sampled_from(
    ["initiated ringing answered completed", "start end join leave mute hold modify", "completed", "x"]
)
RECORDINGS = st.sampled_from(["in-progress completed absent", "completed"])
ATTRIBUTES: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "Say": {"voice": WORDS, "language": WORDS, "loop": SECONDS},
    "Play": {"loop": st.sampled_from(["1", "2", "-1"]), "digits": st.sampled_from(["1", "1wW#", "x"])},
    "Pause": {"length": SECONDS},
    "Gather": {
        "input": st.sampled_from(["dtmf", "speech", "dtmf speech", "smoke"]),
        "action": LINKS,
        "method": METHODS,
        "timeout": SECONDS,
        "speechTimeout": st.sampled_from(["auto", "1", "x"]),
        "finishOnKey": st.sampled_from(["#", "", "*", "12"]),
        "numDigits": st.sampled_from(["1", "4", "0"]),
        "bargeIn": FLAGS,
        "actionOnEmptyResult": FLAGS,
        "partialResultCallback": LINKS,
    },
    "Record": {
        "action": LINKS,
        "timeout": SECONDS,
        "finishOnKey": st.sampled_from(["#", "1*", "x"]),
        "maxLength": st.sampled_from(["2", "20", "1"]),
        "playBeep": FLAGS,
        "recordingStatusCallback": LINKS,
        "recordingStatusCallbackEvent": RECORDINGS,
    },
    "Dial": {
        "action": LINKS,
        "timeout": st.sampled_from(["5", "20", "1"]),
        "timeLimit": st.sampled_from(["1", "30", "0"]),
        "callerId": st.sampled_from(["+12125550100", "+13125550110", "nobody"]),
        "hangupOnStar": FLAGS,
        "answerOnBridge": FLAGS,
        "sequential": FLAGS,
        "record": st.sampled_from(["true", "record-from-ringing-dual", "record-from-answer", "do-not-record", "x"]),
        "recordingStatusCallback": LINKS,
        "recordingStatusCallbackEvent": RECORDINGS,
        "ringTone": WORDS,
    },
    "Number": {
        "url": LINKS,
        "method": METHODS,
        "sendDigits": st.sampled_from(["1", "wW2"]),
        "statusCallback": LINKS,
        "statusCallbackEvent": EVENTS,
        "machineDetection": st.sampled_from(["Enable", "DetectMessageEnd"]),
        "amdStatusCallback": LINKS,
    },
    "Conference": {
        "muted": FLAGS,
        "beep": st.sampled_from(["true", "onEnter", "x"]),
        "startConferenceOnEnter": FLAGS,
        "endConferenceOnExit": st.sampled_from(["true", "false"]),
        "waitUrl": LINKS,
        "maxParticipants": st.sampled_from(["1", "2", "9"]),
        "record": st.sampled_from(["record-from-start", "x"]),
        "recordingStatusCallback": LINKS,
        "statusCallback": LINKS,
        "statusCallbackEvent": EVENTS,
        "participantLabel": st.sampled_from(["debtor", "a/b"]),
        "coach": st.sampled_from(["CA" + "0" * 32]),
    },
    "Queue": {"url": LINKS, "method": METHODS},
    "Enqueue": {
        "action": LINKS,
        "method": METHODS,
        "waitUrl": LINKS,
        "waitUrlMethod": METHODS,
        "maxQueueSize": SECONDS,
    },
    "Pay": {
        "action": LINKS,
        "statusCallback": LINKS,
        "timeout": SECONDS,
        "maxAttempts": st.sampled_from(["1", "3", "9"]),
        "paymentMethod": st.sampled_from(["credit-card", "ach-debit", "gold"]),
        "chargeAmount": st.sampled_from(["0", "10.50", "-1", "much", "NaN"]),
        "postalCode": st.sampled_from(["true", "false", "94105"]),
    },
    "Prompt": {"for": st.sampled_from(["payment-card-number", "x"]), "attempt": st.sampled_from(["1", "2 3", "x"])},
    "Redirect": {"method": METHODS},
    "Hangup": {},
    "Leave": {},
    "Reject": {"reason": st.sampled_from(["busy", "rejected", "rude"])},
    "Sing": {"pitch": WORDS},
}
TEXTS: dict[str, st.SearchStrategy[str]] = {
    "Say": WORDS,
    "Play": st.sampled_from(["/sound", "/nothing", "mailto:anna", ""]),
    "Number": st.sampled_from([*PEOPLE, "(312) 555-0110", "12", ""]),
    "Conference": st.sampled_from(["room", "hall", "", "x" * 129]),
    "Queue": st.sampled_from(["line", "row", "", "x" * 65]),
    "Enqueue": st.sampled_from(["line", "row", "", "x" * 65]),
    "Redirect": LINKS,
    "Dial": st.sampled_from([*PEOPLE, ""]),
}
INSIDE: dict[str, tuple[str, ...]] = {
    "Gather": ("Say", "Play", "Pause", "Hangup"),
    "Dial": ("Number", "Number", "Conference", "Queue", "Say"),
    "Pay": ("Prompt",),
    "Prompt": ("Say", "Pause", "Record"),
}
VERBS = [name for name in ATTRIBUTES if name not in {"Number", "Conference", "Queue", "Prompt"}]


@st.composite
def elements(draw: st.DrawFn, name: str) -> str:
    chosen = (
        draw(st.lists(st.sampled_from(sorted(ATTRIBUTES[name])), unique=True, max_size=4)) if ATTRIBUTES[name] else []
    )
    written = "".join(f" {one}={quoteattr(draw(ATTRIBUTES[name][one]))}" for one in chosen)
    children = draw(st.lists(st.sampled_from(INSIDE[name]), max_size=3)) if name in INSIDE else []
    content = "".join(draw(elements(child)) for child in children)
    if not children and name in TEXTS:
        content = escape(draw(TEXTS[name]))
    return f"<{name}{written}>{content}</{name}>"


@st.composite
def documents(draw: st.DrawFn) -> str:
    verbs = draw(st.lists(st.sampled_from(VERBS), max_size=4))
    body = f"<Response>{''.join(draw(elements(verb)) for verb in verbs)}</Response>"
    return draw(st.sampled_from([body] * 12 + [body[:-3], "", "Good morning."]))


WORLDS = st.lists(documents(), min_size=DOCUMENTS, max_size=DOCUMENTS)
