"""The same words mean different things with an offer, a question, or nothing pending; and what wishes say in detail."""

from __future__ import annotations

from datetime import date, time

import pytest

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import CallWish, ContactWish, Context, Kind, Offers, Question
from tests.conversations.labelled_set import QUESTION, TODAY

NOTHING = Context(TODAY)
ASKED = Context(TODAY, QUESTION)
OFFERED = Context(TODAY, Offers(3))


@pytest.mark.parametrize(
    ("body", "nothing", "asked", "offered"),
    [
        ("yes", Kind.UNCLEAR, Kind.YES, Kind.UNCLEAR),
        ("no", Kind.UNCLEAR, Kind.NO, Kind.UNCLEAR),
        ("👍", Kind.UNCLEAR, Kind.YES, Kind.UNCLEAR),
        ("2", Kind.UNCLEAR, Kind.UNCLEAR, Kind.CHOICE),
        ("la segunda", Kind.UNCLEAR, Kind.UNCLEAR, Kind.CHOICE),
        ("cancel", Kind.STOP, Kind.STOP, Kind.STOP),
        ("cancelar", Kind.STOP, Kind.STOP, Kind.STOP),
        ("50 on december 18", Kind.PROMISE, Kind.PROMISE, Kind.PROMISE),
        ("I lost my job", Kind.HARDSHIP, Kind.HARDSHIP, Kind.HARDSHIP),
        ("I already paid", Kind.ALREADY_PAID, Kind.ALREADY_PAID, Kind.ALREADY_PAID),
        ("I never agreed to this", Kind.DISPUTE, Kind.NO, Kind.DISPUTE),
    ],
)
def test_what_is_pending_decides(body: str, nothing: Kind, asked: Kind, offered: Kind) -> None:
    readings = [read_reply(body, context).kind for context in (NOTHING, ASKED, OFFERED)]
    assert readings == [nothing, asked, offered]


@pytest.mark.parametrize(
    "keyword", ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "quit", "REVOKE", "optout", "opt-out"]
)
@pytest.mark.parametrize("context", [NOTHING, ASKED, OFFERED], ids=["nothing", "asked", "offered"])
def test_the_carriers_and_the_commissions_words_stop_in_every_context(keyword: str, context: Context) -> None:
    for body in (keyword, f"{keyword}.", f"{keyword} please", f"  {keyword}!! thanks"):
        assert read_reply(body, context).kind is Kind.STOP, body


@pytest.mark.parametrize(
    "word", ["step", "shop", "top", "stoop", "slop", "spot", "chop", "crop", "shopping", "steps", "atop"]
)
def test_an_ordinary_word_is_never_stop(word: str) -> None:
    for body in (word, f"I went to the {word}", f"{word} by {word}"):
        assert read_reply(body, NOTHING).kind is not Kind.STOP, body


@pytest.mark.parametrize(
    ("offers", "body", "choice"), [(3, "the last one", 3), (4, "last", 4), (3, "middle one", 2), (1, "1", 1)]
)
def test_places_count_from_the_number_of_offers(offers: int, body: str, choice: int) -> None:
    reply = read_reply(body, Context(TODAY, Offers(offers)))
    assert (reply.kind, reply.choice) == (Kind.CHOICE, choice)


@pytest.mark.parametrize(
    "body", ["4", "0", "2 or 3", "1 and 2", "the middle of nowhere", "is 2 monthly?", "2 but on friday"]
)
def test_no_or_two_offers_or_a_changed_one_are_for_a_person(body: str) -> None:
    assert read_reply(body, OFFERED).kind is Kind.UNCLEAR


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("yes I'll pay the 120 by december 4", Kind.YES),
        ("I'll pay 120 on friday", Kind.YES),
        ("yes but on the 15th", Kind.UNCLEAR),
        ("yes but 60", Kind.UNCLEAR),
        ("yes if you drop the fee", Kind.UNCLEAR),
        ("no, 60 on the 15th", Kind.PROMISE),
    ],
)
def test_what_was_asked_is_compared_with_what_is_said(body: str, kind: Kind) -> None:
    assert read_reply(body, ASKED).kind is kind


def test_where_the_terms_asked_are_not_known_terms_are_a_promise() -> None:
    reply = read_reply("120 by december 4", Context(TODAY, Question()))
    assert (reply.kind, reply.amount_minor, reply.due_on) == (Kind.PROMISE, 12_000, date(2026, 12, 4))


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ("call me", CallWish()),
        ("call me tomorrow at 3pm", CallWish(on=date(2026, 12, 2), at=time(15))),
        ("give me a call at 5", CallWish(at=time(17))),
        ("call me at 10:30 am", CallWish(at=time(10, 30))),
        ("call me friday morning", CallWish(on=date(2026, 12, 4), part="morning")),
        ("llámenme en la tarde", CallWish(part="afternoon")),
        ("pueden llamarme a las 3", CallWish(at=time(15))),
        ("call me at 555-0164", CallWish(phone="555-0164")),
    ],
)
def test_when_and_where_to_call(body: str, wish: CallWish) -> None:
    reply = read_reply(body, NOTHING)
    assert (reply.kind, reply.call) == (Kind.CALL_ME, wish)


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ("don't call, just text", ContactWish(only=("text",), never=("call",))),
        ("only text after 6", ContactWish(only=("text",), not_before=time(18))),
        ("no texts before 9am please", ContactWish(never=("text",), not_before=time(9))),
        ("do not text me at work", ContactWish(never=("text",), not_at_work=True)),
        ("email is better for me", ContactWish(only=("email",))),
        ("please use regular mail for this", ContactWish(only=("mail",))),
        ("in Spanish please", ContactWish(language="es")),
        ("no hablo inglés", ContactWish(language="es")),
        ("text me only on saturdays", ContactWish(only=("text",), days=("sat",))),
        ("no me escriban los domingos", ContactWish(never=("text",), not_days=("sun",))),
        ("once a week is enough", ContactWish(less_often=True)),
    ],
)
def test_a_contact_contract_as_far_as_it_is_plain(body: str, wish: ContactWish) -> None:
    reply = read_reply(body, NOTHING)
    assert (reply.kind, reply.wish) == (Kind.PREFERENCE, wish)
