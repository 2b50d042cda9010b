"""
Blobs of a registry as files: resumed after a cut, checked against digest and size.

What came before a fault is kept and searched: it is a note on the blob, not the end of the scan.
"""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from leakscan.errors import LimitExceeded, RegistryError
from leakscan.images.sources.registry.client import Client
from leakscan.images.sources.registry.patience import RETRIED, Patience
from leakscan.images.sources.registry.web import Answer, Interrupted, out_of_time
from leakscan.images.sources.spool import SPOOL_FLAG, new_file, write_piece
from leakscan.streams.limits import MIB
from leakscan.streams.verify import Digester

MAX_ATTEMPTS = 100
"""At one blob, even when each brings a little."""
THREADS = 3
MAX_OUTAGES = 3
"""Blobs in a row that did not come, after which a registry is not asked for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A blob to be fetched."""

    digest: str
    """Of an algorithm that is known."""
    size: int | None
    """As its descriptor claims; None: it does not say, or nonsense."""
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a blob is not here, or not as it was promised."""

    reason: str
    hint: str = ""
    outage: bool = False
    """Whether the next blob will probably fare the same."""


class Budget:
    """How much may still be written, and whether to go on at all: one for all threads."""

    def __init__(self, limit: int, on_progress: Callable[[int], None] | None) -> None:
        self.stopped = threading.Event()
        self._limit = limit
        self._left = limit
        self._lock = threading.Lock()
        self._on_progress = on_progress

    def take(self, size: int) -> int:
        """Take up to `size` bytes; return how many."""
        with self._lock:
            taken = min(size, self._left)
            self._left -= taken
            if self._on_progress is not None and taken:
                self._on_progress(taken)
            return taken

    def exceeded(self) -> LimitExceeded:
        """Return the error for when there are no more."""
        return LimitExceeded("what is pulled", self._limit, SPOOL_FLAG)

    def give_back(self, size: int) -> None:
        """Return what was taken for bytes that were thrown away."""
        with self._lock:
            self._left += size


def fetch_all(wanted: list[Wanted], client: Client, budget: Budget) -> dict[str, Fault]:
    """
    Fetch blobs, a few at a time; return what is wrong with which, by digest.

    Raises:
        TargetUnreadable: There is no room for them.
    """
    faults: dict[str, Fault] = {}
    local = threading.local()
    clients: list[Client] = []
    outages = 0

    def fetch(one: Wanted) -> None:
        nonlocal outages
        if not hasattr(local, "client"):
            local.client = client.another()
            clients.append(local.client)
        if budget.stopped.is_set():
            return
        if outages >= MAX_OUTAGES:
            reason = f"blob.missing: not asked for: the {MAX_OUTAGES} before it did not come"
            faults[one.digest] = Fault(reason=reason, hint="Scan the image again.")
            return
        fault = Download(one, client=local.client, budget=budget).run()
        outages = outages + 1 if fault is not None and fault.outage else 0
        if fault is not None:
            faults[one.digest] = fault

    with ThreadPoolExecutor(THREADS) as threads:
        try:
            for done in [threads.submit(fetch, one) for one in wanted]:
                done.result()
        except BaseException:
            budget.stopped.set()
            for each in clients:
                each.web.cut()
            raise
        finally:
            threads.shutdown()
            for each in clients:
                each.web.close()
    return faults


class Download:
    """One blob on its way to a file."""

    def __init__(self, wanted: Wanted, *, client: Client, budget: Budget) -> None:
        self._wanted = wanted
        self._client = client
        self._budget = budget
        self._patience = Patience(client.settings, client.deadline, budget.stopped)
        self._digester = Digester(wanted.digest)
        self._spoiled = False
        """Whether the bytes so far cannot be the start of the blob."""

    def run(self) -> Fault | None:
        """
        Fetch the blob; return what is wrong with it in the end, None if nothing is.

        What came is in the file, be it part of the blob or something else; there is no file when
        nothing came.

        Raises:
            TargetUnreadable: There is no room for it.
        """
        path = self._wanted.path
        with new_file(path) as self._file:
            try:
                fault = self._fetch()
            except LimitExceeded as exceeded:
                fault = self._fault(str(exceeded), exceeded.hint)
            except RegistryError as error:
                fault = self._fault(error.message, error.hint)
        if fault is not None and not self._digester.size:
            path.unlink()
        return fault

    def _fetch(self) -> Fault | None:
        for _ in range(MAX_ATTEMPTS):
            before = 0 if self._spoiled else self._digester.size
            retry_after = ""
            try:
                with self._client.blob(self._wanted.digest, before, self._patience) as answer:
                    retry_after = answer.headers.get("Retry-After", "")
                    problem = self._take(answer)
            except Interrupted as interrupted:
                problem = interrupted.reason
                if interrupted.final:
                    break
            if not problem:
                return None
            if self._digester.size >= before + MIB and not self._spoiled:
                self._patience.progress()
            if not self._patience.wait(retry_after):
                break
        else:
            problem = "it broke off too often"
        return self._fault(problem, outage=not self._spoiled)

    def _take(self, answer: Answer) -> str:
        """Write what an answer brings; return what is wrong with it, if anything."""
        if answer.status in RETRIED:
            return f"the registry answers {answer.status}"
        if answer.status == 416:
            self._spoiled = True
            return "the registry has no such part"
        if answer.status not in {200, 206}:
            raise self._client.refusal(answer.status, blob=True)
        if answer.status == 200:
            self._restart()  # also where a part was asked for: not every server has parts
        elif not _starts_at(answer.headers.get("Content-Range", ""), self._digester.size):
            self._spoiled = True
            return "the registry sent another part than was asked for"
        self._copy(answer)
        size = self._wanted.size
        if self._digester.digest == self._wanted.digest:
            return ""
        if size is not None and self._digester.size < size:
            return "the answer was too short"
        self._spoiled = True
        return "the bytes do not hash to the digest that names them"

    def _copy(self, answer: Answer) -> None:
        pace = _Pace(self._client)
        for piece in answer.pieces():
            pace.check(len(piece))
            at = self._wanted.size
            if at is not None and self._digester.size < at <= self._digester.size + len(piece):
                cut = at - self._digester.size
                self._write(piece[:cut])
                if self._digester.digest == self._wanted.digest:
                    return  # whatever follows is no part of the blob
                piece = piece[cut:]  # noqa: PLW2901 - the rest of the same piece
            self._write(piece)
            if at is not None and self._digester.size > 2 * at + 64 * MIB:
                return  # the descriptor is wrong, or the answer has no end
            if self._budget.stopped.is_set():
                raise Interrupted("the scan was stopped", final=True)

    def _write(self, piece: bytes) -> None:
        fits = piece[: self._budget.take(len(piece))]
        write_piece(self._file, fits, self._wanted.path.parent)
        self._digester.update(fits)
        if len(fits) < len(piece):
            raise self._budget.exceeded()

    def _restart(self) -> None:
        self._budget.give_back(self._digester.size)
        self._file.seek(0)
        self._file.truncate()
        self._digester = Digester(self._wanted.digest)
        self._spoiled = False

    def _fault(self, problem: str, hint: str = "", *, outage: bool = False) -> Fault:
        came, size = self._digester.size, self._wanted.size
        if not came:
            return Fault(reason=f"blob.missing: {problem}", hint=hint, outage=outage)
        of = f" of {size}" if size is not None and size != came else ""
        reason = f"blob.partial: {problem}; {came}{of} bytes came"
        return Fault(reason=reason, hint=hint or "Scan the image again.", outage=outage)


class _Pace:
    """Holds an answer against the least speed and the deadline."""

    def __init__(self, client: Client) -> None:
        self._settings = client.settings
        self._deadline = client.deadline
        self._since = time.monotonic()
        self._bytes = 0

    def check(self, size: int) -> None:
        """
        Count bytes that came.

        Raises:
            Interrupted: Too few came of late.
            RegistryError: The image has taken as long as it may.
        """
        now = time.monotonic()
        if now > self._deadline:
            raise out_of_time(self._settings)
        self._bytes += size
        passed = now - self._since
        if passed >= self._settings.read_timeout_seconds:
            if self._bytes < passed * self._settings.min_bytes_per_second:
                raise Interrupted("the answer is too slow")
            self._since, self._bytes = now, 0


def _starts_at(content_range: str, offset: int) -> bool:
    match = re.match(r"bytes\s+([0-9]{1,18})-", content_range)
    return match is not None and int(match[1]) == offset
