"""Two people answer for a text, its source is kept, and the database itself holds both to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import templates
from outreach.contacts import approvals, approving
from outreach.contacts.approvals import TextApproval, TextVersion
from outreach.contacts.approving import NoNote, NotSubmitted, SamePerson, TextLost, UnfitText
from outreach.errors import NotAllowed, NotFound
from templates import SHIPPED, Key, Library
from templates.release import AUTHOR
from tests.support.accounts import NOON, Agency

HELP = Key("help", "sms", "en")
WORDS = "{{ business_name }}: questions? Call {{ callback_number }}.\nReply STOP to opt out.\n"
NOTE = "read it with the team"


def changed(words: str = WORDS) -> Library:
    """The shipped texts with other words for HELP."""
    sources = {info.key: SHIPPED.source(info.key) for info in SHIPPED.catalogue()}
    return Library({**sources, HELP: {"text": words}})


def submit(office: Agency, library: Library, author: str = "Ann") -> TextVersion:
    with office.store.sessions.begin() as session:
        return approving.submit(session, library, HELP, author, NOON)


def approve(office: Agency, library: Library, by: str = "Bea", note: str = NOTE) -> None:
    with office.store.sessions.begin() as session:
        approving.approve(session, library, HELP, by, note, NOON)


def state(office: Agency, library: Library) -> str:
    with office.store.sessions() as session:
        return next(row.state for row in approving.stands(session, library) if row.template_id == HELP.id)


def is_approved(office: Agency, library: Library) -> bool:
    with office.store.sessions() as session:
        return library.exactly([HELP.id]) <= approvals.standing(session).approved


def test_a_changed_text_goes_from_new_to_submitted_to_approved_to_revoked(office: Agency) -> None:
    library = changed()
    assert (state(office, library), is_approved(office, library)) == ("new", False)
    version = submit(office, library).version
    assert (state(office, library), is_approved(office, library)) == ("submitted", False)
    approve(office, library)
    assert (state(office, library), is_approved(office, library)) == ("approved", True)
    with office.store.sessions.begin() as session:
        approving.revoke(session, HELP.id, version, "Cy", "it confuses people", NOON)
    assert (state(office, library), is_approved(office, library)) == ("revoked", False)
    approve(office, library)
    assert (state(office, library), is_approved(office, library)) == ("approved", True)


def test_the_author_does_not_approve_however_the_name_is_written(office: Agency) -> None:
    library = changed()
    submit(office, library, "Ann Example")
    with pytest.raises(SamePerson, match="somebody else"):
        approve(office, library, "  ann   EXAMPLE ")
    assert not is_approved(office, library)


def test_a_text_nobody_submitted_is_not_approved(office: Agency) -> None:
    with pytest.raises(NotSubmitted, match=r"outreach templates submit help/sms\.en"):
        approve(office, changed())


def test_a_text_with_complaints_is_not_approved_and_they_are_told(office: Agency) -> None:
    library = changed("{{ business_name }}: about your balance, call {{ callback_number }}.\n")
    submit(office, library)
    with pytest.raises(UnfitText) as refused:
        approve(office, library)
    assert "12 CFR 1006.6(e)" in str(refused.value)
    assert "help/sms.en.txt:1: neutral-words" in str(refused.value)
    assert not is_approved(office, library)


def test_nor_is_one_whose_translation_is_lacking(office: Agency) -> None:
    library = Library(
        {HELP: {"text": WORDS}, Key("wrong_number", "sms", "es"): SHIPPED.source(Key("wrong_number", "sms", "es"))}
    )
    submit(office, library)
    with pytest.raises(UnfitText, match=r"help/sms\.es"):
        approve(office, library)


@pytest.mark.parametrize("note", ["", "   ", "ok"])
def test_an_approval_and_a_revocation_need_a_note(office: Agency, note: str) -> None:
    library = changed()
    version = submit(office, library).version
    with pytest.raises(NoNote):
        approve(office, library, note=note)
    approve(office, library)
    with office.store.sessions.begin() as session, pytest.raises(NoNote):
        approving.revoke(session, HELP.id, version, "Cy", note, NOON)


def test_nobody_can_take_over_what_somebody_else_wrote(office: Agency) -> None:
    library = changed()
    submit(office, library, "Ann")
    submit(office, library, "ann ")
    with pytest.raises(NotAllowed, match="submitted by Ann already"):
        submit(office, library, "Bea")


def test_approving_twice_and_revoking_what_is_not_approved_are_refused(office: Agency) -> None:
    library = changed()
    version = submit(office, library).version
    with office.store.sessions.begin() as session, pytest.raises(NotAllowed, match="it is submitted"):
        approving.revoke(session, HELP.id, version, "Cy", NOTE, NOON)
    approve(office, library)
    with pytest.raises(NotAllowed, match="approved already"):
        approve(office, library)


def test_two_who_approve_at_once_approve_once(office: Agency) -> None:
    library = changed()
    submit(office, library)

    def one(by: str) -> bool:
        try:
            approve(office, library, by)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(one, ("Bea", "Cy", "Di", "Ed"))) == [False, False, False, True]
    version = library.info(HELP).version
    assert office.count(TextApproval, template_id=HELP.id, version=version) == 1


def test_a_shipped_text_is_approved_in_the_releases_name_and_can_be_taken_back_for_good(office: Agency) -> None:
    (row,) = office.rows(TextApproval, template_id=HELP.id)
    assert (row.by, row.author, row.channel, row.language) == (templates.RELEASE.approver, AUTHOR, "sms", "en")
    with office.store.sessions.begin() as session:
        approving.revoke(session, HELP.id, row.version, "Cy", NOTE, NOON)
    with office.store.sessions.begin() as session:
        assert approving.record_release(session, NOON) == 0
    assert not is_approved(office, SHIPPED)
    approve(office, SHIPPED, "Bea")
    assert is_approved(office, SHIPPED)


def test_the_release_approves_each_text_once_however_many_machines_start(office: Agency) -> None:
    def record(_: int) -> int:
        with office.store.sessions.begin() as session:
            return approving.record_release(session, NOON)

    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM text_approvals"))
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(record, range(4)))
    assert sorted(counts) == [0, 0, 0, len(templates.catalogue())]
    assert office.count(TextApproval) == len(templates.catalogue())


def test_the_exact_words_of_an_old_version_can_be_shown_years_later(office: Agency) -> None:
    first, second = changed(), changed(WORDS.replace("questions", "a question"))
    for number, library in enumerate((first, second)):
        office.clock.at = NOON + timedelta(days=1000 * number)
        with office.store.sessions.begin() as session:
            approving.submit(session, library, HELP, "Ann", office.clock.at)
    with office.store.sessions() as session:
        old = approving.version_of(session, HELP.id, first.info(HELP).version[:6])
        assert (old.parts, old.author) == ({"text": WORDS}, "Ann")
        assert Library({HELP: old.parts}).info(HELP).version == old.version
        with pytest.raises(NotFound, match="kept are"):
            approving.version_of(session, HELP.id, "zz")
        with pytest.raises(NotFound, match="more than one"):
            approving.version_of(session, HELP.id, "")


def test_a_kept_version_that_was_tampered_with_is_not_shown_as_what_was_said(office: Agency) -> None:
    version = submit(office, changed()).version
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text('UPDATE text_versions SET parts = \'{"text": "other"}\' WHERE version = :v'), {"v": version}
        )
    with office.store.sessions() as session, pytest.raises(TextLost):
        approving.version_of(session, HELP.id, version)


def test_other_words_under_the_same_version_are_never_approved(office: Agency) -> None:
    """A version is a beginning of the digest; what is approved is the whole of it."""
    library = changed()
    version = submit(office, library)
    approve(office, library)
    forged = (HELP.id, version.version + "0" * (64 - len(version.version)))
    with office.store.sessions() as session:
        standing = approvals.standing(session)
        assert standing.against(frozenset({(HELP.id, version.digest)})) is None
        assert standing.against(frozenset({forged})) is not None


@pytest.mark.parametrize(
    ("columns", "broken"),
    [
        ({"by": "ann"}, "two_people"),
        ({"note": "  "}, "answered_for"),
        ({"kind": "waved through"}, "kind"),
        ({"author": "somebody else"}, "fk_text_approvals"),
    ],
)
def test_the_database_refuses_what_the_code_would(office: Agency, columns: dict[str, str], broken: str) -> None:
    kept = submit(office, changed())
    known = {"template_id": kept.template_id, "version": kept.version, "channel": "sms", "language": "en"}
    row = known | {"author": "Ann", "kind": "approved", "by": "Bea", "note": NOTE} | columns
    with pytest.raises(IntegrityError, match=broken), office.store.sessions.begin() as session:
        session.add(TextApproval(**row, at=NOON))


def test_numbers_grow_in_the_order_they_become_visible(office: Agency) -> None:
    """Whoever writes about texts holds the lock until the commit, so nobody sees a higher number before a lower one."""
    library = changed()
    submit(office, library)
    with office.store.sessions() as first:
        approving.approve(first, library, HELP, "Bea", NOTE, NOON)
        with office.store.engine.connect() as other:
            free = other.execute(text("SELECT pg_try_advisory_xact_lock(hashtextextended('text_approvals', 0))"))
            assert free.scalar_one() is False
        first.commit()


def test_what_one_process_read_is_read_anew_when_another_one_writes(office: Agency) -> None:
    library = changed()
    submit(office, library)
    assert not is_approved(office, library)
    with Session(office.store.engine) as session:
        before = approvals.standing(session)
        assert approvals.standing(session) is before
    approve(office, library)
    assert is_approved(office, library)
