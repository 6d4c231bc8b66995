"""Random consents, opt-outs, statements, holds and overrides around the instant of an attempt."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.compliance.second.clocks import DAY, HOUR, written
from tests.compliance.second.figures import SET_ASIDE

Facts = dict[str, Any]
HOLDS = (
    *("attorney", "cease", "dispute", "bankruptcy", "vulnerable", "manual", "litigation"),
    *("moratorium", "moratorium", "disaster_freeze", "disaster_freeze", "disaster_freeze"),
)
ACCEPTED = (
    {"from": "18:00", "to": "22:00"},
    {"from": "06:00", "to": "10:00"},
    {"from": "22:00", "to": "02:00"},
    {"from": "00:00", "to": "24:00"},
)
INCONVENIENT = (
    {"from": "00:00", "to": "17:00"},
    {"from": "12:00", "to": "14:30"},
    {"from": "18:00", "to": "24:00"},
    {"from": "20:00", "to": "10:00"},
)


def chance(draw: Random, one_in: float) -> bool:
    return draw.random() * one_in < 1


def permissions(draw: Random, facts: Facts, at: int) -> None:
    attempt = facts["attempt"]
    confirming = attempt.get("purpose") == "opt_out_confirmation"
    consents = 1 if attempt["channel"] == "sms" and not chance(draw, 15) else int(chance(draw, 4))
    consents += chance(draw, 6) + (attempt.get("voice") == "artificial" and not chance(draw, 4))
    if consents:
        facts["consents"] = [_consent(draw, facts, at) for _ in range(consents)]
    opt_outs = chance(draw, 20) + chance(draw, 60) + (confirming and not chance(draw, 8))
    if opt_outs:
        facts["opt_outs"] = [_opt_out(draw, facts, at) for _ in range(opt_outs)]


def _scope(draw: Random, facts: Facts, *, narrow: float) -> Facts:
    """Whom and which debts a row is about; usually everyone and all."""
    attempt = facts["attempt"]
    row: Facts = {}
    if chance(draw, narrow):
        row["debts"] = attempt["debts"] if chance(draw, 1.3) else [draw.choice(facts["debts"])["id"]]
    if chance(draw, narrow):
        row["person"] = attempt["person"] if chance(draw, 1.3) else draw.choice(facts["people"])["id"]
    return row


def _consent(draw: Random, facts: Facts, at: int) -> Facts:
    attempt, artificial = facts["attempt"], facts["attempt"].get("voice") == "artificial"
    kinds = ("direct_prior", "direct_prior", "direct_prior", "electronic", "tcpa_prior_express")
    channels = ([attempt["channel"]], [attempt["channel"]], ["call", "sms", "email"], ["sms", "email"])
    given = at - draw.choice((-1, 0, 1, 1, 2, 5, 6, 7, 8, 40, 59, 60, 61, 100)) * DAY - draw.randint(0, DAY // 2)
    row: Facts = {
        "kind": draw.choice(kinds[2:] + kinds[4:] * 4 if artificial else kinds),
        "channels": draw.choice(channels),
        "at": written(given),
        **_scope(draw, facts, narrow=8),
    }
    if chance(draw, 4):
        row["form"] = draw.choice(("oral", "written"))
    if chance(draw, 3) and given < at:
        row["renewed_at"] = written(draw.randint(given, at))
    if chance(draw, 8):
        row["from"] = written(given + draw.choice((-2 * DAY, 0, HOUR, DAY)))
    if chance(draw, 6):
        row["until"] = written(max(at, given) + draw.choice((HOUR, DAY, 3 * DAY)) + DAY)
    if chance(draw, 5):
        row["address"] = attempt["address"]["value"] if chance(draw, 1.2) else "+12125550177"
    if chance(draw, 12):
        row["local_hours"] = draw.choice(ACCEPTED)
    return row


def _opt_out(draw: Random, facts: Facts, at: int) -> Facts:
    attempt = facts["attempt"]
    mine = [attempt["channel"]]
    row: Facts = {
        "at": written(at - draw.choice((60, 299, 300, 301, HOUR, DAY, 90 * DAY))),
        "channels": draw.choice((mine, mine, ["sms"], ["call"], ["call", "sms", "email"])),
        "form": draw.choice(("keyword", "written", "oral")),
        **_scope(draw, facts, narrow=6),
    }
    if chance(draw, 3):
        row["words"] = draw.choice(("STOP", "stop contacting me", "do not call me"))
    if chance(draw, 3):
        row["address"] = attempt["address"]["value"] if chance(draw, 1.3) else "+12125550177"
    if chance(draw, 3):
        row["program"] = draw.choice(("collection", "appointment_reminders"))
    return row


def troubles(draw: Random, facts: Facts, at: int) -> None:
    if chance(draw, 8):
        facts["statements"] = [_statement(draw, facts, at) for _ in range(draw.choice((1, 1, 2)))]
    if chance(draw, 8):
        facts["holds"] = [_hold(draw, facts, at) for _ in range(draw.choice((1, 1, 2)))]
    if chance(draw, 12):
        facts["overrides"] = [_override(draw, facts, at)]
    person = next(one for one in facts["people"] if one["id"] == facts["attempt"]["person"])
    if chance(draw, 120):
        draw.choice(facts["people"])["deceased"] = True
    if chance(draw, 50):
        person["birth_date"] = draw.choice(("1990-02-03", "2009-01-01", "2008-12-03", "2008-02-29", "2009-03-14"))
    if chance(draw, 200):
        person["role"] = "commanding_officer"


def _statement(draw: Random, facts: Facts, at: int) -> Facts:
    kinds = ("inconvenient_hours", "inconvenient_hours", "inconvenient_day", "employer_forbids")
    row: Facts = {
        "at": written(at + draw.choice((-30 * DAY, -DAY, -DAY, 2 * HOUR))),
        "kind": draw.choice(kinds),
    }
    if row["kind"] == "inconvenient_hours":
        row |= draw.choice(INCONVENIENT)
    if row["kind"] == "inconvenient_day" or chance(draw, 2):
        row["days"] = draw.sample(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), draw.randint(1, 5))
    if chance(draw, 2):
        row["until"] = written(at + draw.choice((HOUR, DAY, 5 * DAY)) + 2 * HOUR)
    if chance(draw, 4):
        row["person"] = draw.choice(facts["people"])["id"]
    return row


def _hold(draw: Random, facts: Facts, at: int) -> Facts:
    since = at + draw.choice((-40 * DAY, -5 * DAY, -HOUR, -HOUR, 3 * HOUR))
    row: Facts = {"kind": draw.choice(HOLDS), "since": written(since), **_scope(draw, facts, narrow=3)}
    if row["kind"] in ("cease", "dispute") and chance(draw, 2):
        row["form"] = draw.choice(("oral", "written"))
    if row["kind"] == "dispute" and chance(draw, 1.5):
        row["verification_sent_at"] = written(since + draw.choice((HOUR, DAY)))
    if row["kind"] in ("moratorium", "disaster_freeze"):
        row["until"] = written(max(at, since) + draw.choice((HOUR, DAY, 10 * DAY)) + 1)
    elif chance(draw, 3):
        row["until"] = written(since + draw.choice((HOUR, DAY, 10 * DAY)))
    if row["kind"] == "bankruptcy":
        row["person"] = draw.choice(facts["people"])["id"]
        row["chapter"] = draw.choice((7, 11, 12, 13, 13))
        if chance(draw, 2):
            row["status"] = draw.choice(("open", "dismissed", "closed", "discharged"))
    return row


def _override(draw: Random, facts: Facts, at: int) -> Facts:
    rules = (*sorted(SET_ASIDE), *("US-F-7IN7", "US-F-CONV7", "US-F-REBUT-POL", "POL-DAYCAP", "POL-HOURS") * 3)
    since = at + draw.choice((-DAY, -HOUR, 2 * HOUR))
    return {
        "rule": draw.choice((*rules, "US-F-TIME", "US-F-CEASE", "US-TCPA-REVOKE")),
        "at": written(since),
        "until": written(since + draw.choice((3 * HOUR, 2 * DAY, 5 * DAY))),
        **_scope(draw, facts, narrow=4),
    }
