"""What a signal does to a command that runs, in a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.interrupting import CODES, HEARING, SIGNALS, WORDS
from tests.cli.running import environment

_PROGRAM = (
    HEARING
    + """
import threading, time
from pathlib import Path
from leakscan.cli import signals
from leakscan.cli.console import Session
from leakscan.streams.belongings import BELONGINGS

session, number = Session(), int(sys.argv[1])

def send():
    os.kill(os.getpid(), number)

def for_ever():
    while True:
        time.sleep(1)

{command}

print(signals.supervised(command, session), flush=True)
"""
)

_HOLDS_A_FOLDER = """
def command():
    with BELONGINGS.folder(Path(sys.argv[2])) as folder:
        (folder / "file").write_bytes(b"x")
        send()
        for_ever()
"""

_HEARS_IT = """
signals._PATIENCE_SECONDS = 100

def command():
    session.stop.heed()
    send()
    while not session.stop.wanted():
        time.sleep(0.01)
    return 1
"""

_IS_DEAF = """
def command():
    session.stop.heed()
    send()
    for_ever()
"""

_WAS_DONE = """
signals._PATIENCE_SECONDS = 100

def command():
    session.stop.heed()
    send()
    return 1
"""

_DROPS_EXCEPTIONS = """
class Careless:
    def __del__(self):
        send()
        time.sleep(0.2)

def command():
    Careless()
    for_ever()
"""


def run(command: str, number: signal.Signals, folder: Path) -> tuple[int, str, str]:
    """Return code and output of a process that supervises `command`."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(command=command), str(int(number)), str(folder)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_removes_what_the_command_holds(number: signal.Signals, tmp_path: Path) -> None:
    """The command is cut off wherever it is; its folder is gone, and one line is said."""
    outcome = run(_HOLDS_A_FOLDER, number, tmp_path)

    assert outcome == (CODES[number], "", f"leakscan: {WORDS[number]}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_hears_the_wish_ends_by_itself(tmp_path: Path) -> None:
    """It is waited for, and what it gave up is told beside the signal's exit code."""
    outcome = run(_HEARS_IT, signal.SIGTERM, tmp_path)

    assert outcome == (0, "143\n", "leakscan: terminated: the report says what was not searched\n")


def test_a_command_that_hears_nothing_is_cut_off(tmp_path: Path) -> None:
    """Patience ends."""
    outcome = run(_IS_DEAF, signal.SIGINT, tmp_path)

    assert outcome == (130, "", "leakscan: interrupted\n")


def test_a_signal_after_the_work_changes_nothing(tmp_path: Path) -> None:
    """A command that gave nothing up keeps its own exit code."""
    outcome = run(_WAS_DONE, signal.SIGHUP, tmp_path)

    assert outcome == (0, "1\n", "")


def test_a_signal_within_a_destructor_is_not_lost(tmp_path: Path) -> None:
    """Python drops exceptions there, with a complaint: nothing may depend on one that is raised."""
    outcome = run(_DROPS_EXCEPTIONS, signal.SIGTERM, tmp_path)

    assert outcome == (143, "", "leakscan: terminated\n")
