"""No report confirms a guess: whoever reads one learns nothing of a password from it."""

import base64
import hashlib
import hmac
import json
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from leakscan.reporters import FORMATS
from leakscan.reporters.formats import gitlab
from tests import builders
from tests.end_to_end.guesses import confirmed, line_hash
from tests.end_to_end.program import leakscan

WORD = "trustno1"
LISTED = ["password", "baseball", WORD, "superman", "sunshine", "football", "princess", "iloveyou"]
LINES = ["DATABASE_URL=postgres://app:{}@db.internal:5432/app\n", "DB_PASSWORD={}\n"]
OPTIONS = ("--min-confidence", "review", "--show-suppressed")
FILES = {"conf/.env": LINES[0].format(WORD), "conf/db.env": LINES[1].format(WORD)}


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", "c129715d7a2bc9a3"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f 54703d4cd895b18 180aee12dab6264 a23a3dc5e078b07b"),
        (
            " hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            "e9496ae3ebfced30 fb7c023a8b9ccb3f ce8ba1a563dcdaca e20e36e16fcb0cc8 b3edc88f2938467e",
        ),
        ("Lorem ipsum dolor sit amet.\n" * 10, "a7f2ff13bc495cf2 " * 5 + "a7f2ff13bc495cf2"),
    ],
)
def test_the_line_hash_is_githubs(text: str, hashes: str) -> None:
    """The fingerprint that the search below looks for equals the published vectors."""
    expected = hashes.split()

    assert [line_hash(text, number) for number in range(1, len(expected) + 1)] == expected


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the scan of an empty directory leaves for later ones."""
    folder, clean = tmp_path_factory.mktemp("cache"), tmp_path_factory.mktemp("clean")
    _run(folder, clean, "context", ".", *OPTIONS, code=0)
    return folder


@pytest.mark.parametrize("kind", ["context", "context without a Dockerfile", "image"])
def test_no_report_confirms_a_listed_password(kind: str, cache: Path, tmp_path: Path) -> None:
    """
    No format, no baseline, and nothing that an upload computes from a report, holds a hash of a
    listed password, plain or with anything that the reports say; the cache stays as it was.
    """
    target = _image(tmp_path) if kind == "image" else _context(tmp_path, "without" not in kind)
    scan = (kind.split(maxsplit=1)[0], target.name, *OPTIONS)
    out = tmp_path / "out"
    out.mkdir()
    cached = _files(cache)

    _run(cache, tmp_path, *scan, *(f"-o{name}={out / name}" for name in FORMATS), code=1)
    _run(cache, tmp_path, "baseline", "create", "--file", str(out / "baseline"), *scan, code=0)

    report, baseline, sarif = (
        json.loads((out / name).read_text()) for name in ("json", "baseline", "sarif")
    )
    seen = [file.read_text() for file in out.iterdir()] + [*_logged(sarif, tmp_path)]
    texts = (text for text in (*_texts(report), *_texts(baseline)) if len(text) < 200)
    known = {gitlab.NAMESPACE.bytes, bytes.fromhex(baseline["salt"]), *map(str.encode, texts)}
    assert len(report["findings"]) >= 1
    assert len(baseline["entries"]) >= 1
    assert confirmed("\n".join(seen), LISTED, LINES, known) == set()
    assert _files(cache) == cached


def test_the_baseline_of_another_tool_does(cache: Path, tmp_path: Path) -> None:
    """Its format holds plain hashes: the search sees them, and so would anybody."""
    _context(tmp_path, "with a Dockerfile")

    text = _run(cache, tmp_path, "baseline", "export", "context", "project", *OPTIONS, code=0)

    assert confirmed(text, LISTED, LINES, set()) == {WORD}


@pytest.mark.parametrize(
    "text",
    [
        hashlib.sha1(WORD.encode(), usedforsecurity=False).hexdigest(),
        hashlib.sha256(f"acme/api\0{WORD}".encode()).hexdigest()[:32],
        str(uuid.uuid5(uuid.NAMESPACE_URL, WORD)),
        hmac.digest(b"acme/api", WORD.encode(), "sha512").hex()[-16:],
        base64.b64encode(hashlib.sha256(LINES[1].format(WORD).encode()).digest()).decode(),
        f"{line_hash(LINES[0].format(WORD))}:1",
        f"checksum {zlib.crc32(WORD.encode())}",
    ],
)
def test_the_search_finds_what_confirms_a_guess(text: str) -> None:
    """A hash of each kind is found in the middle of a report, and for no other word."""
    known = {b"acme/api", uuid.NAMESPACE_URL.bytes}

    assert confirmed(f'{{"id": "{text}"}}', LISTED, LINES, known) == {WORD}


def _run(cache: Path, folder: Path, *words: str, code: int) -> str:
    done = leakscan(*words, cwd=folder, env={"HOME": str(folder), "XDG_CACHE_HOME": str(cache)})
    assert done.code == code, done.errors
    return done.stdout.decode()


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _context(folder: Path, dockerfile: object) -> Path:
    files = {name: text.encode() for name, text in FILES.items()}
    if dockerfile:
        files["Dockerfile"] = b"FROM scratch\nCOPY . /srv\n"
    return builders.write_files(folder / "project", files)


def _image(folder: Path) -> Path:
    archive = folder / "image.tar"
    deleted = builders.layer({builders.whiteout("conf/.env"): b""})
    built = builders.image(
        [builders.layer({name: text.encode() for name, text in FILES.items()}), deleted],
        config={"Env": [LINES[0].format(WORD).strip(), LINES[1].format(WORD).strip()]},
        history=[{"created_by": f"RUN login {WORD}"}, {"created_by": "RUN rm conf/.env"}],
    )
    archive.write_bytes(builders.docker_archive_legacy(built))
    return archive


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                yield from (key, *_texts(item))
        case list():
            for item in value:
                yield from _texts(item)


def _logged(sarif: Any, root: Path) -> Iterator[str]:
    """Yield what GitHub's upload prints: the hash of each primary line whose file is there."""
    for result in sarif["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        file = root / unquote(physical["artifactLocation"]["uri"])
        if file.is_file():
            yield line_hash(file.read_text(), physical["region"]["startLine"])
