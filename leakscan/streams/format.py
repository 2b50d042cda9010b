"""
What a nested format is to everybody else: how it begins, and what it holds.

A format is one file in `streams/formats/` with a `FORMAT`.  Nothing else needs to know it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from leakscan.errors import LimitExceeded
from leakscan.expressions import expression
from leakscan.streams.limits import Budget
from leakscan.streams.source import Source

HEAD_BYTES = 512
"""What a format is recognised by: the first bytes of a file, fewer if it is shorter."""
TAIL_BYTES = 22
"""Or the last."""

PROGRAM = expression(rb"#!|MZ|\x7fELF")
"""How most files begin behind which an archive may stand: a script, a program."""

_FULL_HINT = "Name a larger disk with --temp-dir."
_PREFIX_HINT = "Unpack it yourself, and scan the directory with `leakscan context`."


@dataclass(frozen=True, slots=True)
class Member:
    """Something that a file holds.  Its name is whatever the file says: text, never a path."""

    name: str
    """Bytes that are not UTF-8 are surrogate-escaped."""
    pieces: Iterable[bytes]
    """
    The content, in pieces of at most some MiB, made as they are asked for.

    It is read once, before the next member is asked for, and may not be read to its end.
    """
    label: str = ""
    """
    What a reader is told instead of the name, where the file holds no file: `UTF-16 text`.

    The name still says what kind of text it is.
    """
    packed: bool = False
    """Whether it has to be a file of a known format: if its bytes are none, that is damage."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a file that could not be read as what it claims to be."""

    code: str
    """Dotted: `zip.encrypted`, `gzip.damaged`."""
    detail: str
    """The fact; a name in it is quoted with `!r`."""
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


def flaw_of(error: LimitExceeded | OSError) -> Flaw:
    """Return what stopped the unpacking of a file, or the keeping of its bytes, as a flaw of it."""
    if isinstance(error, OSError):
        return Flaw("temp.write", str(error.strerror or error), _FULL_HINT)
    code, _, what = error.what.partition(": ")
    return Flaw(code, f"{what} is over the limit of {error.limit}", error.hint)


def out_of_reach(form: "Format") -> Flaw:
    """Return the flaw of a file whose end says that it is a `form`, when its start is gone."""
    detail = "an archive stands behind other data; it was searched as it is stored"
    return Flaw(f"{form.name}.prefix", detail, _PREFIX_HINT)


Members = Callable[[Source, str, Budget], Iterator[Member | Flaw]]
"""
Takes a file's bytes, its name and what may be used up; gives what it holds, lazily.

It looks at nothing but the source, bounds every length before it believes it, and does not recurse
by what it reads.  The bytes of members are counted by whoever reads them; other work that the file
can make long is counted with `budget.work`.  `LimitExceeded` passes through; every other exception
becomes a flaw.
"""


def _always(_head: bytes, _name: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which a file can hold others, or text that its bytes do not show."""

    name: str
    """Lower-case; the codes of its flaws start with it."""
    magic: bytes
    """Expression that the first bytes match, `.` being any byte: cheap, and never matching text."""
    members: Members
    tail: bytes = b""
    """Expression that the last `TAIL_BYTES` match, for what may stand behind anything; or empty."""
    recognises: Callable[[bytes, str], bool] = _always
    """A closer look at the first `HEAD_BYTES` and the name, when the magic matches."""
    verbatim: bool = False
    """
    Whether all it holds shows in its own bytes, if not as clearly: opened only where something was
    noticed there.
    """
    path: str = ""
    """Expression that is found in the path of a file of this format whatever its bytes are."""
    order: int = 0
    """Which of several that recognise a file reads it: the lowest."""


class Sniffer:
    """Tells in one look whether a file is of any of some formats."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self.formats = tuple(sorted(formats, key=lambda each: (each.order, each.name)))
        self._each = [(expression(f.magic, re.DOTALL), f) for f in self.formats]
        tails = [(expression(f.tail, re.DOTALL), f) for f in self.formats if f.tail]
        self._tails = tails
        self._any = re.compile(b"|".join(b"(?:%b)" % f.magic for f in self.formats), re.DOTALL)
        self._paths = [(re.compile(f.path), f) for f in self.formats if f.path]
        self._any_path = re.compile("|".join(f"(?:{f.path})" for f in self.formats if f.path))

    def sniff(
        self, buffer: bytes, name: str, start: int = 0, end: int | None = None
    ) -> Format | None:
        """Return the format of the file `name` that lies in `buffer` from `start` to `end`."""
        end = min(len(buffer) if end is None else end, start + HEAD_BYTES)
        if self._any.match(buffer, start, end):
            head = buffer[start:end]
            for magic, form in self._each:
                if magic.match(head) and form.recognises(head, name):
                    return form
        if self._paths and self._any_path.search(name):
            return next(form for path, form in self._paths if path.search(name))
        return None

    def sniff_tail(self, buffer: bytes, end: int | None = None) -> Format | None:
        """Return the format of a file whose head says nothing and whose bytes end at `end`."""
        start = (len(buffer) if end is None else end) - TAIL_BYTES
        for tail, form in self._tails if start >= 0 else ():
            if tail.match(buffer, start, start + TAIL_BYTES):
                return form
        return None
