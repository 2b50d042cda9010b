"""
What the layers above do to a file: leave it, overwrite it, delete it.

A layer comes as one run of names, not as objects: a hundred layers of a hundred thousand entries
fit in memory, and only the names that matter to the files asked about are ever taken apart.

Two things are left out: symbolic links among the parents of a whiteout are not followed, and an
entry whose parent is a file changes nothing about that file.  Both err towards `visible`.

Source: OCI image-spec 1.1, layer.md, "Whiteouts", "Opaque Whiteout", "Hardlinks"; moby
pkg/archive/diff.go (`UnpackLayer`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leakscan.images.paths import normalise
from leakscan.model.location import Visibility

WHITEOUT = b".wh."
OPAQUE = b".wh..wh..opq"
_METADATA = b".wh..wh."
_SLICE_BYTES = 1 << 20
_MAX_PARENT_BYTES = 128 << 20
"""Names of directories kept in memory; what goes beyond is taken for a file without parents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNames:
    """The names of a layer's entries, in archive order.  Made by a `NameIndex`."""

    names: bytes = b""
    """Each name as `normalise` returns it, each with a NUL after it."""
    types: bytes = b""
    """One type flag for each entry."""
    links: tuple[tuple[int, str], ...] = ()
    """Entry number of each hard link and the name it leads to, normalised."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An entry of a layer: where a finding is."""

    layer: int
    """Position of the layer, oldest first from 0."""
    entry: int
    """Position of the entry in the layer, from 0."""
    path: str
    """Its name; bytes that are not UTF-8 are surrogate-escaped."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file in the final file system."""

    visibility: Visibility
    by: int | None = None
    """Position of the layer that did it; None while the file is visible."""


class NameIndex:
    """Collects the names of a layer entry by entry, with little kept for each."""

    def __init__(self) -> None:
        self._names = bytearray()
        self._types = bytearray()
        self._links: list[tuple[int, str]] = []

    def add(self, name: str, kind: bytes, target: str) -> None:
        """Take the next entry: its name, type flag and link target as the archive has them."""
        if kind == b"1":
            leads_to = normalise(target).decode("utf-8", "surrogateescape")
            self._links.append((len(self._types), leads_to))
        self._names += normalise(name) + b"\0"
        self._types += kind[:1] or b"0"

    def names(self) -> LayerNames:
        """Return what was collected."""
        return LayerNames(
            names=bytes(self._names), types=bytes(self._types), links=tuple(self._links)
        )


def layer_names(entries: Iterable[tuple[str, bytes, str]]) -> LayerNames:
    """Return the index of a layer whose entries have these names, type flags and link targets."""
    index = NameIndex()
    for name, kind, target in entries:
        index.add(name, kind, target)
    return index.names()


def fates(layers: Sequence[LayerNames], places: Collection[Place]) -> dict[Place, Fate]:
    """Return what became of each place, by one pass over the layers from the lowest asked about."""
    files = {place: _File(place) for place in sorted(set(places))}
    tracker = _Tracker()
    lowest = min((place.layer for place in files), default=len(layers))
    for index in range(lowest, len(layers)):
        fresh = [file for place, file in files.items() if place.layer == index]
        tracker.apply(index, layers[index], fresh)
    return {place: files[place].fate for place in places}


@dataclass(slots=True)
class _File:
    """A file asked about, while the layers are applied one by one."""

    place: Place
    links: int = 0
    """How many names it has now."""
    lost: Fate = field(default_factory=lambda: Fate(Visibility.VISIBLE))
    """What happened to the name that it lost last."""

    @property
    def fate(self) -> Fate:
        return Fate(Visibility.VISIBLE) if self.links else self.lost


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    """An entry that matters."""

    number: int
    name: bytes
    is_directory: bool = False
    target: bytes | None = None
    file: _File | None = field(default=None, compare=False)


class _Tracker:
    """The names that files asked about have, and the names that could take them away."""

    def __init__(self) -> None:
        self._live: dict[bytes, _File] = {}
        self._known: set[bytes] = set()
        self._below: dict[bytes, list[bytes]] = {}
        """Names below a directory, by the directory's name."""
        self._erased: dict[bytes, list[bytes]] = {}
        """Names that a whiteout takes away, by the whiteout's name."""
        self._spent = 0

    def apply(self, index: int, names: LayerNames, fresh: Sequence[_File]) -> None:
        """Apply one layer, which holds the `fresh` files."""
        events: dict[int, _Event] = {}
        for file in fresh:
            name = normalise(file.place.path)
            if _is_marker(name):
                file.lost = Fate(Visibility.DELETED, index)
                continue
            self._know(name)
            number = file.place.entry
            events[number] = _Event(number, name, file=file)
        links = self._relevant_links(names)
        if not self._known:
            return
        found = _occurrences(names, self._known | self._below.keys() | self._erased.keys())
        self._whiteouts(index, found)
        for name, numbers in found.items():
            for number in numbers:
                is_directory = names.types[number : number + 1] == b"5"
                event = _Event(number, name, is_directory, links.get(number))
                events.setdefault(number, event)
        for number in sorted(events):
            self._entry(index, events[number])

    def _whiteouts(self, index: int, found: Mapping[bytes, Sequence[int]]) -> None:
        """Take away names of lower layers.  Where in the layer a whiteout stands is no matter."""
        for whiteout in found.keys() & self._erased.keys():
            for name in self._erased[whiteout]:
                replaced = name in found
                self._lose(name, index, Visibility.OVERWRITTEN if replaced else Visibility.DELETED)

    def _entry(self, index: int, event: _Event) -> None:
        file = event.file
        if file is None and event.target is not None:
            file = self._live.get(event.target)
        self._lose(event.name, index, Visibility.OVERWRITTEN)
        if not event.is_directory:
            for name in self._below.get(event.name, ()):
                self._lose(name, index, Visibility.DELETED)
        if file is not None:
            self._live[event.name] = file
            file.links += 1

    def _lose(self, name: bytes, index: int, visibility: Visibility) -> None:
        file = self._live.pop(name, None)
        if file is not None:
            file.links -= 1
            file.lost = Fate(visibility, index)

    def _relevant_links(self, names: LayerNames) -> dict[int, bytes]:
        """Return the hard links, by number, that may give a known file another name."""
        if not any(_encode(target) in self._known for _, target in names.links):
            return {}
        by_target: dict[bytes, list[int]] = {}
        for number, leads_to in names.links:
            by_target.setdefault(_encode(leads_to), []).append(number)
        own_names = _names_of(names, frozenset(number for number, _ in names.links))
        relevant: dict[int, bytes] = {}
        pending = [target for target in by_target if target in self._known]
        while pending:
            target = pending.pop()
            for number in by_target.pop(target, ()):
                name = own_names[number]
                relevant[number] = target
                if not _is_marker(name):
                    self._know(name)
                    pending.append(name)
        return relevant

    def _know(self, name: bytes) -> None:
        if name in self._known:
            return
        self._known.add(name)
        self._erased.setdefault(_whiteout(name), []).append(name)
        self._erased.setdefault(OPAQUE, []).append(name)
        for parent in _parents(name):
            self._spent += 3 * len(parent)
            if self._spent > _MAX_PARENT_BYTES:
                return
            self._below.setdefault(parent, []).append(name)
            self._erased.setdefault(_whiteout(parent), []).append(name)
            self._erased.setdefault(parent + b"/" + OPAQUE, []).append(name)


def _parents(name: bytes) -> Iterator[bytes]:
    """Yield the directories above a name, the nearest last, without the root."""
    end = name.find(b"/")
    while end >= 0:
        yield name[:end]
        end = name.find(b"/", end + 1)


def _whiteout(name: bytes) -> bytes:
    parent, slash, base = name.rpartition(b"/")
    return parent + slash + WHITEOUT + base


def _is_marker(name: bytes) -> bool:
    """Whether an entry never becomes a file: a whiteout, or something in AUFS's own directories."""
    base = name.rpartition(b"/")[2]
    return base.startswith(WHITEOUT) or name.startswith(_METADATA) or b"/" + _METADATA in name


def _occurrences(names: LayerNames, wanted: Collection[bytes]) -> dict[bytes, list[int]]:
    """Return the entry numbers of each wanted name that is in the layer."""
    wanted = frozenset(wanted)
    found: dict[bytes, list[int]] = {}
    for start, part in _slices(names):
        if wanted.isdisjoint(part):
            continue
        for number, name in enumerate(part, start):
            if name in wanted:
                found.setdefault(name, []).append(number)
    return found


def _names_of(names: LayerNames, numbers: frozenset[int]) -> dict[int, bytes]:
    return {
        number: name
        for start, part in _slices(names)
        for number, name in enumerate(part, start)
        if number in numbers
    }


def _slices(names: LayerNames) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the names in lists of some ten thousand, each with the number of its first."""
    number = start = 0
    while start < len(names.names):
        end = names.names.find(b"\0", start + _SLICE_BYTES)
        end = len(names.names) - 1 if end < 0 else end
        part = names.names[start:end].split(b"\0")
        yield number, part
        number += len(part)
        start = end + 1


def _encode(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
