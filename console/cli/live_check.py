"""``outreach doctor --live +1…``: one test call and one test text to the operator's own phone, after asking."""

from __future__ import annotations

import secrets

import typer
from sqlalchemy import select

from console.cli.context import screen
from outreach.accounts.addresses import Address
from outreach.channels.smoke import ENDED, Smoke, SmokeFailed
from outreach.clock import pause, stopwatch
from outreach.errors import OutreachError
from outreach.settings import Settings, load_settings
from outreach.store import open_store

PATIENCE = 90.0  # real seconds until a call or a text should have ended
LOOK = 1.0
WORDS = "This is a test message of Outreach that you asked for. Nothing needs to be done."


class NotYours(OutreachError):
    """The number belongs to somebody on file, who is only ever contacted after a decision."""


def check(to: str, sender: str | None = None) -> None:
    """Ask, contact, and say what came of it. Exits with 1 when something did not work.

    Raises:
        NotYours: the number is on file.
        SmokeFailed: the carrier refused.
    """
    settings = load_settings()
    _refuse_if_on_file(settings, to)
    smoke = Smoke(settings)
    from_ = sender or _first_of(smoke.our_numbers())
    where = settings.carrier_base_url or "Twilio"
    screen.print(f"{where} will place ONE call and send ONE text from {from_} to {to}.", highlight=False)
    typer.confirm("Is that your own phone, and shall it ring now?", abort=True)
    results = {"call": _call(smoke, to, from_), "text": _text(smoke, to, from_)}
    for what, healthy in results.items():
        screen.print(f"{what}: {'[green]ok[/]' if healthy else '[red]not as it should be[/]'}")
    if not all(results.values()):
        raise typer.Exit(1)


def _call(smoke: Smoke, to: str, from_: str) -> bool:
    """Whether the call ended as it should and its words were heard."""
    code = f"{secrets.randbelow(10_000):04d}"
    sid = smoke.call(to, from_, code)
    ended = _followed(smoke, sid)
    heard = typer.prompt(
        "Which four digits did the call say? (Enter when it said none)", default="", show_default=False
    )
    if heard.strip() != code:
        screen.print(
            "The words did not come through: does the public URL lead to the web process, and does the debugger of the "
            "carrier's console complain?"
        )
    return ended == "completed" and heard.strip() == code


def _text(smoke: Smoke, to: str, from_: str) -> bool:
    ended = _followed(smoke, smoke.text(to, from_, WORDS))
    if "30034" in ended:
        screen.print("The sender is not registered for A2P 10DLC: register brand and campaign with the carrier first.")
    return ended in {"delivered", "sent"}


def _followed(smoke: Smoke, sid: str) -> str:
    """The last status within the patience."""
    until, status = stopwatch() + PATIENCE, ""
    while stopwatch() < until:
        status = smoke.status(sid)
        if status.split(" ", maxsplit=1)[0] in ENDED:
            break
        pause(LOOK)
    screen.print(f"{sid}: {status}", highlight=False)
    return status


def _first_of(numbers: list[str]) -> str:
    if not numbers:
        raise SmokeFailed("the account has no phone number: buy one, or name a verified one with --from")
    return numbers[0]


def _refuse_if_on_file(settings: Settings, number: str) -> None:
    store = open_store(settings, pool_size=1)
    try:
        with store.sessions() as session:
            index = store.vault.index("phone", number)
            if session.scalar(select(Address.id).where(Address.value_index == index).limit(1)) is not None:
                raise NotYours("this number is on file as somebody's: a test contact needs a phone of your own")
    finally:
        store.engine.dispose()
