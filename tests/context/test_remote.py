from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from leakscan.context.reach import predict
from leakscan.errors import UsageError
from leakscan.model.location import Reach
from tests.context.trees import make, reaches


@pytest.mark.parametrize(
    ("context", "builder", "said", "hint"),
    [
        ("-", Builder.BUILDKIT, "standard input", "tar -x -C DIR && leakscan context DIR --no-"),
        (
            "https://me:s3cr3t@host.test/o/r.git#v1:app",
            Builder.BUILDKIT,
            "'https://host.test/o/r.git#v1:app' is fetched by BuildKit, which applies no ignore",
            "DIR checkout v1 && rm -rf DIR/.git && leakscan context DIR/app --no-dockerignore",
        ),
        (
            "git@host.test:r.git",
            Builder.BUILDKIT,
            "no ignore file",
            "git clone git@host.test:r.git",
        ),
        ("github.com/o/r", Builder.BUILDKIT, "no ignore file", "git clone https://github.com/o/r "),
        (
            "https://host.test/r.git",
            Builder.CLASSIC,
            "its ignore file applies",
            "git clone https://host.test/r.git DIR && leakscan context DIR --builder classic",
        ),
        ("https://host.test/a.tar", Builder.BUILDKIT, "no ignore file", "| tar -x -C DIR"),
        ("https://host.test/a.tgz", Builder.CLASSIC, "no ignore file", "| tar -xz -C DIR"),
        ("https://host.test/$(id).tar", Builder.BUILDKIT, "", "'https://host.test/$(id).tar'"),
    ],
)
def test_what_is_no_directory_is_refused_with_the_commands_that_make_one(
    context: str, builder: Builder, said: str, hint: str
) -> None:
    """Whether an ignore file applies is told, and the last command goes by it; no credentials."""
    with pytest.raises(UsageError) as raised:
        predict(Path(context), builder=builder)

    assert said in raised.value.message
    assert hint in raised.value.hint
    assert "s3cr3t" not in raised.value.message + raised.value.hint


def test_a_directory_of_such_a_name_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with docker, what is there comes first."""
    make(tmp_path, {"github.com/o/a": ""})
    monkeypatch.chdir(tmp_path)

    assert reaches(predict(Path("github.com/o"))) == {"a": Reach.REACHABLE}


def test_an_unfiltered_context_has_no_ignore_file(tmp_path: Path) -> None:
    """What was checked out is judged as the builder judges what it fetches itself."""
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "a\n", "a": ""}
    root = make(tmp_path / "c", files)

    found = predict(root, unfiltered=True)

    assert reaches(found)["a"] is Reach.BAKED
    assert found.ignore_file == ""
    assert "no ignore file applies, as asked for" in found.notes
