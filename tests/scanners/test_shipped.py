"""What packages shipped is suppressed and counted, if a record says so that may say so."""

import base64
import hashlib
import random
import zipfile
from collections.abc import Callable

import pytest

from leakscan.detection.templates import render
from leakscan.model.report import Report
from leakscan.reporters import FORMATS
from leakscan.reporters.style import Style
from tests.builders import image, layer, oci_archive
from tests.streams.packing import zipped

TOKEN = render("{github:ghp_}", random.Random(7))
SAMPLE = f"GITHUB_TOKEN={TOKEN}\n".encode()
FILE = "usr/share/doc/tool/sample"
RECORD = "var/lib/dpkg/info/tool.md5sums"


def md5sums(data: bytes = SAMPLE) -> bytes:
    """Return dpkg's record of the sample."""
    return f"{hashlib.md5(data, usedforsecurity=False).hexdigest()}  {FILE}\n".encode()


def archive(*layers: dict[str, bytes]) -> bytes:
    """Return an image with these layers, oldest first."""
    return oci_archive(image([layer(files) for files in layers], name="demo:1"))


@pytest.mark.parametrize(
    ("layers", "reported"),
    [
        (({FILE: SAMPLE, RECORD: md5sums()},), 0),
        (({RECORD: md5sums()}, {FILE: SAMPLE}), 0),
        (({FILE: SAMPLE}, {RECORD: md5sums()}), 1),
        (({FILE: SAMPLE, RECORD: md5sums(b"other")},), 1),
        (({FILE: SAMPLE},), 1),
    ],
    ids=["same layer", "lower layer", "higher layer", "modified", "no record"],
)
def test_a_record_speaks_for_its_layer_and_those_above(
    scan: Callable[..., Report], layers: tuple[dict[str, bytes], ...], reported: int
) -> None:
    """A record in the same or a lower layer suppresses what it lists; a later one does not."""
    report = scan(archive(*layers))

    assert (len(report.findings), len(report.suppressed)) == (reported, 1 - reported)


def test_no_record_is_believed_without_provenance(scan: Callable[..., Report]) -> None:
    """`--no-provenance` reports what packages shipped, too."""
    report = scan(archive({FILE: SAMPLE, RECORD: md5sums()}), provenance=False)

    assert len(report.findings) == 1
    assert report.suppressed == ()


def test_confirmed_secrets_are_counted_when_suppressed(scan: Callable[..., Report]) -> None:
    """The summary line says how many of the suppressed secrets were proved."""
    report = scan(archive({FILE: SAMPLE, RECORD: md5sums()}))

    text = FORMATS["text"](report, Style())

    assert "1 suppressed (1 vendor-shipped (dpkg:tool)), 1 of them confirmed" in " ".join(
        text.split()
    )


def test_compiled_python_of_a_lower_layer_is_nobodys(scan: Callable[..., Report]) -> None:
    """A compiled file that was there before the package's source did not come from it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(SAMPLE).digest()).decode().rstrip("=")
    site = "usr/lib/python3/site-packages"
    compiled = {f"{site}/tool/__pycache__/sample.cpython-311.pyc": b"\0" + SAMPLE}
    source = {
        f"{site}/tool/sample.py": SAMPLE,
        f"{site}/tool-1.0.dist-info/RECORD": f"tool/sample.py,sha256={digest},38\n".encode(),
    }

    assert len(scan(archive(compiled, source)).findings) == 1
    assert len(scan(archive(source, compiled)).findings) == 0


def test_a_database_that_is_not_read_is_told(scan: Callable[..., Report]) -> None:
    """Where an old rpm database is, a note says why its packages' files are reported."""
    old = scan(archive({"var/lib/rpm/Packages": b"\0" * 12 + b"\x61\x15\x06\0", FILE: SAMPLE}))

    assert len(old.findings) == 1
    assert any("lib/rpm/Packages is a kind of rpm database" in note for note in old.notes)
    assert scan(archive({"srv/lib/rpm/Packages/x": b"y"})).notes == ()


_MODULE = {"a_test.go": SAMPLE, "go.mod": b"module x.org/Acme/a\n", "empty.go": b""}
_IN_ZIP = {f"x.org/Acme/a@v1.0.0/{name}": data for name, data in _MODULE.items()}
_ZIP_HASH = b"h1:" + base64.b64encode(
    hashlib.sha256(
        "".join(
            f"{hashlib.sha256(_IN_ZIP[name]).hexdigest()}  {name}\n" for name in sorted(_IN_ZIP)
        ).encode()
    ).digest()
)


@pytest.mark.parametrize("root", ["", "./", "/"])
@pytest.mark.parametrize(("planted", "reported"), [({}, 0), ({"planted.env": b"x"}, 1)])
def test_a_go_module_is_known_as_a_whole(
    scan: Callable[..., Report], planted: dict[str, bytes], reported: int, root: str
) -> None:
    """A module whose tree has the digest that Go recorded is shipped; one file more, and not."""
    cache = f"{root}root/go/pkg/mod"
    entries = {
        f"{cache}/cache/download/x.org/!acme/a/@v/v1.0.0.ziphash": _ZIP_HASH,
        **{f"{cache}/x.org/!acme/a@v1.0.0/{k}": v for k, v in (_MODULE | planted).items()},
    }

    report = scan(archive(entries))

    assert (len(report.findings), len(report.suppressed)) == (reported, 1 - reported)


@pytest.mark.parametrize("root", ["", "./"])
@pytest.mark.parametrize(("planted", "reported"), [({}, 0), ({"planted.env": b"x"}, 1)])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_go_module_is_known_as_it_was_downloaded(
    scan: Callable[..., Report], planted: dict[str, bytes], reported: int, root: str, method: int
) -> None:
    """So is the zip of one, unless it holds anything else."""
    folder = f"{root}root/go/pkg/mod/cache/download/x.org/!acme/a/@v"
    entries = {
        f"{folder}/v1.0.0.ziphash": _ZIP_HASH,
        f"{folder}/v1.0.0.zip": zipped(_IN_ZIP | planted, method),
    }

    report = scan(archive(entries))

    assert (len(report.findings), len(report.suppressed)) == (reported, 1 - reported)
