"""
The history of an image: which step made which layer, and the build arguments it gives away.

Builders write history for people.  BuildKit joins build arguments with single spaces and no
quotes, so a value that holds spaces can only be told apart by what is known of the names.

Source: OCI image-spec 1.1, config.md; BuildKit frontend/dockerfile/dockerfile2llb/convert.go
(`runCommandString`, `dispatchArg`); moby builder/dockerfile/dispatchers.go (`prependEnvOnCmd`).
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leakscan.images.image import HistoryEntry

_NO_OPERATION = re.compile(r"(?:/bin/sh -c|cmd /S /C)\s+#\(nop\)\s*")
_SHELL = re.compile(
    r"(?:/[a-z/]*/)?(?:ba|da|a|z|k)?sh(?: -o [a-z]+| -[a-z]+)* -[a-z]*c |cmd /S /C "
)
_ARGUMENTS = re.compile(r"(?:RUN )?\|([0-9]{1,6}) ")
_NAME = re.compile(r"(?:^| )([A-Za-z_][A-Za-z0-9_]*)=")
_BUILDKIT = re.compile(r"\s*# buildkit\s*$")


_ALWAYS_A_LAYER = frozenset({"COPY", "ADD"})
_NEVER_A_LAYER = frozenset(
    {"ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL"}
    | {"MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildArgument:
    """A build argument that the history gives away."""

    history_index: int
    name: str
    value: str


def align_history(layer_count: int, history: Sequence[HistoryEntry]) -> tuple[int | None, ...]:
    """
    Return the position in `history` of the step that made each layer, oldest layer first.

    History is optional, and squashed or hand-made images leave it short or long.  Nothing then
    says which entry belongs where, so every layer gets None: a layer is never dropped, nor blamed
    on the wrong step, for lack of history.

    Source:
        OCI image-spec 1.1, config.md, properties `history` and `rootfs`.
    """
    making = [index for index, entry in enumerate(history) if not entry.empty_layer]
    if len(making) != layer_count:
        return (None,) * layer_count
    starts = [0, *(index + 1 for index in making[:-1])] if making else []
    return tuple(
        index if _made_alone(history[start : index + 1]) else None
        for start, index in zip(starts, making, strict=True)
    )


def _made_alone(steps: Sequence[HistoryEntry]) -> bool:
    """
    Whether the last of some steps can have made its layer without the others.

    buildah keeps a stage's whole history and makes one layer of it: the steps that brought files
    in are then said to be empty, and the layer to be from the last, whatever that is.
    """
    *before, last = [instruction_text(step.created_by).partition(" ")[0] for step in steps]
    return last not in _NEVER_A_LAYER and not any(each in _ALWAYS_A_LAYER for each in before)


def build_arguments(history: Sequence[HistoryEntry]) -> list[BuildArgument]:
    """
    Return the build arguments whose values the history holds, in its order.

    From `ARG K=V`, and from the `|N K=V ...` that every builder puts before a command.  A value is
    listed for each step that repeats it.
    """
    found = []
    values: dict[str, str] = {}
    for index, entry in enumerate(history):
        text = _without_noise(entry.created_by)
        pairs: list[tuple[str, str | None]] = []
        if text.startswith("ARG "):
            pairs = list(_declared(text.removeprefix("ARG ").strip()))
        elif match := _ARGUMENTS.match(text):
            pairs = list(_given(text[match.end() :], int(match[1]), values))
        for name, value in pairs:
            values[name] = value or values.get(name, "")
            if value:
                found.append(BuildArgument(history_index=index, name=name, value=value))
    return found


def instruction_text(created_by: str) -> str:
    """
    Return a step as its Dockerfile may have had it, on one line: `RUN rm /app/.env`.

    Build arguments that a builder put before the command are left out.  What the instruction
    itself says stays, so it may hold a secret.
    """
    text = _without_noise(created_by)
    if match := _ARGUMENTS.match(text):
        arguments = text[match.end() :]
        spans = _spans(arguments, int(match[1]), {})
        command = arguments[spans[-1].end :] if spans else arguments
        text = f"RUN {command.strip()}"
    if match := _SHELL.match(text.removeprefix("RUN ")):
        text = "RUN " + text.removeprefix("RUN ")[match.end() :]
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Pair:
    """A `NAME=VALUE` inside a line: where the name starts and where the value starts and ends."""

    name: str
    value_start: int
    end: int


def _without_noise(created_by: str) -> str:
    return _BUILDKIT.sub("", _NO_OPERATION.sub("", created_by.strip(), count=1))


def _declared(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield what `ARG` declares: several names in one line, a value where there is one."""
    starts = list(_NAME.finditer(text))
    bare = text[: starts[0].start()] if starts else text
    for name in bare.split():
        yield name, None
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in zip(starts, ends[: len(starts)], strict=True):
        yield match[1], _unquoted(text[match.end() : end])


def _given(text: str, count: int, values: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    for pair in _spans(text, count, values):
        yield pair.name, text[pair.value_start : pair.end]


def _spans(text: str, count: int, values: Mapping[str, str]) -> list[_Pair]:
    """
    Find the first `count` pairs of `text`.

    `values` has the names that earlier steps declared, with their values where those are known.
    Names that were declared are trusted before what only looks like a name.
    """
    candidates = list(_NAME.finditer(text))
    declared = [match for match in candidates if match[1] in values]
    chosen = declared if len(declared) >= count else candidates
    chosen = chosen[:count]
    if not chosen or chosen[0].start() != 0:
        chosen = candidates[:count]
    pairs = [
        _Pair(match[1], match.end(), following.start())
        for match, following in itertools.pairwise(chosen)
    ]
    if chosen:
        last = chosen[-1]
        known = values.get(last[1], "")
        pairs.append(_Pair(last[1], last.end(), _value_end(text, last.end(), known)))
    return pairs


def _value_end(text: str, start: int, known: str) -> int:
    """Return where the last value ends: where the command starts."""
    if known and text.startswith(f"{known} ", start):
        return start + len(known)
    shell = re.compile(f" (?={_SHELL.pattern})").search(text, start)
    if shell:
        return shell.start()
    space = text.find(" ", start)
    return len(text) if space < 0 else space


def _unquoted(value: str) -> str:
    """Return a value without the quotes that the classic builder keeps around it."""
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
