import os
import stat
from pathlib import Path

import click
import pytest

from leakscan.cli.files import OutputFile, parse_output, write_complete


def test_an_output_names_a_format_and_a_path() -> None:
    """Only the first equals sign separates."""
    assert OutputFile("json", Path("a=b.json")) == parse_output("json=a=b.json", ["json"])


@pytest.mark.parametrize("word", ["json", "json=", "=x", "yaml=x", "json=no/such/x", "json=."])
def test_an_output_that_cannot_work_is_refused_at_once(word: str) -> None:
    """A missing part, an unknown format, no directory to write to, a directory itself."""
    with pytest.raises(click.BadParameter):
        parse_output(word, ["json"])


def test_a_report_that_could_not_be_written_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not after a long scan: the system is asked whether a file may be made there."""
    monkeypatch.setattr("os.access", lambda path, _mode: path != Path("/proc"))

    with pytest.raises(click.BadParameter, match="no file may be made"):
        parse_output("json=/proc/report.json", ["json"])


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """Nothing else is left in the directory."""
    write_complete(tmp_path / "report", b"content", private=False)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report": b"content"}


@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_only_the_owner_may_write(tmp_path: Path, *, private: bool, expected: int) -> None:
    """And only the owner may read what holds secrets, even without a umask."""
    before = os.umask(0)
    try:
        write_complete(tmp_path / "report", b"", private=private)
    finally:
        os.umask(before)

    assert expected == stat.S_IMODE((tmp_path / "report").stat().st_mode)


def test_a_private_report_is_private_where_a_public_one_was(tmp_path: Path) -> None:
    """The mode of an older file of that name is not kept."""
    write_complete(tmp_path / "report", b"", private=False)

    write_complete(tmp_path / "report", b"", private=True)

    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o600


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    """The link stays; the file it names is replaced."""
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")

    write_complete(tmp_path / "link", b"new", private=False)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_what_is_no_regular_file_is_not_replaced() -> None:
    """`-o json=/dev/null` must leave the device where it is."""
    write_complete(Path(os.devnull), b"content", private=True)

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when the new file is flushed costs nothing."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write_complete(tmp_path / "report", b"old", private=False)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        write_complete(tmp_path / "report", b"new", private=False)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"report": b"old"}
