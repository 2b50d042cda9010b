"""
Files that hold others: one file per format, each with a `FORMAT`.

A format opens by adding a file here; nothing else needs to know it.
"""

import pkgutil
from functools import cache
from importlib import import_module

from leakscan.streams.format import Sniffer


@cache
def sniffer() -> Sniffer:
    """Return what recognises every format of this package."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return Sniffer(module.FORMAT for module in modules if hasattr(module, "FORMAT"))
