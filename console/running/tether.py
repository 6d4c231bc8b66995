"""Tying a child process to its parent: when the parent is gone, however it went, the kernel ends the child.

Linux sends the signal when the *thread* that started the child ends, so children are started by a thread that
outlives them. `setpriv` belongs to util-linux, which every Debian has; without it children are started untied.
The tie holds from the moment the program itself runs, some milliseconds after it was started.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

UNPRIVILEGED = "nobody"
UNPRIVILEGED_GROUP = "nogroup"

# What a program that refuses to run as root runs as. It keeps one of root's capabilities, so that it finds its files
# also below folders that are closed to others.
_SHED_ROOT = [
    f"--reuid={UNPRIVILEGED}",
    f"--regid={UNPRIVILEGED_GROUP}",
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
]


def tethered(command: Sequence[str], death_signal: str = "TERM", *, shed_root: bool = False) -> list[str]:
    """The command such that the kernel sends it `death_signal` (a name without SIG) when its parent is gone.

    With `shed_root` it does not run as root even where we do. A change of account undoes a tether: both in one step.
    """
    shedding = _SHED_ROOT if shed_root and os.geteuid() == 0 else []
    setpriv = shutil.which("setpriv")
    if setpriv is None and not shedding:
        return list(command)
    return [setpriv or "setpriv", *shedding, "--pdeathsig", death_signal, *command]
