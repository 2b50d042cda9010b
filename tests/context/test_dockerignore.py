import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("link", ["/list", "../o/list", "d/../../o/list", "hop", "{outside}/list"])
def test_a_link_out_of_the_context_is_not_followed(tmp_path: Path, link: str) -> None:
    """An ignore file from elsewhere never hides anything, nor does one here by the same path."""
    outside = make(tmp_path / "o", {"list": "x\n"})
    files = {"Dockerfile": "FROM scratch\n", "x": "1", "list": "x\n", "o/list": "x\n", "d/y": "1"}
    links = {".dockerignore": f"->{link.format(outside=outside)}", "hop": "->/list"}
    root = make(tmp_path / "c", files | links)

    prediction = predict(root, builder=CLASSIC)

    assert reaches(prediction)["x"] is Reach.SENT
    (record,) = prediction.skipped
    assert "leads out of the context" in record.reason
    assert record.hint == "Put the file itself at .dockerignore."


@pytest.mark.parametrize("builder", list(Builder))
def test_a_link_that_leads_nowhere_is_no_ignore_file(tmp_path: Path, builder: Builder) -> None:
    """Every builder goes on without one, so it is no error."""
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "->gone", "x": "1"}

    prediction = predict(make(tmp_path, files), builder=builder)

    assert reaches(prediction)["x"] is Reach.BAKED
    assert prediction.skipped == ()
    assert any(".dockerignore leads" in note for note in prediction.notes)


@pytest.mark.parametrize("builder", list(Builder))
def test_an_ignore_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builder: Builder
) -> None:
    """BuildKit sends everything without a word, the others stop."""
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "x\n", "x": "1"}
    root = make(tmp_path, files)
    real = os.open

    def refused(path: str, *arguments: int, **options: int) -> int:
        if path == ".dockerignore":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refused)
    prediction = predict(root, builder=builder)

    assert reaches(prediction)["x"] is Reach.BAKED
    told = [*prediction.notes, *(record.reason for record in prediction.skipped)]
    assert any("cannot be read" in text for text in told)
    assert bool(prediction.skipped) is (builder is not BUILDKIT)


def test_a_dockerfile_in_lower_case_has_its_ignore_file_in_lower_case(tmp_path: Path) -> None:
    """BuildKit takes `dockerfile` for want of a `Dockerfile`, and with it its ignore file."""
    files = {
        "dockerfile": "FROM scratch\nCOPY . /\n",
        "dockerfile.dockerignore": "x\n",
        ".dockerignore": "y\n",
        **dict.fromkeys(("x", "y"), "1"),
    }

    prediction = predict(make(tmp_path, files))

    assert prediction.ignore_file == "dockerfile.dockerignore"
    assert (reaches(prediction)["x"], reaches(prediction)["y"]) == (Reach.IGNORED, Reach.BAKED)


def test_podman_on_another_machine_reads_another_one(tmp_path: Path) -> None:
    """Its client looks at the top of the context first: the note names the file."""
    files = {"Containerfile": "FROM scratch\n", "Containerfile.dockerignore": "x\n"}
    alone = predict(make(tmp_path / "a", files), builder=BUILDAH)
    both = predict(make(tmp_path / "b", {**files, ".dockerignore": "y\n"}), builder=BUILDAH)

    assert not [note for note in alone.notes if "another machine" in note]
    (note,) = [note for note in both.notes if "another machine" in note]
    assert note.startswith(".dockerignore, not Containerfile.dockerignore,")


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


@given(
    st.lists(st.sampled_from(b"ab!#/. \r\t*[\\\xc3\xa9\xff\xe2\x82"), max_size=12).map(bytes),
    st.sampled_from(list(Builder)),
)
def test_a_line_says_the_same_whatever_stands_beside_it(data: bytes, builder: Builder) -> None:
    """What is plain, and what only looks so, is read alike among other lines and cleaned alike."""
    try:
        alone = read_lines(b"\n" + data, "f", builder)
    except IgnoreFileError:
        return

    beside = read_lines(b"\xe2\n" + data + b"\n\xa9", "f", builder)

    assert list(alone) == [line for line in beside if line.number == 2]
    assert all(line.pattern == clean(line.pattern) for line in alone)


@pytest.mark.parametrize(
    ("line", "pattern"),
    [(".a/..b", ".a/..b"), ("a/..", "."), ("a//b", "a/b"), ("a/./b", "a/b"), ("../a", "../a")],
)
@pytest.mark.parametrize("sign", ["", "!"])
def test_dots_alone_are_steps_and_other_names_are_not(line: str, pattern: str, sign: str) -> None:
    """A line is taken as it is only where cleaning would leave it so."""
    (found,) = read_lines(f"{sign}{line}".encode(), "f", Builder.BUILDKIT)

    assert (found.pattern, found.negated) == (pattern, bool(sign))
