"""
Regular expressions that are compiled when they are first used.

There are hundreds, one run has use for a few, and all of them together take longer to compile than
most scans.
"""

import re
from functools import cached_property
from typing import AnyStr, Generic, cast


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """
    Return what `re.compile` does, for its methods and attributes.

    NOTE: functions of `re` take no such object in the place of a pattern.
    """
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))


class _Expression(Generic[AnyStr]):
    """Gives what the compiled expression gives, and keeps it: the next look finds it here."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self._pattern, self._flags)
