"""
Many anchors at once over a block of bytes: Hyperscan, or `re` with the same outcome.

A hit says "look here": which recogniser, and where an anchor's match ends.  The two engines may
hit at different ends; what is confirmed there is the same.
"""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import NamedTuple, Protocol

from leakscan import __version__
from leakscan.detection import literals
from leakscan.detection.content import Recogniser
from leakscan.streams.belongings import BELONGINGS

try:
    import hyperscan
except ImportError:  # no wheel for this platform: `re` finds the same, slower
    hyperscan = None  # type: ignore[assignment] # asked for with `is not None`

_KEPT_DATABASES = 4
_CHECKSUM_BYTES = 32

MAX_ANCHOR_BYTES = 4096
"""No anchor's match is longer: the overlap that blocks of one stream need."""


class Hit(NamedTuple):
    """Where to look."""

    end: int
    """Offset of the byte after an anchor's match."""
    recogniser: int
    """Index in the recognisers that the matcher was made with."""


class Matcher(Protocol):
    """What both engines offer."""

    @property
    def engine(self) -> str:
        """`hyperscan` or `re`."""

    @property
    def not_kept(self) -> str:
        """Why the compiled patterns could not be kept for the next start; empty: they are."""

    def hits(self, block: bytes | memoryview) -> list[Hit]:
        """Return the hits in `block` sorted by end; one recogniser may hit many times."""


def make_matcher(recognisers: Sequence[Recogniser], cache_dir: Path | None = None) -> Matcher:
    """
    Return the fastest matcher that works here.

    The compiled database is kept in `cache_dir` and loaded from there by the next run; a file that
    others may write, or that does not load, is compiled again.
    """
    if hyperscan is not None:
        with contextlib.suppress(hyperscan.error, OSError):
            return HyperscanMatcher(recognisers, cache_dir)
    return ReMatcher(recognisers)


class HyperscanMatcher:
    """All anchors as one automaton: one pass, gigabytes per second."""

    engine = "hyperscan"
    not_kept = ""

    def __init__(self, recognisers: Sequence[Recogniser], cache_dir: Path | None = None) -> None:
        """
        Load or compile.

        Raises:
            hyperscan.error: An anchor does not compile, or the library does not work here.
        """
        self._expressions: list[bytes] = []
        self._owners: list[int] = []
        self._flags: list[int] = []
        for number, recogniser in enumerate(recognisers):
            for anchor in recogniser.anchors:
                self._expressions.append(anchor)
                self._owners.append(number)
                caseless = hyperscan.HS_FLAG_CASELESS if recogniser.caseless else 0
                self._flags.append(hyperscan.HS_FLAG_DOTALL | caseless)
        self._database = self._load(cache_dir) or self._compile(cache_dir)

    def hits(self, block: bytes | memoryview) -> list[Hit]:
        """Return the hits in `block` sorted by end."""
        found: set[tuple[int, int]] = set()
        owners = self._owners
        add = found.add

        def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((end, owners[number]))

        # The stub knows no memoryview; the library takes any contiguous buffer.
        self._database.scan(block, match_event_handler=on_match)  # type: ignore[type-var] # see above
        return list(map(tuple.__new__, repeat(Hit), sorted(found)))

    def _passes_self_test(self) -> bool:
        """Tell whether the library finds on this machine what it must find."""
        probe = hyperscan.Database()
        probe.compile(expressions=[b"leak_[0-9a-f]{8}"], ids=[7], flags=[0])
        found: list[tuple[int, int]] = []
        probe.scan(
            b"\0" * 70 + b"leak_01234567 leak_0123456",
            match_event_handler=lambda number, _start, end, *_: found.append((number, end)),
        )
        return found == [(7, 83)]

    def _compile(self, cache_dir: Path | None) -> "hyperscan.Database":
        # One that is loaded was made by this library after the same test, and says for which
        # processors.
        if not self._passes_self_test():
            raise hyperscan.error
        database = hyperscan.Database()
        database.compile(
            expressions=self._expressions,
            ids=list(range(len(self._expressions))),
            flags=self._flags,
        )
        if cache_dir is not None:
            try:
                _store(cache_dir, self._cache_name(), hyperscan.dumpb(database))
            except OSError as error:
                self.not_kept = f"{cache_dir}: {error.strerror or error}"
        return database

    def _load(self, cache_dir: Path | None) -> "hyperscan.Database | None":
        if cache_dir is None:
            return None
        data = _fetch(cache_dir, self._cache_name())
        if not data:
            return None
        try:
            database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
        except (hyperscan.error, ValueError, TypeError):
            return None
        return database

    def _database_version(self) -> str:
        return str(getattr(hyperscan, "__version__", ""))

    def _cache_name(self) -> str:
        key = hashlib.sha256()
        for part in (__version__, self._database_version(), *map(str, self._flags)):
            key.update(part.encode() + b"\0")
        for expression in self._expressions:
            key.update(expression + b"\0")
        return f"patterns-{key.hexdigest()[:32]}.hsdb"


class ReMatcher:
    """The same on the standard library: one search per anchor, behind its literals."""

    engine = "re"
    not_kept = ""

    def __init__(self, recognisers: Sequence[Recogniser]) -> None:
        self._searches = [
            (number, literals.of(recogniser), _overlapping(anchor, caseless=recogniser.caseless))
            for number, recogniser in enumerate(recognisers)
            for anchor in recogniser.anchors
        ]

    def hits(self, block: bytes | memoryview) -> list[Hit]:
        """Return the hits in `block` sorted by end."""
        data = bytes(block)
        lowered = data.lower()
        found = {
            Hit(match.end(1), number)
            for number, texts, pattern in self._searches
            if not texts or any(text in lowered for text in texts)
            for match in pattern.finditer(data)
        }
        return sorted(found)


def _overlapping(anchor: bytes, *, caseless: bool) -> re.Pattern[bytes]:
    flags = re.DOTALL | (re.IGNORECASE if caseless else 0)
    return re.compile(b"(?=(" + anchor + b"))", flags)


def _store(cache_dir: Path, name: str, data: bytes) -> None:
    """
    Write a cache file so that no other user can read it and no reader sees half of it.

    Raises:
        OSError: It cannot be written, or others may write there.
    """
    cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _ours(cache_dir):
        raise PermissionError(errno.EPERM, "others may write there, too")
    digest = _checksum(data)
    with BELONGINGS.whole():
        handle, temporary = tempfile.mkstemp(dir=cache_dir)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(digest + data)
            Path(temporary).replace(cache_dir / name)
            _forget_old(cache_dir)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def _forget_old(cache_dir: Path) -> None:
    """Remove all but the newest databases: every change of a rule makes another one."""
    stored = sorted(cache_dir.glob("patterns-*.hsdb"), key=lambda path: -path.lstat().st_mtime_ns)
    for path in stored[_KEPT_DATABASES:]:
        path.unlink(missing_ok=True)


def _fetch(cache_dir: Path, name: str) -> bytes:
    """Return a cache file's bytes; empty when it is missing, damaged or not ours alone."""
    try:
        if not _ours(cache_dir) or not _ours(cache_dir / name):
            return b""
        stored = (cache_dir / name).read_bytes()
    except OSError:
        return b""
    digest, data = stored[:_CHECKSUM_BYTES], stored[_CHECKSUM_BYTES:]
    return data if _checksum(data) == digest else b""


def _checksum(data: bytes) -> bytes:
    """Return what tells a damaged file: quick, as megabytes are checked at every start."""
    return hashlib.blake2b(data, digest_size=_CHECKSUM_BYTES).digest()


def _ours(path: Path) -> bool:
    status = path.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022 and not path.is_symlink()
