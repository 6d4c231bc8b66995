"""Whatever is asked of a link, in whatever order: without the second factor nobody learns of a debt, a creditor or an amount."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.accounts.clients import Client
from outreach.conversations.pages.visits import PageVisit
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.web.pages.telling import TELLS, TOKEN
from tests.web.pages.visitor import Visitor, sent

PLACES = st.integers(0, 3).map(str)
PATHS = st.one_of(
    st.sampled_from(["", "/account", "/preferences", "/quiet", "/language", "/close", "/stop", "/not-me", "/nothing"]),
    st.builds("/debts/{}/{}".format, PLACES, st.sampled_from(["pay", "plans", "dispute", "pay-site"])),
    st.builds("/{}/{}".format, st.sampled_from(["check", "done"]), PLACES),
)
QUERIES = st.sampled_from(
    ["", "?language=es", "?language=xx&problem=wrong", "?problem=empty", "?problem=day", "?note=changed"]
)
FIELDS = st.dictionaries(
    st.sampled_from(["answer", "month", "day", "year", "language", "form", "offer", "offer_set", "scope", "words"]),
    st.one_of(
        st.text(max_size=12), st.sampled_from(["2026-12-15", "everything", "here", "es", "1", "30304", "yes", "0" * 64])
    ),
    max_size=4,
).filter(lambda fields: "".join(sign for sign in fields.get("answer", "") if sign.isdigit()) != ZIP)
SECRETS = st.sampled_from(["", "somebody else's", "x", "A" * 43])


@dataclass(frozen=True)
class Asked:
    """A request without the factor; ``cookie`` may be that of somebody who is at her own page."""

    method: str
    path: str
    fields: dict[str, str]
    cookie: str


REQUESTS = st.builds(
    Asked, st.sampled_from(["GET", "POST", "HEAD"]), st.builds(str.__add__, PATHS, QUERIES), FIELDS, SECRETS
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(REQUESTS, min_size=1, max_size=8))
def test_no_sequence_of_requests_without_the_factor_tells_anything(
    office: Agency, browser: httpx.Client, pat: Debtor, agent: Desk, asked: list[Asked]
) -> None:
    if not office.count(PageVisit):  # the first of many
        agent.allow(PLANS)
    client = office.rows(Client)[0].id
    other = Visitor(browser, sent(office, office.debtor(client, zip_code="30305"))[1]).know("30305")
    assert TELLS.search(other.text)
    _, path = sent(office, office.debtor(client))
    before = office.count(PageVisit)
    for one in asked:
        cookie = other.cookie if one.cookie == "somebody else's" else one.cookie
        headers = {"Cookie": f"__Host-visit={cookie}"} if cookie else {}
        answer = browser.request(one.method, path + one.path, data=one.fields, headers=headers)
        told = TOKEN.sub("", f"{answer.text} {answer.headers}")
        assert not TELLS.search(told), (one, told)
        assert "set-cookie" not in answer.headers
        assert answer.status_code < 500
    assert office.count(PageVisit) == before
