"""Symbolic links of a context: sent as they are, name and target, and never followed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakscan.context.links import leads_out
from leakscan.context.prediction import PredictedFile
from leakscan.context.tree import Directory, Symlink, find
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.model.finding import Detection
from leakscan.model.location import Reach
from leakscan.model.rule import Confidence

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is not ignored."""

    file: PredictedFile
    target: str


def links_of(files: Sequence[PredictedFile], tree: Directory) -> tuple[Link, ...]:
    """Return the links among the files of a tree."""
    listed = [file for file in files if file.kind == "symlink" and file.reach is not Reach.IGNORED]
    nodes = [(file, find(tree, file.path)) for file in listed]
    return tuple(Link(file, node.target) for file, node in nodes if isinstance(node, Symlink))


def in_targets(detector: Detector, links: Sequence[Link]) -> Iterator[tuple[Link, Detection]]:
    """Yield what the targets give away: a target is all that a link holds."""
    links = [link for link in links if "\n" not in link.target]
    targets = "\n".join(link.target for link in links).encode("utf-8", "surrogateescape")
    for detection in detector.detect(Content(data=targets, name="link targets")):
        if detection.region is not None and detection.confidence >= Confidence.LIKELY:
            yield links[detection.region.start_line - 1], detection


def notes_on_links(links: Sequence[Link]) -> Iterator[str]:
    """Yield a note on the links that lead out of the context, if any do."""
    out = [link for link in links if leads_out(link.file.path, link.target)]
    if out:
        shown = ", ".join(f"{link.file.path!r} -> {link.target!r}" for link in out[:_SHOWN])
        more = ", ..." if len(out) > _SHOWN else ""
        count = "1 symbolic link leads" if len(out) == 1 else f"{len(out)} symbolic links lead"
        yield f"{count} out of the context, and what is there was not read: {shown}{more}"
