"""
BuildKit's provenance: which line of which Dockerfile made each layer.

Its digests are those of the build; an exporter that compresses anew or moves times changes them
afterwards.  So layers are told apart by their position in the chain, not by their digests.

Source: BuildKit docs/attestations/slsa-definitions.md; solver/llbsolver/provenance/types.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakscan.images.documents import Json

_BUILDKIT_V02 = "https://mobyproject.org/buildkit@v1#metadata"
_BUILD_ARGUMENT = "build-arg:"


@dataclass(frozen=True, slots=True)
class AttestedStep:
    """One step whose result has layers."""

    chain: tuple[str, ...]
    """Digests of all layers up to and with the step's own, oldest first, as they were built."""
    file: str
    """The Dockerfile; empty for a step that none made: the base image."""
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a build says of itself."""

    file: str = ""
    """The Dockerfile as the builder calls it."""
    dockerfile: bytes = b""
    """Its text; empty when the provenance leaves it out (`mode=min`)."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Build arguments, by name."""
    target: str = ""
    steps: tuple[AttestedStep, ...] = ()

    def layers(self, digests: Sequence[str]) -> tuple[AttestedStep | None, ...]:
        """
        Return the step that made each layer of an image, given their digests, oldest first.

        None for a layer of which it does not say.  All of them are None when two builds, or none,
        could be meant.
        """
        unknown = (None,) * len(digests)
        whole = {step.chain for step in self.steps if len(step.chain) == len(digests)}
        if tuple(digests) in whole:
            whole = {tuple(digests)}
        if len(whole) != 1:
            return unknown
        (chain,) = whole
        by_length = {
            len(step.chain): step
            for step in reversed(self.steps)
            if step.chain == chain[: len(step.chain)]
        }
        found = [by_length.get(count) for count in range(1, len(digests) + 1)]
        # A base image's chain is listed whole, under the step that fetched it.
        lowest = by_length[min(by_length)]
        below = len(lowest.chain) if lowest.line is None else 1
        return (*(lowest,) * below, *found[below:]) if found[below - 1] is lowest else tuple(found)


def read_provenance(statement: Json) -> Provenance | None:
    """Return what a statement says of the build; None when it is no provenance of BuildKit's."""
    predicate = _get(statement, "predicate")
    if not isinstance(predicate, dict):
        return None
    request = _get(predicate, "buildDefinition", "externalParameters", "request")
    metadata = _get(predicate, "runDetails", "metadata", "buildkit_metadata")
    if request is None and metadata is None:
        request = _get(predicate, "invocation", "parameters")
        metadata = _get(predicate, "metadata", _BUILDKIT_V02)
    if request is None and metadata is None:
        return None
    infos = _infos(_get(metadata, "source", "infos"))
    arguments = _arguments(request)
    first = infos[0] if infos else ("", b"")
    return Provenance(
        file=first[0],
        dockerfile=first[1],
        arguments=tuple(
            (name.removeprefix(_BUILD_ARGUMENT), value)
            for name, value in arguments.items()
            if name.startswith(_BUILD_ARGUMENT)
        ),
        target=arguments.get("target", ""),
        steps=tuple(_steps(metadata, infos)),
    )


def _arguments(request: Json) -> dict[str, str]:
    # Where the frontend built on behalf of another one, what was asked for stands below `root`.
    for found in (_get(request, "root", "request", "args"), _get(request, "args")):
        if isinstance(found, dict):
            return {name: value for name, value in found.items() if isinstance(value, str)}
    return {}


def _infos(infos: Json) -> list[tuple[str, bytes]]:
    """Return name and text of each source file; a part that is none keeps its place."""
    found = []
    for info in infos if isinstance(infos, list) else ():
        name, data = _get(info, "filename"), _get(info, "data")
        try:
            text = b64decode(data, validate=True) if isinstance(data, str) else b""
        except (binascii.Error, ValueError):
            text = b""
        found.append((name if isinstance(name, str) else "", text))
    return found


def _steps(metadata: Json, infos: list[tuple[str, bytes]]) -> Iterator[AttestedStep]:
    layers = _get(metadata, "layers")
    for output, chains in layers.items() if isinstance(layers, dict) else ():
        step = output.partition(":")[0]
        file, line = _line(_get(metadata, "source", "locations", step), infos)
        for chain in chains if isinstance(chains, list) else ():
            digests = [_get(each, "digest") for each in chain] if isinstance(chain, list) else []
            texts = tuple(each for each in digests if isinstance(each, str))
            if texts and len(texts) == len(digests):
                yield AttestedStep(texts, file, line)


def _line(step: Json, infos: list[tuple[str, bytes]]) -> tuple[str, int | None]:
    """Return the first line of a step, which may have several ranges, one for each of its lines."""
    locations = _get(step, "locations")
    if not isinstance(locations, list) or len(locations) != 1:
        return "", None
    (location,) = locations
    source = _get(location, "sourceIndex")
    index = source if isinstance(source, int) else 0
    ranges = _get(location, "ranges")
    starts = [_get(each, "start", "line") for each in (ranges if isinstance(ranges, list) else ())]
    lines = [line for line in starts if isinstance(line, int) and line > 0]
    if not lines or not 0 <= index < len(infos):
        return "", None
    return infos[index][0] or "Dockerfile", min(lines)


def _get(value: Json, *keys: str) -> Json:
    """Return what lies at a path of keys; None when there is nothing, or no object on the way."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
