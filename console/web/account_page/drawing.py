"""Drawing: a screen as HTML. Everything that is put in is escaped; the layouts hold form only."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from console.web.account_page.forms import MOST_WORDS
from console.web.account_page.guarding import FORM_FIELD, HEADERS
from outreach.conversations.pages.doorstep import Doorstep
from outreach.conversations.pages.showing import View
from outreach.conversations.pages.speaking import Parts

_PACKAGE: Final = "console.web.account_page"
_LAYOUTS: Final = Environment(
    loader=PackageLoader(_PACKAGE, "layouts"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE: Final = (files(_PACKAGE) / "layouts" / "style.css").read_text("utf-8")
ENDS: Final = {
    "stopped": ("stopped_title", "stopped_text"),
    "not-me": ("not_me_title", "not_me_text"),
    "closed": ("closed_title", "closed_text"),
}


def screen(view: View, token: str, form_token: str) -> HTMLResponse:
    """A screen of a visit."""
    known = {"language": view.language, "base": _base(token), "say": view.say, "most_words": MOST_WORDS}
    return _answer(f"{view.name}.html", **known, form_token=form_token, token_field=FORM_FIELD, **view.data)


def door(step: Doorstep, token: str, problem: str) -> HTMLResponse:
    """The door of a live link."""
    known: dict[str, Any] = {"language": step.language, "base": _base(token), "factor": step.factor, "sender": None}
    return _answer("identify.html", **known | step.say, problem=problem)


def closed(said: Mapping[str, Mapping[str, Parts]], token: str) -> HTMLResponse:
    """The page that says nothing, for every link that is not live."""
    shown = [(language, parts["gone"]["title"], parts["gone"]["text"]) for language, parts in said.items()]
    noes = {language: parts["door"] for language, parts in said.items()}
    return _answer("plain.html", language=shown[0][0], shown=shown, doors=noes, base=_base(token))


def end(name: str, said: Mapping[str, Parts]) -> HTMLResponse:
    """The last page, in every language: whoever reads it may be anybody."""
    title, text = ENDS[name]
    shown = [(language, parts[title], parts[text]) for language, parts in said.items()]
    return _answer("plain.html", language=shown[0][0], shown=shown)


def _base(token: str) -> str:
    return f"/p/{token}"


def _answer(layout: str, **values: Any) -> HTMLResponse:
    return HTMLResponse(_LAYOUTS.get_template(layout).render(values), headers=HEADERS)
