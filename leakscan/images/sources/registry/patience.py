"""
How long to wait for a registry that does not answer well, and when to stop.

Source: RFC 9110, 10.2.3 (Retry-After: seconds or a date).
"""

import random
import re
import threading
import time
from email.utils import parsedate_to_datetime

from leakscan.images.sources.registry.web import out_of_time
from leakscan.images.sources.settings import RegistrySettings

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes that may be others next time."""


class Patience:
    """Waits between the attempts of one request; never past the deadline of the image."""

    def __init__(
        self,
        settings: RegistrySettings,
        deadline: float,
        stopped: threading.Event | None = None,
    ) -> None:
        """`deadline` is a time of `time.monotonic`; `stopped` ends every wait."""
        self._stopped = stopped or threading.Event()
        self._settings = settings
        self._deadline = deadline
        self._failures = 0

    def progress(self) -> None:
        """Note that the last attempt brought something: the next failure is the first again."""
        self._failures = 0

    def wait(self, retry_after: str = "") -> bool:
        """
        Wait before another attempt; return False, at once, when there were enough.

        Raises:
            RegistryError: The image has taken as long as it may.
        """
        self._failures += 1
        if self._failures >= self._settings.attempts:
            return False
        backoff = self._settings.first_wait_seconds * 2 ** (self._failures - 1)
        asked = retry_after_seconds(retry_after)
        # A little more than asked, and not all clients at the same moment.
        seconds = (backoff if asked is None else asked) * random.uniform(1, 1.25)  # noqa: S311 - no secret
        seconds = min(seconds, self._settings.longest_wait_seconds)
        if time.monotonic() + seconds > self._deadline:
            raise out_of_time(self._settings)
        return not self._stopped.wait(seconds)


def retry_after_seconds(text: str) -> float | None:
    """Return what a Retry-After asks for; None for what is neither seconds nor a date."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
