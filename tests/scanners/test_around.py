"""Secrets that files around a build hand to it: how far they get, and that they are told once."""

import random
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.model.advice import AdviceKind
from leakscan.model.location import ContextFile, Reach
from leakscan.model.report import Report
from leakscan.scanners.context import scan_context
from leakscan.scanners.options import ScanOptions
from tests.context.trees import make

TOKEN = render("{github:ghp_}", random.Random(8))
BAKED = "FROM scratch\nARG T\nCOPY app /\n"
STAGED = "FROM scratch AS a\nARG T\nCOPY app /\nFROM scratch\nCOPY --from=a /app /\n"
IGNORED = {".dockerignore": "*\n!app\n", "app": "x"}


def scan(root: Path, files: dict[str, str], context: str = "") -> Report:
    """Return the report on one directory of files."""
    make(root, files)
    return scan_context(root / context, options=ScanOptions(temp_dir=root.parent))


def places(report: Report) -> list[tuple[str, int, Reach]]:
    """Return where secrets are: file, line, reach."""
    return [
        (place.path, place.region.start_line, place.reach)
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, ContextFile) and place.region
    ]


def compose(args: str = "", more: str = "") -> str:
    """Return a compose file with one service."""
    return f"services:\n  a:\n    build:\n      context: .\n      args: {args or '{}'}\n{more}"


@pytest.mark.parametrize(
    ("dockerfile", "reach"),
    [
        (BAKED, Reach.BAKED),
        (STAGED, Reach.INTERMEDIATE),
        ("FROM scratch\nCOPY app /\n", Reach.SENT),
    ],
)
@pytest.mark.parametrize("ignored", [True, False])
def test_a_build_argument_gets_as_far_as_the_stage_that_takes_it(
    tmp_path: Path, dockerfile: str, reach: Reach, *, ignored: bool
) -> None:
    """An argument's value is in the image though its file is not; sent or not, it is told once."""
    files = IGNORED if ignored else {"app": "x"}
    files = {"Dockerfile": dockerfile, "compose.yaml": compose(f"{{T: {TOKEN}}}"), **files}

    report = scan(tmp_path / "c", files)

    assert places(report) == [("compose.yaml", 5, reach)]
    (place,) = report.findings[0].locations
    assert isinstance(place, ContextFile)
    assert place.decided_by[0].file == "compose.yaml"
    assert TOKEN not in repr(report)


def test_what_is_for_the_container_is_no_part_of_the_build(tmp_path: Path) -> None:
    """An environment in an ignored compose file is found, and the place says that it is ignored."""
    more = f"    environment:\n      - GH={TOKEN}\n"

    report = scan(
        tmp_path / "c", {"Dockerfile": BAKED, "compose.yaml": compose(more=more), **IGNORED}
    )

    assert places(report) == [("compose.yaml", 7, Reach.IGNORED)]


def test_a_variable_takes_its_secret_into_the_image(tmp_path: Path) -> None:
    """`.env` is ignored, and its value is baked all the same: the argument refers to it."""
    files = {"compose.yaml": compose("{T: '${GH}'}"), ".env": f"A=1\nGH={TOKEN}\n", **IGNORED}

    report = scan(tmp_path / "c", {"Dockerfile": BAKED, **files})

    assert places(report) == [(".env", 2, Reach.BAKED)]
    (place,) = report.findings[0].locations
    assert isinstance(place, ContextFile)
    assert [(line.file, line.line) for line in place.decided_by] == [
        ("compose.yaml", 5),
        ("Dockerfile", 2),
    ]


def test_a_file_above_the_context_is_named_by_the_way_to_it(tmp_path: Path) -> None:
    """The place says that the file is outside, and the argument is baked."""
    text = f"services:\n  a:\n    build: {{context: c, args: {{T: {TOKEN}}}}}\n"
    files = {"c/Dockerfile": BAKED, "c/app": "x", "compose.yaml": text, ".git/HEAD": "x"}

    assert places(scan(tmp_path / "r", files, "c")) == [("../compose.yaml", 3, Reach.BAKED)]


def test_a_secret_by_name_that_is_passed_on_is_advice(tmp_path: Path) -> None:
    """No value is seen, so it is no finding; ordinary arguments and build secrets are silent."""
    step = "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
    step += "          context: .\n          build-args: |\n            VERSION=${{ github.sha }}\n"
    step += (
        "            NPM_TOKEN=${{ secrets.NPM }}\n          secrets: |\n            A=${{ a }}\n"
    )
    files = {".github/workflows/ci.yml": step, "compose.yaml": compose("{GH_TOKEN: '${X}'}")}

    report = scan(tmp_path / "c", {"Dockerfile": "FROM scratch\nCOPY app /\n", "app": "", **files})

    assert report.findings == ()
    assert {(item.file, item.line, item.kind) for item in report.advice} == {
        (".github/workflows/ci.yml", 9, AdviceKind.BUILD_ARGUMENT),
        ("compose.yaml", 5, AdviceKind.BUILD_ARGUMENT),
    }


def test_a_secret_of_several_lines_is_found_at_its_first(tmp_path: Path) -> None:
    """A key that is indented in a block is found where it begins."""
    more = "    secrets: [k]\nsecrets:\n  k:\n    content: |\n      # a key\n"
    more += f"      key {TOKEN}\n"

    report = scan(
        tmp_path / "c", {"Dockerfile": BAKED, "compose.yaml": compose(more=more), **IGNORED}
    )

    assert places(report) == [("compose.yaml", 11, Reach.IGNORED)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "compose.yaml",
            "services:\n  a:\n    build: {context: c, additional_contexts: {x: lib}}\n",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    build: {context: c, additional_contexts: [x=lib]}\n",
        ),
        ("docker-bake.hcl", 'target "a" {\n  context = "c"\n  contexts = { x = "lib" }\n}\n'),
        ("docker-bake.json", '{"target": {"a":\n {"context": "c",\n "contexts": {"x": "lib"}}}}'),
    ],
)
def test_a_named_context_that_the_scan_was_not_given_is_told_with_its_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    """As seen from where the scan was started; silent when it was given."""
    root = tmp_path / "r"
    monkeypatch.chdir(tmp_path)
    files = {"c/Dockerfile": BAKED, "c/app": "x", "lib/a": "x", name: text, ".git/HEAD": "x"}

    report = scan(root, files, "c")
    given = scan_context(
        root / "c", options=ScanOptions(temp_dir=tmp_path), build_contexts={"x": str(root / "lib")}
    )

    assert [note for note in report.notes if note.startswith(f"../{name} line 3 gives")]
    assert [note for note in report.notes if note.endswith("add --build-context x=r/lib")]
    assert not [note for note in given.notes if "was not given it" in note]
