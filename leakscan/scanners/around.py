"""Findings and advice in the files around a build: what they hand to it, or to its container."""

import os
import posixpath
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leakscan.context.around.feeds import Around, Feed, Role
from leakscan.context.around.looking import around
from leakscan.context.around.names import EXPRESSION, REFERENCE
from leakscan.context.named import is_local, without_credentials
from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.detection.detector import Detector
from leakscan.images.field import Field
from leakscan.model.advice import Advice, AdviceKind
from leakscan.model.finding import Detection
from leakscan.model.location import ContextFile, Deciding, Reach, Region, Span
from leakscan.scanners.attribution import Located
from leakscan.scanners.fields import mask, mask_name, search_fields
from leakscan.scanners.habits.arguments import secret_by_name

_ORDER = {reach: number for number, reach in enumerate(Reach)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was found in the files around a build."""

    located: tuple[Located, ...]
    advice: tuple[Advice, ...]
    notes: tuple[str, ...]


def search_around(root: Path, prediction: Prediction, detector: Detector) -> Surroundings:
    """Return the secrets that are handed to the build that was predicted, and habits of that."""
    found = around(root, prediction)
    files = {file.path: file for file in prediction.files}
    return Surroundings(
        located=tuple(_located(found, prediction, files, detector)),
        advice=tuple(_advice(found, prediction)),
        notes=(*found.notes, *_not_given(found, prediction)),
    )


def joined(plain: Sequence[Located], fed: Sequence[Located]) -> list[Located]:
    """
    Return all places once: the same secret in the same line of a file is in one of both lists only.

    A file that is sent is searched as any other, and a value in it may get further than the file.
    """
    best: dict[tuple[str, str, int], Located] = {}
    for item in fed:
        key = _key(item)
        if key not in best or _reach(item) < _reach(best[key]):
            best[key] = item
    kept = []
    for item in plain:
        other = best.get(_key(item)) if isinstance(item.location, ContextFile) else None
        if other is None:
            kept.append(item)
        elif _reach(item) <= _reach(other):
            kept.append(item)
            del best[_key(item)]
    return [*kept, *best.values()]


def _not_given(found: Around, prediction: Prediction) -> Iterator[str]:
    """Yield the named build contexts that a file gives to the build and the request does not."""
    for feed in found.feeds:
        if feed.role is Role.CONTEXT and feed.key not in prediction.given_contexts:
            value = without_credentials(feed.value)
            if is_local(value):
                value = os.path.relpath(posixpath.join(feed.folder, value))
            option = f"--build-context {shlex.quote(f'{feed.key}={value}')}"
            yield (
                f"{feed.file} line {feed.line} gives the build a context {feed.key!r}, and this"
                f" scan was not given it: add {option}"
            )


def _key(item: Located) -> tuple[str, str, int]:
    place = item.location
    line = place.region.start_line if place.region else 0
    return place.path, item.detection.identity, line


def _reach(item: Located) -> int:
    return _ORDER[item.location.reach] if isinstance(item.location, ContextFile) else 0


def _located(
    found: Around,
    prediction: Prediction,
    files: Mapping[str, PredictedFile],
    detector: Detector,
) -> Iterator[Located]:
    # A value's place tells it apart; an object would do no better.
    feeds = {f"{number}": feed for number, feed in enumerate(found.feeds) if feed.value}
    fields = [
        Field(kind="build", path=number, key=feed.key, value=feed.value)
        for number, feed in feeds.items()
    ]
    for field, detection in search_fields(detector, fields):
        feed = feeds[field.path]
        reach, decided = _carried(feed, prediction, files)
        span, region = _position(feed, detection)
        place = ContextFile(
            path=mask_name(detector, feed.file),
            reach=reach,
            decided_by=tuple(replace(each, text=mask(detector, each.text)) for each in decided),
            span=span,
            region=region,
        )
        yield Located(replace(detection, span=span, region=region), place)


def _carried(
    feed: Feed, prediction: Prediction, files: Mapping[str, PredictedFile]
) -> tuple[Reach, tuple[Deciding, ...]]:
    """Return how far a value gets, and by which lines: those of the file, and the ARG's."""
    origin = feed.via or feed
    own = Deciding(file=origin.file, line=origin.line, text=origin.text)
    if feed.role is Role.ARGUMENT:
        reach, declared = _argument(prediction, feed.key)
        return reach, (own, *declared)
    file = files.get(feed.file)
    return (file.reach, file.decided_by) if file else (Reach.IGNORED, ())


def _argument(prediction: Prediction, name: str) -> tuple[Reach, tuple[Deciding, ...]]:
    """Return the worst stage that declares a build argument; the builder is sent it anyway."""
    best: tuple[Reach, tuple[Deciding, ...]] = (Reach.SENT, ())
    plan = prediction.plan
    for stage in plan.stages if plan else ():
        for instruction in stage.instructions:
            names = [word.partition("=")[0] for word in instruction.statement.words]
            if instruction.keyword != "ARG" or name not in names or plan is None:
                continue
            if stage.index in plan.ancestry:
                reach = Reach.BAKED
            else:
                reach = Reach.INTERMEDIATE if stage.index in plan.built else Reach.SENT
            if _ORDER[reach] < _ORDER[best[0]]:
                text = instruction.raw.split("\n", 1)[0].strip()
                line = instruction.start_line
                best = (reach, (Deciding(file=prediction.dockerfile_name, line=line, text=text),))
    return best


def _position(feed: Feed, detection: Detection) -> tuple[Span, Region]:
    """Return where in the file a detection in a value is; all of the value if it is escaped."""
    data = feed.value.encode("utf-8", "surrogateescape")
    ahead = data[: detection.span.offset].decode("utf-8", "surrogateescape")
    inner = data[detection.span.offset : detection.span.end].decode("utf-8", "surrogateescape")
    if not feed.verbatim:
        # Escapes or indentation: the secret's first line is looked for as it stands in the file.
        index = feed.raw.find(inner.split("\n", 1)[0])
        ahead, inner = (feed.raw[:index], inner) if index >= 0 else ("", feed.raw)
    start_line, start_column = _after(ahead, feed.line, feed.column)
    end_line, end_column = _after(inner, start_line, start_column)
    offset = feed.offset + len(ahead.encode("utf-8", "surrogateescape"))
    span = Span(offset, len(inner.encode("utf-8", "surrogateescape")))
    return span, Region(start_line, start_column, end_line, end_column)


def _after(text: str, line: int, column: int) -> tuple[int, int]:
    breaks = text.count("\n")
    return line + breaks, len(text) - text.rfind("\n") if breaks else column + len(text)


def _advice(found: Around, prediction: Prediction) -> Iterator[Advice]:
    told = set()
    for feed in found.feeds:
        refers = REFERENCE.search(feed.value) or EXPRESSION.search(feed.value)
        if (
            feed.role is Role.ARGUMENT
            and feed.via is None
            and refers
            and secret_by_name(feed.key)
            and (feed.file, feed.line) not in told
        ):
            told.add((feed.file, feed.line))
            yield Advice(
                kind=AdviceKind.BUILD_ARGUMENT,
                file=feed.file,
                line=feed.line,
                text=feed.text,
                message=(
                    f"{feed.where} passes {feed.key} as a build argument, which stays in the"
                    " image's history and provenance; pass it as a build secret, and mount it"
                ),
            )
    for file, line, text in found.remote if prediction.ignore_file else ():
        yield Advice(
            kind=AdviceKind.IGNORE_FILE,
            file=file,
            line=line,
            text=text,
            message=(
                f"without `context: .` this step builds from git, where {prediction.ignore_file}"
                " is not read"
            ),
        )
