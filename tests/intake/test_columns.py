from __future__ import annotations

from pathlib import Path

import pytest

from outreach.intake.columns import lay_out, read_mapping, recognise
from outreach.intake.errors import MappingError

BASE = ("Acct No", "Debtor Name", "Balance")


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Account Number", "account_ref"), ("ACCT_NO", "account_ref"), ("accountNumber", "account_ref"), ("Acct #", "account_ref"),
        ("Debtor Name", "name"), ("DebtorFirstName", "first_name"), ("LAST NAME", "last_name"), ("Consumer DOB", "birth_date"),
        ("Phone", "phone"), ("Phone1", "phone_1"), ("Phone #2", "phone_2"), ("Telephone Number 3", "phone_3"), ("Cell", "cell_phone"),
        ("Mobile Phone", "cell_phone"), ("Home Phone", "home_phone"), ("Work Phone Number", "work_phone"),
        ("Employer Phone", "work_phone"), ("Phone 1 Type", "phone_1_type"), ("Phone Type 1", "phone_1_type"), ("Line Type", "phone_type"),
        ("Phone1 Line Type", "phone_1_type"), ("Phone 2 Source", "phone_2_source"),
        ("E-mail", "email"), ("Email Address", "email"), ("email2", "email_2"), ("Work Email", "work_email"),
        ("Email Source", "email_source"), ("Zip Code", "postal_code"), ("State", "region"), ("Addr1", "street"), ("SSN Last 4", "id_fragment"),
        ("Current Balance", "balance"), ("Amount Due", "balance"), ("Charge-Off Date", "charged_off_on"), ("CO Date", "charged_off_on"),
        ("Last Payment Date", "last_payment_on"), ("Placed Date", "placed_on"), ("Creditor", "client"),
        ("Original Creditor", "original_creditor"), ("Call Consent", "call_consent"), ("SMS Consent", "text_consent"),
        ("Co Name", "co_name"), ("CoSigner Phone", "co_phone"), ("Co-Debtor Last Name", "co_last_name"), ("Co Zip", "co_postal_code"),
        ("Date Notice Mailed", "notice_mailed_on"), ("Validation Notice Date", "validation_notice_on"),
        ("SOL Date", "limitation_ends_on"), ("Email Notice Date", "email_notice_on"), ("Notice", None),
        ("Customer ID", "person_ref"), ("Notes", None), ("Co Balance", None), ("Patient Name", None),
    ],
)  # fmt: skip
def test_a_column_is_recognised_by_its_words(column: str, field: str | None) -> None:
    assert recognise(column) == field


def test_unknown_columns_are_reported_and_those_of_a_rejects_file_ignored() -> None:
    layout = lay_out(("reject_row", "reject_reason", *BASE, "Notes", ""))
    assert layout.unknown == ("Notes",)
    assert layout.at == {"account_ref": 2, "name": 3, "balance": 4}


def test_missing_fields_are_one_error_that_names_them_all() -> None:
    with pytest.raises(MappingError, match=r"the account number, the balance, a name.*--map"):
        lay_out(("Foo", "Bar"))


def test_two_columns_for_one_field_ask_for_a_mapping() -> None:
    with pytest.raises(MappingError, match="'Balance', 'Amount Due' all look like balance"):
        lay_out((*BASE, "Amount Due"))
    layout = lay_out((*BASE, "Amount Due"), {"balance": "Amount Due"})
    assert layout.at["balance"] == 3
    assert layout.unknown == ("Balance",)


def test_a_mapping_claims_columns_and_ignores_others(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('account_ref = "Konto"\nphone_2 = "Nachbar"\nignore = ["Phone"]\n')
    layout = lay_out(("Konto", "Name", "Balance", "Nachbar", "Phone"), read_mapping(path))
    assert layout.at == {"account_ref": 0, "phone_2": 3, "name": 1, "balance": 2}


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"balance": "Amt"}, "'Amt' that the file has not"),
        ({"bogus": "Balance"}, "unknown fields: bogus"),
        ({"ignore": "Balance"}, "must be a list"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: dict[str, object], told: str) -> None:
    with pytest.raises(MappingError, match=told):
        lay_out(BASE, mapping)


def test_a_mapping_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("balance: Amt")
    with pytest.raises(MappingError, match="not TOML"):
        read_mapping(path)
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
