import io

import pytest

from leakscan.cli.progress import ProgressLine, line
from leakscan.scanners.options import Progress


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 0, "reading: 0 bytes"),
        (1_200_000, 0, "reading: 1.2 MB"),
        (1, 3, "reading: 33 % of 3 bytes"),
        (9, 3, "reading: 100 % of 3 bytes"),
    ],
)
def test_progress_is_told_in_words(done: int, total: int, expected: str) -> None:
    """A share when the whole is known, else an amount; never more than all."""
    progress = Progress(done_bytes=done, total_bytes=total, what="reading")

    assert line(progress) == expected


def test_the_line_is_drawn_rarely_and_goes_away() -> None:
    """A thousand steps within a moment cost one drawing; nothing stays on the terminal."""
    terminal = io.StringIO()
    shown = ProgressLine(terminal)
    for done in range(1000):
        shown(Progress(done_bytes=done, total_bytes=1000, what="layer 1 of 2\x1b[2J"))

    drawn = terminal.getvalue()
    shown.clear()

    assert drawn.count("\r") <= 3
    assert "\x1b[2J" not in drawn
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_cleared_that_was_not_drawn() -> None:
    """A scan that reports no progress writes nothing at all."""
    terminal = io.StringIO()

    ProgressLine(terminal).clear()

    assert not terminal.getvalue()


def test_rate_and_time_left_are_told_once_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in the first moment, and anew for each phase."""
    clock = iter([0.0, 0.2, 2.0, 3.0])
    monkeypatch.setattr("leakscan.cli.progress.time.monotonic", lambda: next(clock))
    terminal = io.StringIO()
    progress = ProgressLine(terminal)

    for what, done in (("layers", 0), ("layers", 100), ("layers", 50_000_000), ("files", 1)):
        progress(Progress(done_bytes=done, total_bytes=200_000_000, what=what))

    drawn = terminal.getvalue().split("\r\x1b[K")
    assert "layers: 25 % of 200 MB, 25 MB/s, 7 s left" in drawn
    assert drawn[-1] == "files: 0 % of 200 MB"
