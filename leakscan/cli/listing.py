"""`leakscan context --list`: every file, how far a build carries it, and the line that decides."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.model.location import Deciding, Reach
from leakscan.reporters.escape import encodable, visible
from leakscan.reporters.mask import masked

SCHEMA_VERSION = "1"
BLOCK = 5000
"""Files that are written at a time."""

Listing = Callable[[Prediction], Iterator[str]]


def as_text(prediction: Prediction) -> Iterator[str]:
    """Yield the files in columns, the farthest carried first, and how many there are of each."""
    by_reach: dict[Reach, list[PredictedFile]] = {reach: [] for reach in Reach}
    for file in prediction.files:
        by_reach[file.reach].append(file)
    shown = (file.path if file.path.isascii() else visible(file.path) for file in prediction.files)
    width = max(map(len, shown), default=4)
    reaches = max((len(reach) for reach in Reach if by_reach[reach]), default=5)
    yield f"{'REACH':<{reaches}}  {'PATH':<{width}}  DECIDED BY\n"
    decided = _Once(_decided)
    for reach, files in by_reach.items():
        start = f"{reach:<{reaches}}  "
        lines = (
            f"{start}{visible(file.path):<{width}}  {decided[file.decided_by]}".rstrip() + "\n"
            for file in files
        )
        yield from _blocks(lines)
    counts = {reach: len(files) for reach, files in by_reach.items()}
    said = ", ".join(f"{count:,} {reach}" for reach, count in counts.items() if count)
    total = len(prediction.files)
    yield f"\n{total:,} files: {said or 'none'} (builder {prediction.builder.value})\n"


def as_json(prediction: Prediction) -> Iterator[str]:
    """Yield the same as one JSON object, a file a line, sorted by path."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "builder": prediction.builder.value,
        "ignore_file": encodable(prediction.ignore_file),
    }
    yield json.dumps(head)[:-1] + ', "files": ['
    decided = _Once(lambda lines: json.dumps([_line(each) for each in lines]))
    lines = (
        f'{"," if number else ""}\n{{"path": {_string(file.path)}, "reach": "{file.reach}",'
        f' "decided_by": {decided[file.decided_by]}}}'
        for number, file in enumerate(prediction.files)
    )
    yield from _blocks(lines)
    yield "\n]}\n"


LISTINGS: Mapping[str, Listing] = {"text": as_text, "json": as_json}
"""Every form of the list, by the name that `--format` takes."""


class _Once:
    """What is said of the deciding lines, made once for all files that share them."""

    def __init__(self, say: Callable[[tuple[Deciding, ...]], str]) -> None:
        self._say = say
        self._said: dict[int, str] = {}

    def __getitem__(self, lines: tuple[Deciding, ...]) -> str:
        # By identity: the prediction keeps them all alive, and comparing them would take longer.
        said = self._said.get(id(lines))
        if said is None:
            said = self._said[id(lines)] = self._say(lines)
        return said


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    remaining = iter(lines)
    while block := "".join(islice(remaining, BLOCK)):
        yield block


def _decided(lines: tuple[Deciding, ...]) -> str:
    return visible("; ".join(f"{each.file}:{each.line}: {masked(each.text)}" for each in lines))


def _line(deciding: Deciding) -> dict[str, str | int]:
    return {
        "file": encodable(deciding.file),
        "line": deciding.line,
        "text": encodable(masked(deciding.text)),
    }


def _string(text: str) -> str:
    return json.dumps(text if text.isascii() else encodable(text))
