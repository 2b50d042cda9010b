"""What real builds attest is found and used, and what they hide can be got out again."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.files import write_files
from tests.end_to_end.program import Outcome, scan
from tests.engines.parts import Build, BuildKit, Docker, Docker29, modern_folder

DOCKERFILE = """\
FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]

FROM base AS build
ARG BUILD_TOKEN
COPY . /app
RUN echo "$BUILD_TOKEN" | md5sum >/app/sum
COPY <<EOF /app/inline.env
NPM_TOKEN={inline}
EOF

FROM base
ENV MODE=prod
COPY --from=build /app/.env /app/sum /srv/
RUN rm /srv/.env
"""
LINES = [2, 3, 15, 16]
"""Of the four layers, oldest first."""

MAX = ("--opt", "attest:provenance=mode=max")


@dataclass(frozen=True)
class Project:
    """A build and the secrets in it."""

    build: Build
    secrets: Mapping[str, str]


@pytest.fixture
def project(tmp_path: Path, rng: Callable[[str], str]) -> Project:
    """Return a build with secrets that only its attestation holds, and one that it deletes."""
    secrets = {
        "argument": rng("{github:ghp_}"),
        "inline": rng("{npm:npm_}"),
        "deleted": rng("{github:ghp_}"),
        "proxy": rng("{alnum:20}"),
    }
    folder = tmp_path / "project"
    text = DOCKERFILE.replace("{inline}", secrets["inline"])
    files = {"Dockerfile": text, ".env": f"GITHUB_TOKEN={secrets['deleted']}\n"}
    write_files(folder, {name: data.encode() for name, data in files.items()})
    shutil.copy("/bin/busybox", folder / "busybox")
    proxy = f"http://builder:{secrets['proxy']}@10.1.2.3:3128"
    args = {"BUILD_TOKEN": secrets["argument"], "HTTP_PROXY": proxy}
    return Project(Build(context=folder, args=args), secrets)


def places(outcome: Outcome, secret: str) -> list[dict[str, Any]]:
    """Return where a secret was found."""
    return [
        place
        for finding in outcome.report["findings"]
        if secret in finding["secret"]["value"]
        for place in finding["locations"]
    ]


def lines(outcome: Outcome) -> list[int | None]:
    """Return the Dockerfile's line of each layer."""
    steps = outcome.report["images"][0]["steps"]
    made = [step for step in steps if step["layer_index"] is not None]
    return [step["line"] for step in sorted(made, key=lambda step: step["layer_index"])]


def check(outcome: Outcome, project: Project) -> None:
    """Assert that all that the attestation holds is found, and that the lines are exact."""
    assert outcome.report["complete"], outcome.report["skipped"]
    for name in ("argument", "inline", "proxy"):
        found = places(outcome, project.secrets[name])
        assert {place["kind"] for place in found} == {"attestation"}, name
    assert "BUILD_TOKEN" in {p["key"] for p in places(outcome, project.secrets["argument"])}
    assert lines(outcome) == LINES
    (deleted,) = places(outcome, project.secrets["deleted"])
    assert deleted["visibility"] == "deleted"
    assert deleted["introduced_by"]["line"] == 15
    assert deleted["introduced_by"]["via"] == [
        {"stage": "build", "dockerfile": "Dockerfile", "lines": [7], "text": "COPY . /app"}
    ]
    assert deleted["removed_by"]["line"] == 16


SHAPES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "v1": (MAX, ()),
    "v0.2": (("--opt", "attest:provenance=mode=max,version=v0.2"), ()),
    "image-shaped": (MAX, ("oci-artifact=false",)),
    "recompressed": (MAX, ("compression=zstd", "force-compression=true")),
    "times rewritten": (
        (*MAX, "--opt", "build-arg:SOURCE_DATE_EPOCH=1700000000"),
        ("rewrite-timestamp=true",),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_provenance_of_buildkit(
    buildkit: BuildKit, project: Project, tmp_path: Path, shape: str
) -> None:
    """Whatever its version and shape, provenance gives its secrets away and the lines, exactly."""
    options, output = SHAPES[shape]

    archive = buildkit.build(
        project.build, tmp_path / "image.tar", "demo:1", options=options, output=output
    )

    check(scan("image", archive), project)


def test_provenance_with_little_in_it(buildkit: BuildKit, project: Project, tmp_path: Path) -> None:
    """With mode=min there is nothing to find and no line to tell."""
    options = ("--opt", "attest:provenance=mode=min")
    outcome = scan(
        "image", buildkit.build(project.build, tmp_path / "i.tar", "demo:1", options=options)
    )

    assert outcome.report["complete"]
    assert places(outcome, project.secrets["argument"]) == []
    assert len(places(outcome, project.secrets["deleted"])) == 1
    assert lines(outcome) == [None] * 4


def test_linked_copies_are_told_apart(buildkit: BuildKit, project: Project, tmp_path: Path) -> None:
    """`COPY --link` makes layers of their own: a line is exact or not given."""
    file = project.build.context / "Dockerfile"
    file.write_text(file.read_text().replace("COPY --from", "COPY --link --from"))

    archive = buildkit.build(project.build, tmp_path / "i.tar", "demo:1", options=MAX)

    found = lines(scan("image", archive))
    assert found[:2] == LINES[:2]
    assert all(line in (None, exact) for line, exact in zip(found, LINES, strict=True))


def test_each_platform_has_its_provenance(
    buildkit: BuildKit, tmp_path: Path, rng: Callable[[str], str]
) -> None:
    """One secret argument in the attestations of two platforms is one finding, with both."""
    token = rng("{github:ghp_}")
    text = "FROM scratch AS a\nARG TOKEN\nCOPY f /f\nFROM scratch\nCOPY --from=a /f /f\n"
    write_files(tmp_path / "p", {"Dockerfile": text.encode(), "f": b"x"})
    build = Build(context=tmp_path / "p", args={"TOKEN": token})
    options = (*MAX, "--opt", "platform=linux/amd64,linux/arm64")

    outcome = scan("image", buildkit.build(build, tmp_path / "i.tar", "demo:1", options=options))

    found = places(outcome, token)
    assert {place["kind"] for place in found} == {"attestation"}
    assert {name for place in found for name in place["platforms"]} == {
        "linux/amd64",
        "linux/arm64",
    }


def test_provenance_of_todays_engine(docker29: Docker29, project: Project, tmp_path: Path) -> None:
    """What Docker's own BuildKit attested is in what `docker save` writes."""
    docker29.attested(project.build, "attested:1", MAX)

    check(scan("image", docker29.save("attested:1", tmp_path / "saved.tar")), project)
    check(scan("image", "attested:1", env=docker29.env), project)


@pytest.mark.parametrize("engine", ["docker", "docker29"])
@pytest.mark.parametrize("saved", [True, False], ids=["saved", "daemon"])
def test_the_command_gets_a_deleted_file_out(
    request: pytest.FixtureRequest, project: Project, tmp_path: Path, engine: str, saved: object
) -> None:
    """The recovery command of the report, as it stands, writes the deleted file."""
    daemon: Docker = request.getfixturevalue(engine)
    text = (
        "FROM scratch\nCOPY busybox /bin/busybox\n"
        'RUN ["/bin/busybox", "--install", "-s", "/bin"]\nCOPY .env /srv/.env\nRUN rm /srv/.env\n'
    )
    (project.build.context / "Dockerfile").write_text(text)
    daemon.build(project.build, "recover:1", buildkit=False)
    reference = daemon.save("recover:1", tmp_path / "saved.tar") if saved else "recover:1"

    (place,) = places(scan("image", reference, env=daemon.env), project.secrets["deleted"])

    assert place["visibility"] == "deleted"
    done = subprocess.run(
        ["bash", "-c", place["recovery"]],
        env={"PATH": f"/usr/bin:/bin:{modern_folder()}", **daemon.env},
        capture_output=True,
        check=True,
    )
    assert project.secrets["deleted"].encode() in done.stdout
