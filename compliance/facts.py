"""The facts of one contact attempt, as the decision reads them.

Everything here is a frozen value. Instants are aware UTC datetimes with whole seconds; times of day are seconds
after local midnight (86400 is the end of the day); days of the week count from Monday = 0. An absent value is
`None`, an absent list is empty. `reading.read_facts` makes these values from their public JSON form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

EVERY_DAY: frozenset[int] = frozenset(range(7))
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Hours:
    """A range of local time, half open, in seconds after midnight."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Collector:
    role: str = "third_party"
    licensed_in: frozenset[str] = frozenset({"*"})
    name: str = "Northgate Services"
    name_reveals_collection: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    source: str
    notice_sent_at: datetime | None = None
    opt_out_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReassignedCheck:
    at: datetime
    since: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class Address:
    """A telephone number (E.164) or an e-mail address."""

    value: str
    kind: str | None = None
    line: str = "unknown"
    place: str = "home"
    ported_to_postal_code: str | None = None
    provenance: Provenance = Provenance("consumer")
    reassigned_check: ReassignedCheck | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What the rendered message holds."""

    opt_out_line: bool = True
    licence_number: bool = True
    disclosure: bool = True
    business_name: bool = True
    registered_name: bool = True
    preferred_language: bool = True
    extra_text: bool = False
    threatens_suit: bool = False
    overshadows: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    channel: str
    person: str
    debts: tuple[str, ...]
    address: Address
    purpose: str = "collection"
    program: str = "collection"
    voice: str = "live"
    carrier: str | None = None
    content: Content = Content()


@dataclass(frozen=True, slots=True)
class StatedLocation:
    at: datetime
    postal_code: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    role: str = "debtor"
    country: str = "US"
    region: str | None = None
    postal_code: str | None = None
    other_postal_codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    stated_location: StatedLocation | None = None
    birth_date: date | None = None
    deceased: bool = False
    military: bool = False
    household: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    id: str
    purpose: str = "consumer"
    kind: str = "other"
    same_debt_as: tuple[str, ...] = ()
    servicing_account: str | None = None
    placed_with_us_on: date | None = None
    first_communication_at: datetime | None = None
    validation_notice_sent_at: datetime | None = None
    notice_mailed: bool = True
    notice_mailed_at: datetime | None = None
    limitation_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One contact on record: ours or the other side's."""

    at: datetime
    channel: str
    outcome: str
    person: str
    debts: tuple[str, ...]
    direction: str = "outbound"
    address: str | None = None
    place: str = "home"
    voice: str = "live"
    purpose: str = "collection"
    could_leave_message: bool = True
    sip_code: int | None = None
    recorded: bool = False
    by: str = "us"


@dataclass(frozen=True, slots=True)
class Consent:
    kind: str
    channels: frozenset[str]
    at: datetime
    starts_at: datetime | None = None
    until: datetime | None = None
    renewed_at: datetime | None = None
    address: str | None = None
    form: str = "written"
    local_hours: Hours | None = None
    person: str | None = None
    debts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    at: datetime
    channels: frozenset[str]
    form: str
    words: str | None = None
    address: str | None = None
    program: str = "collection"
    person: str | None = None
    debts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    at: datetime
    kind: str
    days: frozenset[int] = EVERY_DAY
    opens: int | None = None
    closes: int | None = None
    until: datetime | None = None
    words: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    kind: str
    since: datetime
    until: datetime | None = None
    form: str = "written"
    verification_sent_at: datetime | None = None
    chapter: int | None = None
    status: str = "open"
    words: str | None = None
    person: str | None = None
    debts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Two people of ours answer for it: the named rule does not speak against the contact from `at` until `until`."""

    rule: str
    at: datetime
    until: datetime
    person: str | None = None
    debts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """House choices; `None` switches a rule off. Gaps in minutes, guards in seconds.

    `requests_bind_creditors`: what a person asks of a debt collector is kept by creditors, and for commercial debts, too.
    """

    jurisdiction_mode: str = "residence"
    closed_on_federal_holidays: bool = False
    requests_bind_creditors: bool = False
    min_gap_minutes_per_number: int | None = None
    min_gap_minutes_per_person: int | None = None
    open_guard_seconds: int | None = None
    close_guard_seconds: int | None = None
    max_calls_per_day: int | None = None
    max_sms_per_day: int | None = None
    max_emails_per_day: int | None = None
    max_sms_per_7_days: int | None = None
    max_emails_per_7_days: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    at: datetime
    attempt: Attempt
    people: tuple[Person, ...]
    debts: tuple[Debt, ...]
    collector: Collector = Collector()
    history: tuple[Event, ...] = ()
    consents: tuple[Consent, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    statements: tuple[Statement, ...] = ()
    holds: tuple[Hold, ...] = ()
    overrides: tuple[Override, ...] = ()
    policy: Policy = Policy()
