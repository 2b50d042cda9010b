"""Where builders part: files that one sends or bakes and another does not, and why."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from leakscan.context.builders import Builder
from leakscan.context.doctor.candidates import named_like_a_secret
from leakscan.context.prediction import PredictedFile, Prediction, Walked
from leakscan.errors import TargetError, UsageError
from leakscan.model.location import Deciding, Reach

Predict = Callable[[Builder, Walked], Prediction]
"""Predicts the same build with another builder."""

MAX_FILES = 1000
_MAX_SHOWN = 3

_CALLED = {
    Builder.BUILDKIT: "BuildKit",
    Builder.CLASSIC: "the classic builder",
    Builder.BUILDAH: "buildah",
}
_OUT, _STAYS, _SENT, _KEPT, _BAKED = range(5)
"""How far a file gets, as far as builders can be compared."""
_LEVEL = {
    Reach.IGNORED: _OUT,
    Reach.REACHABLE: _STAYS,
    Reach.SENT: _SENT,
    Reach.INTERMEDIATE: _KEPT,
    Reach.BAKED: _BAKED,
}
_BECOMES = {
    _OUT: "ignored",
    _STAYS: "left where it is",
    _SENT: "sent to the builder",
    _KEPT: "left in the build cache",
    _BAKED: "baked into the image",
}


@dataclass(frozen=True, slots=True)
class _Change:
    """What another builder does to files, and the reason that they share."""

    becomes: str
    why: str
    searched: bool


def differences(
    prediction: Prediction, leaking: Collection[str], predict: Predict
) -> Iterator[str]:
    """
    Yield what another builder would do with the files in which secrets were found.

    Ignored files are not searched, so of those it tells only the ones that are named like secrets.
    Nothing is said of a builder that agrees, or whose build would fail.
    """
    hidden = [
        file.path
        for file in prediction.files
        if file.reach is Reach.IGNORED and named_like_a_secret(file.path)
    ]
    wanted = frozenset((*sorted(leaking)[:MAX_FILES], *hidden[:MAX_FILES]))
    if not wanted:
        return
    here = {file.path: file for file in prediction.files if file.path in wanted}
    named = {part.name: part.tree for part in prediction.named}
    said: dict[str, list[str]] = {}
    walked = Walked(tree=prediction.tree, named=named, only=wanted)
    for builder in Builder:
        if builder is prediction.builder:
            continue
        try:
            other = predict(builder, walked)
        except (UsageError, TargetError):
            continue
        if not any(each.reason.startswith("context.build") for each in other.skipped):
            for told in _told(prediction, other, here, leaking):
                said.setdefault(told, []).append(_CALLED[builder])
    for told, builders in said.items():
        yield f"with {' and with '.join(builders)}, {told}"


def _told(
    one: Prediction, other: Prediction, here: dict[str, PredictedFile], leaking: Collection[str]
) -> Iterator[str]:
    changes: dict[_Change, list[str]] = {}
    for there in other.files:
        file = here[there.path]
        before, after = _level(one, file), _level(other, there)
        if before == after or max(before, after) <= _STAYS:
            continue
        why = _why(one, other, file, there)
        change = _Change(_BECOMES[after], why, there.path in leaking)
        changes.setdefault(change, []).append(there.path)
    for change, paths in changes.items():
        shown = ", ".join(repr(path) for path in paths[:_MAX_SHOWN])
        more = f" and {len(paths) - _MAX_SHOWN} more" if len(paths) > _MAX_SHOWN else ""
        unsearched = "" if change.searched else "; not searched here"
        yield (f"{shown}{more} would be {change.becomes}: {change.why}{unsearched}")


def _level(prediction: Prediction, file: PredictedFile) -> int:
    level = _LEVEL[file.reach]
    asked_for = any(each.file != prediction.ignore_file for each in file.decided_by)
    # buildah runs where the files are: only a mount makes more of one than being there.
    handed = prediction.builder is Builder.BUILDAH and level == _SENT and not asked_for
    return _STAYS if handed else level


def _why(one: Prediction, other: Prediction, here: PredictedFile, there: PredictedFile) -> str:
    """Return the reason why the second builder does otherwise."""
    if one.dockerfile_name != other.dockerfile_name:
        return f"it builds {other.dockerfile_name or 'nothing'}, not {one.dockerfile_name}"
    if Reach.IGNORED not in (here.reach, there.reach):
        return _why_taken(other, there)
    if one.ignore_file != other.ignore_file:
        instead = other.ignore_file or "no ignore file"
        return f"it reads {instead}" + (f", not {one.ignore_file}" if one.ignore_file else "")
    decides = _ignoring(other, there)
    if decides is not None:
        return f"there, {_line(decides)} decides"
    without = _ignoring(one, here)
    return f"there, {_line(without)} does not match" if without else "its rules are other ones"


def _why_taken(other: Prediction, there: PredictedFile) -> str:
    steps = [each for each in there.decided_by if each.file != other.ignore_file]
    if steps:
        return f"because of {_line(steps[-1])}".removesuffix(",")
    if other.builder is Builder.CLASSIC:
        return "it is sent all that is not ignored"
    return "it takes only what the Dockerfile names"


def _ignoring(prediction: Prediction, file: PredictedFile) -> Deciding | None:
    """Return the line of the ignore file that decided, if one did."""
    first = file.decided_by[0] if file.decided_by else None
    return first if first is not None and first.file == prediction.ignore_file else None


def _line(deciding: Deciding) -> str:
    return f"{deciding.file} line {deciding.line}, {deciding.text!r},"
