from __future__ import annotations

from tests.intake.office import Office


def test_consents_cover_the_row_s_debt_and_its_own_addresses(office: Office) -> None:
    header = "Acct,Name,Phone 1,Phone 1 Type,Phone 2,Phone 2 Type,Phone 2 Source,Email,Call Consent,Text Consent,Email Consent,Balance\n"
    office.load(
        header + "A1,Pat Example,212-555-0101,landline,212-555-0102,cell,,pat@example.com,yes,2026-01-05,oral,5\n"
        "A2,Sam Example,212-555-0103,cell,212-555-0104,cell,skip trace,,yes,yes,yes,5\n"
        "A3,Kim Example,212-555-0105,cell,,,,,no,,no,5\n"
    )
    index = {number: office.vault.index("phone", f"+1212555010{number}") for number in range(1, 6)}
    mailbox = office.vault.index("email", "pat@example.com")
    found = office.rows(
        "SELECT account_ref, c.kind, channels, address_index, form FROM consents c JOIN debts ON debts.id = debt_id"
    )
    assert sorted((ref, kind, *channels, bytes(at), form) for ref, kind, channels, at, form in found) == sorted(
        [
            ("A1", "tcpa_prior_express", "call", index[1], "written"), ("A1", "tcpa_prior_express", "call", index[2], "written"),
            ("A1", "direct_prior", "sms", index[2], "written"), ("A1", "direct_prior", "email", mailbox, "oral"),
            ("A2", "tcpa_prior_express", "call", index[3], "written"), ("A2", "direct_prior", "sms", index[3], "written"),
        ]
    )  # fmt: skip
    assert office.rows("SELECT given_at::date::text FROM consents WHERE channels @> '\"sms\"' ORDER BY 1") == [
        "2026-01-05",
        "2026-12-01",
    ]
    assert office.rows("SELECT DISTINCT split_part(source, ':', 1) FROM consents") == ["import"]


def test_a_no_ends_the_consent_of_an_earlier_file_and_an_old_yes_does_not_revive_it(office: Office) -> None:
    header = "Acct,Name,Phone,Text Consent,Balance\n"
    standing = "SELECT count(*) FROM consents c WHERE ends_id IS NULL AND NOT EXISTS (SELECT 1 FROM consents e WHERE e.ends_id = c.id)"
    for said, left in (("2026-01-05", 1), ("no", 0), ("yes", 0), ("2026-01-05", 0)):
        office.load(header + f"A1,Pat Example,212-555-0101,{said},5\n" + "\n" * left)
        assert office.rows(standing) == [left]
    assert office.rows("SELECT channels FROM consents WHERE ends_id IS NOT NULL") == [[]]
