import json
import os
import sys
from pathlib import Path

import pytest

import leakscan
from leakscan.cli.exits import ExitCode
from leakscan.cli.main import COMMANDS
from leakscan.cli.rules import page_of
from leakscan.context.builders import Builder
from leakscan.detection.registry import load_rules
from leakscan.errors import TargetNotFound
from leakscan.images.sources.settings import DaemonSettings
from leakscan.model.rule import Confidence, Severity
from leakscan.streams.limits import Limits
from tests.cli.reports import finding, report, skipped
from tests.cli.running import Run, StandIn


def test_the_version_is_told(run: Run) -> None:
    """One line, and success."""
    outcome = run("--version")

    assert (0, f"leakscan {leakscan.__version__}\n") == (outcome.code, outcome.out)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_has_a_short_form(run: Run, command: tuple[str, ...], option: str) -> None:
    """Every command explains itself on standard output."""
    outcome = run(*command, option)

    assert outcome.code == 0
    assert outcome.out.startswith("Usage: leakscan")
    assert not outcome.err


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    """On standard error, because nothing was done."""
    outcome = run()

    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert "Usage: leakscan" in outcome.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("imgae",), "Did you mean 'leakscan image'?"),
        (("nginx:1",), "Did you mean 'leakscan image nginx:1'?"),
        (("/",), "Did you mean 'leakscan context /'?"),
        (("image", "--fromat", "json", "x"), "--format"),
        (("image", "x", "--format", "xml"), "'json'"),
        (("image", "x", "--fail-on", "worst"), "'critical'"),
        (("image", "x", "-o", "json"), "FORMAT=PATH"),
        (("image", "x", "-o", "json=a", "-o", "sarif=a"), "same file"),
        (("image", "x", "--jobs", "0"), "--jobs"),
        (("image", "x", "--max-layer-bytes", "much"), "64GiB"),
        (("image", "x", "-f", "no/such/Dockerfile"), "no/such/Dockerfile"),
        (("image",), "REF"),
        (("context", ".", "--build-arg", "=x"), "NAME=VALUE"),
        (("context", ".", "--build-context", "x"), "NAME=PATH"),
        (("context", ".", "--no-dockerignore", "--fix"), "--no-dockerignore"),
        (("context", ".", "--list", "--format", "sarif"), "--format text or json"),
        (("rules", "show", "no-such-rule"), "no-such-rule"),
    ],
)
def test_a_wrong_command_line_is_explained(run: Run, words: tuple[str, ...], expected: str) -> None:
    """Exit code 2, one line that says what is wrong, and what to do about it."""
    outcome = run(*words)

    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert outcome.err.startswith("leakscan: ")
    assert expected in outcome.err
    assert len(outcome.err.splitlines()) <= 2


def test_the_daemon_is_the_one_that_the_environment_names(
    run: Run, image_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker's own variables arrive: with another context it would be another machine's image."""
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setenv("DOCKER_CONTEXT", "far-away")

    run("image", "app:1")

    asked = image_scan.asked["daemon"]
    assert isinstance(asked, DaemonSettings)
    assert asked.environment == {"DOCKER_CONTEXT": "far-away"}


def test_the_image_scanner_gets_what_was_asked(
    run: Run, image_scan: StandIn, tmp_path: Path
) -> None:
    """Every option arrives."""
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.touch()

    run(
        *("image", "app:1", "--platform", "linux/arm64", "-f", dockerfile, "--jobs", "3"),
        *("--min-severity", "high", "--min-confidence", "review", "--show-secrets"),
        *("--cache-dir", tmp_path, "--temp-dir", tmp_path),
        *("--max-layer-bytes", "5MB", "--max-temp-bytes", "1KiB", "--max-archive-bytes", "2MB"),
        *("--max-depth", "3", "--max-archive-seconds", "1.5", "--max-members", "7"),
    )

    assert image_scan.target == "app:1"
    assert image_scan.asked.items() >= {
        ("platform", "linux/arm64"),
        ("dockerfile", dockerfile),
        ("stdin", None),
    }
    options = image_scan.options
    assert options is not None
    assert (
        options.jobs,
        options.min_severity,
        options.min_confidence,
        options.show_secrets,
    ) == (3, Severity.HIGH, Confidence.REVIEW, True)
    assert (tmp_path, tmp_path) == (options.cache_dir, options.temp_dir)
    assert options.limits == Limits(
        max_expanded_bytes=5_000_000,
        max_spool_bytes=1024,
        max_archive_bytes=2_000_000,
        max_archive_seconds=1.5,
        max_depth=3,
        max_members=7,
    )


def test_the_context_scanner_gets_what_was_asked(
    run: Run, context_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build argument without a value takes the environment's, or is not given, as in docker."""
    monkeypatch.setenv("FROM_OUTSIDE", "b")

    outcome = run(
        *("context", "dir", "--target", "final", "--builder", "classic"),
        *("--build-arg", "A=1=2", "--build-arg", "FROM_OUTSIDE", "--build-arg", "NOT_SET"),
        *("--build-context", "other=../x"),
        "--no-dockerignore",
    )

    assert not outcome.err
    assert context_scan.target == Path("dir")
    assert context_scan.asked == {
        "dockerfile": None,
        "target": "final",
        "builder": Builder.CLASSIC,
        "build_args": {"A": "1=2", "FROM_OUTSIDE": "b"},
        "build_contexts": {"other": "../x"},
        "unfiltered": True,
    }


def test_the_environment_gives_defaults(
    run: Run, image_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`LEAKSCAN_JOBS` is `--jobs`, which wins when both are there."""
    monkeypatch.setenv("LEAKSCAN_JOBS", "7")
    monkeypatch.setenv("LEAKSCAN_FORMAT", "json")
    monkeypatch.setenv("LEAKSCAN_FAIL_ON", "critical")
    image_scan.report = report((finding(Severity.HIGH),))

    outcome = run("image", "x")
    jobs = image_scan.options.jobs if image_scan.options else None
    overridden = run("image", "x", "--jobs", "2", "--fail-on", "high")

    assert (jobs, outcome.code) == (7, ExitCode.CLEAN)
    assert json.loads(outcome.out)["summary"]["findings"] == 1
    assert image_scan.options is not None
    assert (image_scan.options.jobs, overridden.code) == (2, ExitCode.FINDINGS)


def test_a_version_in_the_environment_is_nobodys_option(
    run: Run, image_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`LEAKSCAN_VERSION` is what build scripts call the version to install."""
    monkeypatch.setenv("LEAKSCAN_VERSION", "1.2.3")

    outcome = run("image", "x")

    assert (outcome.code, outcome.err) == (ExitCode.CLEAN, "")
    assert image_scan.target == "x"


def test_what_was_found_decides_the_exit_code(run: Run, image_scan: StandIn) -> None:
    """Clean, findings, incomplete."""
    codes = []
    for said in (report(), report((finding(),)), report(skipped=(skipped(),))):
        image_scan.report = said
        codes.append(run("image", "x").code)

    assert codes == [ExitCode.CLEAN, ExitCode.FINDINGS, ExitCode.INCOMPLETE]


def test_reports_go_to_every_place_asked_for(run: Run, image_scan: StandIn, tmp_path: Path) -> None:
    """One scan, a file per format, and standard output."""
    image_scan.report = report((finding(),))

    outcome = run(
        *("image", "x", "--format", "json"),
        *("-o", f"json={tmp_path / 'a.json'}", "-o", f"text={tmp_path / 'a.txt'}"),
    )

    assert outcome.out == (tmp_path / "a.json").read_text()
    assert "tst_***" in (tmp_path / "a.txt").read_text()
    assert not outcome.err


@pytest.mark.parametrize("option", [(), ("--show-secrets",)])
def test_a_report_is_for_its_owner_only(
    run: Run, image_scan: StandIn, tmp_path: Path, option: tuple[str, ...]
) -> None:
    """H7: report files are private under any umask: they say where secrets can be had."""
    image_scan.report = report((finding(value="tst_abcdefgh"),))
    before = os.umask(0)
    try:
        run("image", "x", *option, "-o", f"json={tmp_path / 'a.json'}")
    finally:
        os.umask(before)

    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


def test_a_report_that_cannot_be_written_is_an_error(
    run: Run, image_scan: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are written all the same, and the code is not that of a clean scan."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    image_scan.report = report()

    outcome = run("image", "x", "-o", f"json={tmp_path / 'a.json'}")

    assert outcome.code == ExitCode.USAGE
    assert "No space left on device" in outcome.err
    assert "No secrets found" in outcome.out
    assert not list(tmp_path.iterdir())


def test_an_unreadable_target_is_one_line_and_a_hint(run: Run, image_scan: StandIn) -> None:
    """Exit code 4, nothing on standard output."""
    image_scan.error = TargetNotFound("no image 'x'\x1b[2J", "Pull it first.")

    outcome = run("image", "x")

    assert (outcome.code, outcome.out) == (ExitCode.UNREADABLE, "")
    assert outcome.err == "leakscan: no image 'x'\\x1b[2J\n  hint: Pull it first.\n"


@pytest.mark.parametrize("words", [(), ("-v",), ("-q",)])
def test_a_bug_is_one_line(run: Run, image_scan: StandIn, words: tuple[str, ...]) -> None:
    """Exit code 70, how to report it, and nothing of what was being read."""
    image_scan.error = ValueError("hunter2-hunter2")

    outcome = run("image", "x", *words)

    assert (outcome.code, outcome.out) == (ExitCode.BUG, "")
    assert "internal error: ValueError" in outcome.err
    assert "report it" in outcome.err
    assert "hunter2" not in outcome.err
    assert len(outcome.err.splitlines()) == 2


@pytest.mark.parametrize("option", ["-vv", "--debug"])
def test_tracebacks_are_shown_on_request(run: Run, image_scan: StandIn, option: str) -> None:
    """Places, not values."""
    image_scan.error = ValueError("hunter2-hunter2")

    outcome = run("image", "x", option)

    assert "running.py" in outcome.err
    assert "hunter2" not in outcome.err


def test_a_terminal_is_no_archive(
    run: Run, image_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` without a pipe is a mistake, not a wait without end."""
    monkeypatch.setattr(sys, "stdin", None)

    outcome = run("image", "-")

    assert outcome.code == ExitCode.USAGE
    assert "docker save" in outcome.err
    assert image_scan.target is None


def test_output_is_coloured_only_on_request(
    run: Run, image_scan: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in a pipe; `FORCE_COLOR` asks for it; the flag has the last word."""
    image_scan.report = report((finding(),))
    plain = run("image", "x")
    monkeypatch.setenv("FORCE_COLOR", "1")
    forced = run("image", "x")
    refused = run("image", "x", "--no-color")

    assert "\x1b[" not in plain.out
    assert "\x1b[" in forced.out
    assert plain.out == refused.out


def test_rules_are_listed_and_explained(run: Run) -> None:
    """Each line of the list names a rule that `show` explains."""
    listed = run("rules", "list", "--format", "json")
    rule = json.loads(listed.out)[0]

    shown = run("rules", "show", rule["id"])

    assert rule["remediation"].split()[0] in shown.out
    assert rule["reference"] in shown.out
    assert rule["id"] in run("rules", "list").out


def test_a_list_of_rules_can_be_narrowed(run: Run) -> None:
    """Every word has to be there."""
    every = json.loads(run("rules", "list", "--format", "json").out)

    some = json.loads(run("rules", "list", "NPM", "Token", "--format", "json").out)

    assert 0 < len(some) < len(every)
    assert all("npm" in str(rule).lower() and "token" in str(rule).lower() for rule in some)


def test_every_rule_can_be_explained() -> None:
    """Its page starts with its id and title, and ends with where its facts come from."""
    pages = [(rule, page_of(rule)) for rule in load_rules().rules.values()]

    assert all(page.startswith(f"{rule.id}: {rule.title}\n") for rule, page in pages)
    assert all(page.endswith(f"{rule.reference}\n") for rule, page in pages)
