"""``outreach up``, ``web``, ``worker``, ``scheduler``: the processes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from console.cli.context import plain, screen
from outreach.settings import load_settings
from workers.broker import QUEUES


@plain
def web(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve webhooks, call prompts, health and metrics."""
    import uvicorn

    settings = load_settings()
    uvicorn.run(
        "console.web.app:create_app",
        factory=True,
        host=host or settings.web_host,
        port=port or settings.web_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )


@plain
def worker(
    queues: Annotated[list[str] | None, typer.Argument(help=f"Any of {', '.join(QUEUES)}; all when none.")] = None,
    threads: Annotated[int, typer.Option(help="Threads in the process.")] = 8,
) -> None:
    """Work on queues until told to stop."""
    from dramatiq import cli

    load_settings()  # refuse here, with a plain text, rather than in every forked process
    arguments = ["workers.main:broker", "--processes", "1", "--threads", str(threads), "--skip-logging"]
    arguments += ["--worker-shutdown-timeout", "40000", "--queues", *(queues or QUEUES)]
    sys.exit(cli.main(cli.make_argument_parser().parse_args(arguments)))


@plain
def scheduler() -> None:
    """Plan, hand out and sweep, while this process leads."""
    from outreach.logs import configure
    from workers.scheduler import run

    settings = load_settings()
    configure(settings)
    run(settings)


@plain
def up(
    data: Annotated[Path, typer.Option(help="Folder of the embedded parts.")] = Path(".run/outreach"),
    workers: Annotated[int, typer.Option(help="Worker processes.")] = 1,
) -> None:
    """Run everything on this machine: database, broker, sandbox carrier, web, workers, scheduler."""
    from console.running.house import House

    with House(data, workers=workers, durable=True) as house:
        carrier = house.settings.carrier_base_url
        screen.print(f"Outreach runs. Web: {house.settings.public_base_url}  Sandbox: {carrier}")
        screen.print(f"The sandbox's phones ring at {carrier}/")
        screen.print("Use the other commands with these settings:")
        screen.print(f"  set -a; . {house.env_file}; set +a")
        house.wait()
