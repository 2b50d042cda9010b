"""What a project excuses: baselines, ignore files, inline comments."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from detect_secrets.core import baseline as their_baseline

from leakscan.detection.seal import Following
from leakscan.errors import ConfigError
from leakscan.model.report import Report
from leakscan.model.rule import Confidence
from leakscan.reporters import FORMATS, Style
from leakscan.scanners.baseline import Baseline, Entry, Verdict, as_json, from_json, updated
from leakscan.scanners.context import scan_context
from leakscan.scanners.detect_secrets import as_secrets_baseline, read_secrets_baseline
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from leakscan.scanners.suppress import Excuses, parse_ignore_file, suppress
from tests.builders import image, layer, oci_archive

TODAY = date(2026, 11, 1)
SALT = bytes(range(16))
OLD = "pRq7xW2mKd94Lz"
NEW = "vTn5yB8cHs31Gf"


def options(folder: Path, *, sha1: bool = False) -> ScanOptions:
    """Return options that follow values."""
    return ScanOptions(
        temp_dir=folder,
        following=Following(salt=SALT, sha1=sha1),
        min_confidence=Confidence.REVIEW,
        today=TODAY,
    )


def scan(folder: Path, text: str, *, sha1: bool = False) -> Report:
    """Return what a context with `app.env` of this text gives away."""
    (folder / "context").mkdir(exist_ok=True)
    (folder / "context" / "app.env").write_text(text)
    return scan_context(folder / "context", options=options(folder, sha1=sha1))


def scan_layers(folder: Path, *files: dict[str, bytes], mtime: int) -> Report:
    """Return what an image of such layers gives away."""
    archive = folder / "image.tar"
    archive.write_bytes(
        oci_archive(
            image([layer({**each, "etc/stamp": b"%d" % mtime}) for each in files], name="a")
        )
    )
    return scan_image(str(archive), options=options(folder))


def excused(report: Report, baseline: Baseline) -> Report:
    """Return a report with what a baseline covers suppressed."""
    return suppress(report, Excuses(baseline=baseline), TODAY)


def baseline_of(report: Report) -> Baseline:
    """Return a baseline of a report, after a way through its file."""
    made = updated(Baseline(salt=SALT), report.findings).baseline
    assert from_json(as_json(made), "x") == made
    return made


def test_a_moved_line_is_not_new_and_another_value_is(tmp_path: Path) -> None:
    """Lines before a secret do not matter; a new secret in the same file does."""
    known = baseline_of(scan(tmp_path, f"DB_PASSWORD={OLD}\n"))

    moved = excused(scan(tmp_path, f"# a\n\nDB_PASSWORD={OLD}\n"), known)
    more = excused(scan(tmp_path, f"API_PASSWORD={NEW}\nDB_PASSWORD={OLD}\n"), known)
    other = excused(scan(tmp_path, f"DB_PASSWORD={NEW}\n"), known)

    assert [len(each.findings) for each in (moved, more, other)] == [0, 1, 1]
    assert [len(each.suppressed) for each in (moved, more, other)] == [1, 1, 0]


def test_a_rebuild_of_an_image_is_not_new(tmp_path: Path) -> None:
    """Other timestamps, another layer below and a shifted line: nothing new, nothing lost."""
    secret = f"DB_PASSWORD={OLD}\nAPI_KEY=key-{NEW}\n".encode()
    before = scan_layers(tmp_path, {"app/.env": secret}, mtime=1)
    known = baseline_of(before)

    rebuilt = scan_layers(tmp_path, {"etc/os": b"x"}, {"app/.env": b"#\n" + secret}, mtime=99)
    more = scan_layers(tmp_path, {"app/.env": secret + b"OTHER_PASSWORD=jU6fEw9aMn20\n"}, mtime=2)

    assert before.findings
    assert excused(rebuilt, known).findings == ()
    assert updated(known, rebuilt.findings).gone == 0
    assert len(excused(more, known).findings) == 1


def test_a_known_secret_at_a_new_place_is_new(tmp_path: Path) -> None:
    """That a file's secret is accepted does not excuse copies of it elsewhere."""
    known = baseline_of(scan(tmp_path, f"DB_PASSWORD={OLD}\n"))
    (tmp_path / "context" / "copy.env").write_text(f"DB_PASSWORD={OLD}\n")

    assert len(excused(scan(tmp_path, f"DB_PASSWORD={OLD}\n"), known).findings) == 1


def test_an_update_keeps_what_people_said(tmp_path: Path) -> None:
    """New entries are unreviewed, those that are gone are dropped."""
    first = baseline_of(scan(tmp_path, f"DB_PASSWORD={OLD}\n"))
    (entry,) = first.entries
    told = Baseline(salt=SALT, entries=(_with(entry, verdict=Verdict.ACCEPTED, because="it is"),))

    outcome = updated(told, scan(tmp_path, f"A_PASSWORD={NEW}\nDB_PASSWORD={OLD}\n").findings)
    gone = updated(outcome.baseline, ())

    assert (outcome.added, outcome.kept, outcome.gone) == (1, 1, 0)
    assert {each.because for each in outcome.baseline.entries} == {"", "it is"}
    assert (gone.kept, gone.gone) == (0, 2)


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({}, 0),
        ({"verdict": Verdict.FALSE}, 0),
        ({"verdict": Verdict.FIX}, 1),
        ({"until": "2026-11-01"}, 0),
        ({"until": "2026-10-31"}, 1),
    ],
)
def test_entries_hold_as_long_as_people_said(
    tmp_path: Path, changes: dict[str, object], reported: int
) -> None:
    """What is to be fixed, and what has ended, is reported again."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}\n")
    (entry,) = baseline_of(report).entries
    known = Baseline(salt=SALT, entries=(_with(entry, **changes),))

    assert len(excused(report, known).findings) == reported


def test_nothing_confirms_a_guess(tmp_path: Path) -> None:
    """
    Of a dictionary with the right word in it, no report singles the word out: neither by a plain
    hash of it, alone or in its line, nor by any mark.
    """
    word = "Winter24"
    words = [f"{season}{year}" for season in ("Winter", "Summer", "Spring") for year in range(100)]
    report = scan(tmp_path, f"DB_PASSWORD={word}\n")
    assert report.findings
    assert word in words
    texts = [FORMATS[name](report, Style(show_suppressed=True)) for name in FORMATS]
    texts.append(as_json(baseline_of(report)))
    whole = "\n".join(texts).lower()

    for guess in words:
        for form in (guess, f"DB_PASSWORD={guess}", f"DB_PASSWORD={guess}\n"):
            for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"):
                digest = hashlib.new(name, form.encode()).hexdigest()
                assert digest[:12] not in whole
            assert f"{_line_hash(form):x}" not in whole
    assert word.lower() not in whole


def test_a_mark_is_too_short_to_confirm_a_guess(tmp_path: Path) -> None:
    """It has 16 bits: a list of a hundred thousand words has others that fit."""
    (entry,) = baseline_of(scan(tmp_path, f"DB_PASSWORD={OLD}\n")).entries

    assert len(bytes.fromhex(entry.mark)) == 2


def test_marks_are_in_no_report(tmp_path: Path) -> None:
    """Neither the slow hash nor the plain SHA-1 of detect-secrets leaves in a report."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}\n", sha1=True)
    marks = [mark.partition(":")[2] for finding in report.findings for mark in finding.marks]

    assert len(marks) == 2
    for name in FORMATS:
        text = FORMATS[name](report, Style(show_suppressed=True))
        assert marks[1] not in text
        assert f'"{marks[0]}"' not in text


def test_a_baseline_of_detect_secrets_is_read_and_written(tmp_path: Path) -> None:
    """What detect-secrets lists is suppressed, and it reads what leakscan writes."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}\n", sha1=True)

    text = as_secrets_baseline(report.findings, datetime(2026, 1, 1, tzinfo=UTC))

    listed = read_secrets_baseline(text, "x")
    assert all(listed.covers(finding) for finding in report.findings)
    again = scan(tmp_path, f"#\nDB_PASSWORD={OLD}\nX_PASSWORD={NEW}\n", sha1=True)
    left = suppress(again, Excuses(baseline=listed), TODAY)
    assert (len(left.findings), len(left.suppressed)) == (1, 1)
    theirs = their_baseline.load(json.loads(text), "x")
    (secret,) = theirs["app.env"]
    assert secret.secret_hash == hashlib.sha1(OLD.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("app.env because made up", 0),
        ("*.env until=2026-11-01 because made up", 0),
        ("*.env until=2026-10-31 because made up", 1),
        ("*.env rule=github-* because made up", 1),
        ("*.env rule=assigned-* because made up", 0),
        ("other/** because made up", 1),
        ("# app.env because made up", 1),
    ],
)
def test_an_ignore_file_excuses_paths(tmp_path: Path, line: str, reported: int) -> None:
    """As `.gitignore` names them, for some rules or all, until a date or for good."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}\n")

    left = suppress(report, Excuses(ignores=parse_ignore_file(line, "i")), TODAY)

    assert (len(left.findings), len(left.suppressed)) == (reported, 1 - reported)
    if not reported:
        assert "made up" in left.suppressed[0].suppressed
    if "2026-10-31" in line:
        assert "i:1 has ended: 1 reported again" in left.notes
    elif reported and not line.startswith("#"):
        assert "covers nothing any more: i:1" in left.notes


def test_an_ignore_file_excuses_ids(tmp_path: Path) -> None:
    """The id is that of the reports."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}\n")
    line = f"id:{report.findings[0].id} because made up"

    assert suppress(report, Excuses(ignores=parse_ignore_file(line, "i")), TODAY).findings == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("app.env", "reason"),
        ("app.env because", "reason"),
        ("app.env until=tomorrow because x", "until=tomorrow"),
        ("app.env until=2026-13-01 because x", "not a date"),
    ],
)
def test_a_wrong_ignore_file_is_refused(line: str, word: str) -> None:
    """The error has file and line, and says how an entry is written."""
    with pytest.raises(ConfigError) as caught:
        parse_ignore_file(f"# first\n{line}", "i")

    assert str(caught.value).startswith("i:2: ")
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("comment", "reported", "said"),
    [
        ("# leakscan:ignore * because made up", 0, "pragma because made up"),
        ("# leakscan:ignore assigned-* until=2026-11-01 because x", 0, "until=2026-11-01"),
        ("# leakscan:ignore assigned-* until=2026-10-31 because x", 1, "its excuse has ended"),
        ("# leakscan:ignore assigned-* until=2026-99-99 because x", 1, "its excuse has ended"),
        ("# leakscan:ignore github-*", 1, ""),
        ("# leakscan:ignore", 1, ""),
        ("# pragma: allowlist secret", 0, "pragma"),
        ("// leakscan:ignore *", 0, "pragma"),
    ],
)
def test_inline_excuses_hold_in_contexts(
    tmp_path: Path, comment: str, reported: int, said: str
) -> None:
    """For the rules they name, until their date."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD}  {comment}\n")

    assert (len(report.findings), len(report.suppressed)) == (reported, 1 - reported)
    finding = (*report.findings, *report.suppressed)[0]
    assert said in (finding.detail if reported else finding.suppressed)


def test_an_excuse_may_stand_on_the_line_before(tmp_path: Path) -> None:
    """Where a line has no room for a comment."""
    report = scan(tmp_path, f"# leakscan:ignore-next-line *\nDB_PASSWORD={OLD}\n")

    assert (len(report.findings), len(report.suppressed)) == (0, 1)


@pytest.mark.parametrize("comment", ["# leakscan:ignore *", "# pragma: allowlist secret"])
def test_inline_excuses_in_images_are_claims(tmp_path: Path, comment: str) -> None:
    """Whoever made the image wrote them: the finding is reported, and repeats the claim."""
    report = scan_layers(tmp_path, {"app.env": f"DB_PASSWORD={OLD} {comment}\n".encode()}, mtime=1)

    (finding,) = report.findings
    assert "says to ignore it" in finding.detail


def test_reasons_do_not_carry_values(tmp_path: Path) -> None:
    """What could be a value in a comment's reason is masked."""
    report = scan(tmp_path, f"DB_PASSWORD={OLD} # leakscan:ignore * because not {NEW} any more\n")

    assert report.suppressed[0].suppressed == "pragma because not *** any more"


def _with(entry: Entry, **changes: object) -> Entry:
    return replace(entry, **changes)  # type: ignore[arg-type] - fields by name


def _line_hash(line: str) -> int:
    """Return GitHub's rolling hash of a file of one line: what an uploader would compute."""
    value = 0
    for code in [*line.encode(), 65535, *[0] * (100 - len(line.encode()) - 1)]:
        value = (value * 37 + code) % 2**64
    return value
