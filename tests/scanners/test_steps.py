"""Where an image's layers came from: provenance, Dockerfile, base image, and the way through."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leakscan.detection.templates import render
from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, LayerFile, Step, Via
from leakscan.model.report import Report
from tests.builders import (
    BuiltImage,
    compress,
    containerd_archive,
    image,
    layer,
    oci_archive,
    sha256,
    whiteout,
)
from tests.provenance import V02, V1, provenance

RNG = random.Random(11)
TOKEN = render("{github:ghp_}", RNG)
HIDDEN = render("{npm:npm_}", RNG)

DOCKERFILE = """\
FROM scratch AS build
ARG NPM_TOKEN
COPY . /app
RUN npm install

FROM scratch
COPY --from=build /app /srv
RUN rm /srv/.env
"""
HISTORY = (
    {"created_by": "COPY /app /srv # buildkit"},
    {"created_by": "RUN /bin/sh -c rm /srv/.env # buildkit"},
)
LAYERS = (layer({"srv/.env": f"GITHUB_TOKEN={TOKEN}\n"}), layer({whiteout("srv/.env"): b""}))


def demo(history: Any = HISTORY) -> BuiltImage:
    """Return the image that `DOCKERFILE` makes."""
    return image(LAYERS, name="demo:1", history=history)


def attested(version: str = V1, *, recompressed: bool = False) -> bytes:
    """Return it with provenance, as a containerd store saves it."""
    digests = [sha256(compress(each, "gzip")) for each in LAYERS]
    if recompressed:
        digests = [f"sha256:{n:064}" for n, _ in enumerate(digests)]
    statement = provenance(
        dockerfile=DOCKERFILE,
        args={"build-arg:NPM_TOKEN": HIDDEN},
        steps=[(7, digests[:1]), (8, digests)],
        version=version,
    )
    return containerd_archive(demo(), statements=[statement])


def finding(report: Report, rule: str = "github-personal-access-token") -> Finding:
    """Return the one finding of a rule."""
    (found,) = (each for each in report.findings if each.rule_id == rule)
    return found


def introduced(report: Report) -> Step:
    """Return the step that brought the deleted file in."""
    place = finding(report).locations[0]
    assert isinstance(place, LayerFile)
    assert place.introduced_by is not None
    return place.introduced_by


@pytest.mark.parametrize("version", [V1, V02], ids=["v1", "v0.2"])
@pytest.mark.parametrize("recompressed", [False, True], ids=["as built", "recompressed"])
def test_provenance_gives_the_lines(
    scan: Callable[..., Report], version: str, recompressed: object
) -> None:
    """Without -f, both steps have lines of the Dockerfile that the provenance holds."""
    report = scan(attested(version, recompressed=bool(recompressed)))

    place = finding(report).locations[0]
    assert isinstance(place, LayerFile)
    assert place.introduced_by is not None
    assert place.removed_by is not None
    assert (place.introduced_by.dockerfile, place.introduced_by.line) == ("Dockerfile", 7)
    assert place.removed_by.line == 8
    assert report.notes == ()
    assert report.complete


def test_a_file_is_followed_into_the_stage_it_came_from(scan: Callable[..., Report]) -> None:
    """`COPY --from` leads on to the instruction that brought the file into that stage."""
    assert introduced(scan(attested())).via == (
        Via(stage="build", dockerfile="Dockerfile", lines=(3,), text="COPY . /app"),
    )


def test_an_argument_of_a_discarded_stage_is_found(scan: Callable[..., Report]) -> None:
    """What neither layers nor history hold, the attestation does, and it ships."""
    found = finding(scan(attested()), "npm-access-token")

    places = [place for place in found.locations if isinstance(place, ImageField)]
    assert {(place.kind, place.key) for place in places} == {("attestation", "NPM_TOKEN")}
    assert places[0].platforms == ("linux/amd64",)


def test_an_image_without_history_has_the_lines_of_its_provenance(
    scan: Callable[..., Report],
) -> None:
    """Layers are told apart by their position: history is not needed."""
    digests = [sha256(compress(each, "gzip")) for each in LAYERS]
    statement = provenance(dockerfile=DOCKERFILE, steps=[(7, digests[:1]), (8, digests)])

    report = scan(containerd_archive(demo(history=[]), statements=[statement]))

    step = introduced(report)
    assert (step.line, step.created_by) == (7, "COPY --from=build /app /srv")
    assert report.notes == ()


def test_the_same_dockerfile_keeps_the_users_name(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """With -f, lines are those of the file that the user named, if it is the one."""
    file = tmp_path / "Containerfile"
    file.write_text(DOCKERFILE)

    step = introduced(scan(attested(), dockerfile=file))

    assert (step.dockerfile, step.line) == (file.as_posix(), 7)


def test_another_dockerfile_gives_way_to_the_provenance(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """A Dockerfile that the image was not built from is told, and its lines are not used."""
    file = tmp_path / "Dockerfile"
    file.write_text("FROM scratch\nCOPY other /other\n")

    report = scan(attested(), dockerfile=file)

    step = introduced(report)
    assert (step.dockerfile, step.line) == ("Dockerfile", 7)
    assert any("is not the Dockerfile" in note for note in report.notes)


def test_a_broken_attestation_is_searched_and_told(scan: Callable[..., Report]) -> None:
    """A statement that says a key twice is text, and the report is not complete."""
    data = attested()
    broken = data.replace(b'"predicateType"', b'"predicate"    ', 1)

    report = scan(broken)

    assert any(place.path == "attestation[0]" for f in report.findings for place in f.locations)
    assert any("attestation.invalid" in skipped.reason for skipped in report.skipped)


def test_an_attestation_of_an_absent_image_is_searched(scan: Callable[..., Report]) -> None:
    """What is attested of a platform that is not in the archive ships all the same."""
    other = image([layer({"f": b"x"})], name="demo:1", platform="linux/arm64")
    statement = provenance(dockerfile="FROM scratch\n", args={"build-arg:NPM_TOKEN": HIDDEN})
    archive = containerd_archive(demo(), other, statements=[{}, statement], absent=[1])

    found = finding(scan(archive), "npm-access-token")

    assert found.locations[0].path.startswith("attestation[")


BASE_LAYERS = (layer({"etc/key": f"NPM_TOKEN={HIDDEN}\n"}), layer({"etc/os": b"base"}))
BASE_HISTORY = (
    {"created_by": "ADD rootfs / # buildkit"},
    {"created_by": f"ENV NPM_TOKEN={HIDDEN}", "empty_layer": True},
    {"created_by": "RUN /bin/sh -c setup # buildkit"},
)


def on_base() -> BuiltImage:
    """Return an image on a base with a secret in a file and in the history."""
    return image([*BASE_LAYERS, *LAYERS], name="demo:1", history=[*BASE_HISTORY, *HISTORY])


def labels(report: Report) -> dict[str, list[bool]]:
    """Return for each finding which of its places are labelled as the base image's."""
    return {
        each.rule_id: [
            bool(place.introduced_by and place.introduced_by.base)
            for place in each.locations
            if isinstance(place, LayerFile | ImageField)
        ]
        for each in report.findings
    }


@pytest.fixture
def base(tmp_path: Path) -> str:
    """Return a reference to the base image."""
    file = tmp_path / "base.tar"
    file.write_bytes(oci_archive(image(BASE_LAYERS, name="base:1", history=BASE_HISTORY)))
    return str(file)


def test_the_base_images_part_is_labelled(scan: Callable[..., Report], base: str) -> None:
    """Layers and steps that the given base has are its own; findings there are shown."""
    report = scan(oci_archive(on_base()), base=base)

    assert labels(report) == {
        "npm-access-token": [True, True],
        "github-personal-access-token": [False],
    }
    assert report.notes == ()


def test_without_its_name_the_base_is_unknown(scan: Callable[..., Report]) -> None:
    """Nothing is labelled when nothing tells where the base ends."""
    assert labels(scan(oci_archive(on_base()))) == {
        "npm-access-token": [False, False],
        "github-personal-access-token": [False],
    }


def test_the_dockerfile_tells_the_base_apart(scan: Callable[..., Report], tmp_path: Path) -> None:
    """What comes before the Dockerfile's first step is the base's."""
    file = tmp_path / "Dockerfile"
    file.write_text(DOCKERFILE.replace("\nFROM scratch\n", "\nFROM base\n"))

    report = scan(oci_archive(on_base()), dockerfile=file)

    assert labels(report)["npm-access-token"] == [True, True]
    assert labels(report)["github-personal-access-token"] == [False]


def test_an_image_that_is_no_base_is_told(scan: Callable[..., Report], base: str) -> None:
    """A base whose layers the image does not begin with labels nothing, and a note says so."""
    report = scan(oci_archive(demo()), base=base)

    assert labels(report)["github-personal-access-token"] == [False]
    assert any("is not the base of demo:1" in note for note in report.notes)
