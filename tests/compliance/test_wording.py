"""What the words of a message may not do: overshadow the right to dispute, threaten a suit that cannot be brought."""

from __future__ import annotations

from tests.compliance.cases import ALLOW, Json, answer, cleared, email, human, text


def letter(at: str, debt: Json, **content: bool) -> Json:
    return email(at, attempt={"content": content}, debts=[{"id": "D1"} | debt])


SENT = {"first_communication_at": "2026-11-23T15:00:00Z", "validation_notice_sent_at": "2026-11-23T15:00:00Z"}


def test_overshadowing_words_wait_until_the_validation_period_is_over() -> None:
    """Sent Mon 2026-11-23, taken as received Tue 12-01, thirty days: the period ends on 12-31."""
    assert answer(letter("2026-12-31T18:00:00Z", SENT, overshadows=True)) == cleared("US-F-OVERSHADOW")
    assert answer(letter("2027-01-01T18:00:00Z", SENT, overshadows=True)) == ALLOW
    assert answer(letter("2026-12-31T18:00:00Z", SENT)) == ALLOW


def test_overshadowing_words_before_the_notice_went_out_are_refused() -> None:
    first = {"first_communication_at": "2026-12-01T15:00:00Z"}
    assert answer(letter("2026-12-02T18:00:00Z", first, overshadows=True)) == cleared("US-F-OVERSHADOW")


def test_no_suit_is_threatened_on_a_time_barred_debt() -> None:
    barred = {"limitation_ends_on": "2026-12-01"}
    assert answer(letter("2026-12-01T18:00:00Z", barred, threatens_suit=True)) == cleared("US-F-SOL")
    assert answer(letter("2026-11-30T18:00:00Z", barred, threatens_suit=True)) == ALLOW
    assert answer(letter("2026-12-01T18:00:00Z", barred)) == ALLOW
    assert answer(letter("2026-12-01T18:00:00Z", {}, threatens_suit=True)) == human("US-F-SOL")


def test_new_york_city_wants_the_language_on_record() -> None:
    said = {"content": {"preferred_language": False}, "address": {"value": "+12125550101", "line": "mobile"}}
    place = {"postal_code": "10001"}
    consent = [{"kind": "electronic", "channels": ["sms"], "at": "2026-11-10T15:00:00Z"}]
    assert answer(text(attempt=said, person=place, consents=consent)) == cleared("US-NYC-LANG")
    assert answer(text(attempt=said, consents=consent)) == ALLOW
