"""`leakscan context --list`: every file, how far a build carries it, and the line that decides."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from leakscan.cli.console import Session, say
from leakscan.cli.delivery import print_blocks, refuse_report
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import Shared
from leakscan.cli.scanning import scan_options
from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.context.reach import predict
from leakscan.context.request import Build
from leakscan.model.location import Deciding, Reach
from leakscan.reporters.escape import encodable, visible
from leakscan.reporters.mask import masked
from leakscan.reporters.wording import counted
from leakscan.scanners.names import masked_errors, showable

SCHEMA_VERSION = "1"
BLOCK = 5000
"""Files that are written at a time."""

Listing = Callable[[Prediction], Iterator[str]]


def list_context(path: Path, build: Build, shared: Shared, session: Session) -> ExitCode:
    """Print what a build of `path` would take, and how far; nothing is searched."""
    refuse_report(shared, "--list", tuple(LISTINGS))
    listing = LISTINGS[shared.report_format]
    options = scan_options(shared, session)
    with masked_errors(options):
        prediction = showable(predict(path, **build), options)
    print_blocks(listing(prediction))
    for note in () if session.quiet else prediction.notes:
        say(f"note: {note}")
    for skipped in prediction.skipped:
        say(f"not read: {skipped.path}: {skipped.reason}", skipped.hint)
    return ExitCode.INCOMPLETE if prediction.skipped else ExitCode.CLEAN


def as_text(prediction: Prediction) -> Iterator[str]:
    """
    Yield the files in columns, the farthest carried first, and how many there are of each.

    Every named build context has a table of its own.
    """
    decided = _Once(_decided)
    yield from _table(prediction.files, decided, f"builder {prediction.builder.value}")
    for part in prediction.named:
        files = [file._replace(path=part.path(file.path)) for file in part.files]
        yield f"\nbuild context {visible(part.name)}, from {visible(part.shown)}\n"
        yield from _table(files, decided, f"build context {visible(part.name)}")


def _table(files: Sequence[PredictedFile], decided: "_Once", which: str) -> Iterator[str]:
    by_reach: dict[Reach, list[PredictedFile]] = {reach: [] for reach in Reach}
    for file in files:
        by_reach[file.reach].append(file)
    shown = (file.path if file.path.isascii() else visible(file.path) for file in files)
    width = max(map(len, shown), default=4)
    reaches = max((len(reach) for reach in Reach if by_reach[reach]), default=5)
    yield f"{'REACH':<{reaches}}  {'PATH':<{width}}  DECIDED BY\n"
    for reach, alike in by_reach.items():
        start = f"{reach:<{reaches}}  "
        lines = (
            f"{start}{visible(file.path):<{width}}  {decided[file.decided_by]}".rstrip() + "\n"
            for file in alike
        )
        yield from _blocks(lines)
    counts = {reach: len(alike) for reach, alike in by_reach.items()}
    said = ", ".join(f"{count:,} {reach}" for reach, count in counts.items() if count)
    yield f"\n{counted(len(files), 'file')}: {said or 'none'} ({which})\n"


def as_json(prediction: Prediction) -> Iterator[str]:
    """
    Yield the same as one JSON object, a file a line, sorted by path.

    The files of a named build context are in `contexts`, with paths relative to its directory.
    """
    head = {
        "schema_version": SCHEMA_VERSION,
        "builder": prediction.builder.value,
        "ignore_file": encodable(prediction.ignore_file),
    }
    decided = _Once(lambda lines: json.dumps([_line(each) for each in lines]))
    yield from _object(head, prediction.files, decided)
    yield ', "contexts": ['
    for number, part in enumerate(prediction.named):
        described = {
            "name": encodable(part.name),
            "path": encodable(part.shown),
            "ignore_file": encodable(part.ignore_file),
        }
        yield ",\n" if number else "\n"
        yield from _object(described, part.files, decided)
        yield "}"
    yield "]}\n"


def _object(
    head: Mapping[str, str], files: Sequence[PredictedFile], decided: "_Once"
) -> Iterator[str]:
    """Yield an object with a list of files, not yet closed."""
    yield json.dumps(head)[:-1] + ', "files": ['
    lines = (
        f'{"," if number else ""}\n{{"path": {_string(file.path)}, "reach": "{file.reach}",'
        f' "decided_by": {decided[file.decided_by]}}}'
        for number, file in enumerate(files)
    )
    yield from _blocks(lines)
    yield "\n]"


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
