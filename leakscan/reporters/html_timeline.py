"""
The life of each secret, drawn over the steps that made an image.

A thick line goes from the instruction that brought a secret in to the one that hid it; a dashed one
goes on from there, since the bytes are still in the image.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, LayerFile, Location, Step
from leakscan.model.report import ImageSteps, Report
from leakscan.reporters.html_text import code, element, text
from leakscan.reporters.wording import place, step

_MAX_ROWS = 200
_MAX_STEPS = 200
_MAX_IMAGES = 8
_LABEL = 300
"""Room for the secrets' names, in pixels."""
_COLUMN, _ROW, _TOP = 34, 26, 30


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
    """Yield a drawing and the list of steps for each image of a report."""
    for image in report.images[:_MAX_IMAGES]:
        if not image.steps:
            continue
        steps = image.steps[:_MAX_STEPS]
        lives = list(_lives(report.findings, image, steps))[:_MAX_ROWS]
        name = " ".join(filter(None, (image.name, image.platform)))
        yield element("h3", f"Steps of {text(name) or 'the image'}")
        if lives:
            yield element(
                "div",
                _drawing(lives, len(steps)),
                class_="scroll",
                tabindex="0",
                role="region",
                aria_label=f"Timeline of {name}",
            )
        yield element("ol", "".join(map(_line, steps)), class_="steps")
        if len(image.steps) > len(steps):
            yield element("p", f"and {len(image.steps) - len(steps):,} more steps")
    if len(report.images) > _MAX_IMAGES:
        yield element("p", f"and {len(report.images) - _MAX_IMAGES:,} more images")


def _lives(
    findings: Sequence[Finding], image: ImageSteps, steps: Sequence[Step]
) -> Iterator[_Life]:
    for number, finding in enumerate(findings, start=1):
        for location in finding.locations:
            if not isinstance(location, LayerFile | ImageField) or not _of(location, image):
                continue
            start = _position(location.introduced_by, steps)
            if start is None:
                continue
            removed = location.removed_by if isinstance(location, LayerFile) else None
            yield _Life(number, finding, location, start, _position(removed, steps))
            break


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


def _drawing(lives: Sequence[_Life], count: int) -> str:
    width = _LABEL + count * _COLUMN + 20
    height = _TOP + len(lives) * _ROW + 10
    parts = [element("title", "When each secret came into the image, and when it was hidden")]
    for index in range(count):
        x = _x(index)
        parts.append(element("line", class_="grid", x1=x, x2=x, y1=_TOP - 6, y2=height - 4))
        parts.append(element("text", str(index + 1), class_="axis", x=x - 5, y=_TOP - 12))
    parts += [_row(life, row, count) for row, life in enumerate(lives)]
    return element(
        "svg",
        "".join(parts),
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="group",
    )


def _row(life: _Life, row: int, count: int) -> str:
    y = _TOP + row * _ROW + 12
    finding = life.finding
    severity = f"s-{finding.severity.label}"
    end = count - 1 if life.end is None else life.end
    label = text(place(life.location), 36)
    drawn = element("text", label, x=8, y=y + 4)
    drawn += element(
        "line",
        class_=f"life {severity}",
        x1=_x(life.start),
        x2=max(_x(end), _x(life.start) + 6),
        y1=y,
        y2=y,
    )
    drawn += element("circle", class_=severity, cx=_x(life.start), cy=y, r=7)
    if life.end is not None:
        drawn += element("line", class_="after", x1=_x(end), x2=_x(count - 1) + 12, y1=y, y2=y)
    until = "visible to the end" if life.end is None else f"hidden by step {life.end + 1}"
    said = f"{finding.title}: brought in by step {life.start + 1}, {until}"
    link = element("a", element("title", text(said)) + drawn, href=f"#f{life.number}")
    return element("g", link, data_severity=finding.severity.label, data_of=f"f{life.number}")


def _x(index: int) -> int:
    return _LABEL + index * _COLUMN + 10


def _line(made_by: Step) -> str:
    said = step(made_by) or "(not recorded)"
    layer = "" if made_by.layer_index is None else f" layer {made_by.layer_index + 1}"
    return element("li", code(said) + text(layer), class_="base" if made_by.base else None)
