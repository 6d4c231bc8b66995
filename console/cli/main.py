"""``outreach``: every command in one place."""

from __future__ import annotations

import typer

from console.cli import (
    accounts,
    authority,
    campaigns,
    clients,
    collectors,
    compliance,
    database,
    dead_letters,
    demo,
    doctor,
    due,
    explaining,
    inbox,
    intake,
    keys,
    log,
    overrides,
    pages,
    replay,
    rule_diff,
    rules,
    sandbox,
    templates,
    text_views,
    transfer_rules,
)
from console.cli import running as processes

app = typer.Typer(
    help="Contacts people about debts by phone, SMS and e-mail: lawfully, exactly once, with proof.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("up")(processes.up)
app.command("web")(processes.web)
app.command("worker")(processes.worker)
app.command("scheduler")(processes.scheduler)
app.command("doctor")(doctor.doctor)
app.command("import")(intake.import_)
app.command("hold")(accounts.hold)
app.command("payment")(accounts.payment)
app.command("stop")(accounts.stop)
app.add_typer(campaigns.app, name="campaign")
app.add_typer(clients.app, name="client")
clients.app.add_typer(authority.app, name="authority")
clients.app.add_typer(transfer_rules.app, name="transfers")
app.add_typer(collectors.app, name="collector")
app.add_typer(compliance.app, name="compliance")
compliance.app.add_typer(overrides.app, name="override")
compliance.app.command("replay")(replay.replay)
compliance.app.command("diff")(rule_diff.diff)
compliance.app.command("explain")(explaining.explain)
compliance.app.command("due")(due.due)
compliance.app.command("rules")(rules.rules)
compliance.app.command("upcoming")(rules.upcoming)
app.add_typer(templates.app, name="templates")
templates.app.command("preview")(text_views.preview)
templates.app.command("show")(text_views.show)
templates.app.command("diff")(text_views.diff)
app.add_typer(log.app, name="log")
app.add_typer(inbox.app, name="inbox")
app.add_typer(pages.app, name="page")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(database.app, name="db")
app.add_typer(keys.app, name="keys")
app.add_typer(sandbox.app, name="sandbox")
