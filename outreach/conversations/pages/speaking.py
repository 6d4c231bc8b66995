"""Speaking: the screens of the page in approved words, judged with their real values and kept word by word.

A screen behind the second factor is the frame, which says the disclosures, and one or several texts inside it; all of them
together are one ``shown`` event. Before the factor nothing is kept: a look changes nothing, for mail scanners open links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import templates
from outreach.contacts import approvals
from outreach.contacts.word_values import Values
from outreach.contacts.words import Addressee, refuse_unfit, variables
from outreach.conversations.pages import doors, page_events, visits
from outreach.conversations.pages.visits import Visiting
from outreach.errors import OutreachError
from outreach.masking import mask_address
from templates import Key, Screen
from templates.library import PAGE

FRAME: Final = "frame"
Parts = Mapping[str, str]
_BLANK: Final[Values] = dict.fromkeys(templates.MAY_BE_BLANK, "")


class UnapprovedScreen(OutreachError):
    """Words of the page that nobody answers for: nothing is shown until somebody does."""


@dataclass
class Reading:
    """A screen that is being put into words. ``known`` are the values every text of it may use."""

    visiting: Visiting
    known: Values
    said: dict[str, Screen] = field(default_factory=dict)

    def say(self, name: str, values: Values | None = None, language: str = "") -> Parts:
        """A text of the screen, by its parts. Raises UnapprovedScreen, UnfitWords, or what `templates` raises."""
        known = self.known | (values or {})
        screen = _approved(self.visiting.session, name, language or self.visiting.language, known)
        refuse_unfit(screen.rendered, known, self.visiting.link.places if name == FRAME else ())
        self.said[f"{name}#{len(self.said)}"] = screen
        return screen.parts

    def framed(self) -> dict[str, Parts]:
        """What stands around every screen: the frame, and how to read it in the other language."""
        other = doors.OTHER[self.visiting.language]
        return {FRAME: self.say(FRAME), "other": {"code": other, **self.say("language", language=other)}}

    def keep(self, name: str) -> None:
        """Write down that the screen ``name`` was shown, and with which words."""
        versions = [f"{screen.rendered.template_id}@{screen.rendered.version}" for screen in self.said.values()]
        words = page_events.spoken_words({name: screen.parts for name, screen in self.said.items()})
        page_events.note(self.visiting, "shown", {"screen": name, "texts": versions}, words)


def reading(visiting: Visiting) -> Reading:
    """What may be said on any screen of a visit: who we are, who she is, where the link came from."""
    addressee = _addressee(visiting, visiting.link.debt_ids)
    known = _BLANK | variables(visiting.session, visiting.store, addressee)
    known |= {"sent_to": mask_address(visiting.sent_to)}
    known["place_notice"] = _place_notice(visiting, known)
    return Reading(visiting, known)


def about(visiting: Visiting, debt: UUID) -> Values:
    """What may be said of one debt: creditor, account, balance."""
    return variables(visiting.session, visiting.store, _addressee(visiting, [debt]))


def neutral(session: Session, name: str, language: str, values: Values | None = None) -> Parts:
    """A text that anybody may read, for whoever stands at the door. Raises as ``Reading.say``."""
    known = _BLANK | {"closes_after": str(visits.IDLE)} | (values or {})
    return _approved(session, name, language, known).parts


def _addressee(visiting: Visiting, debts: list[UUID]) -> Addressee:
    link = visiting.link
    sealed = visiting.session.execute(_NAME, {"id": link.person_id}).scalar_one()
    return Addressee(link.attempt_id, link.person_id, link.client_id, debts, sealed)


def _approved(session: Session, name: str, language: str, known: Values) -> Screen:
    key = Key(PAGE, name, language)
    if objection := approvals.standing(session).against(templates.SHIPPED.exactly([key.id])):
        raise UnapprovedScreen(objection)
    return templates.screen(templates.SHIPPED, name, language, known)


def _place_notice(visiting: Visiting, known: Values) -> str:
    """What the places prescribe word for word. Raises UnapprovedScreen, or what `templates` raises."""
    frame = Key(PAGE, FRAME, visiting.language)
    notices = templates.notices(templates.SHIPPED, frame, known, visiting.link.places)
    texts = templates.SHIPPED.exactly(notice.template_id for notice in notices)
    if objection := approvals.standing(visiting.session).against(texts):
        raise UnapprovedScreen(objection)
    return templates.place_notice(notices)


_NAME = text("SELECT name_sealed FROM people WHERE id = :id")
