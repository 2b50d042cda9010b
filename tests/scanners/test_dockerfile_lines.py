"""Lines of a Dockerfile for the steps of a history: all of a stage fits, or none is given."""

from pathlib import Path

import pytest

from leakscan.errors import TargetNotFound, UsageError
from leakscan.images.image import HistoryEntry
from leakscan.scanners.dockerfile_lines import DockerfileLines, MatchedLines

DOCKERFILE = """\
ARG BASE=scratch
FROM ${BASE} AS base
WORKDIR /app

FROM base
COPY .env /app/.env
ENV MODE=prod \\
    LEVEL=1
RUN rm /app/.env
"""

BUILDKIT = (
    "WORKDIR /app",
    "COPY .env /app/.env # buildkit",
    "ENV MODE=prod LEVEL=1",
    "RUN /bin/sh -c rm /app/.env # buildkit",
)
CLASSIC = (
    "/bin/sh -c #(nop) WORKDIR /app",
    "/bin/sh -c #(nop) COPY file:0123456789abcdef0123456789abcdef in /app/.env ",
    "/bin/sh -c #(nop)  ENV MODE=prod LEVEL=1",
    "/bin/sh -c rm /app/.env",
)
BASE = ("/bin/sh -c #(nop) ADD file:1123456789abcdef0123456789abcdef in / ", 'CMD ["sh"]')


def match(tmp_path: Path, text: str, steps: tuple[str, ...]) -> tuple[MatchedLines, list[str]]:
    """Return what a Dockerfile's text has to do with a history, and the notes about it."""
    file = tmp_path / "Dockerfile"
    file.write_text(text)
    lines = DockerfileLines.read(file)
    matched = lines.match([HistoryEntry(created_by=step) for step in steps])
    return matched, lines.notes


@pytest.mark.parametrize("steps", [BUILDKIT, CLASSIC], ids=["buildkit", "classic"])
def test_each_step_has_its_line(tmp_path: Path, steps: tuple[str, ...]) -> None:
    """Steps of the last stage and of the stages below it get the lines they start on."""
    matched, notes = match(tmp_path, DOCKERFILE, steps)

    assert matched.lines == {0: 3, 1: 6, 2: 7, 3: 9}
    assert notes == []


def test_steps_before_the_stage_belong_to_the_base(tmp_path: Path) -> None:
    """What a base image brought has no line and is known to be the base's."""
    matched, _ = match(tmp_path, DOCKERFILE, BASE + BUILDKIT)

    assert [matched.is_base(index) for index in range(6)] == [True, True] + [False] * 4
    assert matched.of(0) is None
    assert matched.of(3) == 6


@pytest.mark.parametrize(
    "steps",
    [
        BUILDKIT[:-1],
        (*BUILDKIT[:-1], "RUN /bin/sh -c make install # buildkit"),
        (*BUILDKIT[:1], "COPY .env /other/.env # buildkit", *BUILDKIT[2:]),
        (*BUILDKIT, 'CMD ["run"]'),
        (),
    ],
    ids=["short", "other command", "other destination", "longer", "none"],
)
def test_another_images_dockerfile_gives_no_line(tmp_path: Path, steps: tuple[str, ...]) -> None:
    """When one step does not fit there are no lines at all, and a note says so."""
    matched, notes = match(tmp_path, DOCKERFILE, steps)

    assert matched.lines == {}
    assert len(notes) == 1


def test_an_earlier_stage_may_be_the_target(tmp_path: Path) -> None:
    """An image built with --target gets the lines of that stage."""
    matched, _ = match(tmp_path, DOCKERFILE, BUILDKIT[:1])

    assert matched.lines == {0: 3}


def test_a_missing_dockerfile_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is an error with a hint."""
    with pytest.raises(TargetNotFound) as caught:
        DockerfileLines.read(tmp_path / "Dockerfile")

    assert caught.value.hint


def test_a_dockerfile_that_does_not_parse_is_told(tmp_path: Path) -> None:
    """Builders would refuse it, so it is refused here, with its line."""
    with pytest.raises(UsageError, match=":2:"):
        match(tmp_path, "FROM scratch\nRUN <<EOF\nnever ends\n", ())
