"""The grand tour, last chapter: numbers and services the account holds, what is known of others' numbers, e-mails."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.sandbox.stage import ATTEMPT
from tests.sandbox.wire.guide import Guide, person, walked

ANNA, BELL, LONDON = "+12125550123", "+12125550124", "+442079460123"
FATES = ("DELIVERED", "UNDELIVERED", "OPENED", "SENT", "FAILED")


def tour(guide: Guide) -> None:
    numbers_and_services(guide)
    lookups(guide)
    emails(guide)


def numbers_and_services(guide: Guide) -> None:
    guide.scene()
    numbers, services = guide.client.incoming_phone_numbers, guide.client.messaging.v1.services
    bought = numbers.create(phone_number="+12125550150", friendly_name="front desk", voice_url=guide.url("/welcome"),
                            sms_url=guide.url("/sms"), sms_method="GET")  # fmt: skip
    numbers.create(area_code="415")
    numbers(bought.sid).fetch()
    numbers(bought.sid).update(status_callback=guide.url("/number-status"), voice_fallback_url=guide.url("/fallback"))
    walked(numbers)
    walked(numbers, phone_number="+12125550150", friendly_name="front desk")
    service = services.create(friendly_name="reminders", inbound_request_url=guide.url("/sms"), sticky_sender=True)
    services.create(friendly_name="second")
    services(service.sid).fetch()
    services(service.sid).update(validity_period=600, status_callback=guide.url("/sms-status"), usecase="notifications")
    walked(services)
    held = services(service.sid).phone_numbers
    for number in numbers.list():
        held.create(phone_number_sid=number.sid)
    held(bought.sid).fetch()
    walked(held)
    held(bought.sid).delete()
    services(service.sid).delete()
    numbers(bought.sid).delete()


def lookups(guide: Guide) -> None:
    """Every package that is modelled, alone and together; numbers that are none."""
    guide.scene(person(ANNA, line="landline", reassigned_on="2030-02-01"), person(BELL, line="nonFixedVoip"))
    numbers = guide.client.lookups.v2.phone_numbers
    both = "line_type_intelligence,reassigned_number"
    for number in (ANNA, BELL, LONDON):
        numbers(number).fetch()
        numbers(number).fetch(fields="line_type_intelligence")
        numbers(number).fetch(fields=both, last_verified_date=date(2030, 1, 1).strftime("%Y%m%d"))
    numbers(ANNA).fetch(fields="reassigned_number")
    numbers(ANNA).fetch(fields="caller_name,line_status,sim_swap", country_code="US")
    for wrong in ("+1212555", "+1212555012312345", "+1212555ABCD", "+10005550123"):
        numbers(wrong).fetch(fields=both, last_verified_date="20300101")


def emails(guide: Guide) -> None:
    guide.scene(*[person(f"{fate}@example.net", email={"delivery": fate}) for fate in FATES])
    order: dict[str, Any] = {
        "from": {"address": "accounts@example.com", "name": "Accounts"},
        "to": [{"address": f"{fate}@example.net".lower(), "name": fate} for fate in FATES],
        "content": {"subject": "Your account", "html": "<p>Please <b>call</b> us.</p>"},
        "tags": {"attempt": ATTEMPT},
    }
    operation = json.loads(guide.stage.email(order).text)["operationId"]
    ask = guide.stage.comms
    waiting = ask(f"Emails?operationId={operation}&pageSize=2")
    ask(f"Emails?operationId={operation}&pageSize=2&pageToken={waiting['pagination']['next']}")
    ask(f"Emails/Operations/{operation}")
    guide.stage.run()
    ask(f"Emails/Operations/{operation}")
    ask("Emails?endDate=2031-01-01T00:00:00Z")
    for one in ask(f"Emails?tags=attempt:{ATTEMPT};&status=OPENED&startDate=2030-01-01T00:00:00Z")["emails"]:
        ask(f"Emails/{one['id']}")
    guide.stage.email(order | {"from": {}})
