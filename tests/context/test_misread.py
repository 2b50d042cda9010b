"""Lines of an ignore file that look as if they kept something out, and do not."""

from pathlib import Path

import pytest

from leakscan.context.misread import misread
from leakscan.context.reach import predict
from leakscan.model.advice import Advice
from tests.context.trees import make

FILES = {
    "Dockerfile": "FROM scratch\nCOPY . /app\n",
    ".env": "x",
    "keys/a.pem": "x",
    "src/.env": "x",
    "src/main.py": "x",
}


def advice(root: Path, ignored: str) -> list[Advice]:
    """Return the advice on an ignore file."""
    return misread(predict(make(root / "context", FILES | {".dockerignore": ignored})))


@pytest.mark.parametrize(
    ("line", "said", "instead"),
    [
        ("  # secrets", "first column", "# secrets"),
        (".env # local", "no comment can follow", ".env"),
        ("keys\\*.pem", "backslash", "keys/*.pem"),
        ("keys\\", "backslash", "keys/"),
        ("../keys", "nothing in the context", ""),
        (".", "nothing in the context", ""),
        ("*.pem", "top directory only; not ignored: 'keys/a.pem'", "**/*.pem"),
    ],
)
def test_a_line_in_another_language_is_explained(
    tmp_path: Path, line: str, said: str, instead: str
) -> None:
    """What the line means here is said, and what to write is shown."""
    (found,) = advice(tmp_path, f"docs\n{line}\n")

    assert found.line == 2
    assert found.text == line
    assert said in found.message
    assert found.fix is not None
    assert [edit.text for edit in found.fix.edits] == [instead]


@pytest.mark.parametrize("line", [".env", "**/.env", "/.env"])
def test_a_line_that_a_later_exception_undoes_is_explained(tmp_path: Path, line: str) -> None:
    """The exception that wins is named; a line in between does not matter."""
    (found,) = advice(tmp_path, f"{line}\nx\n!*.py\n!.e*\n")

    assert found.line == 1
    assert "line 4, '!.e*', lets '.env' back in" in found.message


@pytest.mark.parametrize(
    "ignored",
    [
        "",
        "# comment\n\n.env\n**/*.pem\n",
        "*\n!src\n",
        "!src/.env\n.env\n",
        ".env\n!src\n!src/.env\n",
        "a\\ b\n\\#x\n\\!y\n",
        "[\n",
        "*.txt\n",
    ],
)
def test_lines_that_do_what_they_say_are_silent(tmp_path: Path, ignored: str) -> None:
    """Comments, exceptions that are meant, escapes, and endings that match nothing else."""
    assert advice(tmp_path, ignored) == []
