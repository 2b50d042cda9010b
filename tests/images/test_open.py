import contextlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakscan.errors import (
    LeakscanError,
    LimitExceeded,
    TargetError,
    TargetNotFound,
    TargetUnreadable,
    UnrecognisedTarget,
    UsageError,
)
from leakscan.images.image import Source
from leakscan.images.sources.open import open_source, parse_platforms
from leakscan.images.sources.settings import DaemonSettings
from leakscan.streams.limits import Limits
from tests.builders import (
    LAYOUT,
    Entry,
    compress,
    docker_archive_legacy,
    image,
    layer,
    oci_archive,
    oci_layout,
)

DEMO = image([layer({"a": b"first" * 1000})], name="demo:1")
ARCHIVE = docker_archive_legacy(DEMO)


@contextlib.contextmanager
def opened(
    reference: str | Path, tmp_path: Path, data: bytes | None = None, limits: Limits | None = None
) -> Iterator[Source]:
    """Open a reference, with bytes on standard input."""
    stdin = None if data is None else io.BytesIO(data)
    temp = tmp_path / "temp"
    temp.mkdir(exist_ok=True)
    with open_source(
        str(reference), temp_dir=temp, limits=limits or Limits(), stdin=stdin
    ) as source:
        yield source


def refusal(reference: str | Path, tmp_path: Path, data: bytes | None = None) -> LeakscanError:
    """Return the error for a reference."""
    with pytest.raises(LeakscanError) as caught, opened(reference, tmp_path, data):
        pass
    assert list((tmp_path / "temp").iterdir()) == []
    return caught.value


@pytest.mark.parametrize("method", ["gzip", "zstd", "xz"])
def test_damage_at_the_very_start_is_not_called_empty(method: str, tmp_path: Path) -> None:
    """A compressed archive that gives no byte at all is damaged, and the reason is told."""
    error = refusal("-", tmp_path, compress(ARCHIVE, method)[:20])

    assert isinstance(error, TargetUnreadable)
    assert "damaged" in str(error)
    assert method in str(error)


def test_what_is_not_read_is_named_as_the_user_named_it(tmp_path: Path) -> None:
    """A damaged archive that was spooled is not called by the spool's name."""
    path = tmp_path / "demo.tar.gz"
    path.write_bytes(compress(ARCHIVE[:-800], "gzip"))

    with opened(path, tmp_path) as source:
        assert {skipped.path for skipped in source.skipped} == {str(path)}


@pytest.mark.parametrize(
    "files",
    [
        {"oci-layout": LAYOUT},
        {"oci-layout": LAYOUT, "index.json": b'{"schemaVersion": 2, "manifests": []}'},
        {"manifest.json": b"[]"},
    ],
)
def test_an_archive_that_names_no_image_is_not_complete(
    files: dict[str, Entry], tmp_path: Path
) -> None:
    """Nothing was scanned of it, and a gate that trusts the answer must not open."""
    with opened("-", tmp_path, layer(files)) as source:
        assert source.images == ()
        assert source.skipped


@pytest.mark.parametrize("method", ["", "gzip", "zstd"])
def test_standard_input_is_an_archive(method: str, tmp_path: Path) -> None:
    """A pipe is spooled to a file of its owner alone, which is gone afterwards."""
    with opened("-", tmp_path, compress(ARCHIVE, method)) as source:
        (one,) = source.images
        assert one.name == "demo:1"
        assert one.layers[0].blob is not None
        spooled = Path(one.layers[0].blob.file)
        assert stat.S_IMODE(spooled.stat().st_mode) == 0o600
        assert stat.S_IMODE(spooled.parent.stat().st_mode) == 0o700

    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.parametrize("reference", ["docker-archive:-", "oci-archive:-"])
def test_a_transport_may_read_standard_input(reference: str, tmp_path: Path) -> None:
    """`-` stands for the path, as in other tools."""
    with opened(reference, tmp_path, ARCHIVE) as source:
        assert [one.name for one in source.images] == ["demo:1"]


def test_progress_counts_every_byte(tmp_path: Path) -> None:
    """The sizes that are told add up to the archive."""
    told: list[int] = []

    with open_source(
        "-", temp_dir=tmp_path, limits=Limits(), stdin=io.BytesIO(ARCHIVE), on_progress=told.append
    ):
        pass

    assert sum(told) == len(ARCHIVE)


def test_the_spool_is_gone_after_a_failure(tmp_path: Path) -> None:
    """An error of the caller's leaves nothing behind."""
    with pytest.raises(KeyboardInterrupt), opened("-", tmp_path, ARCHIVE):
        raise KeyboardInterrupt

    assert list((tmp_path / "temp").iterdir()) == []


def test_more_than_may_be_spooled_is_refused(tmp_path: Path) -> None:
    """The error names the limit and its flag; a small file that expands does not fill the disk."""
    bomb = compress(bytes(5_000_000), "gzip")

    with (
        pytest.raises(LimitExceeded) as caught,
        opened("-", tmp_path, bomb, Limits(max_spool_bytes=1_000_000)),
    ):
        pass

    assert "--max-temp-bytes" in caught.value.hint
    assert list((tmp_path / "temp").iterdir()) == []


def test_an_archive_on_disk_is_never_spooled(tmp_path: Path) -> None:
    """Its size is no matter to the limit on temporary files."""
    path = tmp_path / "archive"
    path.write_bytes(ARCHIVE)

    with opened(path, tmp_path, limits=Limits(max_spool_bytes=1)) as source:
        assert len(source.images) == 1


def test_a_damaged_compression_is_told(tmp_path: Path) -> None:
    """What came before the fault is read."""
    data = compress(oci_archive(DEMO, compression=""), "gzip")

    with opened("-", tmp_path, data[:-4]) as source:
        assert [item.reason.split(":")[0] for item in source.skipped] == ["stream.compression"]
        assert len(source.images) == 1


def test_a_named_pipe_is_a_stream(tmp_path: Path) -> None:
    """`leakscan image <(docker save demo)` works."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(ARCHIVE,))
    writer.start()

    with opened(path, tmp_path) as source:
        assert len(source.images) == 1

    writer.join()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b"hello" * 1000, "no image archive"),
        (bytes(10_000), "no image archive"),
        (compress(b"hello" * 1000, "gzip"), "no image archive"),
        (layer({"a": b"x"}), "neither"),
        (layer({}), "no image archive"),
    ],
)
def test_what_is_no_image_is_said_to_be_none(content: bytes, error: str, tmp_path: Path) -> None:
    """A file and a pipe get the same answer, with what to do."""
    path = tmp_path / "file"
    path.write_bytes(content)

    for refused in (refusal(path, tmp_path), refusal("-", tmp_path, content)):
        assert isinstance(refused, UnrecognisedTarget)
        assert error in str(refused)
        assert refused.hint


def test_a_directory_that_is_no_layout_is_refused(tmp_path: Path) -> None:
    """The hint leads to the other scanner."""
    refused = refusal(tmp_path, tmp_path)

    assert isinstance(refused, UnrecognisedTarget)
    assert "leakscan context" in refused.hint


def test_an_extracted_archive_is_told_apart(tmp_path: Path) -> None:
    """It can be packed again."""
    (tmp_path / "manifest.json").write_text("[]")

    assert "tar -C" in refusal(tmp_path, tmp_path).hint


@pytest.mark.parametrize(
    "reference", ["./no", "/no/such/file", "no.tar", "oci:no", "docker-archive:no", "../x.tar.gz"]
)
def test_a_missing_file_is_a_missing_file(reference: str, tmp_path: Path) -> None:
    """No daemon is asked for what can only be a path."""
    assert isinstance(refusal(reference, tmp_path), TargetNotFound)


@pytest.mark.parametrize("reference", ["image.tra", "./image.tra", "oci-archive:image.tra"])
def test_a_mistyped_file_is_answered_with_the_one_that_is_there(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was taken for a path or for a name that no daemon has."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "image.tar").write_bytes(b"x")
    nobody = DaemonSettings(environment={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})

    with (
        pytest.raises(TargetError) as caught,
        open_source(reference, temp_dir=tmp_path, limits=Limits(), daemon=nobody),
    ):
        pass

    assert str(caught.value).startswith("there is no file 'image.tra'")
    assert caught.value.hint == "Did you mean 'image.tar'?"


def test_standard_input_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """Nothing is waited for."""
    assert isinstance(refusal("-", tmp_path), UsageError)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """The hint is about permissions."""
    path = tmp_path / "archive"
    path.write_bytes(ARCHIVE)
    path.chmod(0)

    refused = refusal(path, tmp_path)

    assert isinstance(refused, TargetUnreadable)
    assert "permissions" in refused.hint


def test_a_device_is_not_read(tmp_path: Path) -> None:
    """/dev/zero has no end."""
    assert isinstance(refusal("/dev/zero", tmp_path), UnrecognisedTarget)


def test_impossible_paths_are_told(tmp_path: Path) -> None:
    """A name too long for the system, or with a NUL, is an error like any other."""
    assert isinstance(refusal("./" + "x" * 5000, tmp_path), TargetUnreadable | TargetNotFound)
    assert isinstance(refusal("./a\0b", tmp_path), TargetUnreadable | TargetNotFound)


def test_a_name_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    """A wrong tag is corrected at once."""
    layout = oci_layout(tmp_path / "layout", DEMO)

    refused = refusal(f"oci:{layout}:other", tmp_path)

    assert isinstance(refused, TargetNotFound)
    assert "demo:1" in refused.hint


def test_a_platform_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    """No image of another platform is scanned in its place."""
    path = tmp_path / "archive"
    path.write_bytes(ARCHIVE)

    with (
        pytest.raises(TargetNotFound) as caught,
        open_source(str(path), temp_dir=tmp_path, limits=Limits(), platform="linux/arm64"),
    ):
        pass

    assert "linux/amd64" in caught.value.hint


@pytest.mark.parametrize("text", ["linux", "", "linux/", "a/b/c/d", "linux/AMD64", "all,linux/x y"])
def test_what_is_no_platform_is_a_usage_error(text: str) -> None:
    """A platform has a system and a machine."""
    with pytest.raises(UsageError):
        parse_platforms(text)


def test_a_spool_without_room_is_told(tmp_path: Path) -> None:
    """The hint names the option."""
    with (
        pytest.raises(TargetUnreadable) as caught,
        open_source("-", temp_dir=tmp_path / "none", limits=Limits(), stdin=io.BytesIO(ARCHIVE)),
    ):
        pass

    assert "--temp-dir" in caught.value.hint
