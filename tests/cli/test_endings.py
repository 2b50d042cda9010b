"""How runs end: exit codes, streams, signals; in a process of its own where that matters."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leakscan.cli.demo.project import project
from leakscan.cli.demo.writing import image
from leakscan.cli.exits import ExitCode
from tests.cli.interrupting import CODES, SIGNALS, WORDS, said, started, wait_for
from tests.cli.running import ROOT, Run, as_a_user, environment


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's image."""
    path = tmp_path_factory.mktemp("image") / "image.tar"
    path.write_bytes(image(project(random.Random(1))))
    return path


def test_findings_are_an_exit_code(leaky: Path) -> None:
    """1, and a report on standard output, from nothing but bytes."""
    outcome = as_a_user("image", leaky, "--format", "json")

    assert (outcome.code, outcome.err) == (ExitCode.FINDINGS, "")
    assert json.loads(outcome.out)["findings"]


def test_nothing_found_is_success(run: Run, tmp_path: Path) -> None:
    """0, for a target that was read in full."""
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "notes.txt").write_text("hello\n")

    outcome = run("context", tmp_path)

    assert (outcome.code, outcome.err) == (ExitCode.CLEAN, "")


def test_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    """4, one line and a hint, no report."""
    outcome = as_a_user("context", tmp_path / "nothing")

    assert (outcome.code, outcome.out) == (ExitCode.UNREADABLE, "")
    assert outcome.err.startswith("leakscan: ")
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("command", ["image", "context"])
def test_what_cannot_be_opened_cannot_be_read(run: Run, tmp_path: Path, command: str) -> None:
    """4: a link in a circle is there, and is not a clean result; not even root can open it."""
    (tmp_path / "circle").symlink_to("circle")

    outcome = run(command, tmp_path / "circle")

    assert (outcome.code, outcome.out) == (ExitCode.UNREADABLE, "")
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_an_archive_is_never_clean(
    run: Run, leaky: Path, tmp_path: Path, share: float
) -> None:
    """Findings, incomplete or unreadable; never 0, never a traceback."""
    whole = leaky.read_bytes()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[: int(len(whole) * share)])

    outcome = run("image", cut)

    assert outcome.code in {ExitCode.FINDINGS, ExitCode.INCOMPLETE, ExitCode.UNREADABLE}
    assert "Traceback" not in outcome.err
    assert "internal error" not in outcome.err


def test_a_wrong_option_is_not_a_finding() -> None:
    """2, not the 1 that means secrets."""
    outcome = as_a_user("image", "x", "--no-such-option")

    assert outcome.code == ExitCode.USAGE


def test_a_reader_that_goes_away_is_no_error(leaky: Path, tmp_path: Path) -> None:
    """`leakscan | head -1` is silent, and the report files are complete."""
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "leakscan", "image", str(leaky), "-o", f"json={report}"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaints = process.stderr.read()
        code = process.wait(60)

    assert (code, complaints) == (ExitCode.BROKEN_PIPE, b"")
    assert json.loads(report.read_bytes())["findings"]


def test_a_report_file_may_be_standard_output(tmp_path: Path) -> None:
    """`-o json=/dev/stdout` works into a pipe, where the name leads to no file."""
    outcome = as_a_user("context", tmp_path, "-o", "json=/dev/stdout")

    document, _ = json.JSONDecoder().raw_decode(outcome.out)
    assert document["target"]["kind"] == "context"


def test_closed_streams_are_no_error() -> None:
    """`>&- 2>&-` leaves the exit code."""
    shell = f"exec {sys.executable} -m leakscan rules list >&- 2>&-"

    done = subprocess.run(["sh", "-c", shell], env=environment(), timeout=60, check=False)

    assert done.returncode == ExitCode.CLEAN


@pytest.mark.parametrize("words", [["list"], ["show", "github-personal-access-token"]])
def test_a_full_disk_is_told(words: list[str]) -> None:
    """A report that did not fit on standard output is no success, however short it is."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "leakscan", "rules", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.count(b"\n") == 1
    assert b"No space left on device" in done.stderr


def test_a_poor_machine_gives_the_same_report(leaky: Path, tmp_path: Path) -> None:
    """
    Half a gigabyte of memory, few open files, no locale, and no home that can be written to: the
    report is complete, and what is kept for the next run is for this user alone.
    """
    limits = "ulimit -v 524288; ulimit -n 64; umask 000"
    scan = f"{sys.executable} -m leakscan image {leaky} -q --format json --cache-dir {tmp_path}/new"
    poor = {"HOME": "/proc", "LC_ALL": "C", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        ["sh", "-c", f"{limits}; exec {scan}"],
        capture_output=True,
        env=poor,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stderr) == (ExitCode.FINDINGS, b"")
    assert json.loads(done.stdout)["complete"]
    kept = [tmp_path / "new", *(tmp_path / "new").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_a_scan_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """One line, the usual code, no report, nothing left behind."""
    # A scan that waits: the archive on standard input has no end.
    with started(tmp_path, "image", "-", stdin=subprocess.PIPE) as run:
        assert run.process.stdin is not None
        run.process.stdin.write(bytes(1024))
        run.process.stdin.flush()
        wait_for(lambda: list(run.temp.glob("*/*")))
        run.signal(number, whole_group=True)
        code = run.ended()

        lost = f"leakscan: {WORDS[number]} before the scan was finished: there is no report\n"
        assert (code, said(run), run.report()) == (CODES[number], lost, None)
        wait_for(lambda: not run.leftovers())
