"""``outreach sandbox``: the stand-in for Twilio alone, and ``verify``: what it does not model."""

from __future__ import annotations

import asyncio
import json
import secrets
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from console.cli.context import errors, screen

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Options
    from outreach.sandbox.verify import Kind, Limit

PORT = 8400
JOURNAL = Path(".run/sandbox/journal.jsonl")

app = typer.Typer(help="Run the stand-in for Twilio alone, with a page on which the phones ring.")


class Form(StrEnum):
    """Ways to write limits down."""

    TABLE = "table"
    JSON = "json"


@app.callback(invoke_without_command=True)
def sandbox(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    port: Annotated[int, typer.Option(help="Where it listens on this machine; 0 picks a free port.")] = PORT,
    seed: Annotated[int, typer.Option(help="Of ids, strangers and chaos: the same seed, the same day.")] = 0,
    population: Annotated[Path | None, typer.Option(help="JSON Lines: who is behind which address.")] = None,
    chaos: Annotated[Path | None, typer.Option(help="JSON: rules of misbehaviour by mode, and a script.")] = None,
    misbehave: Annotated[
        list[str] | None, typer.Option(metavar="MODE[=RATE]", help="Misbehave in this way; may be given often.")
    ] = None,
    speed: Annotated[str, typer.Option(metavar="N|manual", help="Virtual seconds a real second, or by hand.")] = "1",
    start: Annotated[str, typer.Option(help="The virtual instant at which to begin, like 2030-03-18T16:00:00Z.")] = "",
    journal: Annotated[Path, typer.Option(help="JSON Lines are appended here.")] = JOURNAL,
    account_sid: Annotated[str | None, typer.Option(help="Its account; made up unless given.")] = None,
    auth_token: Annotated[str | None, typer.Option(help="Its token; made up unless given.")] = None,
    sms_url: Annotated[str, typer.Option(help="Where texts to our numbers are posted.")] = "",
    voice_url: Annotated[str, typer.Option(help="Where calls to our numbers get their TwiML.")] = "",
    voice_status_url: Annotated[str, typer.Option(help="Where statuses of calls to our numbers are posted.")] = "",
    calls_per_second: Annotated[float, typer.Option(min=0.01, help="Pace at which queued calls leave.")] = 1.0,
    route: Annotated[
        list[str] | None, typer.Option(metavar="PUBLIC=SERVED", help="Reach a public origin at another one.")
    ] = None,
) -> None:
    """Run the stand-in for Twilio until Ctrl-C, and print how to use it."""
    if context.invoked_subcommand is not None:
        return
    from outreach.sandbox.sandbox import Options

    _run(
        Options(
            account_sid=account_sid or "AC" + secrets.token_hex(16),
            auth_token=auth_token or secrets.token_hex(16),
            journal=journal,
            population=population,
            port=port,
            seed=seed,
            speed=_speed(speed),
            start=start,
            chaos=chaos,
            misbehave=tuple(misbehave or ()),
            sms_url=sms_url,
            voice_url=voice_url,
            voice_status_url=voice_status_url,
            calls_per_second=calls_per_second,
            routes=dict(_route(pair) for pair in route or ()),
        )
    )


@app.command()
def verify(form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.TABLE) -> None:
    """Print what the sandbox does not model, and what it does where nobody knows what Twilio does."""
    from outreach.sandbox.verify import limits

    found = limits()
    if form is Form.JSON:
        typer.echo(json.dumps([asdict(limit) for limit in found], ensure_ascii=False, indent=1))
        return
    for kind, of_kind in groupby(found, key=lambda limit: limit.kind):
        screen.print(_table(kind, list(of_kind)))
    screen.print(f"{len(found)} limits.")


def _table(kind: Kind, found: list[Limit]) -> Table:
    """One row for each place, with the names or the sentences that belong to it; what all of them mean is the caption."""
    meanings = {limit.meaning for limit in found}
    named = len(meanings) == 1
    table = Table("where", "what", title=kind.value.capitalize(), title_justify="left", show_lines=True)
    table.caption = f"Each {meanings.pop()}." if named else None
    for where, there in groupby(found, key=lambda limit: limit.where):
        table.add_row(where, (", " if named else "\n").join(limit.name if named else limit.meaning for limit in there))
    return table


def _run(options: Options) -> None:
    from outreach.sandbox.command import serve

    with _told_plainly():
        options.journal.parent.mkdir(parents=True, exist_ok=True)
        asyncio.run(serve(options, on_ready=lambda port: _announce(options, port)))


def _announce(options: Options, port: int) -> None:
    origin = f"http://127.0.0.1:{port}"
    for line in (
        f"The sandbox runs. Its phones ring at {origin}/",
        f"Its journal is {options.journal}. Use it with these settings:",
        f"  export TWILIO_ACCOUNT_SID={options.account_sid}",
        f"  export TWILIO_AUTH_TOKEN={options.auth_token}",
        f"  export OUTREACH_CARRIER_BASE_URL={origin}",
        "Ctrl-C stops it.",
    ):
        typer.echo(line)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """End with a text and exit code 2 when a file cannot be read, or the port is taken."""
    from outreach.sandbox.errors import SandboxError

    try:
        yield
    except (SandboxError, OSError) as error:
        errors.print(f"{type(error).__name__}: {error}", style="red", highlight=False, markup=False)
        raise typer.Exit(2) from None


def _speed(text: str) -> str:
    from outreach.sandbox.command import speed

    try:
        return speed(text)
    except ArgumentTypeError as error:
        raise typer.BadParameter(str(error), param_hint="--speed") from None


def _route(pair: str) -> tuple[str, str]:
    public, parted, served = pair.partition("=")
    if not parted or not public or not served:
        raise typer.BadParameter(
            f"a public origin and where it is served, like https://a.example=http://b:1, not {pair!r}",
            param_hint="--route",
        )
    return public, served
