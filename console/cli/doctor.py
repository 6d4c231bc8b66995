"""``outreach doctor``: is everything in place? One line per part, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated

import typer
from redis.exceptions import ResponseError
from rich.table import Table
from sqlalchemy import text

import compliance
import templates
from console.cli import live_check, number_urls
from console.cli.context import plain, screen
from outreach.channels import answers
from outreach.channels.event_signature import EventSignature
from outreach.channels.http import CarrierHttp
from outreach.clock import RealClock
from outreach.contacts import approving
from outreach.drift import LONGEST, require_true_clock
from outreach.errors import OutreachError
from outreach.settings import Settings, load_settings
from outreach.store import Store, open_store
from workers.broker import make_broker

SCOPES = "https://api.sendgrid.com/v3/scopes"


class Sick(OutreachError):
    """A part does not work; the text says what to do."""


@plain
def doctor(
    live: Annotated[
        str | None, typer.Option(metavar="+1…", help="Your own phone: one test call and one test text, after asking.")
    ] = None,
    sender: Annotated[str | None, typer.Option("--from", help="Which of our numbers to use for it.")] = None,
) -> None:
    """Check settings, database, texts, broker, clock, time zone data, carriers' credentials, numbers and public URL."""
    healthy = _examine()
    if live and healthy:
        live_check.check(live, sender)
    raise typer.Exit(0 if healthy else 1)


def _examine() -> bool:
    """Print one line per part. Whether all are well."""
    table, healthy = Table("part", "state", "what"), True
    for part, examine in _examinations():
        try:
            table.add_row(part, "[green]ok[/]", examine())
        except Exception as error:  # noqa: BLE001 - every failure is a finding here
            healthy = False
            table.add_row(part, "[red]sick[/]", f"{type(error).__name__}: {error}")
    screen.print(table)
    return healthy


def _examinations() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "time zones", _tzdata
    try:
        settings = load_settings()
    except OutreachError as error:
        yield "settings", _raise(error)
        return
    yield "settings", lambda: "complete"
    store = open_store(settings)
    yield "database", lambda: _database(store)
    yield "texts", lambda: _texts(store)
    yield "clock", lambda: _clock(store)
    yield "broker", lambda: _broker(settings)
    yield "carrier", lambda: _carrier(settings)
    yield "numbers", lambda: _numbers(store)
    yield "e-mail", lambda: _email(settings)
    yield "public URL", lambda: _public_url(settings)
    store.engine.dispose()


def _raise(error: Exception) -> Callable[[], str]:
    def examine() -> str:
        raise error

    return examine


def _tzdata() -> str:
    compliance.require_sound_tzdata()
    return f"tzdata {compliance.tzdata_version()} from the wheel, rules {compliance.ruleset_version()[:12]}"


def _database(store: Store) -> str:
    with store.engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return f"PostgreSQL {version}, schema {revision}"


def _texts(store: Store) -> str:
    with store.sessions() as session:
        found = approving.stands(session, templates.SHIPPED)
    waiting = [row.template_id for row in found if row.state != "approved"]
    more = f"; nobody is contacted with {', '.join(waiting[:3])}{' …' * (len(waiting) > 3)}" if waiting else ""
    return f"{len(found) - len(waiting)} of {len(found)} approved as they are{more}"


def _clock(store: Store) -> str:
    require_true_clock(replace(store, clock=RealClock()))
    virtual = " (business time is virtual)" if store.settings.clock_file else ""
    return f"within {LONGEST.total_seconds():.0f} s of the database{virtual}"


def _broker(settings: Settings) -> str:
    client = make_broker(settings).client
    client.ping()
    try:
        server, policy = client.info("server"), client.config_get("maxmemory-policy")
    except ResponseError:
        return "the embedded broker answers; it keeps nothing on disk, and nothing needs it to"
    if policy.get("maxmemory-policy") != "noeviction":
        raise Sick(f"Redis may drop messages ({policy}): set maxmemory-policy noeviction")
    return f"Redis {server['redis_version']}, noeviction"


def _numbers(store: Store) -> str:
    return number_urls.compared(store, _carrier_http(store.settings))


def _carrier_http(settings: Settings) -> CarrierHttp:
    return CarrierHttp(settings.carrier_base_url, settings.carrier_connect_timeout, settings.carrier_read_timeout)


def _carrier(settings: Settings) -> str:
    http = _carrier_http(settings)
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    answer = http.request("GET", f"https://api.twilio.com/2010-04-01/Accounts/{sid}.json", auth=(sid, token))
    if answer.status_code != 200:
        raise Sick(f"it answered {answer.status_code}: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    return f"credentials accepted by {settings.carrier_base_url or 'Twilio'}"


def _email(settings: Settings) -> str:
    if settings.email_carrier == "twilio":
        return "carried by Twilio, with the carrier's credentials"
    EventSignature(settings)
    base = settings.email_base_url or settings.carrier_base_url
    http = CarrierHttp(base, settings.carrier_connect_timeout, settings.carrier_read_timeout)
    key = settings.sendgrid_api_key.get_secret_value() if settings.sendgrid_api_key else ""
    answer = http.request("GET", SCOPES, headers={"Authorization": f"Bearer {key}"})
    if answer.status_code != 200:
        raise Sick(f"SendGrid answered {answer.status_code}: check SENDGRID_API_KEY")
    if "mail.send" not in answers.read_json(answer.text).get("scopes", ()):
        raise Sick("SENDGRID_API_KEY may not send mail: give it the scope mail.send")
    return f"carried by SendGrid; its events are posted to {settings.public_base_url}/webhooks/sendgrid/events"


def _public_url(settings: Settings) -> str:
    import urllib3

    answer = urllib3.request("GET", f"{settings.public_base_url}/healthz", timeout=5, retries=False)
    if answer.status != 200:
        raise Sick(f"{settings.public_base_url}/healthz answered {answer.status}: is the web process behind it?")
    return f"{settings.public_base_url} reaches the web process"
