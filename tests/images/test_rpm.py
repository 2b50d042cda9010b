"""RPM's SQLite database: which files its packages brought, by digest."""

import hashlib
import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.packages.records import PackageRecords, Record, is_record

DATABASE = "usr/lib/sysimage/rpm/rpmdb.sqlite"
CONTENT = b"as shipped\n"
_INT32, _STRING, _STRINGS = 4, 6, 8

Tag = tuple[int, int, Sequence[bytes]]


def header(tags: Sequence[Tag]) -> bytes:
    """Return a header as the database keeps it: counts, index, values."""
    index, data = b"", b""
    for tag, kind, values in tags:
        index += struct.pack(">IIII", tag, kind, len(data), len(values))
        data += b"".join(values) if kind == _INT32 else b"".join(v + b"\0" for v in values)
    return struct.pack(">II", len(tags), len(data)) + index + data


def package(name: str, files: Sequence[tuple[str, bytes]], algorithm: str = "sha256") -> bytes:
    """Return the header of a package with files of these contents, all in one directory."""
    number = {"md5": 1, "sha256": 8}[algorithm]
    digests = [hashlib.new(algorithm, data).hexdigest().encode() for _, data in files]
    tags: list[Tag] = [
        (1000, _STRING, [name.encode()]),
        (1035, _STRINGS, digests),
        (1116, _INT32, [b"\0\0\0\0"] * len(files)),
        (1117, _STRINGS, [file.encode() for file, _ in files]),
        (1118, _STRINGS, [b"/usr/share/acme/"]),
    ]
    return header(
        tags if algorithm == "md5" else [*tags, (5011, _INT32, [bytes((0, 0, 0, number))])]
    )


def database(folder: Path, headers: Sequence[bytes]) -> bytes:
    """Return a database with these rows."""
    file = folder / "rpmdb.sqlite"
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
    connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(each,) for each in headers])
    connection.commit()
    connection.close()
    return file.read_bytes()


def owner(data: bytes, path: str, content: bytes = CONTENT) -> str:
    """Return who owns a file of that content."""
    digests = {name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256")}
    return PackageRecords([Record(0, DATABASE, data)]).owner(path, digests, 0)


@pytest.mark.parametrize("path", [DATABASE, "var/lib/rpm/rpmdb.sqlite"])
def test_the_database_is_a_record(path: str) -> None:
    """Both places that distributions use are known."""
    assert is_record(path)
    assert not is_record(f"{path}-shm")


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_files_belong_to_their_package(tmp_path: Path, algorithm: str) -> None:
    """A file with the recorded digest is the package's; a changed one is nobody's."""
    many = [(str(number), b"%d" % number) for number in range(500)]
    data = database(
        tmp_path,
        [package("acme", [("sample", CONTENT)], algorithm), package("large", many, algorithm)],
    )

    assert owner(data, "usr/share/acme/sample") == "rpm:acme"
    assert owner(data, "usr/share/acme/sample", b"changed") == ""
    assert owner(data, "usr/share/acme/other") == ""
    assert owner(data, "usr/share/acme/499", b"499") == "rpm:large"


@pytest.mark.parametrize(
    "row",
    [
        b"",
        b"\xff" * 64,
        header([(1000, _STRING, [b"x"])]),
        header(
            [(1000, _STRING, [b"x"]), (1117, _STRINGS, [b"a"]), (1116, _INT32, [b"\0\0\0\x09"])]
        ),
        struct.pack(">II", 1, 1 << 31) + b"\0" * 16,
        struct.pack(">II", 1, 0) + struct.pack(">IIII", 1117, _STRINGS, 1 << 31, 1 << 31),
    ],
)
def test_headers_that_make_no_sense_list_nothing(tmp_path: Path, row: bytes) -> None:
    """A row that is no header, or contradicts itself, owns no file and stops nothing."""
    data = database(tmp_path, [row, package("acme", [("sample", CONTENT)])])

    assert owner(data, "usr/share/acme/sample") == "rpm:acme"


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    """Whatever lies where a database should be, nobody owns anything by it."""
    assert owner(b"SQLite format 3\0" + data, "usr/share/acme/sample") == ""
    assert owner(data, "usr/share/acme/sample") == ""
