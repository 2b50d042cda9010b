"""Where results lie, in SARIF's terms: what code scanning accepts and viewers go by."""

from typing import Any, assert_never

from leakscan.model.finding import Finding
from leakscan.model.location import (
    ContextFile,
    ImageField,
    Instruction,
    LayerFile,
    LayerRef,
    Location,
    Region,
)
from leakscan.model.report import Report, Target, TargetKind
from leakscan.reporters.committed import Line, in_repository, line_behind, line_of
from leakscan.reporters.escape import excerpt
from leakscan.reporters.uris import uri
from leakscan.reporters.wording import MAX_NAME, chain, circumstances, place
from leakscan.reporters.wording_steps import step, via

Object = dict[str, Any]

_MAX_RELATED = 20
"""Places listed for one secret; consumers keep 100 at most, and files stay small."""

_MAX_ARTIFACTS = 10_000
_START = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}


class Places:
    """Makes the locations of results, and collects the artifacts that they refer to."""

    def __init__(self, report: Report) -> None:
        self._target = report.target
        self._known: dict[str, int] = {}
        self.artifacts: list[Object] = []
        if report.target.kind is TargetKind.IMAGE:
            self.artifacts.append(_image(report.target))

    def primary(self, finding: Finding) -> Object:
        """Return the one location that consumers go by: a line under version control if any."""
        target = self._target
        behind = (place for place in finding.locations if line_behind(place, target))
        location = next(behind, finding.locations[0])
        line = None if isinstance(location, Instruction) else line_of(finding, target)
        physical = self._at_line(line) if line else self._physical(location)
        return {"physicalLocation": physical, "logicalLocations": [self._logical(location)]}

    def at(self, file: str, line: int) -> Object:
        """Return a line of a file of the context, or its first."""
        return self._at_line(Line(in_repository(file, self._target), line))

    def related(self, finding: Finding) -> list[Object]:
        """Return the exact places, the worst first."""
        return [
            {
                "id": number,
                "message": {"text": plain(f"{place(location)}: {circumstances(location)}")},
                "physicalLocation": self._physical(location),
            }
            for number, location in enumerate(finding.locations[:_MAX_RELATED], start=1)
        ]

    def code_flows(self, finding: Finding) -> list[Object]:
        """Return how a file came into the image: instruction, layer, file, and who removed it."""
        for location in finding.locations:
            if isinstance(location, LayerFile) and line_behind(location, self._target):
                flow = [{"location": each} for each in self._flow(location)]
                return [{"threadFlows": [{"locations": flow}]}]
        return []

    def _flow(self, location: LayerFile) -> list[Object]:
        inside = self._physical(location)
        layer = location.layer
        total = f" of {layer.count}" if layer.count else ""
        built = [
            (self._at_line(Line(in_repository(stage.dockerfile, self._target), line)), via(stage))
            for stage in reversed(location.introduced_by.via if location.introduced_by else ())
            for line in stage.lines[:1]
            if stage.dockerfile
        ]
        flow = [
            (inside, f"layer {layer.index + 1}{total}, {excerpt(layer.diff_id, MAX_NAME)}"),
            (inside, f"{place(location)}: {circumstances(location)}"),
        ]
        for index, made_by in ((0, location.introduced_by), (3, location.removed_by)):
            if made_by is not None and made_by.line is not None:
                file = in_repository(made_by.dockerfile or "Dockerfile", self._target)
                flow.insert(index, (self._at_line(Line(file, made_by.line)), step(made_by)))
        return [
            {"physicalLocation": physical, "message": {"text": plain(text)}}
            for physical, text in (*built, *flow)
        ]

    def _physical(self, location: Location) -> Object:
        match location:
            case LayerFile():
                name, region = location.path, _region(location.region)
                parent = self._layer(location.layer)
            case ImageField():
                # By name, for a position changes when another variable is added before it.
                name, region = f"{location.kind}/{location.key or location.path}", _START
                parent = 0
            case ContextFile() | Instruction():
                name, region = in_repository(location.path, self._target), _region(location.region)
                parent = -1
            case _:
                assert_never(location)
        if isinstance(location, LayerFile | ContextFile) and location.inner:
            region = _START  # the region counts in the innermost content, the name is the outermost
        return {"artifactLocation": self._artifact(uri(name), parent), "region": dict(region)}

    def _at_line(self, line: Line) -> Object:
        number = max(1, line.number)
        length = len(line.text.partition("\n")[0].rstrip()) or 1
        return {
            "artifactLocation": self._artifact(uri(line.file), -1),
            "region": {**_START, "startLine": number, "endLine": number, "endColumn": length + 1},
        }

    def _artifact(self, name: str, parent: int) -> Object:
        if self._target.kind is TargetKind.CONTEXT:
            return {"uri": name}  # nothing is nested: a list would say nothing more
        nested = {"parentIndex": parent} if parent >= 0 else {}
        index = self._index({"location": {"uri": name}, **nested})
        return {"uri": name} if index is None else {"uri": name, "index": index}

    def _layer(self, layer: LayerRef) -> int:
        text = f"layer {layer.index + 1}" if layer.index >= 0 else "blob that no manifest names"
        artifact = {"description": {"text": text}, "parentIndex": 0, **_hashes(layer.diff_id)}
        return self._index(artifact) or 0

    def _index(self, artifact: Object) -> int | None:
        """Return the position of an artifact in the list, which holds each once; None if full."""
        key = repr(artifact)
        if key not in self._known:
            if len(self.artifacts) >= _MAX_ARTIFACTS:
                return None
            self._known[key] = len(self.artifacts)
            self.artifacts.append(artifact)
        return self._known[key]

    def _logical(self, location: Location) -> Object:
        match location:
            case LayerFile():
                names = [f"layer {location.layer.index + 1}", *chain(location)]
                kind = "resource"
            case ImageField():
                names, kind = [location.path], "variable"
            case ContextFile():
                names, kind = list(chain(location)), "resource"
            case Instruction():
                names, kind = [location.path, location.instruction], "resource"
            case _:
                assert_never(location)
        shown = [excerpt(name, MAX_NAME) for name in (self._target.name, *names)]
        return {"name": shown[-1], "fullyQualifiedName": "!".join(shown), "kind": kind}


def plain(text: str) -> str:
    """Return visible text without what SARIF viewers would turn into a link."""
    return text.replace("](", "] (")


def _region(region: Region | None) -> Object:
    if region is None:
        return _START
    line, column = max(1, region.start_line), max(1, region.start_column)
    end_line = max(line, region.end_line)
    end_column = max(1 if end_line > line else column + 1, region.end_column)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _image(target: Target) -> Object:
    text = f"image {excerpt(target.name, MAX_NAME)} ({excerpt(target.source, MAX_NAME)})"
    return {"description": {"text": text}, "roles": ["analysisTarget"], **_hashes(target.digest)}


def _hashes(digest: str) -> Object:
    algorithm, _, value = digest.partition(":")
    return {"hashes": {"sha-256": value}} if algorithm == "sha256" and value.isalnum() else {}
