"""Makers of archives for tests of what reads them, and a reader that takes everything."""

import io
import struct
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


def ar(files: dict[str, bytes]) -> bytes:
    """Return an `ar` archive as dpkg-deb writes it."""
    parts = [b"!<arch>\n"]
    for name, data in files.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n"
        parts += [header.encode(), data, b"\n" * (len(data) % 2)]
    return b"".join(parts)


def cpio(files: dict[str, bytes]) -> bytes:
    """Return a cpio archive of the new ASCII kind."""
    parts = []
    for name, data in {**files, "TRAILER!!!": b""}.items():
        raw = name.encode() + b"\0"
        fields = (1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0)
        header = b"070701" + b"".join(b"%08x" % value for value in fields) + raw
        parts += [header, bytes(-len(header) % 4), data, bytes(-len(data) % 4)]
    return b"".join(parts)


def rpm(payload: bytes) -> bytes:
    """Return an RPM package with empty headers."""
    lead = b"\xed\xab\xee\xdb\x03\x00".ljust(96, b"\0")
    signature = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">2I", 0, 3) + b"abc"
    header = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">2I", 1, 8) + bytes(16 + 8)
    return lead + signature + bytes(-len(signature) % 8) + header + payload


def compiled(source: str) -> bytes:
    """Return what Python writes of a module beside it."""
    import importlib._bootstrap_external as external

    return bytes(external._code_to_timestamp_pyc(compile(source, "settings.py", "exec")))  # type: ignore[attr-defined]


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
