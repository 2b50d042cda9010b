"""
Build contexts made to harm whoever scans them: one test or more for each of eight threats.

What becomes of a hostile image is in `test_hostile_tar.py`; of a hostile Dockerfile, in
`tests/context/test_reach.py`.
"""

import errno
import json
import os
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakscan.context.reach import predict
from leakscan.context.tree import open_file
from leakscan.context.walking import walk
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.errors import TargetUnreadable
from leakscan.model.finding import Skipped
from leakscan.model.location import ContextFile, Reach
from leakscan.model.report import Report
from leakscan.model.rule import Confidence
from leakscan.scanners.context import scan_context
from leakscan.scanners.detectors import DetectionSettings
from leakscan.scanners.file_work import FilesResult, FilesTask, scan_files
from leakscan.scanners.options import ScanOptions
from leakscan.scanners.reading import FileReading
from leakscan.streams.limits import Limits
from leakscan.streams.patience import Abandoned, Watch, patiently
from tests.context.trees import make, reaches
from tests.repositories import Repository

COPY_ALL = "FROM scratch\nCOPY . /\n"


def token() -> str:
    """Return a fresh secret."""
    return render("{github:ghp_}", random.Random())


def scanned(root: Path) -> Report:
    """Return the report on a context."""
    return scan_context(root, options=ScanOptions(show_secrets=True, temp_dir=root.parent))


def places(report: Report) -> dict[str, set[tuple[str, ...]]]:
    """Return where each secret is: path and the chain inside."""
    return {
        finding.value or "": {
            (place.path, *place.inner)
            for place in finding.locations
            if isinstance(place, ContextFile)
        }
        for finding in report.findings
    }


def searched(root: Path, *paths: str, limits: Limits | None = None) -> FilesResult:
    """Return what one task finds in some files."""
    sealer = Sealer(show_secrets=True)
    settings = DetectionSettings(sealer=sealer, min_confidence=Confidence.LIKELY, cache_dir=None)
    return scan_files(
        FilesTask(
            root=root, paths=paths, settings=settings, limits=limits or Limits(), temp_dir=root
        )
    )


def reasons(skipped: tuple[Skipped, ...]) -> list[tuple[str, str]]:
    """Return what was not read, and why."""
    assert all(one.hint or one.reason.startswith("context.special") for one in skipped)
    return [(one.path, one.reason) for one in skipped]


def test_b1_pipes_sockets_and_devices_are_told_and_never_opened(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever: each is a record, and the files beside are read."""
    secret = token()
    root = make(tmp_path / "context", {"Dockerfile": COPY_ALL, ".env": f"T={secret}\n"})
    os.mkfifo(root / "pipe")
    special = {"pipe": "context.special: named pipe, never opened"}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "socket"))
        special["socket"] = "context.special: socket, never opened"
        if os.geteuid() == 0:
            # A terminal that hangs up whoever opens it, and a disk that is not there.
            os.mknod(root / "tty", 0o600 | 0o020000, os.makedev(5, 0))
            os.mknod(root / "disk", 0o600 | 0o060000, os.makedev(250, 250))
            special["tty"] = "context.special: character device, never opened"
            special["disk"] = "context.special: block device, never opened"

        report = scanned(root)

    assert dict(reasons(report.skipped)) == special
    assert places(report) == {secret: {(".env",)}}
    assert not report.complete


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no such file system here")
def test_b1_files_that_claim_to_be_empty_are_read_as_they_come() -> None:
    """Some files of the kernel's have no size: one gives bytes, another an error."""
    result = searched(Path("/proc/self"), "comm", "mem")

    assert reasons(result.skipped) == [("mem", "read: Input/output error, after 0 bytes")]
    assert result.ledger.bytes_scanned > 0
    assert result.ledger.balanced


_LISTENING = """
import json, os, sys
opened = []
def hook(event, arguments):
    if event == "open" and arguments[0] is not None and not isinstance(arguments[0], int):
        opened.append([os.fsdecode(arguments[0]), arguments[1], arguments[2]])
    if event in ("os.scandir", "os.listdir") and not isinstance(arguments[0], int):
        opened.append([os.fsdecode(arguments[0]), None, 0])
from leakscan.cli import run
sys.addaudithook(hook)
try:
    run()
except SystemExit:
    pass
print("\\n" + json.dumps(opened))
"""


def test_b2_no_link_is_followed_out_of_the_context(tmp_path: Path) -> None:
    """Of all that a scan opens, nothing lies outside, and no link is opened but as itself."""
    outside = make(tmp_path / "outside", {"beyond.txt": "x", "deep/beyond.txt": "x"})
    links = {
        "file": f"->{outside}/beyond.txt",
        "folder": f"->{outside}",
        "root": "->/",
        "parent": "->..",
        "loop": "->loop",
        "a/up": "->../a",
    }
    root = make(tmp_path / "context", {"Dockerfile": COPY_ALL, "a/plain": "x", **links})

    words = ["context", root, "--no-progress", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-c", _LISTENING, *words], capture_output=True, text=True, check=True
    )

    opened = json.loads(done.stdout.rpartition("\n\n")[2])
    assert "plain" in {path for path, _, _ in opened}
    assert not [path for path, _, _ in opened if path.startswith(str(outside))]
    assert not [path for path, _, _ in opened if path.rpartition("/")[2] == "beyond.txt"]
    names = {name.rpartition("/")[2] for name in links}
    followed = [path for path, _, flags in opened if not flags & os.O_NOFOLLOW]
    assert not [path for path in followed if path.rpartition("/")[2] in names]


def test_b2_the_text_of_a_link_is_searched_and_its_target_is_told(tmp_path: Path) -> None:
    """A link is sent as it is, so its target may be the leak; one that leads out is noted."""
    secret, other = token(), token()
    links = {"l": f"->/srv/{secret}/x", "in": "->a", "loop": "->loop", f"d/{other}": "->../../y"}
    root = make(tmp_path / "context", {"Dockerfile": COPY_ALL, "a": "x", **links})

    report = scanned(root)

    assert places(report) == {
        secret: {("l", "link target")},
        other: {("d/[REDACTED]", "file name")},
    }
    (note,) = [note for note in report.notes if "lead out of the context" in note]
    assert note.startswith("2 symbolic links")
    assert secret not in note + "".join(report.notes)
    assert report.complete


def test_b3_a_file_or_directory_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without permission there is a record with the reason, and all else is read."""
    secret = token()
    files = {"private": "x", "shut/x": "x", "z/.env": f"T={secret}\n"}
    root = make(tmp_path / "context", {"Dockerfile": COPY_ALL, **files})
    monkeypatch.setattr(os, "open", _failing({"private": errno.EACCES, "shut": errno.EACCES}))

    report = scanned(root)

    assert reasons(report.skipped) == [
        ("shut", "context.directory: Permission denied"),
        ("private", "read: Permission denied"),
    ]
    assert places(report) == {secret: {("z/.env",)}}


def test_b3_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    """It was there when the directory was listed."""
    make(tmp_path, {"there": "x"})

    result = searched(tmp_path, "gone", "there")

    assert reasons(result.skipped) == [("gone", "read: No such file or directory")]
    assert result.ledger.bytes_scanned == 1


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (b"x" * 100_009, "100000 bytes when it was opened, 100009 at the end"),
        (b"ab", "100000 bytes when it was opened, 2 at the end"),
        (b"y" * 100_000, "it was written to while it was read"),
        (None, ""),
    ],
    ids=["grown", "shrunk", "rewritten", "left alone"],
)
def test_b3_a_file_that_changes_while_it_is_read_is_told(
    tmp_path: Path, written: bytes | None, fault: str
) -> None:
    """What was read may never have been the file's contents."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    os.utime(path, (1_000_000_000,) * 2)
    with open_file(tmp_path, "file") as file:
        reading = FileReading(file, "file", Watch())
        blocks = reading.blocks(30_000)
        first = next(blocks)
        if written is not None:
            path.write_bytes(written)
        rest = b"".join(piece for pieces in blocks for piece in pieces)

    assert first == [b"x" * 30_000]
    assert reading.fault == (f"context.changed: {fault}" if fault else "")
    assert reading.missing == max(0, 70_000 - len(rest))


def test_b3_a_file_that_is_replaced_is_read_as_it_was(tmp_path: Path) -> None:
    """Another file under its name changes nothing about the one that is open."""
    make(tmp_path, {"file": "abcdef", "other": "123456789"})
    with open_file(tmp_path, "file") as file:
        reading = FileReading(file, "file", Watch())
        blocks = reading.blocks(3)
        first = next(blocks)
        (tmp_path / "other").replace(tmp_path / "file")
        rest = list(blocks)

    assert [first, *rest] == [[b"abc"], [b"def"]]
    assert reading.fault == ""


def test_b4_repositories_behind_a_pointer_are_searched_only_inside(tmp_path: Path) -> None:
    """A submodule's pack in the context is read; one outside or missing is noted, not followed."""
    inner, outer = token(), token()
    for name, secret in (("lib", inner), ("outside", outer)):
        repository = Repository(tmp_path / name)
        repository.commit({"a.env": f"TOKEN={secret}\n"})
        repository.commit({"a.env": "TOKEN=\n"})
        repository.pack()
    root = make(
        tmp_path / "context",
        {
            "Dockerfile": COPY_ALL,
            "lib/.git": "gitdir: ../modules/lib\n",
            "far/.git": f"gitdir: {tmp_path}/outside/.git\n",
            "gone/.git": "gitdir: ../modules/gone\n",
        },
    )
    (root / "modules").mkdir()
    (tmp_path / "lib" / ".git").rename(root / "modules" / "lib")

    report = scanned(root)

    ((place, *_),) = places(report)[inner]
    assert place.startswith("modules/lib/objects/pack/")
    assert outer not in places(report)
    noted = {path: [note for note in report.notes if f"{path}/.git" in note] for path in ("far",
             "gone", "lib")}  # fmt: skip
    assert [len(noted[path]) for path in ("far", "gone", "lib")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("ignore", "kept_out"),
    [
        ("".join(f"dir{number}/x.pem\n" for number in range(20_000)) + "data\n", True),
        (("**/" * 50 + "x\n") * 1000 + "data\n", True),
        ("a*" * 200 + "b\n" + "**a**" * 40 + "b\ndata/(a+)+$\n", False),
        ("data\n" + "!data\ndata\n" * 10_000, True),
        ("\udcff\udcfe*\n\udc80\ndata\n", True),
        ("*" + "[a-z]*" * 2_000 + "\ndata\n", True),
    ],
    ids=["many lines", "two stars", "backtracking", "taken back", "not UTF-8", "classes"],
)
def test_b5_a_hostile_ignore_file_decides_as_any_other(
    tmp_path: Path, ignore: str, *, kept_out: bool
) -> None:
    """However long it is, the file below `data` is ignored exactly when a builder ignores it."""
    files = {"data/" + "a" * 200: "x", "a" * 200: "x", "Dockerfile": COPY_ALL}
    root = make(tmp_path / "context", {**files, ".dockerignore": ignore})

    prediction = predict(root)

    assert prediction.skipped == ()
    expected = Reach.IGNORED if kept_out else Reach.BAKED
    assert reaches(prediction)["data/" + "a" * 200] is expected
    assert reaches(prediction)["a" * 200] is Reach.BAKED


def test_b5_an_ignore_file_that_is_given_up_ignores_nothing(tmp_path: Path) -> None:
    """Too many lines for anybody to have written: a record, and everything is searched."""
    secret = token()
    ignore = "".join(f"dir{number}/*.pem\n" for number in range(6_000)) + ".env\n"
    files = {"Dockerfile": COPY_ALL, ".dockerignore": ignore, ".env": f"T={secret}\n"}

    report = scanned(make(tmp_path / "context", files))

    ((path, reason),) = reasons(report.skipped)
    assert path == ".dockerignore"
    assert reason.endswith("more than 5000 patterns with wildcards; nothing counts as ignored")
    assert places(report) == {secret: {(".env",)}}


def test_b5_what_is_ignored_is_counted(tmp_path: Path) -> None:
    """A report says how much it left alone, and by whose word."""
    files = {"Dockerfile": COPY_ALL, ".dockerignore": "data\n", "data/1": "x", "data/2": "x"}

    report = scanned(make(tmp_path / "context", files))

    assert "2 files are ignored by .dockerignore and not read" in report.notes
    assert report.complete


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """Yield a directory that pytest could not clear away."""
    root = tmp_path / "deep"
    root.mkdir()
    yield root
    # From the top, a level at a time: what removes a tree from below takes minutes here.
    top, below, aside = root / "d", root / "d" / "d", root / "aside"
    while below.exists():
        below.rename(aside)
        top.rmdir()
        aside.rename(top)


def test_b6_a_secret_thousands_of_directories_down_is_found(deep: Path) -> None:
    """No path is ever handed to the system that would be too long for it."""
    secret = token()
    make(deep, {"Dockerfile": COPY_ALL})
    descriptor = os.open(deep, os.O_RDONLY)
    for _ in range(2_100):
        os.mkdir("d", dir_fd=descriptor)
        inner = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    file = os.open(".env", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor)
    os.write(file, f"T={secret}\n".encode())
    os.close(file)
    os.close(descriptor)

    report = scanned(deep)

    assert places(report) == {secret: {("d/" * 2_100 + ".env",)}}
    assert report.complete


def _failing(names: dict[str, int]) -> object:
    """Return `os.open` as it is on a disk that fails for some names."""
    real = os.open

    def opened(path: str, *arguments: int, **options: int) -> int:
        if path in names:
            raise OSError(names[path], os.strerror(names[path]))
        return real(path, *arguments, **options)

    return opened


def test_b7_a_disk_that_fails_now_and_then_costs_only_what_it_fails_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every hundredth file cannot be opened: a record each, and all others are read."""
    secret = token()
    files = {f"f{number:03}": "x" for number in range(300)}
    root = make(tmp_path / "context", {**files, "Dockerfile": COPY_ALL, "z": f"T={secret}\n"})
    faults = {"f000": errno.EIO, "f100": errno.ESTALE, "f200": errno.EIO}
    monkeypatch.setattr(os, "open", _failing(faults))

    report = scanned(root)

    assert reasons(report.skipped) == [
        ("f000", "read: Input/output error"),
        ("f100", "read: Stale file handle"),
        ("f200", "read: Input/output error"),
    ]
    assert places(report) == {secret: {("z",)}}


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make every name that begins with `silent` one for which the file system never answers."""
    real = os.open
    done = threading.Event()

    def opened(path: str, *arguments: int, **options: int) -> int:
        if str(path).startswith("silent"):
            done.wait()
            raise OSError(errno.EIO, "too late")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", opened)
    yield
    done.set()


@pytest.mark.usefixtures("silent")
def test_b7_a_file_that_never_answers_is_given_up(tmp_path: Path) -> None:
    """After some such files, the others are not waited for; nothing is passed over in silence."""
    limits = Limits(max_wait_seconds=0.01)
    make(tmp_path, {f"silent{number}": "x" for number in range(1, 5)})

    result = searched(tmp_path, "silent1", "silent2", "silent3", "silent4", limits=limits)

    waited = "read: no answer in 0.01 seconds"
    assert reasons(result.skipped) == [
        ("silent1", waited),
        ("silent2", waited),
        ("silent3", waited),
        ("silent4", "read: not tried, after others that gave no answer"),
    ]


@pytest.mark.usefixtures("silent")
def test_b7_a_directory_that_never_answers_ends_the_scan(tmp_path: Path) -> None:
    """What lies in it is unknown, and so is whether it matters."""
    (tmp_path / "silent").mkdir()

    # The few calls before it come back at once, or they are what the error is about.
    with pytest.raises(TargetUnreadable, match="no answer in"):
        walk(tmp_path, max_wait_seconds=0.01)


def test_b7_a_call_that_comes_back_too_late_changes_nothing() -> None:
    """Its thread ends where it is; an error in time is raised where it is waited for."""
    watch, late, came_back = Watch(), threading.Event(), threading.Event()
    changed: list[str] = []

    def work() -> None:
        watch.call("x")
        late.wait()
        try:
            watch.answered()
        except Abandoned:
            came_back.set()
            raise
        changed.append("x")

    assert not patiently(work, watch, 0.01)
    late.set()
    assert came_back.wait(60)
    assert changed == []
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 // 0, Watch(), 60)


def test_b8_names_that_differ_only_by_case_or_form_stay_apart(tmp_path: Path) -> None:
    """On Linux they are different files: each is listed, and each is read."""
    names = (".env", ".ENV", "caf\u00e9.txt", "cafe\u0301.txt")
    secrets = {name: token() for name in names}
    files = {name: f"T={secret}\n" for name, secret in secrets.items()}
    root = make(tmp_path / "context", {**files, "Dockerfile": COPY_ALL, ".dockerignore": ".env\n"})

    report = scanned(root)

    found = {secret: {(name,)} for name, secret in secrets.items() if name != ".env"}
    assert places(report) == found
    assert reaches(predict(root))[".env"] is Reach.IGNORED
