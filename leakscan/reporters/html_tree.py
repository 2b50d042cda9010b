"""The files of a context that hold secrets, as a tree under how far the build carries them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.model.location import ContextFile, Instruction, Reach
from leakscan.model.report import Report
from leakscan.reporters.html_text import code, element, text
from leakscan.reporters.wording import circumstances
from leakscan.reporters.wording_steps import decided

_MAX_FILES = 2000
_MAX_DEPTH = 12


@dataclass(slots=True)
class _Node:
    folders: dict[str, "_Node"] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    """By name: list items, one a finding."""


def tree(report: Report) -> Iterator[str]:
    """Yield a tree for each reach that has findings, the worst reach first."""
    roots: dict[Reach, _Node] = {}
    said: dict[Reach, str] = {}
    listed = 0
    for number, finding in enumerate(report.findings, start=1):
        for location in finding.locations:
            if not isinstance(location, ContextFile | Instruction) or listed >= _MAX_FILES:
                continue
            listed += 1
            said.setdefault(location.reach, circumstances(location))
            *folders, name = location.path.split("/")[-_MAX_DEPTH:]
            node = roots.setdefault(location.reach, _Node())
            for folder in folders:
                node = node.folders.setdefault(folder, _Node())
            because = "; ".join(decided(line) for line in location.decided_by[:2])
            link = element("a", text(finding.title), href=f"#f{number}")
            item = element(
                "li",
                f"{link} {code(because) if because else ''}",
                data_severity=finding.severity.label,
                data_of=f"f{number}",
            )
            node.files.setdefault(name, []).append(item)
    for reach in Reach:
        if reach in roots:
            head = f"<b>{text(reach.value)}</b>: {text(said[reach])}"
            yield element("details", element("summary", head) + _list(roots[reach]), open="")
    if listed >= _MAX_FILES:
        yield element("p", f"Only the first {_MAX_FILES:,} places are drawn.")


def _list(node: _Node) -> str:
    items = [
        element("li", f"{code(f'{name}/')}{_list(folder)}")
        for name, folder in sorted(node.folders.items(), key=lambda pair: pair[0])
    ]
    items += [
        element("li", code(name) + element("ul", "".join(found)))
        for name, found in sorted(node.files.items(), key=lambda pair: pair[0])
    ]
    return element("ul", "".join(items), class_="tree")
