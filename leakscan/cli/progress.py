"""How far a scan has come, on one line of the terminal that comes and goes."""

import shutil
import time
from typing import TextIO

from leakscan.reporters.escape import excerpt
from leakscan.reporters.wording import size
from leakscan.scanners.options import Progress

_SECONDS_BETWEEN = 0.1

_CLEAR_LINE = "\r\x1b[K"


class ProgressLine:
    """Draws what it is called with, at most ten times a second."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._drawn_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Draw `progress`, unless the line was drawn a moment ago."""
        now = time.monotonic()
        if now - self._drawn_at < _SECONDS_BETWEEN:
            return
        self._drawn_at = now
        width = shutil.get_terminal_size().columns - 1
        self._draw(excerpt(line(progress), max(width, 20)))

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._drawn_at:
            self._draw("")

    def _draw(self, text: str) -> None:
        self._terminal.write(_CLEAR_LINE + text)
        self._terminal.flush()


def line(progress: Progress) -> str:
    """Return `progress` in words: `layer 3 of 7: 41 % of 1.2 GB`."""
    if progress.total_bytes <= 0:
        return f"{progress.what}: {size(progress.done_bytes)}"
    percent = min(100, 100 * progress.done_bytes // progress.total_bytes)
    return f"{progress.what}: {percent} % of {size(progress.total_bytes)}"
