"""
The line under version control that a finding comes from: where people can read and change it.

Alerts, annotations and widgets are shown there.  Lines are never hashed here: a line's hash gives
short values away to whoever sees it.
"""

from dataclasses import dataclass

from leakscan.model.finding import Finding
from leakscan.model.location import (
    ContextFile,
    Deciding,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Step,
)
from leakscan.model.report import Report, Target, TargetKind


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a Dockerfile or an ignore file."""

    file: str
    """As seen from the working directory, which uploads take for the repository's root."""
    number: int
    text: str = ""


def line_behind(location: Location, target: Target) -> Line | None:
    """Return the line that made a place what it is, if it is known."""
    match location:
        case LayerFile(introduced_by=Step(line=int(line), dockerfile=file)):
            return Line(in_repository(file or _dockerfile(target), target), max(1, line))
        case ImageField(introduced_by=Step(line=int(line), dockerfile=file)):
            return Line(in_repository(file or _dockerfile(target), target), max(1, line))
        case ContextFile(decided_by=(Deciding() as first, *_)):
            return Line(in_repository(first.file, target), max(1, first.line), first.text)
        case _:
            return None


def line_of(finding: Finding, target: Target) -> Line | None:
    """
    Return the line to show a finding at.

    A Dockerfile's own text is its own line.  A file that no line decided about is shown at the
    Dockerfile, too, or where there is none at the ignore file, which may have to be made: nothing
    says that the file itself is under version control, and services hash the lines they show.
    """
    for location in finding.locations:
        if line := line_behind(location, target):
            return line
    worst = finding.locations[0]
    if isinstance(worst, Instruction):
        number = worst.region.start_line if worst.region else 1
        return Line(in_repository(worst.path, target), max(1, number))
    if target.kind is TargetKind.CONTEXT:
        file = target.dockerfile or target.ignore_file or ".dockerignore"
        return Line(in_repository(file, target), 1)
    return None


def in_repository(path: str, target: Target) -> str:
    """Return a path of a context as seen from the working directory."""
    root = target.name if target.kind is TargetKind.CONTEXT else ""
    outside = path.startswith(("/", "../")) or root.startswith("/") or ".." in root.split("/")
    return path if outside or not root else f"{root}/{path}"


def fallback_path(finding: Finding, report: Report) -> str:
    """Return a path for formats that demand one, where no line is known: the place's own."""
    location = finding.locations[0]
    if isinstance(location, ImageField):
        # By name, for a position changes when another variable is added before it.
        return f"{location.kind}/{location.key or location.path}"
    return in_repository(location.path, report.target)


def _dockerfile(target: Target) -> str:
    return target.dockerfile or "Dockerfile"
