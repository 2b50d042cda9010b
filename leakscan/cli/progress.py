"""How far a scan has come, on one line of the terminal that comes and goes."""

import shutil
import time
from typing import TextIO

from leakscan.reporters.escape import excerpt
from leakscan.reporters.wording import size
from leakscan.scanners.options import Progress

_SECONDS_BETWEEN = 0.1
_SECONDS_TO_KNOW = 0.5
"""Before this long, a rate says nothing."""

_CLEAR_LINE = "\r\x1b[K"


class ProgressLine:
    """Draws what it is called with, at most ten times a second."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._drawn_at = 0.0
        self._phase = ""
        self._began = (0.0, 0)
        """When the phase began, and how many bytes were done then."""

    def __call__(self, progress: Progress) -> None:
        """Draw `progress`, unless the line was drawn a moment ago."""
        now = time.monotonic()
        if progress.what != self._phase:
            self._phase, self._began = progress.what, (now, progress.done_bytes)
        if now - self._drawn_at < _SECONDS_BETWEEN:
            return
        self._drawn_at = now
        width = shutil.get_terminal_size().columns - 1
        self._draw(excerpt(self._line(progress, now), max(width, 20)))

    def _line(self, progress: Progress, now: float) -> str:
        began, before = self._began
        seconds = now - began
        rate = (progress.done_bytes - before) / seconds if seconds >= _SECONDS_TO_KNOW else 0.0
        return line(progress, rate)

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._drawn_at:
            self._draw("")

    def _draw(self, text: str) -> None:
        self._terminal.write(_CLEAR_LINE + text)
        self._terminal.flush()


def line(progress: Progress, bytes_per_second: float = 0.0) -> str:
    """Return `progress` in words: `layers: 41 % of 1.2 GB, 95 MB/s, 8 s left`."""
    rate = f", {size(int(bytes_per_second))}/s" if bytes_per_second >= 1 else ""
    if progress.total_bytes <= 0:
        return f"{progress.what}: {size(progress.done_bytes)}{rate}"
    percent = min(100, 100 * progress.done_bytes // progress.total_bytes)
    said = f"{progress.what}: {percent} % of {size(progress.total_bytes)}{rate}"
    left = max(0, progress.total_bytes - progress.done_bytes)
    return f"{said}, {_duration(left / bytes_per_second)} left" if rate and left else said


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds) + 1, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
