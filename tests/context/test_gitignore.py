"""git's rules, held to git itself."""

import random
from pathlib import Path

import pytest

from leakscan.context.gitignore import Standing, Status, statuses
from leakscan.model.location import Deciding
from tests.context.trees import make
from tests.repositories import Repository

_NAMES = ("a", "b", "c.txt", "d.log", ".env", "build", "x y", "é.txt", "[z]", "f#", "!g")
_LINES = (
    *("a", "/a", "a/", "/a/", "!a", "*.txt", "!c.txt", "*", "!*/", "**/b", "b/**", "a/**/c.txt"),
    *("a/b", "!a/b", "/a/*", "!/a/b", "*/", "build", "!build/", "d.*", "?", "[ab]", "[!a]", "[^b]"),
    *(r"\!g", r"\#f", "# a", "", " a", "x y", r"x\ y", "a ", "f#", r"\[z\]", "**", "/**/d.log"),
    *("**/a/", "!**/a", "a/*/d.log", ".env", "!.env", "[", "/", "!", "//a", "a//b"),
    *("*.log\r", "**/", "/*", "!/a", "é*", "./a", "a/.", "*a*", "***", "a**", "**a", "b/../a"),
)


def tree(source: random.Random) -> dict[str, str]:
    """Return files at random places, and ignore files at some."""
    files = {}
    folders = [""]
    for _ in range(source.randrange(1, 6)):
        folders.append(f"{source.choice(folders)}{source.choice(_NAMES)}/")
    for _ in range(source.randrange(4, 14)):
        files[source.choice(folders) + source.choice(_NAMES)] = "1"
    for folder in folders:
        if source.random() < 0.5:
            lines = source.choices(_LINES, k=source.randrange(1, 5))
            files[f"{folder}.gitignore"] = "\n".join(lines) + "\n" * source.randrange(2)
    return {
        name: text
        for name, text in files.items()
        if not any(other.startswith(f"{name}/") for other in files)
    }


def compared(number: int, root: Path) -> tuple[dict[str, Status], dict[str, Status]]:
    """Return what is said of a random tree, and what git says."""
    source = random.Random(f"gitignore {number}")
    files = tree(source)
    repository = Repository(root)
    make(root, files)
    if source.random() < 0.3:
        (root / ".git/info/exclude").write_text(source.choice(_LINES) + "\n", encoding="utf-8")
    chosen = [name for name in files if source.random() < 0.15]
    if chosen:
        repository.git("add", "-f", "--", *(f":(literal){name}" for name in chosen))
    tracked = set(repository.git("ls-files", "-z").decode().split("\0"))
    asked = "".join(f"{name}\0" for name in files).encode()
    words = ("check-ignore", "--no-index", "-v", "-n", "-z", "--stdin")
    fields = repository.git(*words, data=asked, accepted=(0, 1)).decode().split("\0")[:-1]
    real = {}
    for at in range(0, len(fields), 4):
        _, number_text, pattern, name = fields[at : at + 4]
        ignored = bool(pattern) and not pattern.startswith("!")
        standing = Standing.IGNORED if ignored else Standing.UNTRACKED
        real[name] = (
            Standing.COMMITTED if name in tracked else standing,
            int(number_text) if ignored else 0,
        )
    said = {
        name: (status.standing, status.line.line if status.line else 0)
        for name, status in statuses(root, list(files)).items()
    }
    return said, real


@pytest.mark.parametrize("number", range(25))
def test_files_stand_as_git_says(number: int, tmp_path: Path) -> None:
    """Standing and deciding line of every file of a random tree."""
    said, real = compared(number, tmp_path / "r")

    assert said == real


def test_a_context_below_the_top_is_judged_by_the_files_above_it(tmp_path: Path) -> None:
    """Lines are told by a path from the context, and names are looked up from the top."""
    repository = Repository(tmp_path / "r")
    files = {
        ".gitignore": "*.key\n/app/build\n",
        "app/a.key": "",
        "app/build/x": "",
        "app/b.txt": "",
    }
    make(repository.path, files)
    repository.git("add", "-f", "app/b.txt")

    found = statuses(repository.path / "app", ["a.key", "build/x", "b.txt"])

    assert {path: status.standing for path, status in found.items()} == {
        "a.key": Standing.IGNORED,
        "build/x": Standing.IGNORED,
        "b.txt": Standing.COMMITTED,
    }
    assert found["build/x"].line == Deciding(file="../.gitignore", line=2, text="/app/build")


def test_a_repository_inside_has_rules_of_its_own(tmp_path: Path) -> None:
    """What lies in it is neither committed nor ignored by the outer one."""
    outer = Repository(tmp_path / "r")
    Repository(tmp_path / "r/sub")
    make(outer.path, {".gitignore": "*.env\n", "sub/a.env": "", "sub/deep/b.env": "", "c.env": ""})

    found = statuses(outer.path, ["sub/a.env", "sub/deep/b.env", "c.env"])

    standings = [found[path].standing for path in ("sub/a.env", "sub/deep/b.env", "c.env")]
    assert standings == [Standing.UNTRACKED, Standing.UNTRACKED, Standing.IGNORED]


def test_without_a_repository_the_ignore_files_count_all_the_same(tmp_path: Path) -> None:
    """A project that was unpacked from an archive keeps its habits."""
    make(tmp_path / "p", {".gitignore": "\ufeff.env\n", ".env": "", "a/.env": "", "b": ""})

    found = statuses(tmp_path / "p", [".env", "a/.env", "b"])

    standings = [status.standing for status in found.values()]
    assert standings == [Standing.IGNORED, Standing.IGNORED, Standing.UNTRACKED]


@pytest.mark.parametrize("index", ["", "DIRC", "DIRC\0\0\0\x09", "->/dev/zero", "->index"])
def test_an_index_that_cannot_be_read_tracks_nothing(tmp_path: Path, index: str) -> None:
    """No link is followed, and nothing is raised."""
    make(tmp_path / "p", {".git/index": index, ".gitignore": "a\n", "a": "", "b": ""})

    found = statuses(tmp_path / "p", ["a", "b"])

    assert [status.standing for status in found.values()] == [Standing.IGNORED, Standing.UNTRACKED]


def test_a_pattern_that_would_take_for_ever_is_left_out(tmp_path: Path) -> None:
    """An ignore file comes with the target, and may be hostile."""
    hostile = "*a" * 40 + "b\n"
    make(tmp_path / "p", {".gitignore": f"{hostile}x\n", "a" * 60: "", "x": ""})

    found = statuses(tmp_path / "p", ["a" * 60, "x"])

    assert [status.standing for status in found.values()] == [Standing.UNTRACKED, Standing.IGNORED]
