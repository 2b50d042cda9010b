"""What the machine and its environment variables decide: the only file that reads them."""

import os
import shlex
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from leakscan.errors import UsageError


def variable(name: str) -> str | None:
    """Return an environment variable's value; None when it is not set."""
    return os.environ.get(name)  # noqa: TID251 - the one place that does


def program() -> str:
    """Return how this program was called, so that a command can be shown that works here."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py" and called.parent.name == "leakscan":
        return f"{shlex.quote(sys.executable)} -m leakscan"
    if called.name == "leakscan" and shutil.which("leakscan") is None:
        return shlex.quote(str(called))
    return "leakscan"


def commit() -> str:
    """Return the commit that a CI service is working on; empty when none says so."""
    return variable("CI_COMMIT_SHA") or variable("GITHUB_SHA") or ""


def home() -> Path | None:
    """Return the user's home directory; None on a machine without one."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def today() -> date:
    """Return the day by which excuses are judged."""
    return datetime.now(UTC).date()


def usable_cpus() -> int:
    """Return how many processors this process may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_cache_dir() -> Path | None:
    """Return where finished layers are kept; None on a machine without a home directory."""
    if configured := variable("XDG_CACHE_HOME"):
        return Path(configured) / "leakscan"
    folder = home()
    return folder and folder / ".cache" / "leakscan"


def default_temp_dir() -> Path:
    """
    Return the machine's directory for temporary files.

    Raises:
        UsageError: None of the usual places can be written to.
    """
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        hint = "Name one with --temp-dir."
        raise UsageError("no directory for temporary files can be written to", hint) from None


def wants_color(stream: TextIO, *, no_color: bool) -> bool:
    """Return whether to colour what is printed to `stream`: flag, environment, then terminal."""
    if no_color or variable("NO_COLOR"):
        return False
    if variable("FORCE_COLOR"):
        return True
    return stream.isatty() and variable("TERM") != "dumb"


def wants_progress(*, no_progress: bool) -> bool:
    """Return whether to show progress: to a person who looks, never in a log."""
    return not no_progress and not variable("CI") and sys.stderr.isatty()
