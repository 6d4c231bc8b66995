"""The carrier's side of the web process: signed requests, and a call that follows the prompts it gets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from uuid import UUID

import httpx
from twilio.request_validator import RequestValidator

from tests.support.accounts import ACCOUNT_SID, AUTH_TOKEN, PUBLIC

SID = "CA" + "1" * 32
WRONG = "00000"


@dataclass
class Carrier:
    """Posts forms signed as Twilio signs them, to the public URL."""

    client: httpx.Client
    token: str = AUTH_TOKEN
    account: str = ACCOUNT_SID

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        form = {"AccountSid": self.account, **fields}
        signature = RequestValidator(self.token).compute_signature(f"{PUBLIC}{path}", form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature, **(headers or {})})


@dataclass
class Call:
    """One answered call. ``said`` is all that was spoken so far; ``action`` where keys go, None once it hung up.

    ``dial`` is what rings meanwhile or where she waits; its news go to ``action``, too.
    """

    carrier: Carrier
    attempt: UUID
    sid: str = SID
    said: list[str] = field(default_factory=list)
    action: str | None = None
    dial: ET.Element | None = None

    def ring_us(self, to: str, from_: str) -> Call:
        """Somebody calls a number of ours."""
        self._hear(self.carrier.post("/voice/inbound", CallSid=self.sid, From=from_, To=to))
        return self

    def say(self, words: str, confidence: str = "0.9") -> Call:
        """Speak instead of pressing a key."""
        assert self.action is not None, "the line is dead"
        self._hear(self.carrier.post(self.action, CallSid=self.sid, SpeechResult=words, Confidence=confidence))
        return self

    def answer(self) -> Call:
        """Somebody, or something, picks up."""
        self._hear(self.carrier.post(f"/voice/{self.attempt}", CallSid=self.sid))
        return self

    def press(self, *keys: str) -> Call:
        """Press keys at one prompt after the other; an empty text is silence."""
        for digits in keys:
            assert self.action is not None, "the line is dead"
            self._hear(self.carrier.post(self.action, CallSid=self.sid, Digits=digits))
        return self

    def told(self, status: str, **fields: str) -> Call:
        """The carrier tells what came of the Dial she waited in."""
        assert self.action is not None, "the line is dead"
        news = {"DialCallStatus": status, "CallStatus": "in-progress"} | fields
        self._hear(self.carrier.post(self.action, None, CallSid=self.sid, **news))
        return self

    def waits(self) -> Call:
        """She has waited a moment, and the carrier asks again."""
        assert self.action is not None, "the line is dead"
        self._hear(self.carrier.post(self.action, CallSid=self.sid))
        return self

    @property
    def ringing(self) -> list[UUID]:
        """The rings of the phones that ring for her."""
        numbers = self.dial.findall("Number") if self.dial is not None else []
        return [UUID(number.attrib["url"].partition("#")[0].rsplit("/", 1)[-1]) for number in numbers]

    @property
    def last(self) -> str:
        return self.said[-1]

    @property
    def everything(self) -> str:
        return " ".join(self.said)

    def _hear(self, response: httpx.Response) -> None:
        assert response.status_code == 200
        document = ET.fromstring(response.text)
        self.said.append(" ".join(say.text or "" for say in document.iter("Say")))
        if (later := document.find("Redirect")) is not None and "late=" in (later.text or ""):  # asked again
            self.said.pop()
            self._hear(self.carrier.post((later.text or "").partition("#")[0], CallSid=self.sid))
            return
        self.dial = document.find("Dial")
        gather = self.dial if self.dial is not None else document.find("Gather")
        onward = gather.attrib["action"] if gather is not None else later.text if later is not None else None
        self.action = None if onward is None else onward.partition("#")[0]  # never sent, never signed
        assert (self.action is None) == (document.find("Hangup") is not None)
