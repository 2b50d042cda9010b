"""What must not outlive the process."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from leakscan.streams.belongings import Belongings


def test_a_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    """Only this user can enter it, and what was put into it goes with it."""
    belongings = Belongings()

    with belongings.folder(tmp_path) as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "file").write_bytes(b"x")
        mode = stat.S_IMODE(folder.stat().st_mode)

    assert mode == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """It is for the caller to say what follows."""
    with pytest.raises(FileNotFoundError), Belongings().folder(tmp_path / "none"):
        pass


_KILLED = """
import os, signal, sys
from pathlib import Path
from leakscan.streams.belongings import Belongings
with Belongings().folder(Path(sys.argv[1])) as folder:
    (folder / "archive.tar").write_bytes(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    """Nobody holds its lock any more; folders of others, and those in use, stay."""
    root = str(Path(__file__).parents[2])
    subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path)], env={"PYTHONPATH": root}, check=False
    )
    assert len(list(tmp_path.glob("leakscan-*/archive.tar"))) == 1
    (tmp_path / "leakscan-of-somebody").mkdir()

    with Belongings().folder(tmp_path) as used, Belongings().folder(tmp_path) as other:
        left = set(tmp_path.iterdir())

    assert left == {used, other, tmp_path / "leakscan-of-somebody"}


def test_the_end_takes_folders_and_processes_along(tmp_path: Path) -> None:
    """What is in use at the end is removed and killed; what has ended is left alone."""
    belongings = Belongings()
    killed: list[str] = []
    belongings.begin(lambda: "busy", killed.append)
    belongings.ended(belongings.begin(lambda: "done", killed.append))

    with belongings.folder(tmp_path) as folder:
        (folder / "file").write_bytes(b"x")
        belongings.end()

        assert list(tmp_path.iterdir()) == []
    assert killed == ["busy"]


def test_nothing_begins_after_the_end(tmp_path: Path) -> None:
    """A thread that would make a folder then waits until the process is gone."""
    belongings = Belongings()
    belongings.end()
    made = threading.Event()

    def make() -> None:
        with belongings.folder(tmp_path):
            made.set()

    threading.Thread(target=make, daemon=True).start()

    assert not made.wait(0.2)
    assert list(tmp_path.iterdir()) == []


def test_the_end_waits_for_a_step(tmp_path: Path) -> None:
    """A file that is being written is whole before the process ends."""
    belongings = Belongings()
    begun, order = threading.Event(), []

    def step() -> None:
        with belongings.whole():
            begun.set()
            (tmp_path / "report").write_bytes(b"x" * 1_000_000)
            order.append("written")

    thread = threading.Thread(target=step)
    thread.start()
    begun.wait()
    belongings.end(patience_seconds=60)
    order.append("ended")
    thread.join()

    assert order == ["written", "ended"]


def test_the_end_does_not_wait_for_ever(tmp_path: Path) -> None:
    """A disk that hangs does not hold the process: the rest is removed all the same."""
    belongings = Belongings()

    with belongings.folder(tmp_path), belongings.whole():
        belongings.end(patience_seconds=0.01)

        assert list(tmp_path.iterdir()) == []


def test_the_user_is_told_of_places_they_know(tmp_path: Path) -> None:
    """A folder of ours is named by where it lies."""
    belongings = Belongings()

    with belongings.folder(tmp_path) as outer, belongings.folder(outer) as inner:
        assert belongings.outside(inner) == tmp_path
    assert belongings.outside(tmp_path) == tmp_path
