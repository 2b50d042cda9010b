from collections.abc import Mapping
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.comparing import differences
from leakscan.context.prediction import Prediction, Walked
from leakscan.context.reach import predict
from tests.context.trees import make


def told(
    root: Path,
    files: Mapping[str, str],
    leaking: set[str],
    builder: Builder = Builder.BUILDKIT,
) -> list[str]:
    """Return what is said of other builders when secrets were found in some files."""
    make(root, files)

    def by(other: Builder, known: Walked) -> Prediction:
        return predict(root, builder=other, known=known)

    return list(differences(predict(root, builder=builder), leaking, by))


def test_builders_that_agree_are_not_spoken_of(tmp_path: Path) -> None:
    """The usual case: an ignore file of plain lines, and a COPY that takes the leak."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /\n",
        ".dockerignore": "**/.env\n*.pem\n!ca.pem\n",
        ".env": "",
        "a.pem": "",
        "ca.pem": "",
        "src/a.txt": "",
    }

    assert told(tmp_path, files, {"src/a.txt", "ca.pem"}) == []


def test_an_exception_with_wildcards_is_looked_for_by_one_builder_alone(tmp_path: Path) -> None:
    """BuildKit sends what it finds in ignored directories; the others do not look there."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /\n",
        ".dockerignore": "*\n!**/*.py\n",
        "app/settings.py": "",
    }

    assert told(tmp_path, files, {"app/settings.py"}) == [
        (
            "with the classic builder and with buildah, 'app/settings.py' would be ignored:"
            " there, .dockerignore line 1, '*', decides"
        )
    ]


def test_an_ignore_file_that_one_builder_reads_alone_is_named(tmp_path: Path) -> None:
    """A key that it keeps out was not searched, so its name alone tells."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /\n",
        "Dockerfile.dockerignore": "**/*.key\nREADME.md\n",
        "tls/server.key": "",
        "README.md": "",
    }

    (said,) = told(tmp_path, files, set())
    assert said == (
        "with the classic builder, 'tls/server.key' would be baked into the image: it reads no"
        " ignore file, not Dockerfile.dockerignore; not searched here"
    )


def test_what_buildkit_does_not_ask_for_the_classic_builder_is_sent(tmp_path: Path) -> None:
    """A leak that nothing copies is sent there, or kept by a stage that is not needed."""
    files = {
        "Dockerfile": "FROM scratch AS x\nCOPY b.txt /\nFROM scratch\nCOPY a.txt /\n",
        "a.txt": "",
        "b.txt": "",
        "notes/c.txt": "",
    }

    built, handed = told(tmp_path, files, {"a.txt", "b.txt", "notes/c.txt"})
    assert built == (
        "with the classic builder, 'b.txt' would be left in the build cache: because of Dockerfile"
        " line 2, 'COPY b.txt /'"
    )
    assert handed == (
        "with the classic builder, 'notes/c.txt' would be sent to the builder: it is sent all that"
        " is not ignored"
    )


def test_the_other_way_round_it_says_what_another_builder_leaves(tmp_path: Path) -> None:
    """Whoever asks about the classic builder learns that BuildKit would not be sent the file."""
    files = {"Dockerfile": "FROM scratch\nCOPY a.txt /\n", "a.txt": "", "b.txt": ""}

    assert told(tmp_path, files, {"a.txt", "b.txt"}, Builder.CLASSIC) == [
        (
            "with BuildKit and with buildah, 'b.txt' would be left where it is:"
            " it takes only what the Dockerfile names"
        )
    ]


def test_another_dockerfile_is_reason_enough(tmp_path: Path) -> None:
    """With buildah, a Containerfile comes first."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY a.txt /\n",
        "Containerfile": "FROM scratch\nCOPY b.txt /\n",
        "a.txt": "",
        "b.txt": "",
    }

    assert told(tmp_path, files, {"a.txt"}) == [
        "with buildah, 'a.txt' would be left where it is: it builds Containerfile, not Dockerfile",
    ]


def test_a_builder_whose_build_fails_is_left_out(tmp_path: Path) -> None:
    """A pattern of plain characters elsewhere is a malformed one for buildah."""
    files = {
        "Dockerfile": "FROM scratch\nCOPY a.txt /\n",
        ".dockerignore": "*+\n",
        "a.txt": "",
    }

    assert told(tmp_path, files, {"a.txt"}) == []
