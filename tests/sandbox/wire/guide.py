"""What the chapters of the grand tour share: people, addresses, and the SDK in front of a recorded sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.sandbox.stage import ATTEMPT, OURS, ClientApp, Stage

OTHER_OF_OURS = "+12125550101"
CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
ROOM_EVENTS = "start end join leave mute hold modify"
UNKNOWN = "f" * 32


@dataclass(slots=True)
class Guide:
    """Goes from scene to scene of one sandbox, which forgets nothing of the earlier ones but in its tap."""

    stage: Stage
    app: ClientApp
    scenes: int = 0

    @property
    def client(self) -> Any:
        return self.stage.client

    def scene(self, *people: Mapping[str, Any], **options: Any) -> None:
        self.scenes += 1  # another seed, so that no two scenes give the same id
        self.stage.set(self.app, people, {"seed": self.scenes, **options})

    def url(self, path: str) -> str:
        return f"{self.app.origin}{path}"

    def call(self, to: str, url: str, **more: Any) -> Any:
        """A call whose TwiML is at `url` and whose callbacks go to `/call-status`."""
        told = {"status_callback": self.url(f"/call-status/{ATTEMPT}"), "status_callback_event": CALL_EVENTS}
        return self.client.calls.create(to=to, from_=OURS, **{"url": self.url(url)} | told | more)

    def text(self, to: str, body: str = "A word about your account.", **more: Any) -> Any:
        told = {"from_": OURS, "status_callback": self.url(f"/sms-status/{ATTEMPT}")}
        return self.client.messages.create(to=to, body=body, **told | more)


def person(address: str, **manners: Any) -> dict[str, Any]:
    return {"address": address, **manners}


def answers(address: str, **call: Any) -> dict[str, Any]:
    """Somebody who picks up after two seconds and stays on the line."""
    return person(address, call={"answer": "human", "ring_seconds": 2, **call})


def header(numbers: Mapping[str, Any], services: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"header": {"numbers": dict(numbers), "services": dict(services or {})}}


def walked(listing: Any, sizes: Sequence[int] = (2,), **filters: Any) -> None:
    """A list by the SDK: in several pages, there and back by their own addresses."""
    for size in sizes:
        listing.list(page_size=size, **filters)
    first = listing.page(page_size=1, **filters)
    second = first.next_page()
    if second is not None:
        second.previous_page()
