"""The house plan: data flows one way, and a module imports only from the rows below its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "leakscan"

ROWS = (
    ("cli",),
    ("scanners", "reporters"),
    ("images", "context", "detection", "engine"),
    ("streams",),
    ("model",),
    ("errors",),
)
LEVEL = {room: level for level, row in enumerate(reversed(ROWS)) for room in row}
ONLY_MODEL = frozenset({"reporters"})
"""Rooms that know the model and nothing else of what is below them."""

MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT)


def room_of(dotted: str) -> str:
    """Return the room of a module: `leakscan.streams.tar` is in `streams`."""
    return dotted.split(".")[1] if "." in dotted else ""


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names of all leakscan modules that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            if module == "leakscan":
                yield from (f"leakscan.{alias.name}" for alias in node.names)
            else:
                yield module


def broken(room: str, imported: str) -> bool:
    """Tell whether a module in `room` may not import the module `imported`."""
    other = room_of(imported)
    if not imported.startswith("leakscan.") or other not in LEVEL or other == room:
        return False
    if room in ONLY_MODEL and other not in ("model", "errors"):
        return True
    return LEVEL[other] >= LEVEL[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    """A module imports only from rows below its own; rooms on one row are strangers."""
    room = path.relative_to(ROOT).parts[0]

    wrong = [name for name in imports(ast.parse(path.read_bytes())) if broken(room, name)]

    assert room in LEVEL
    assert wrong == []


def test_an_upward_import_is_noticed() -> None:
    """The rule bites: upward, sideways, and reporters reaching past the model."""
    assert broken("streams", "leakscan.images.image")
    assert broken("images", "leakscan.detection.detector")
    assert broken("reporters", "leakscan.streams.tar")
    assert not broken("scanners", "leakscan.images.image")


def test_only_the_adapter_knows_detect_secrets() -> None:
    """One file imports detect_secrets, so that its traps stay behind one door."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == "detect_secrets" for name in _all(path))
    ]

    assert users == ["detection/plugins.py"]


def test_archives_are_never_read_with_the_standard_library() -> None:
    """Neither tarfile nor zipfile is imported outside what writes the demonstration."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if {"tarfile", "zipfile"} & set(_all(path))
    ]

    assert [user for user in users if not user.startswith("cli/demo")] == []


def test_the_environment_is_read_by_the_command_line_only() -> None:
    """No other room looks at environment variables: settings are arguments."""
    users = {
        path.relative_to(ROOT).parts[0]
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }

    assert users <= {"cli"}


def _all(path: Path) -> list[str]:
    return list(imports(ast.parse(path.read_bytes())))
