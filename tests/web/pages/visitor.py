"""Somebody with a link and a browser without scripts: follows links, fills in forms, keeps the one cookie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import httpx

from outreach.contacts import text_threads
from outreach.contacts.claim import Wired, claim
from outreach.contacts.text_threads import Line
from tests.support.accounts import PUBLIC, Agency, Debtor

LINK = re.compile(re.escape(PUBLIC) + r"(/p/[\w-]+)")


def sent(office: Agency, debtor: Debtor, channel: str = "email", **columns: Any) -> tuple[UUID, str]:
    """Claim a message with a link to the page; the attempt, and the path of the link in its words.

    A text goes to somebody who has said by text who she is.
    """
    attempt = office.planned(debtor, channel, template="account_page", **columns)
    with office.store.sessions.begin() as session:
        if channel == "sms":
            line = Line(debtor.person, debtor.phone, office.attempt(attempt).client_id)
            text_threads.verify(session, line, "zip", office.clock.now())
        claimed = claim(session, office.store, attempt, office.clock.now())
    assert isinstance(claimed, Wired), claimed
    found = LINK.search(claimed.words.text)
    assert found, claimed.words.text
    return attempt, found[1]


class _Reader(HTMLParser):
    """Takes a page apart into its text, its links and its forms with what is filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.title = ""
        self._open: list[str] = []
        self._href = ""
        self._said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "a":
            self._href, self._said = known["href"], []
        elif tag == "form":
            self.forms.append(Form(known["action"]))
        elif tag == "button":
            self._said = []
        elif tag in ("input", "select", "textarea") and "name" in known:
            form = self.forms[-1]
            form.names.add(known["name"])
            if tag == "input" and known.get("type") not in ("radio", "checkbox"):
                form.fields.setdefault(known["name"], []).append(known.get("value", ""))
            elif tag == "input" and "checked" in known:
                form.fields.setdefault(known["name"], []).append(known["value"])
        if tag in ("input", "meta", "link"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()
        if tag == "a":
            self.links[_one_line(self._said)] = self._href
        elif tag == "button":
            self.forms[-1].button = _one_line(self._said)

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if "title" in self._open:
            self.title += data
        self.text.append(data)


@dataclass
class Form:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    button: str = ""


@dataclass
class Visitor:
    """``last`` is what the browser shows; ``text`` and ``title`` what can be read of it."""

    client: httpx.Client
    path: str
    cookie: str = ""
    last: httpx.Response | None = None
    text: str = ""
    title: str = ""
    links: dict[str, str] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)

    def open(self, path: str = "") -> Visitor:
        """Type an address under the link, or the link itself."""
        return self._follow(self._send("GET", self.path + path))

    def click(self, words: str) -> Visitor:
        """Follow a link of the page by its words."""
        return self._follow(self._send("GET", self.links[words]))

    def form(self, button: str) -> Form:
        """The form of the page that this button sends."""
        return next(form for form in self.forms if form.button == button)

    def press(self, button: str, **fields: str | list[str]) -> Visitor:
        """Fill in a form of the page and send it."""
        form = self.form(button)
        return self.send(form, **fields)

    def send(self, form: Form, **fields: str | list[str]) -> Visitor:
        """Send a form, also one of a page that was left long ago."""
        assert fields.keys() <= form.names, (fields, form.names)
        return self._follow(self._send("POST", form.action, {**form.fields, **fields}))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send what no form of the page would; the answer, not followed."""
        return self._send("POST", self.path + path, dict(fields))

    def know(self, answer: str, **more: str) -> Visitor:
        """Answer the second factor."""
        return self.open().press("Continue", answer=answer, **more)

    def _send(self, method: str, path: str, fields: Mapping[str, str | list[str]] | None = None) -> httpx.Response:
        headers = {"Cookie": f"__Host-visit={self.cookie}"} if self.cookie else {}
        answer = self.client.request(method, path, data=dict(fields or {}), headers=headers)
        for cookie in answer.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-visit=")
            self.cookie = cookie.removeprefix("__Host-visit=").partition(";")[0].strip('"')
        return answer

    def _follow(self, answer: httpx.Response) -> Visitor:
        while answer.is_redirect:
            answer = self._send("GET", answer.headers["location"])
        self.last = answer
        reader = _Reader()
        reader.feed(answer.text if "html" in answer.headers["content-type"] else "")
        self.text, self.title = " ".join(" ".join(reader.text).split()), reader.title
        self.links, self.forms = reader.links, reader.forms
        return self


def _one_line(said: list[str]) -> str:
    return " ".join(" ".join(said).split())
