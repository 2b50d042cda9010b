"""
The pages of a SQLite database or of its write-ahead log, and the records that lie on them.

They are walked as they lie in the file, without asking any tree: rows that a table no longer shows
but whose page is still there are given, too.  What each page is for is kept, so that a page that
nothing accounts for is known: that is how damage shows.

Source: SQLite, "Database File Format", sections 1.3 (header), 1.5 (free pages), 1.6 (b-tree pages),
1.7 (overflow), 1.8 (pointer maps), 4 (write-ahead log).
"""

from collections.abc import Callable, Iterator, Sequence

from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source
from leakscan.streams.sqlite.records import is_whole, varint

MAGIC = b"SQLite format 3\0"
_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX, _INNER_TABLE = 0x0D, 0x0A, 0x02, 0x05
_WITH_RECORDS = (_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX)
_TREES = (*_WITH_RECORDS, _INNER_TABLE)
_WAL_HEADER, _FRAME_HEADER = 32, 24
_MAX_CELL = 64 * MIB
_LOCK_BYTE = 1 << 30
_ENCODINGS = {2: "utf-16-le", 3: "utf-16-be"}

_UNKNOWN, _CLAIMED, _FREE, _NONE = range(4)
_OffsetOf = Callable[[int], int | None]
"""Where a page lies, by its number from 1; of a page that is not there, None."""


class Pages:
    """All pages with records.  `damage` is known when the records of all of them were taken."""

    def __init__(
        self, source: Source, size: int, usable: int, encoding: str, offset_of: _OffsetOf
    ) -> None:
        """`encoding` is that of texts, empty: UTF-8; `usable` is what a page has for itself."""
        self.encoding = encoding
        self.damage: list[str] = []
        self._source = source
        self._size = size
        self._usable = usable
        self._offset_of = offset_of
        self._uses = bytearray()
        self._numbers: Sequence[int] = ()
        self._broken = 0
        """Records that are not what their own lengths say."""

    @classmethod
    def of_database(cls, source: Source, budget: Budget) -> "Pages | None":
        """Return the pages of a database; None: its header is none."""
        header = source.read_at(0, 100)
        size = _page_size(header[16:18])
        if len(header) < 100 or not size:
            return None
        last = source.size // size

        def offset_of(number: int) -> int | None:
            return (number - 1) * size if 1 <= number <= last else None

        encoding = _ENCODINGS.get(int.from_bytes(header[56:60], "big"), "")
        pages = cls(source, size, size - header[20], encoding, offset_of)
        pages._numbers = range(1, last + 1)
        pages._uses = bytearray(last + 1)
        pages._measure(header)
        pages._claim_without_records(header, budget)
        return pages

    @classmethod
    def of_log(cls, source: Source, budget: Budget) -> "Pages | None":
        """Return the pages of a write-ahead log; what it does not have is in the database."""
        size = _page_size(source.read_at(8, 4))
        if not size:
            return None
        latest: dict[int, int] = {}
        frames = range(_WAL_HEADER, source.size - _FRAME_HEADER, _FRAME_HEADER + size)
        for at in frames:
            budget.work(0)
            latest[int.from_bytes(source.read_at(at, 4), "big")] = at + _FRAME_HEADER
        # An earlier frame of the same page is a page as well: numbers below zero stand for frames.
        every = {-index - 1: at + _FRAME_HEADER for index, at in enumerate(frames)}
        pages = cls(source, size, size, "", (latest | every).get)
        pages._numbers = list(every)
        if (source.size - _WAL_HEADER) % (_FRAME_HEADER + size):
            pages.damage.append("its last frame is cut off")
        return pages

    def records(self, budget: Budget) -> Iterator[Iterator[bytes]]:
        """Yield the records of each page, those that go on elsewhere put together."""
        for number in self._numbers:
            budget.work(0)
            yield self._records(number)
        self._conclude(budget)

    def _measure(self, header: bytes) -> None:
        # The count is true only if the last to change the file knew of it.
        counted = int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0
        missing = counted * self._size - self._source.size
        if missing > 0:
            self.damage.append(f"{missing} bytes of it are missing")
        elif self._source.size % self._size:
            self.damage.append("its last page is cut off")

    def _claim_without_records(self, header: bytes, budget: Budget) -> None:
        """Note the pages whose use is clear from the start: free ones, pointer maps, the lock."""
        number = int.from_bytes(header[32:36], "big")
        while self._use(number) == _UNKNOWN:
            budget.work(0)
            self._note(number, _FREE)
            page = self._page(number)
            leaves = min(int.from_bytes(page[4:8], "big"), self._usable // 4 - 2)
            for at in range(8, 8 + 4 * leaves, 4):
                self._note(int.from_bytes(page[at : at + 4], "big"), _FREE)
            number = int.from_bytes(page[:4], "big")
        lock = _LOCK_BYTE // self._size + 1
        self._note(lock, _FREE)
        if int.from_bytes(header[52:56], "big"):
            step = self._usable // 5 + 1
            for number in range(2, len(self._uses), step):
                self._note(number + (number == lock), _CLAIMED)

    def _use(self, number: int) -> int:
        """Return what is known of a page; of one that is not there, or of a log's, nothing."""
        return self._uses[number] if 0 < number < len(self._uses) else _NONE

    def _note(self, number: int, use: int) -> None:
        if self._use(number) == _UNKNOWN:
            self._uses[number] = use

    def _page(self, number: int) -> bytes:
        offset = self._offset_of(number)
        return b"" if offset is None else self._source.read_at(offset, self._size)

    def _conclude(self, budget: Budget) -> None:
        """Say what was wrong: to be called when every page was walked."""
        orphans = 0
        for number in range(1, len(self._uses)):
            if self._uses[number] == _UNKNOWN:
                budget.work(0)
                orphans += any(self._page(number))
        if orphans:
            self.damage.append(_counted(orphans, "page", "belongs", "belong") + " to nothing")
        if self._broken:
            self.damage.append(_counted(self._broken, "record", "makes", "make") + " no sense")

    def _records(self, number: int) -> Iterator[bytes]:
        page = self._page(number)
        start = 100 if page.startswith(MAGIC) else 0
        kind = page[start] if len(page) > start + 8 else 0
        if kind not in _TREES:
            return
        self._note(number, _CLAIMED)
        if kind == _INNER_TABLE:
            return
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + (12 if kind == _INNER_INDEX else 8)
        cells = first + 2 * count
        for at in range(first, min(cells, len(page) - 1), 2):
            cell = int.from_bytes(page[at : at + 2], "big")
            payload = self._cell(page, cell, kind) if cells <= cell < len(page) else None
            if payload is not None:
                yield payload
            if self._use(number) != _FREE and (payload is None or not is_whole(payload)):
                self._broken += 1

    def _cell(self, page: bytes, at: int, kind: int) -> bytes | None:
        at += 4 if kind == _INNER_INDEX else 0
        size, at = varint(page, at)
        if kind == _LEAF_TABLE:
            _, at = varint(page, at)
        if not 0 < size <= min(_MAX_CELL, self._source.size):
            return None
        return self._payload(page, at, size, table=kind == _LEAF_TABLE)

    def _payload(self, page: bytes, at: int, size: int, *, table: bool) -> bytes:
        usable = self._usable
        most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return page[at : at + size]
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
        parts = [page[at : at + local]]
        left = size - local
        number = int.from_bytes(page[at + local : at + local + 4], "big")
        # Each page of the chain takes from what is left, so that a loop ends.
        while left > 0 and (data := self._page(number)[:usable]):
            self._note(number, _CLAIMED)
            number = int.from_bytes(data[:4], "big")
            parts.append(data[4 : 4 + left])
            left -= max(1, len(data) - 4)
        return b"".join(parts)


def _page_size(field: bytes) -> int:
    """Return the size of a page; 0: that is none."""
    size = int.from_bytes(field, "big")
    size = 65536 if size == 1 else size
    return 0 if size < 512 or size & (size - 1) else size


def _counted(count: int, noun: str, one: str, many: str) -> str:
    return f"1 {noun} {one}" if count == 1 else f"{count:,} {noun}s {many}"
