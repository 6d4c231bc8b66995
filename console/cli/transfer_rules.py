"""``outreach client transfers``: how a client's calls are handed over, and when a person goes first, from a TOML file.

The file has the fields of ``outreach.transfers.rules``; ``at_least`` is a quoted decimal (``"5,000.00"``), and every rule is an
``[[escalation]]`` table.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from campaigns.units import parse_amount, say_amount
from console.cli.context import open_store, plain, screen
from outreach.accounts.clients import client_named
from outreach.transfers.rules import Escalation, RulesError, TransferRules, read_rules

app = typer.Typer(help="How a client's calls are handed over to collectors.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The client's name.")]


@app.command("set")
@plain
def set_(
    name: Name,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The rules, as TOML.")],
) -> None:
    """Set the rules; calls under way go on by them from their next turn."""
    given = _toml(file)
    rules = read_rules(given)
    store = open_store()
    with store.sessions.begin() as session:
        client_named(session, name).transfer_rules = rules.model_dump(mode="json")
    screen.print(_table(rules, f"transfers of {name}"))


@app.command()
@plain
def show(name: Name) -> None:
    """What holds for a client."""
    store = open_store()
    with store.sessions() as session:
        raw = client_named(session, name).transfer_rules
    screen.print(_table(read_rules(raw), f"transfers of {name}" if raw else "the defaults: the client has set none"))


def _toml(file: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f"{file} is not TOML: {error}") from None
    for number, rule in enumerate(raw.get("escalation", ()), 1):
        if "at_least" in rule:
            rule["at_least"] = _minor(rule["at_least"], number)
    return raw


def _minor(written: Any, number: int) -> int:
    try:
        return int(parse_amount(written))
    except ValueError as error:
        raise RulesError(f"escalation {number}, at_least: {error}") from None


def _table(rules: TransferRules, title: str) -> Table:
    table = Table("rule", "value", title=title, title_justify="left")
    for field in ("ring", "ring_seconds", "rounds", "handover"):
        table.add_row(field.replace("_", " "), str(getattr(rules, field)))
    table.add_row("skills", ", ".join(rules.skills) or "-")
    for number, one in enumerate(rules.escalation, 1):
        table.add_row(f"escalation {number}", _told(one))
    return table


def _told(rule: Escalation) -> str:
    conditions = {
        "balance": f"a balance from {say_amount(rule.at_least or 0)} on",
        "failures": f"not understood {rule.count} times",
        "hardship": "money is short",
        "keyword": f"says {', '.join(rule.words)}",
        "meaning": f"means {', '.join(rule.meanings)}",
    }
    skills = f", by {', '.join(rule.skills)}" if rule.skills else ""
    return f"{conditions[rule.when]}: {'straight to a person' if rule.then == 'route' else 'offered a person first'}{skills}"
