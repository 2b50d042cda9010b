"""Builds the corpus into a folder, for any scanner: `python -m tests.corpus FOLDER [CASE...]`."""

import contextlib
import functools
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.corpus.build import Engines, build_case
from tests.corpus.case import Case, Place, cases
from tests.engines.parts import Buildah, BuildKit, Docker


def main(words: list[str]) -> int:
    """Build the cases that are named, or all; say which could not be built."""
    if not words:
        sys.stderr.write("usage: python -m tests.corpus FOLDER [CASE...]\n")
        return 2
    folder, names = Path(words[0]), set(words[1:])
    with contextlib.ExitStack() as started:
        engines = Engines(
            docker=functools.cache(lambda: started.enter_context(Docker())),
            buildkit=functools.cache(lambda: started.enter_context(BuildKit())),
            buildah=functools.cache(lambda: started.enter_context(Buildah())),
        )
        for case, builder in _wanted(names):
            sys.stdout.write(f"{case.name}-{builder}: {_write(case, builder, folder, engines)}\n")
    return 0


def _wanted(names: set[str]) -> Iterator[tuple[Case, str]]:
    for case in cases():
        if not names or case.name in names:
            yield from ((case, builder) for builder in case.builders)


def _write(case: Case, builder: str, folder: Path, engines: Engines) -> str:
    place = folder / f"{case.name}-{builder}"
    place.mkdir(parents=True)
    values = case.values(seed=0)
    try:
        target = build_case(case, builder, values, place, engines)
    except pytest.skip.Exception as missing:
        return f"left out: {missing}"
    expected = {
        "title": case.title,
        "scanner": case.scanner,
        "target": target.reference.relative_to(place).as_posix(),
        "expect": [
            _row(row, values) for row in case.expect if builder in (row.builders or builder)
        ],
        "allow": [_row(row, values) for row in case.allow],
        "absent": [_row(row, values) for row in case.absent],
    }
    (place / "expected.json").write_text(json.dumps(expected, indent=1), encoding="utf-8")
    return str(target.reference)


def _row(place: Place, values: Mapping[str, str]) -> dict[str, object]:
    row = {name: value for name, value in asdict(place).items() if value not in ("", None, ())}
    if place.secret:
        row["secret"] = values[place.secret]
    return row


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
