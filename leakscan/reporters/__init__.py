"""
Reports: one file per format, each with `NAME` and `render(report, style)`.

A format opens by adding a file here; nothing else needs to know it.  What `render` returns can be
written as UTF-8: names that are no text are escaped, whatever the target called its files.
"""

import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from leakscan.model.report import Report
from leakscan.reporters.style import Style

__all__ = ["FORMATS", "Render", "Style"]

Render = Callable[[Report, Style], str]


def _discover() -> dict[str, Render]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {module.NAME: module.render for module in modules if hasattr(module, "NAME")}


FORMATS: Mapping[str, Render] = MappingProxyType(_discover())
"""Every format by the name that `--format` takes, in alphabetical order."""
