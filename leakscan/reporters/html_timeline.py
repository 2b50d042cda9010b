"""
The life of each secret, drawn over the steps that made an image.

A thick line goes from the instruction that brought a secret in to the one that hid it; a dashed one
goes on from there, since the bytes are still in the image.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, LayerFile, Location, Step
from leakscan.model.report import ImageSteps, Report
from leakscan.reporters.html_text import code, element, text
from leakscan.reporters.wording import counted, place
from leakscan.reporters.wording_steps import step

_MAX_ROWS = 200
_MAX_STEPS = 200
_MAX_IMAGES = 8
_WIDTH = 660
"""Of a drawing whose steps fit into it, in pixels."""
_NARROWEST, _WIDEST = 30, 110
"""Columns, one a step."""
_ROW, _TOP, _LEFT, _RIGHT = 40, 30, 14, 30
_MAX_LABEL = 80


@dataclass(frozen=True, slots=True)
class _Life:
    number: int
    """Of the finding, counted from 1."""
    finding: Finding
    location: Location
    start: int
    end: int | None
    """The step that hid it; None: it is visible to the end."""


def timelines(report: Report) -> Iterator[str]:
    """Yield a list of the steps and a drawing for each image of a report; for equal ones once."""
    drawn: dict[tuple[tuple[Step, ...], tuple[_Life, ...]], list[str]] = {}
    for image in report.images[:_MAX_IMAGES]:
        if image.steps:
            lives = tuple(_lives(report.findings, image, image.steps[:_MAX_STEPS]))
            names = drawn.setdefault((image.steps, lives), [])
            names.append(" ".join(filter(None, (image.name, image.platform))))
    for (steps, lives), names in drawn.items():
        yield from _timeline(", ".join(filter(None, names)), steps, lives)
    if len(report.images) > _MAX_IMAGES:
        yield element("p", f"and {len(report.images) - _MAX_IMAGES:,} more images")


def _timeline(name: str, steps: Sequence[Step], lives: Sequence[_Life]) -> Iterator[str]:
    shown = steps[:_MAX_STEPS]
    yield element("h3", f"Steps of {text(name) or 'the image'}")
    yield element("ol", "".join(_listed(shown, lives)), class_="steps")
    if len(steps) > len(shown):
        yield element("p", f"and {len(steps) - len(shown):,} more steps")
    if lives:
        yield element("p", "Thick: visible. Dashed: hidden, and still in the image.")
        yield element(
            "div",
            _drawing(lives[:_MAX_ROWS], shown),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=f"Timeline of {name}",
        )
    if len(lives) > _MAX_ROWS:
        yield element("p", f"Only the first {_MAX_ROWS:,} of {len(lives):,} are drawn.")


def _lives(
    findings: Sequence[Finding], image: ImageSteps, steps: Sequence[Step]
) -> Iterator[_Life]:
    """Yield a life for each finding: from its first place to the end of its last."""
    for number, finding in enumerate(findings, start=1):
        places = [
            (start, end, location)
            for location in finding.locations
            if isinstance(location, LayerFile | ImageField) and _of(location, image)
            for start, end in (_span(location, steps),)
            if start is not None
        ]
        if places:
            start, _, first = min(places, key=lambda each: each[0])
            ends = [end for _, end, _ in places if end is not None]
            hidden = max(ends) if len(ends) == len(places) else None
            yield _Life(number, finding, first, start, hidden)


def _span(location: LayerFile | ImageField, steps: Sequence[Step]) -> tuple[int | None, int | None]:
    """Return the steps that brought a place in and that hid it; None: not known, or none."""
    removed = location.removed_by if isinstance(location, LayerFile) else None
    return _position(location.introduced_by, steps), _position(removed, steps)


def _of(location: LayerFile | ImageField, image: ImageSteps) -> bool:
    return location.image == image.name and image.platform in location.platforms


def _position(made_by: Step | None, steps: Sequence[Step]) -> int | None:
    if made_by is None:
        return None
    for index, each in enumerate(steps):
        if made_by.history_index is not None and made_by.history_index == each.history_index:
            return index
        if made_by.layer_index is not None and made_by.layer_index == each.layer_index:
            return index
    return None


def _drawing(lives: Sequence[_Life], steps: Sequence[Step]) -> str:
    column = max(_NARROWEST, min(_WIDEST, _WIDTH // len(steps)))
    columns = [_LEFT + index * column for index in range(len(steps))]
    width, height = columns[-1] + max(column, _RIGHT), _TOP + len(lives) * _ROW + 10
    width = max(width, _WIDTH)
    parts = [element("title", "When each secret came into the image, and when it was hidden")]
    for x, number, made_by in zip(columns, range(1, len(steps) + 1), steps, strict=True):
        parts.append(element("line", class_="grid", x1=x, x2=x, y1=_TOP - 6, y2=height - 4))
        named = element("title", text(step(made_by))) + str(number)
        parts.append(element("text", named, class_="axis", x=x - 5, y=_TOP - 12))
    parts += [_row(life, _TOP + row * _ROW, columns) for row, life in enumerate(lives)]
    return element(
        "svg",
        "".join(parts),
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="group",
    )


def _row(life: _Life, top: int, columns: Sequence[int]) -> str:
    y = top + 27
    finding = life.finding
    severity = f"s-{finding.severity.label}"
    start = columns[life.start]
    end = columns[-1] if life.end is None else columns[life.end]
    drawn = element("text", text(place(life.location), _MAX_LABEL), x=8, y=top + 14)
    drawn += element(
        "line", class_=f"life {severity}", x1=start, x2=max(end, start + 6), y1=y, y2=y
    )
    drawn += element("circle", class_=severity, cx=start, cy=y, r=7)
    if life.end is not None:
        drawn += element("line", class_="after", x1=end, x2=columns[-1] + 12, y1=y, y2=y)
    until = "visible to the end" if life.end is None else f"hidden by step {life.end + 1}"
    said = f"{finding.title}: brought in by step {life.start + 1}, {until}"
    link = element("a", element("title", text(said)) + drawn, href=f"#f{life.number}")
    return element("g", link, data_severity=finding.severity.label, data_of=f"f{life.number}")


def _listed(steps: Sequence[Step], lives: Sequence[_Life]) -> Iterator[str]:
    """Yield the steps, each with how many secrets it brought in and hid."""
    brought = Counter(life.start for life in lives)
    hidden = Counter(life.end for life in lives)
    for index, made_by in enumerate(steps):
        said = [] if made_by.layer_index is None else [f"layer {made_by.layer_index + 1}"]
        if brought[index]:
            said.append(f"<b>brought in {counted(brought[index], 'secret')}</b>")
        if hidden[index]:
            said.append(f"<b>hid {counted(hidden[index], 'secret')}</b>")
        command = code(step(made_by) or "(not recorded)")
        yield element("li", f"{command} {', '.join(said)}", class_="base" if made_by.base else None)
