"""Bounds that protect this machine from what it reads.  Every hit is reported with its flag."""

import time
from dataclasses import dataclass

from leakscan.errors import LimitExceeded
from leakscan.streams.patience import MAX_WAIT_SECONDS

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one scan may use.  All sizes are bytes, counted after decompression."""

    max_document_bytes: int = 4 * MIB
    """A manifest, index, config or attestation beyond it is searched as text, not parsed."""
    max_json_depth: int = 64
    max_tar_header_bytes: int = 1 * MIB
    """One extension header (PAX or GNU long name), as Go's reader has it."""
    max_expanded_bytes: int = 64 * GIB
    """One layer (`--max-layer-bytes`)."""
    max_spool_bytes: int = 64 * GIB
    """Standard input, a daemon's stream or a compressed archive on disk (`--max-temp-bytes`)."""
    max_zstd_window_log: int = 27
    """128 MiB; a frame that asks for more is not read."""
    max_record_bytes: int = 64 * MIB
    """Package databases kept in memory from one layer."""
    block_bytes: int = 4 * MIB
    """How much of a layer is searched at once."""
    whole_file_bytes: int = 1 * MIB
    """A file up to this size is always looked at as a whole; a larger one through windows."""
    max_depth: int = 8
    """How many archives deep a file in a file in a file is read (`--max-depth`)."""
    max_archive_bytes: int = 1 * GIB
    """
    What one file may unpack to, at all depths together (`--max-archive-bytes`).

    A file that is itself large may always give `FAIR_RATIO` times its own bytes.
    """
    max_members: int = 1_000_000
    """Members of one file, at all depths together (`--max-members`)."""
    max_archive_seconds: float = 60.0
    """
    Processor time for one file with all that is in it (`--max-archive-seconds`).

    Not the time on the wall: a busy machine must not change what is found.
    """
    max_wait_seconds: float = MAX_WAIT_SECONDS
    """How long one call to the file system of a build context may take before it is given up."""


FAIR_RATIO = 16
"""No bomb is worth it at this ratio, and what compilers and people pack stays below it."""


@dataclass(slots=True)
class Allowance:
    """What is left of a bound that many files share."""

    left: int


class Budget:
    """
    What unpacking one file may use: one object, handed down to everything inside it.

    Every method raises `LimitExceeded`, which names the flag that raises the bound.  Not to be
    handed to another thread: it counts this one's processor time.
    """

    def __init__(self, limits: Limits, stored_bytes: int, shared: Allowance) -> None:
        """`stored_bytes` is the file's own size; `shared` counts for all files of a layer."""
        self.limits = limits
        self._most_bytes = max(limits.max_archive_bytes, FAIR_RATIO * stored_bytes)
        self._left = self._most_bytes
        self._members = limits.max_members
        self._shared = shared
        self._until = time.thread_time() + limits.max_archive_seconds

    def member(self) -> None:
        """Count one more member."""
        self._members -= 1
        if self._members < 0:
            most = self.limits.max_members
            raise LimitExceeded("budget.members: what it holds", most, "--max-members")
        self.work(0)

    def work(self, size: int) -> None:
        """Count `size` more bytes that were unpacked, and the time that passed."""
        self._left -= size
        self._shared.left -= size
        if self._left < 0:
            most = self._most_bytes
            raise LimitExceeded("budget.bytes: what it unpacks to", most, "--max-archive-bytes")
        if self._shared.left < 0:
            most = self.limits.max_expanded_bytes
            raise LimitExceeded("budget.total: what was unpacked", most, "--max-layer-bytes")
        if time.thread_time() > self._until:
            seconds = int(self.limits.max_archive_seconds)
            flag = "--max-archive-seconds"
            raise LimitExceeded("budget.seconds: the processor time to unpack", seconds, flag)
