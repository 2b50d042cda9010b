"""
Reports: one file per format in `formats`, each with `render(report, style)`, and what they share.

A format opens by adding a file there, named as `--format` spells it; nothing else needs to know it.
What `render` returns can be written as UTF-8: names that are no text are escaped, whatever the
target called its files.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from leakscan.reporters import formats
from leakscan.reporters.style import Style

if TYPE_CHECKING:
    from leakscan.model.report import Report

__all__ = ["FORMATS", "Render", "Style"]

Render = Callable[["Report", Style], str]


class _Formats(Mapping[str, Render]):
    """Imports a format when it is asked for: one run prints in one or two of them."""

    def __init__(self) -> None:
        self._names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, name: str) -> Render:
        if name not in self._names:
            raise KeyError(name)
        return cast("Render", import_module(f"{formats.__name__}.{name}").render)


FORMATS: Mapping[str, Render] = _Formats()
"""Every format by the name that `--format` takes, in alphabetical order."""
