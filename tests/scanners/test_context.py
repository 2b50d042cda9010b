"""Scanning contexts: what a build would take along, from the tree to the findings."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.engine.serial import SerialExecutor
from leakscan.model.location import ContextFile, Instruction, Reach
from leakscan.model.report import Report
from leakscan.reporters import Style
from leakscan.reporters.formats.text import render as render_text
from leakscan.scanners.context import scan_context
from leakscan.scanners.options import ScanOptions
from leakscan.streams.limits import KIB
from tests.repositories import Repository

RNG = random.Random(21)
TOKEN = render("{github:ghp_}", RNG)
OTHER = render("{npm:npm_}", RNG)


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., Report]:
    """Return a function that writes files and scans them as a context."""

    def run(files: dict[str, str], **arguments: object) -> Report:
        root = tmp_path / "context"
        for name, text in files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return scan_context(root, options=ScanOptions(temp_dir=tmp_path), **arguments)  # type: ignore[arg-type] # a test's keywords

    return run


def reaches(report: Report) -> dict[str, Reach]:
    """Return how far each place of a report gets."""
    return {
        place.path: place.reach
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, ContextFile | Instruction)
    }


def test_a_copied_file_is_baked_and_the_line_is_named(scan: Callable[..., Report]) -> None:
    """A secret that COPY brings into the image is baked, and the COPY decided it."""
    report = scan({"Dockerfile": "FROM scratch\nCOPY . /app\n", ".env": f"T={TOKEN}\n"})

    (finding,) = report.findings
    (found,) = finding.locations
    assert isinstance(found, ContextFile)
    assert (found.path, found.reach) == (".env", Reach.BAKED)
    assert [(line.file, line.line, line.text) for line in found.decided_by] == [
        ("Dockerfile", 2, "COPY . /app")
    ]


def test_an_ignored_file_is_not_opened(scan: Callable[..., Report]) -> None:
    """What the ignore file keeps out is no finding and is not among the bytes read."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /app\n",
        ".dockerignore": "**/.env\n",
        ".env": f"T={TOKEN}\n" * 1000,
    }

    report = scan(files)

    assert report.findings == ()
    assert report.ledger.bytes_in < 1000


def test_a_root_only_pattern_leaves_the_nested_file(scan: Callable[..., Report]) -> None:
    """`.env` in the ignore file is the one at the top: the nested one is found, and a note why."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /app\n",
        ".dockerignore": ".env\n",
        ".env": f"T={OTHER}\n",
        "services/api/.env": f"T={TOKEN}\n",
    }

    report = scan(files)

    assert reaches(report) == {"services/api/.env": Reach.BAKED}
    assert [note for note in report.notes if "services/api/.env" in note]


def test_a_stage_that_is_not_shipped_keeps_its_secret(scan: Callable[..., Report]) -> None:
    """What only a builder stage copies stays in the build cache."""
    dockerfile = (
        "FROM scratch AS build\nCOPY . /src\nFROM scratch\nCOPY --from=build /src/app /app\n"
    )

    report = scan({"Dockerfile": dockerfile, ".env": f"T={TOKEN}\n", "app": "binary"})

    assert reaches(report) == {".env": Reach.INTERMEDIATE}


def test_the_dockerfiles_own_values_are_found(scan: Callable[..., Report]) -> None:
    """A secret in an ENV is found once, in the instruction, though COPY takes the file along."""
    report = scan({"Dockerfile": f"FROM scratch\nENV NPM_TOKEN={OTHER}\nCOPY . /app\n"})

    (finding,) = report.findings
    (found,) = finding.locations
    assert isinstance(found, Instruction)
    assert (found.instruction, found.reach) == ("ENV", Reach.BAKED)
    assert found.region is not None
    assert found.region.start_line == 2


def test_without_a_dockerfile_everything_is_reachable(scan: Callable[..., Report]) -> None:
    """No Dockerfile: every file is searched, and a note says that there is none."""
    report = scan({"config/.env": f"T={TOKEN}\n"})

    assert reaches(report) == {"config/.env": Reach.REACHABLE}
    assert [note for note in report.notes if "Dockerfile" in note]


def test_a_secret_in_a_name_is_found_and_not_shown(scan: Callable[..., Report]) -> None:
    """A file whose name holds a secret is found by it, and the report masks the name."""
    report = scan({f"backup/{TOKEN}.txt": "x"})

    assert reaches(report) == {"backup/[REDACTED].txt": Reach.REACHABLE}
    assert TOKEN not in repr(report)
    assert report.complete


def test_many_files_in_workers_give_what_one_process_gives(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """Sharing files out among processes changes no finding."""
    big = {f"data/{number}.txt": "x" * 5_000_000 for number in range(8)}
    alone = scan({**big, "a/.env": f"T={TOKEN}\n", "z/.env": f"T={OTHER}\n"})

    shared = scan_context(
        tmp_path / "context", options=ScanOptions(temp_dir=tmp_path, jobs=2, cache_dir=tmp_path)
    )

    assert shared.findings == alone.findings
    assert shared.ledger == alone.ledger


def test_many_small_files_are_worth_workers(
    scan: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening files is work: thousands of small ones are shared out as one large one is."""
    asked: list[int] = []

    def serial(options: ScanOptions, costs: Sequence[int]) -> SerialExecutor:
        asked.append(sum(costs))
        return SerialExecutor(options.stop)

    monkeypatch.setattr("leakscan.scanners.context_files.executor_for", serial)

    scan({f"{number}.txt": "x" for number in range(50)})

    assert asked == [50 * (8 * KIB + 1)]


def fixes(report: Report) -> dict[str, list[str]]:
    """Return the lines to write, by the place of the secret that they keep out."""
    return {
        place.path: [edit.text for edit in place.fix.edits]
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, ContextFile | Instruction) and place.fix
    }


def test_a_file_comes_with_the_line_that_ignores_it(scan: Callable[..., Report]) -> None:
    """The line to add to the ignore file stands at the place, and the advice quotes it."""
    report = scan({"Dockerfile": "FROM scratch\nCOPY . /app\n", "a/.env": f"T={TOKEN}\n"})

    assert fixes(report) == {"a/.env": ["**/.env"]}
    assert "Add `**/.env` to .dockerignore" in report.findings[0].remediation


def test_a_tool_that_needs_the_file_has_it_mounted(scan: Callable[..., Report]) -> None:
    """Ignoring `.npmrc` alone would break `npm ci`, so the RUN is shown with a mount."""
    dockerfile = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"

    report = scan({"Dockerfile": dockerfile, ".npmrc": f"//r.test/:_authToken={OTHER}\n"})

    mounted = "RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci"
    assert fixes(report) == {".npmrc": ["**/.npmrc", mounted]}


def test_a_file_named_like_a_tool_calls_none(scan: Callable[..., Report]) -> None:
    """`rm -rf .git` runs no git: it needs no key, and is left as it is."""
    key = render("{eckey:}", random.Random(5))
    dockerfile = "FROM node\nWORKDIR /app\nCOPY . .\nRUN rm -rf .git\nRUN /usr/bin/git pull\n"

    report = scan({"Dockerfile": dockerfile, "id_ecdsa": key})

    mounted = "RUN --mount=type=secret,id=id_ecdsa,target=/app/id_ecdsa /usr/bin/git pull"
    assert fixes(report) == {"id_ecdsa": ["**/id_ecdsa", mounted]}


def test_a_file_that_is_copied_by_name_is_mounted_instead(scan: Callable[..., Report]) -> None:
    """No line can ignore it; the instructions are shown without the copy."""
    dockerfile = "FROM node\nCOPY package.json .npmrc /app/\nRUN npm ci\n"
    files = {"package.json": "{}", ".npmrc": f"//r.test/:_authToken={OTHER}\n"}

    report = scan({"Dockerfile": dockerfile, **files})

    mounted = "RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci"
    assert fixes(report) == {".npmrc": ["COPY package.json /app/", mounted]}


@pytest.mark.parametrize(
    ("lines", "instead"),
    [
        (
            "ENV A=1 NPM_TOKEN={}\nRUN npm ci --token=$NPM_TOKEN",
            [
                "ENV A=1",
                "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci --token=$NPM_TOKEN",
            ],
        ),
        (
            "RUN NPM_TOKEN={} npm ci",
            [
                (
                    'RUN --mount=type=secret,id=npm_token NPM_TOKEN="$(cat /run/secrets/npm_token)"'
                    " npm ci"
                )
            ],
        ),
        (
            "RUN curl -H 'X-Token: {}' https://h.test",
            [
                (
                    "RUN --mount=type=secret,id=npm_access_token curl -H 'X-Token:"
                    " '\"$(cat /run/secrets/npm_access_token)\"'' https://h.test"
                )
            ],
        ),
    ],
)
def test_an_instruction_is_shown_without_its_secret(
    scan: Callable[..., Report], lines: str, instead: list[str]
) -> None:
    """The user's own line reads the value from a mount, whatever quotes it stands in."""
    report = scan({"Dockerfile": f"FROM scratch\n{lines.format(OTHER)}\n"})

    assert fixes(report) == {"Dockerfile": instead}
    assert OTHER not in repr(report)


def test_a_rewritten_line_shows_no_other_secret(scan: Callable[..., Report]) -> None:
    """Two secrets in one RUN: the line that does without one of them masks the other."""
    report = scan({"Dockerfile": f"FROM scratch\nRUN use {TOKEN} {OTHER}\n"})

    assert len(report.findings) == 2
    assert TOKEN not in repr(report)
    assert OTHER not in repr(report)


def test_what_only_git_ignores_is_explained(scan: Callable[..., Report]) -> None:
    """The line of the nearest `.gitignore` is named for a secret that the build sends."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /app\n",
        ".gitignore": "# local\n\n.env\n*.log\n",
        "services/api/.env": f"T={TOKEN}\n",
        "web/.gitignore": "!.env\n",
        "web/.env": f"T={OTHER}\n",
        "main.log": "nothing secret\n",
    }

    report = scan(files)

    (advice,) = report.advice
    assert (advice.file, advice.line, advice.text) == (".gitignore", 3, ".env")
    assert "'services/api/.env' out of git" in advice.message


def test_a_committed_secret_is_not_said_to_be_kept_out_of_git(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """The line came too late: the file is in the history."""
    repository = Repository(tmp_path / "context")
    repository.commit({".env": f"T={TOKEN}\n"})

    report = scan({"Dockerfile": "FROM scratch\nCOPY . /app\n", ".gitignore": ".env\n"})

    (advice,) = report.advice
    assert (advice.file, advice.line) == (".gitignore", 1)
    assert "git tracks all the same" in advice.message


def test_the_report_on_a_careless_project_reads_as_agreed(
    scan: Callable[..., Report], golden: Callable[[str, str], None]
) -> None:
    """Near misses, rewritten instructions and advice are printed as the golden file shows."""
    dockerfile = (
        "FROM node:22 AS build\nWORKDIR /app\nARG NPM_TOKEN\nCOPY package.json .netrc ./\n"
        "RUN --mount=type=secret,id=npmrc cat /run/secrets/npmrc > /root/.npmrc && npm ci\n"
        f"RUN curl -H 'X-Token: {OTHER}' https://h.test/ \\\n    && npm run b --token $NPM_TOKEN\n"
        "COPY . .\nFROM scratch\nCOPY --from=build /app /app\n"
    )
    files = {
        "Dockerfile": dockerfile,
        ".dockerignore": "  # secrets\n.env\n*.pem\n",
        ".gitignore": ".env\n",
        ".netrc": f"machine h.test login a password {TOKEN}\n",
        "package.json": "{}",
        "services/api/.env": f"T={TOKEN}\n",
        "keys/a.pem": "public",
    }

    report = scan(files)

    text = render_text(replace(report, target=replace(report.target, name=".")), Style(width=100))
    golden("careless.txt", text)


def test_a_secret_in_a_named_context_says_which_one_it_is_from(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """The path leads there from the context, and so does that of the ignore file which helps."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "deploy.env").write_text(f"T={TOKEN}\n")
    files = {"Dockerfile": "FROM scratch\nCOPY --from=shared . /\n"}

    report = scan(files, build_contexts={"shared": str(other)})

    (finding,) = report.findings
    (place,) = finding.locations
    assert isinstance(place, ContextFile)
    assert (place.path, place.context, place.reach) == (
        "../other/deploy.env",
        "shared",
        Reach.BAKED,
    )
    assert [(line.file, line.line) for line in place.decided_by] == [("Dockerfile", 2)]
    assert place.fix is not None
    assert [(edit.file, edit.text) for edit in place.fix.edits] == [
        ("../other/.dockerignore", "deploy.env")
    ]
    assert "of the build context shared" in finding.message
    assert "from the build context shared" in render_text(report, Style())
