"""
What is inside a file, and inside what is inside: one stack, no recursion, one budget.

Everything that a file holds is given as it is unpacked, before what that holds in turn.  Bytes are
kept only of what is itself a file of a known format, and only while it is open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.errors import LimitExceeded
from leakscan.streams.format import (
    HEAD_BYTES,
    PROGRAM,
    TAIL_BYTES,
    Flaw,
    Format,
    Member,
    Sniffer,
    flaw_of,
    out_of_reach,
)
from leakscan.streams.limits import Budget
from leakscan.streams.source import Room, Source, Spool

_DEPTH_FLAG = "--max-depth"


@dataclass(slots=True)
class Inner:
    """
    Something inside a file, to be read before the next is asked for.

    `pieces` may be left unread: the rest is unpacked anyway, to see whether it holds more.
    """

    chain: tuple[str, ...]
    """Names from the outer file inwards, without the outer file's own."""
    name: str
    """Path of the outer file and all names on the way in: says what kind of content it is."""
    pieces: Iterator[bytes]
    noticed: bool = True
    """To be set to False by who searched it and saw nothing that needs a closer look."""


@dataclass(frozen=True, slots=True)
class InnerFlaw:
    """A flaw, and which of the nested files has it: the empty chain is the outer file."""

    chain: tuple[str, ...]
    flaw: Flaw


@dataclass(slots=True)
class _Level:
    name: str
    chain: tuple[str, ...]
    items: Iterator[Member | Flaw]
    source: Source


def expand(
    name: str, source: Source, form: Format, budget: Budget, room: Room, sniffer: Sniffer
) -> Iterator[Inner | InnerFlaw]:
    """
    Yield everything inside the file `name`, whose bytes are `source` and whose format is `form`.

    Depth first.  A bound that is hit, or a fault, is an `InnerFlaw`, never an exception; what was
    unpacked before it was given.  `source` stays open; it is the caller's.
    """
    stack = [_Level(name, (), form.members(source, name, budget), source)]
    try:
        while stack:
            level = stack[-1]
            item = _next(level)
            if item is None:
                _leave(stack)
            elif isinstance(item, Flaw):
                yield InnerFlaw(level.chain, item)
                if item.code.startswith("budget."):
                    return
            else:
                chain = (*level.chain, item.label or item.name)
                content = _Content(item, f"{level.name}/{item.name}", chain, budget, room, sniffer)
                try:
                    yield from content.told()
                    if content.over_budget:
                        return
                    stack += content.opened()
                finally:
                    content.close()
    finally:
        while stack:
            _leave(stack)


def _leave(stack: list[_Level]) -> None:
    level = stack.pop()
    if stack:
        level.source.close()


def _next(level: _Level) -> Member | Flaw | None:
    try:
        return next(level.items, None)
    except LimitExceeded as error:
        return flaw_of(error)
    except RecursionError:
        raise
    except Exception as error:  # noqa: BLE001 - a parser's mistake costs one file, not the scan
        return Flaw("nested.error", f"its structure makes no sense ({type(error).__name__})")


def _too_deep(depth: int) -> Flaw:
    detail = f"it lies in {depth} archives, and was searched without being unpacked"
    return Flaw("budget.depth", detail, f"Raise it with {_DEPTH_FLAG}.")


@dataclass(slots=True)
class _Content:
    """A member's bytes on their way to whoever searches them; kept if they are a nested file."""

    member: Member
    name: str
    chain: tuple[str, ...]
    budget: Budget
    room: Room
    sniffer: Sniffer
    over_budget: bool = False
    _form: Format | None = None
    _flaws: list[Flaw] = field(default_factory=list)
    _head: bytes = b""
    _sniffed: bool = False
    _spool: Spool | None = None
    _given_up: bool = False
    """Whether it is a nested file that could not be kept."""
    _noticed: bool = True
    _pieces: int = 0
    _last: bytes = b""
    """The last bytes so far, all of them while the content is in one piece."""

    def told(self) -> Iterator[Inner | InnerFlaw]:
        """Yield the content, then what was wrong with it."""
        inner = Inner(self.chain, self.name, self._guarded())
        yield inner
        self._noticed = inner.noticed
        for _ in inner.pieces:
            pass
        if not self._sniffed:
            self._sniff()
        self._sniff_tail()
        if self.member.packed and self._form is None and not (self._given_up or self.over_budget):
            self._flaws.append(Flaw("nested.format", "it should be packed, and no format fits"))
        for flaw in self._flaws:
            yield InnerFlaw(self.chain, flaw)

    def opened(self) -> list[_Level]:
        """Return what the content holds, if it is a nested file that was kept."""
        if self._form is None or self._spool is None:
            return []
        if self._form.verbatim and not self._noticed:
            return []
        source, self._spool = self._spool.source(), None
        items = self._form.members(source, self.member.name, self.budget)
        return [_Level(self.name, self.chain, items, source)]

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _guarded(self) -> Iterator[bytes]:
        try:
            self.budget.member()
            for piece in self.member.pieces:
                self.budget.work(len(piece))
                self._keep(piece)
                yield piece
        except LimitExceeded as error:
            self._flaws.append(flaw_of(error))
            self.over_budget = True
        except Exception as error:  # noqa: BLE001 - a parser's mistake costs one member
            reason = f"its structure makes no sense ({type(error).__name__})"
            self._flaws.append(Flaw("nested.error", reason))

    def _keep(self, piece: bytes) -> None:
        self._last = piece if len(piece) >= TAIL_BYTES else self._last[-TAIL_BYTES:] + piece
        self._pieces += 1
        if not self._sniffed:
            self._head += piece
            if len(self._head) >= HEAD_BYTES:
                self._sniff()
        else:
            self._store(piece)

    def _sniff_tail(self) -> None:
        form = self.sniffer.sniff_tail(self._last)
        if form is None or self._form is not None or self._given_up:
            return
        if self._spool is None and self._pieces > 1:
            self._flaws.append(out_of_reach(form))
        else:
            self._take(form, b"" if self._spool else self._last)

    def _sniff(self) -> None:
        self._sniffed = True
        self._take(self.sniffer.sniff(self._head, self.member.name), self._head)
        self._head = b""

    def _take(self, form: Format | None, begun: bytes) -> None:
        self._form = form
        if form is not None and len(self.chain) >= self.budget.limits.max_depth:
            self._flaws.append(_too_deep(self.budget.limits.max_depth))
        elif form is not None or PROGRAM.match(begun):
            self._spool = self._spool or Spool(self.room)
            self._store(begun)

    def _store(self, piece: bytes) -> None:
        if self._spool is None:
            return
        try:
            self._spool.write(piece)
        except (LimitExceeded, OSError) as error:
            if self._form is not None:
                self._flaws.append(flaw_of(error))
                self._given_up = True
            self._form = None
            self.close()
