"""Writes a case's files with their secrets filled in."""

import base64
import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.corpus.case import Case
from tests.corpus.packs import RenderedFile, packed
from tests.repositories import Repository

_FIELD = re.compile(rb"@([a-z][a-z0-9_]*)(?::(base64))?@")
_SUFFIX = ".tmpl"

_mtimes = iter(range(1_700_000_000, 2_000_000_000, 7))


def fill(template: bytes, values: Mapping[str, str]) -> bytes:
    """
    Return `template` with `@name@` replaced by the secret of that name.

    `@name:base64@` is its base64 form.  A name that no secret has stays as it is.
    """

    def field(match: re.Match[bytes]) -> bytes:
        value = values.get(match[1].decode())
        if value is None:
            return match[0]
        return base64_of(value) if match[2] else value.encode()

    return _FIELD.sub(field, template)


def base64_of(value: str) -> bytes:
    """Return the base64 form of a secret."""
    return base64.b64encode(value.encode())


def rendered(case: Case, values: Mapping[str, str]) -> Iterator[RenderedFile]:
    """Yield the name, the bytes and the mode of each of the case's files, packed as it says."""
    return packed(case.packs, _plain(case, values))


def _plain(case: Case, values: Mapping[str, str]) -> Iterator[RenderedFile]:
    for name, data, mode in _below(case.folder / "files", values):
        first, slash, rest = name.partition("/")
        yield case.rename.get(first, first) + slash + rest, data, mode
    if case.git:
        yield from _repository(case.git, values)


def _below(root: Path, values: Mapping[str, str]) -> Iterator[RenderedFile]:
    for path in sorted(root.rglob("*")):
        if path.is_file():
            name = path.relative_to(root).as_posix().removesuffix(_SUFFIX)
            yield name, fill(path.read_bytes(), values), path.stat().st_mode & 0o777


def _repository(recipe: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[RenderedFile]:
    """Yield the files of `.git` of a repository that git makes as a recipe says."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder) / "repository")
        for step in recipe["steps"]:
            words = shlex.split(fill(step.encode(), values).decode())
            if words[0] == "write":
                target = repository.path / words[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(words[2].encode() + b"\n")
            else:
                repository.git(*words)
        prefix = f"{recipe['at']}/" if recipe.get("at") else ""
        for name, data in repository.files().items():
            yield prefix + name, data, 0o644


def write_context(case: Case, values: Mapping[str, str], folder: Path) -> Path:
    """Write the build context of `case` below `folder`, with its Dockerfile."""
    for name, data, mode in rendered(case, values):
        _write(folder / name, data, mode)
    for name, target in case.links.items():
        (folder / name).symlink_to(target)
    if case.dockerfile:
        _write(folder / case.dockerfile, dockerfile_text(case, values), 0o644)
    return folder


def write_named(case: Case, values: Mapping[str, str], beside: Path) -> dict[str, Path]:
    """Write the case's named build contexts beside its own context; return where each is."""
    for name in case.build.get("contexts", ()):
        for path, data, mode in _below(case.folder / name, values):
            _write(beside.parent / name / path, data, mode)
    return {name: beside.parent / name for name in case.build.get("contexts", ())}


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write `files` below `folder`, no two with the same time."""
    for name, data in files.items():
        _write(folder / name, data, 0o644)
    return folder


def dockerfile_text(case: Case, values: Mapping[str, str]) -> bytes:
    """Return the case's Dockerfile; its line numbers are those of the template."""
    plain = case.folder / case.dockerfile
    source = plain if plain.is_file() else plain.with_name(plain.name + _SUFFIX)
    return fill(source.read_bytes(), values)


def _write(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    # BuildKit takes two files of equal name, size and time for the same file.
    stamp = next(_mtimes)
    os.utime(path, (stamp, stamp))
