"""Makers of archives for tests of what reads them, and a reader that takes everything."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from leakscan.streams.format import Flaw, Format
from leakscan.streams.formats import sniffer
from leakscan.streams.limits import Allowance, Budget, Limits
from leakscan.streams.nested import InnerFlaw, expand
from leakscan.streams.source import Room, Source

Contents = dict[tuple[str, ...], bytes]


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip as common tools write it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def format_of(data: bytes, name: str = "file") -> Format | None:
    """Return the format that a file is recognised as."""
    return sniffer().sniff(data, name)


def unpack(
    data: bytes, name: str = "file", limits: Limits | None = None
) -> tuple[Contents, list[tuple[tuple[str, ...], Flaw]]]:
    """
    Return everything inside a file by its chain of names, and the flaws.

    Of two members with the same chain, the contents are joined by `|`.
    """
    limits = limits or Limits()
    form = format_of(data, name)
    assert form is not None, "the file is of no known format"
    budget = Budget(limits, len(data), Allowance(limits.max_expanded_bytes))
    room = Room(Path(tempfile.gettempdir()), limits.max_spool_bytes)
    contents: Contents = {}
    flaws = []
    for item in expand(name, Source(data), form, budget, room, sniffer()):
        if isinstance(item, InnerFlaw):
            flaws.append((item.chain, item.flaw))
            continue
        content = b"".join(item.pieces)
        known = contents.get(item.chain)
        contents[item.chain] = content if known is None else known + b"|" + content
    assert room.used == 0, "every temporary file is given back"
    return contents, flaws


def codes(flaws: list[tuple[tuple[str, ...], Flaw]]) -> list[str]:
    """Return the codes of flaws, each once, sorted."""
    return sorted({flaw.code for _, flaw in flaws})
