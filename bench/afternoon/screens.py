"""Collectors at their screens: they sign on by a link, look every so often, hand some calls on, and fill in forms."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import urllib3

from bench.afternoon.cast import Colleague
from outreach.store import Store
from outreach.transfers import collectors, screens

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
HANDED_ON: Final = 0.1  # of talks
LOOKS: Final = (20, 60)  # seconds between looks
BACK_AFTER: Final = (120, 420)  # seconds until somebody whom nobody reached says that she is there


class Screen:
    """One collector's. ``due`` is when she looks next."""

    def __init__(self, who: Colleague, base: str, draw: random.Random, at: datetime) -> None:
        self.who = who
        self.due = at
        self.forms = self.handed = 0
        self._base = base
        self._draw = draw
        self._http = urllib3.PoolManager(timeout=60, retries=False)
        self._cookie = {"Cookie": ""}
        self._asked: set[str] = set()
        self._back: datetime | None = None

    def sign_on(self, store: Store, at: datetime) -> None:
        """Use the link that operations gave her."""
        with store.sessions.begin() as session:
            word = screens.invite(store, collectors.named(session, self.who.name), at)
        answer = self._http.request("POST", f"{self._base}/collectors/on/{word}", redirect=False)
        assert answer.status == 303, answer.data
        self._cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        self._look_again(at)

    def look(self, at: datetime) -> None:
        """See how things stand and do what they ask for."""
        answer = self._http.request("GET", f"{self._base}/collectors/state", headers=self._cookie)
        assert answer.status == 200, answer.data
        state, _, rest = answer.json()["mark"].partition(":")
        if state == "form":
            self._fill_in()
        elif state == "away":
            self._come_back(at)
        elif state == "on_call":
            self._hand_on(*rest.split(":"))
        self._look_again(at)

    def _look_again(self, at: datetime) -> None:
        self.due = at + timedelta(seconds=self._draw.uniform(*LOOKS))

    def _fill_in(self) -> None:
        """Mostly nothing was agreed; some promise, some refuse."""
        page = self._page()
        ring = re.search(r'name="ring" value="([\w-]+)"', page)
        assert ring, page
        known = 'id="amount"' in page
        kinds = ("talked", "refused", "promise") if known else ("not_reached",)
        fields = {
            "disposition": self._draw.choices(kinds, (6, 2, 3)[: len(kinds)])[0],
            "note": "as agreed",
            "ring": ring[1],
        }
        if fields["disposition"] == "promise":
            fields |= {"amount": "25.00", "due_on": "2026-12-10"}
        self._send("form", page, identified="yes", **fields)
        self.forms += 1

    def _come_back(self, at: datetime) -> None:
        """Nobody reached her; she says after a while that she is there."""
        if self._back is None:
            self._back = at + timedelta(seconds=self._draw.uniform(*BACK_AFTER))
        elif at >= self._back:
            self._send("available", self._page())
            self._back = None

    def _hand_on(self, ring: str, transfer: str) -> None:
        """Some talks go on with a colleague, each asked for once; who has consulted one puts all together."""
        if transfer == "consulting":
            page = self._page()
            if "/collectors/together" in page:
                self._send("together", page)
        elif ring not in self._asked:
            self._asked.add(ring)
            if self._draw.random() < HANDED_ON:
                self.handed += self._send("hand-on", self._page()) == 303

    def _page(self) -> str:
        answer = self._http.request("GET", f"{self._base}/collectors", headers=self._cookie)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def _send(self, act: str, page: str, **fields: str) -> int:
        """Press a button, or send the form. The answer's status: 303 when it was done."""
        word = re.search(r'name="word" value="(\w+)"', page)
        assert word, page
        sent = urlencode(fields | {"word": word[1]})
        url = f"{self._base}/collectors/{act}"
        return self._http.request("POST", url, body=sent, headers=self._cookie | FORM, redirect=False).status
