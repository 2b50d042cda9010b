from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, clean, read_lines
from leakscan.context.reach import predict
from leakscan.model.location import Reach
from tests.context.trees import make, reaches

BUILDKIT, CLASSIC, BUILDAH = Builder.BUILDKIT, Builder.CLASSIC, Builder.BUILDAH


@pytest.mark.parametrize(
    ("files", "builder", "expected"),
    [
        ({"Dockerfile.dockerignore", ".dockerignore"}, BUILDKIT, "Dockerfile.dockerignore"),
        ({"Dockerfile.dockerignore", ".dockerignore"}, CLASSIC, ".dockerignore"),
        ({"Dockerfile.dockerignore", ".containerignore"}, BUILDAH, "Dockerfile.dockerignore"),
        ({"Dockerfile.containerignore", ".dockerignore"}, BUILDAH, "Dockerfile.containerignore"),
        ({".containerignore", ".dockerignore"}, BUILDAH, ".containerignore"),
        ({".containerignore", ".dockerignore"}, BUILDKIT, ".dockerignore"),
        ({".containerignore"}, BUILDKIT, ""),
        (set(), BUILDKIT, ""),
    ],
)
def test_each_builder_reads_its_own_ignore_file(
    tmp_path: Path, files: set[str], builder: Builder, expected: str
) -> None:
    """The one next to the Dockerfile with its name wins where it is read at all."""
    root = make(tmp_path, dict.fromkeys(files, "x\n") | {"Dockerfile": "FROM scratch\n"})

    assert predict(root, builder=builder).ignore_file == expected


def test_an_ignore_file_beside_the_dockerfile_is_not_read(tmp_path: Path) -> None:
    """It would have to be in the context's root, or to bear the Dockerfile's name."""
    root = make(tmp_path, {"d/Dockerfile": "FROM scratch\n", "d/.dockerignore": "x\n", "d/x": "1"})

    prediction = predict(root, dockerfile=root / "d" / "Dockerfile")

    assert reaches(prediction)["d/x"] is Reach.REACHABLE
    assert any("d/.dockerignore is not read" in note for note in prediction.notes)


def test_an_empty_file_of_its_own_still_replaces_the_other(tmp_path: Path) -> None:
    """Nothing is ignored then, which deserves a note."""
    files = {"Dockerfile": "FROM scratch\n", "Dockerfile.dockerignore": "", ".dockerignore": "x\n"}

    prediction = predict(make(tmp_path, {**files, "x": "1"}))

    assert reaches(prediction)["x"] is Reach.REACHABLE
    assert any("Dockerfile.dockerignore is empty" in note for note in prediction.notes)


@pytest.mark.parametrize("builder", list(Builder))
def test_a_directory_in_place_of_the_ignore_file(tmp_path: Path, builder: Builder) -> None:
    """BuildKit sends everything without a word, the others stop; neither ignores anything."""
    root = make(
        tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore/a": "x\n", "x": "1"}
    )

    prediction = predict(root, builder=builder)

    assert reaches(prediction)["x"] is Reach.BAKED
    if builder is BUILDKIT:
        assert any(".dockerignore" in note for note in prediction.notes)
    else:
        assert prediction.skipped[0].path == ".dockerignore"


def test_a_link_out_of_the_context_is_not_followed(tmp_path: Path) -> None:
    """An ignore file from elsewhere never hides anything."""
    outside = make(tmp_path / "o", {"list": "x\n"})
    root = make(
        tmp_path / "c",
        {"Dockerfile": "FROM scratch\n", ".dockerignore": f"->{outside}/list", "x": "1"},
    )

    prediction = predict(root, builder=CLASSIC)

    assert reaches(prediction)["x"] is Reach.SENT
    assert prediction.skipped


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a//b/./c/", "a/b/c"),
        ("../a/..", ".."),
        ("/../a", "/a"),
        ("", "."),
        ("//", "/"),
        ("a/../..", ".."),
    ],
)
def test_paths_are_cleaned_as_go_cleans_them(path: str, expected: str) -> None:
    """The shortest equivalent path."""
    assert clean(path) == expected


def test_lines_keep_their_numbers_and_their_text() -> None:
    """Comments and blank lines count, and what is shown is what was written."""
    data = b"\xef\xbb\xbf# c\n\n  a/ \r\n! /b\n #d\n"

    found = [
        (line.number, line.text, line.pattern, line.negated)
        for line in read_lines(data, ".dockerignore", BUILDKIT)
    ]

    assert found == [(3, "  a/ ", "a", False), (4, "! /b", "b", True), (5, " #d", "#d", False)]


def test_a_line_too_long_is_an_error_with_its_place() -> None:
    """Builders in Go give up on the line; buildah takes it."""
    data = b"a\n" + b"b" * 65_536

    with pytest.raises(IgnoreFileError, match=r"^x:2: line of 65536 bytes"):
        read_lines(data, "x", CLASSIC)
    assert len(read_lines(data, "x", BUILDAH)) == 2
