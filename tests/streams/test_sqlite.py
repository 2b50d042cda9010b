"""SQLite: rows whole, whatever the layout; a whole database has no flaw, and damage shows."""

import contextlib
import random
import sqlite3
import struct
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from tests.builders import compress
from tests.streams.packing import codes, unpack

CANARY = render("canary_{alnum:30}", random.Random(3)).encode()


def database(folder: Path, *, encoding: str = "UTF-8", big: bytes = b"") -> bytes:
    """Return a database with the canary in a short and in a long row."""
    path = folder / "app.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA encoding='{encoding}'")
    connection.execute("CREATE TABLE settings (id INTEGER PRIMARY KEY, name TEXT, value)")
    rows = [("API_TOKEN", CANARY.decode()), ("note", "x" * 9000 + CANARY.decode()), ("blob", big)]
    connection.executemany("INSERT INTO settings (name, value) VALUES (?, ?)", rows)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_rows_of_a_database_come_whole(tmp_path: Path) -> None:
    """A text is given with its borders, beside its key, and put together over several pages."""
    contents, flaws = unpack(database(tmp_path))

    lines = contents[("rows",)].split(b"\n")
    assert b"API_TOKEN=" + CANARY in lines
    assert b"note=" + b"x" * 9000 + CANARY in lines
    assert flaws == []


def test_a_database_in_utf_16_is_read(tmp_path: Path) -> None:
    """Text cells are given as UTF-8, whatever encoding the database has."""
    assert b"=" + CANARY + b"\n" in unpack(database(tmp_path, encoding="UTF-16le"))[0][("rows",)]


def test_a_file_in_a_blob_is_opened(tmp_path: Path) -> None:
    """A blob that is an archive itself is opened."""
    contents, _ = unpack(database(tmp_path, big=compress(b"inner" + CANARY, "gzip")))

    assert b"inner" + CANARY in contents.values()


def test_a_write_ahead_log_is_read(tmp_path: Path) -> None:
    """Rows that are in the log only are read from it."""
    connection = sqlite3.connect(tmp_path / "app.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (value)")
    connection.execute("INSERT INTO t VALUES (?)", ("y" * 6000 + CANARY.decode(),))
    connection.commit()
    log = (tmp_path / "app.db-wal").read_bytes()
    connection.close()

    contents, flaws = unpack(log, "app.db-wal")

    assert b"y" * 6000 + CANARY in contents[("rows",)]
    assert flaws == []


def test_a_database_that_points_in_circles_ends(tmp_path: Path) -> None:
    """Overflow pages that name themselves end with the length of their record."""
    data = bytearray(database(tmp_path))
    for at in range(4096, len(data), 4096):
        data[at : at + 4] = struct.pack(">I", at // 4096 + 1)

    contents, _ = unpack(bytes(data))

    assert len(contents[("rows",)]) < 10 * len(data)


LAYOUTS = (
    "auto_vacuum=FULL",
    "auto_vacuum=INCREMENTAL",
    "secure_delete=ON",
    "page_size=512",
    "page_size=65536",
    "encoding='UTF-16be'",
)


def _used(layout: str, seed: int) -> bytes:
    """Return a database as years of use leave it: rows of all sizes, deleted, changed, indexed."""
    rng = random.Random(seed)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        run = connection.execute
        run(f"PRAGMA {layout}")
        run("CREATE TABLE plain (id INTEGER PRIMARY KEY, name TEXT, value BLOB, rate REAL)")
        run("CREATE TABLE keyed (name TEXT PRIMARY KEY, value) WITHOUT ROWID")
        run("CREATE INDEX by_value ON plain (value)")
        for number in range(rng.randrange(20, 300)):
            size = rng.choice([0, 3, 40, 480, 3000, 20_000])
            row = (f"name {number}", rng.randbytes(size), rng.random())
            run("INSERT INTO plain (name, value, rate) VALUES (?, ?, ?)", row)
            run("INSERT INTO keyed VALUES (?, ?)", (f"{number} {'k' * size}"[:2000], "v" * size))
            if rng.random() < 0.3:
                run("DELETE FROM plain WHERE id % 7 = ?", (rng.randrange(7),))
            if rng.random() < 0.2:
                run("UPDATE keyed SET value = ? WHERE name < '3'", ("w" * size,))
        run(rng.choice(["VACUUM", "PRAGMA incremental_vacuum(5)", "DELETE FROM plain"]))
        return connection.serialize()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_whole_database_has_no_flaw(layout: str, seed: int) -> None:
    """Free pages, pointer maps, overflow, indexes and empty pages are all accounted for."""
    assert unpack(_used(layout, seed))[1] == []


def test_what_a_dropped_table_leaves_on_free_pages_is_put_together(tmp_path: Path) -> None:
    """Long texts come whole, though all their pages are free."""
    path = tmp_path / "app.db"
    rows = [("z" * 4070 + CANARY.decode(),)] * 50
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE gone (value)")
        connection.executemany("INSERT INTO gone VALUES (?)", rows)
        connection.execute("DROP TABLE gone")

    contents, flaws = unpack(path.read_bytes())

    assert contents[("rows",)].count(b"z" * 4070 + CANARY) > 40
    assert flaws == []


def test_a_log_in_utf_16_is_read(tmp_path: Path) -> None:
    """The log does not say its encoding: the database does, and the text itself."""
    with contextlib.closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("PRAGMA encoding='UTF-16le'")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (value)")
        connection.execute("INSERT INTO t VALUES (?)", (CANARY.decode(),))
        connection.commit()
        log = (tmp_path / "app.db-wal").read_bytes()

    assert CANARY in unpack(log, "app.db-wal")[0][("rows",)].split(b"\n")
    assert codes(unpack(log[:-100], "app.db-wal")[1]) == ["sqlite.damaged"]


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("cut", "bytes of it are missing"),
        ("cut in a page", "bytes of it are missing"),
        ("grown", "its last page is cut off"),
        ("moved", "belong to nothing"),
        ("orphan", "1 page belongs to nothing"),
        ("cells", "makes no sense"),
        ("lengths", "makes no sense"),
    ],
)
def test_damage_to_a_database_is_told(name: str, detail: str, tmp_path: Path) -> None:
    """Bytes that are gone, moved or replaced are told, though no checksum guards them."""
    whole = database(tmp_path)
    leaf = whole.index(CANARY) // 4096 * 4096
    cell = leaf + int.from_bytes(whole[leaf + 8 : leaf + 10], "big")
    damaged = {
        "cut": whole[:-4096],
        "cut in a page": whole[:-100],
        "grown": whole + b"x" * 100,
        "moved": whole[:600] + b"?" * 17 + whole[600:],
        "orphan": whole[:-4096] + b"\1" + whole[-4095:],
        "cells": whole[: leaf + 8] + b"\0\1" + whole[leaf + 10 :],
        "lengths": whole[: cell + 2] + b"\2" + whole[cell + 3 :],
    }[name]
    if name == "orphan":
        # The page before it names its successor: now none does.
        at = damaged.index(struct.pack(">I", len(whole) // 4096), 4096)
        damaged = damaged[:at] + bytes(4) + damaged[at + 4 :]

    flaws = unpack(damaged)[1]

    assert any(detail in flaw.detail for _, flaw in flaws), flaws
    assert set(codes(flaws)) == {"sqlite.damaged"}
