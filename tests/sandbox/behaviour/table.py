"""A table of behaviours: one row per documented sentence, its source, and a scene that shows it.

A scene is a generator. It sets its documents and places its calls, yields seconds to let them pass (nothing: until all is
over), and judges by what the client's application was asked and by the journal. All scenes of a table are played at the
same time in one process; each has numbers, paths, a conference and a queue of its own.

    @DIAL.row("A busy signal: DialCallStatus is busy.", PAGE, b=BUSY)
    def _(play: Play) -> Scene:
        play.call(f"<Dial action='after'>{play.number('b')}</Dial>")
        yield
        assert play.asked("after")["DialCallStatus"] == "busy"
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.sandbox.stage import ClientApp, Document, Stage, Webhook, twiml

Scene = Iterator[Any]  # of seconds to let pass, None to the end
Manner = Mapping[str, Any]

NAMES = "abcdefghijklm"
AS_DOCUMENTED = "as documented"
HUMAN: Manner = {"answer": "human", "ring_seconds": 1}
BUSY: Manner = {"answer": "busy"}
NO_ANSWER: Manner = {"answer": "no_answer"}
NOT_IN_SERVICE: Manner = {"answer": "not_in_service"}
MACHINE: Manner = {"answer": "machine", "ring_seconds": 1, "greeting_seconds": 8}


def human(**more: Any) -> Manner:
    """Somebody who answers after a second of ringing."""
    return {**HUMAN, **more}


def presses(keys: str, after: float = 1.0, hear: str = ".", **more: Any) -> Manner:
    """Somebody who types `keys`, once, `after` seconds after hearing something."""
    return human(presses=[{"hear": hear, "keys": keys, "after": after, "times": 1}], **more)


def says(words: str, after: float = 1.0, hear: str = ".", **more: Any) -> Manner:
    """Somebody who says `words`, once, `after` seconds after hearing something."""
    return human(says=[{"hear": hear, "words": words, "after": after, "times": 1}], **more)


@dataclass(frozen=True, slots=True)
class Row:
    """`people` live at the scene's numbers, a to m; `ours` are settings of the account's number, URLs as paths.

    Whoever is not described answers after a second and talks for 90 seconds, a for ten minutes.
    """

    sentence: str
    source: str
    scene: Callable[[Play], Scene]
    people: Mapping[str, Manner]
    ours: Mapping[str, str]
    modelled: str = AS_DOCUMENTED


@dataclass(slots=True)
class Table:
    """The rows of one subject, in the order of the page."""

    title: str
    about: str
    rows: list[Row] = field(default_factory=list)

    def row(
        self,
        sentence: str,
        source: str,
        modelled: str = AS_DOCUMENTED,
        ours: Mapping[str, str] | None = None,
        **people: Manner,
    ) -> Callable[[Callable[[Play], Scene]], Callable[[Play], Scene]]:
        def add(scene: Callable[[Play], Scene]) -> Callable[[Play], Scene]:
            everybody = dict.fromkeys(NAMES, HUMAN) | {"a": human(talk_seconds=600.0)} | people
            self.rows.append(Row(sentence, source, scene, everybody, ours or {}, modelled))
            return scene

        return add


class Play:
    """One row being played: what its scene may do, and see."""

    def __init__(self, row: Row, place: int, stage: Stage, app: ClientApp) -> None:
        self.row = row
        self.stage = stage
        self.client: Any = stage.client
        self.app = app
        self.room, self.queue = f"room-{place}", f"queue-{place}"
        self.ours = f"+1{200 + place}5550100"
        self.lines: list[dict[str, Any]] = []
        self._prefix = f"/{place}"
        self._area = 200 + place
        self._scene = row.scene(self)

    def number(self, name: str) -> str:
        """The telephone number of a person of the scene: a, b, c …"""
        return f"+1{self._area}55501{10 + 'abcdefghijklmno'.index(name)}"

    def url(self, path: str) -> str:
        return f"{self.app.origin}{self._prefix}/{path}"

    def serve(self, path: str, *verbs: str) -> None:
        """TwiML at a path of the scene; its own documents may point to it by the bare name."""
        self.answer(path, twiml(*verbs))

    def answer(self, path: str, document: Document | Callable[[Webhook], Document]) -> None:
        self.app.documents[f"{self._prefix}/{path}"] = document

    def call(self, *verbs: str, to: str = "a", path: str = "start", **more: Any) -> str:
        """Place a call that gets these verbs. Its sid."""
        if verbs:
            self.serve(path, *verbs)
        asked = {"url": self.url(path), "from_": self.ours} | more
        if "twiml" in asked:
            del asked["url"]
        return str(self.client.calls.create(to=self.number(to), **asked).sid)

    def ring_us(self, *verbs: str, person: str = "a") -> str:
        """A person calls our number, whose voice URL must be `inbound`. The sid of her call."""
        if verbs:
            self.serve("inbound", *verbs)
        return str(self.stage.admin("dial", {"from": self.number(person), "to": self.ours})["sid"])

    def hand(self, act: str, name: str = "a", **more: Any) -> None:
        """Do something with a phone as the page does: take, answer, press (keys), say (words), hang_up, dial (to)."""
        self.stage.admin("phones", {"number": self.number(name), "act": act, **more})

    def requests(self, path: str) -> list[Webhook]:
        return [one for one in self.app.webhooks if one.path == f"{self._prefix}/{path}"]

    def asked(self, path: str) -> dict[str, str]:
        """The fields of the one request on a path."""
        (only,) = self.requests(path)
        return only.fields

    def journal(self, kind: str, **equal: Any) -> list[dict[str, Any]]:
        """The scene's lines of a kind; before the end of the play, those written so far."""
        lines = self.lines or self._own(self.stage.journal())
        fits = (one for one in lines if one["kind"] == kind)
        return [one for one in fits if all(one.get(name) == value for name, value in equal.items())]

    def one(self, kind: str, **equal: Any) -> dict[str, Any]:
        (only,) = self.journal(kind, **equal)
        return only

    def at(self, kind: str, **equal: Any) -> float:
        """The instant of the one line of a kind."""
        return moment(self.one(kind, **equal))

    def legs(self, name: str) -> list[str]:
        """The sids of the calls to or from a person, in their order."""
        number = self.number(name)
        return [one["sid"] for one in self.journal("call.created") if number in {one["to"], one["from"]}]

    def leg(self, name: str) -> str:
        (only,) = self.legs(name)
        return only

    def words(self, sid: str | None = None) -> list[str]:
        """What was said to whoever is at the other end of a call, or to anybody."""
        return [one["words"] for one in self.journal("call.said", **({"sid": sid} if sid else {}))]

    def kinds_of(self, sid: str) -> list[str]:
        """The kinds of the journal's lines about a call."""
        told = (one["kind"] for one in self.lines if one.get("sid") == sid)
        return [kind for kind in told if not kind.startswith(("request", "webhook"))]

    def codes(self) -> list[int]:
        """What the debugger holds against the scene's documents, in its order."""
        kinds = {"twiml.error", "twiml.warning"}
        return [one["code"] for one in self.lines if one["kind"] in kinds]

    def step(self) -> float | None:
        """Go on to the next yield: seconds to let pass, None to the end."""
        return next(self._scene, None)

    def judge(self) -> None:
        for _ in self._scene:
            raise AssertionError("a scene waits for the end once")

    def settle(self, lines: list[dict[str, Any]]) -> None:
        """The play is over: keep what concerns it."""
        self.lines = self._own(lines)

    def described(self) -> list[Manner]:
        return [{"address": self.number(name), "call": manner} for name, manner in self.row.people.items()]

    def settings(self) -> Mapping[str, str]:
        return {
            name: self.url(value) if name.endswith(("url", "callback")) else value
            for name, value in self.row.ours.items()
        }

    def _own(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        numbers = {self.ours} | {self.number(name) for name in NAMES}
        names = {self.room, self.queue}
        return [
            one
            for one in lines
            if {one.get("to"), one.get("from")} & numbers or {one.get("conference"), one.get("queue")} & names
        ]


def moment(line: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(line["at"]).timestamp()


class Played:
    """All scenes of a table, played at once; what failed on the way is raised when its row is judged."""

    def __init__(self, table: Table, stage: Stage, app: ClientApp) -> None:
        self._stage = stage
        self._app = app
        self._plays = {id(row): Play(row, place, stage, app) for place, row in enumerate(table.rows)}
        self._failures: dict[int, Exception] = {}
        self._set()
        self._live()
        self._check()

    def judge(self, row: Row) -> None:
        if id(row) in self._failures:
            raise self._failures[id(row)]
        self._plays[id(row)].judge()

    def _set(self) -> None:
        plays = self._plays.values()
        header = {"header": {"numbers": {play.ours: play.settings() for play in plays}}}
        people = [person for play in plays for person in play.described()]
        self._stage.set(self._app, [header, *people], {"calls_per_second": 1e9})

    def _live(self) -> None:
        now, waiting = 0.0, [(0.0, place, play) for place, play in enumerate(self._plays.values())]
        while waiting:
            due, place, play = heapq.heappop(waiting)
            if due > now:
                self._stage.advance(due - now)
                now = due
            seconds = self._step(play)
            if seconds is not None:
                heapq.heappush(waiting, (due + seconds, place, play))
        self._stage.admin("clock", {"run": True})

    def _step(self, play: Play) -> float | None:
        try:
            return play.step()
        except Exception as failure:  # noqa: BLE001 - told when the row is judged
            self._failures[id(play.row)] = failure
            return None

    def _check(self) -> None:
        """What must hold of any play."""
        lines = self._stage.journal()
        for play in self._plays.values():
            play.settle(lines)
        faults = [one for one in lines if one["kind"] in {"contract_violation", "sandbox.error"}]
        assert not faults, faults
        assert all(one.genuine for one in self._app.webhooks if not one.path.endswith("/moved"))  # signed for elsewhere
        ends = Counter(one["sid"] for one in lines if one["kind"] == "call.ended")
        unclear = [one for one in lines if one["kind"] == "call.created" and ends[one["sid"]] != 1]
        assert not unclear, unclear
        assert self._stage.admin("stats")["idle"]
