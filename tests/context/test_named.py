from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from leakscan.context.prediction import Prediction
from leakscan.context.reach import predict
from leakscan.errors import TargetNotFound, UsageError
from leakscan.model.location import Reach
from tests.context.named_cases import CASES, NamedCase, names, write
from tests.context.trees import make

OTHERS = {"a.txt": "1", "sub/key.pem": "2"}


def named(
    root: Path, dockerfile: str, *, builder: Builder = Builder.BUILDKIT, **more: str
) -> Prediction:
    """Return what a build does with a directory `../other` that is given as `other`."""
    context = make(root / "main", {"Dockerfile": dockerfile, "own.txt": ""})
    other = make(root / "other", {**OTHERS, **{key.replace("_", "."): more[key] for key in more}})
    return predict(context, builder=builder, build_contexts={"other": str(other)})


def fates(prediction: Prediction) -> dict[str, Reach]:
    """Return the reach of every file of the named context."""
    (part,) = prediction.named
    return {file.path: file.reach for file in part.files}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_files_get_as_far_as_with_the_real_builder(tmp_path: Path, case: NamedCase) -> None:
    """What BuildKit bakes is said to be baked, and what else it receives to be sent or kept."""
    write(case, tmp_path, {})

    found = predict(tmp_path / "main", build_contexts={case.called: str(tmp_path / "other")})

    reach = {f"main/{file.path}": file.reach for file in found.files}
    reach |= {f"other/{file.path}": file.reach for part in found.named for file in part.files}
    said = {name: reach[name] for name in names(case) if name in reach}
    received = {name for name in said if said[name] in (Reach.SENT, Reach.INTERMEDIATE)}
    assert {name for name in said if said[name] is Reach.BAKED} == case.baked
    assert received == case.received


def test_the_lines_that_decide_name_its_own_ignore_file(tmp_path: Path) -> None:
    """Relative to the build's own context, as everything is shown."""
    found = named(tmp_path, "FROM scratch\nCOPY --from=other . /\n", _dockerignore="**/*.pem\n")

    (part,) = found.named
    lines = {file.path: [(each.file, each.line) for each in file.decided_by] for file in part.files}
    assert (part.name, part.shown, part.ignore_file) == (
        "other",
        "../other",
        "../other/.dockerignore",
    )
    assert lines["sub/key.pem"] == [("../other/.dockerignore", 1)]
    assert lines["a.txt"] == [("Dockerfile", 2)]
    assert fates(found)["sub/key.pem"] is Reach.IGNORED


def test_a_context_that_the_dockerfile_does_not_name_stays_where_it_is(tmp_path: Path) -> None:
    """Its files are a `COPY --from` away, and a note says that nothing names it."""
    found = named(tmp_path, "FROM scratch\nCOPY own.txt /\n")

    assert set(fates(found).values()) == {Reach.REACHABLE}
    assert "the Dockerfile does not name the build context 'other'" in found.notes


def test_one_without_an_ignore_file_says_so(tmp_path: Path) -> None:
    """Nobody expects that the build's own does not apply."""
    found = named(tmp_path, "FROM scratch\nCOPY --from=other a.txt /\n")

    assert any(note.startswith("no ignore file applies to ../other") for note in found.notes)


def test_an_ignore_file_that_fails_the_build_is_told(tmp_path: Path) -> None:
    """As for the build's own: nothing counts as ignored, and the scan is not complete."""
    found = named(tmp_path, "FROM scratch\nCOPY --from=other . /\n", _dockerignore="a.txt\n[\n")

    (skipped,) = found.skipped
    assert skipped.path == "../other/.dockerignore"
    assert fates(found)["a.txt"] is Reach.BAKED


def test_a_source_that_it_does_not_have_is_told(tmp_path: Path) -> None:
    """The build fails on it."""
    found = named(tmp_path, "FROM scratch\nCOPY --from=other own.txt /\n")

    assert any("not in the build context 'other'" in note for note in found.notes)


def test_buildah_reads_no_ignore_file_of_it(tmp_path: Path) -> None:
    """Version 1.28 copies all; the note says that the file is there."""
    found = named(
        tmp_path,
        "FROM scratch\nCOPY --from=other . /\n",
        builder=Builder.BUILDAH,
        _dockerignore="**/*.pem\n",
    )

    assert fates(found)["sub/key.pem"] is Reach.BAKED
    assert any("../other/.dockerignore counts as unread" in note for note in found.notes)


def test_buildah_begins_no_stage_with_a_directory(tmp_path: Path) -> None:
    """`FROM` is an image's name there, whatever is given."""
    found = named(tmp_path, "FROM other\nCOPY own.txt /\n", builder=Builder.BUILDAH)

    assert set(fates(found).values()) == {Reach.REACHABLE}
    assert any("'other' is an image to it" in note for note in found.notes)


def test_buildah_takes_it_before_a_stage_of_its_name(tmp_path: Path) -> None:
    """The stage may be run all the same."""
    found = named(
        tmp_path,
        "FROM scratch AS other\nCOPY own.txt /\nFROM scratch\nCOPY --from=other a.txt /\n",
        builder=Builder.BUILDAH,
    )

    assert fates(found)["a.txt"] is Reach.BAKED


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("docker-image://alpine:3", "the image alpine:3: look into it with"),
        ("oci-layout:///srv/base", "`leakscan image /srv/base`"),
        ("https://me:s3cr3t@host.test/r.git#main", "fetched from https://host.test/r.git#main"),
        ("git@host.test:r.git", "no ignore file applies to it: check it out"),
        ("target:base", "what another build makes"),
    ],
)
def test_what_is_no_directory_is_told_with_what_to_do(
    tmp_path: Path, value: str, told: str
) -> None:
    """Nothing of it is read, and no credentials are repeated."""
    context = make(tmp_path / "c", {"Dockerfile": "FROM scratch\nCOPY --from=x . /\n", "a": ""})

    found = predict(context, build_contexts={"x": value})

    assert any(told in note for note in found.notes)
    assert "s3cr3t" not in "".join(found.notes)
    assert found.named == ()
    assert {file.path: file.reach for file in found.files}["a"] is Reach.REACHABLE


def test_requests_that_the_builder_refuses_are_refused(tmp_path: Path) -> None:
    """The classic builder has none, BuildKit wants a name of an image, and all want a directory."""
    context = make(tmp_path / "c", {"Dockerfile": "FROM scratch\n", "a": ""})

    with pytest.raises(UsageError, match="classic"):
        predict(context, builder=Builder.CLASSIC, build_contexts={"x": str(tmp_path)})
    with pytest.raises(UsageError, match="'Shared'"):
        predict(context, build_contexts={"Shared": str(tmp_path)})
    with pytest.raises(TargetNotFound, match="'x'"):
        predict(context, build_contexts={"x": str(tmp_path / "none")})
    with pytest.raises(TargetNotFound, match="is not a directory"):
        predict(context, build_contexts={"x": str(context / "a")})
