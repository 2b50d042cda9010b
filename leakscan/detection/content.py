"""What detection looks at: bytes with a name, whole or as a window of something larger."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    One file or field, or a window of a file too large to hold.

    Offsets of hits and candidates count from the start of `data`; `origin` maps them to the file.
    """

    data: bytes
    name: str
    """Path of the file, or of the field (`config.Env[3]`): decides the dialect, never a verdict."""
    origin: int = 0
    """Offset of `data[0]` in the whole content."""
    lines_before: int = 0
    """Newlines in the content before `data[0]`."""
    key: str = ""
    """For a decoded value: the name it has (`DB_PASSWORD`); `data` is then the value alone."""


@dataclass(frozen=True, slots=True)
class View:
    """What a stretch of a content stands for."""

    data: bytes
    span: Span
    """Of the encoded stretch."""
    told: str
    """How it is written: `written in base64`."""
    outer: Callable[[Span], Span]
    """Takes a span of `data`; returns that of the bytes which encode it."""


Confirm = Callable[[Content, int], Iterable[Candidate]]
"""
Takes a content and the end offset of an anchor's match in `data`; gives the candidates there.

Pure and bounded: looks at no more than `reach` bytes on either side.  Spans count from the start
of `data`.  May give the same candidate for several hits; equal ones are joined by the caller.
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an anchor's match came to nothing: for people who ask, without the value."""

    rule_id: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Files:
    """Files by their names."""

    pattern: re.Pattern[str]
    """Searched in the path."""
    words: tuple[str, ...]
    """
    Lower-case texts, one of which is in every path that fits, in any case.

    There are hundreds of thousands of paths, and an expression takes ten times as long.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """Anchors that announce something, and the code that looks closely."""

    rules: tuple[Rule, ...]
    """Every rule that its candidates may carry; the more specific of two overlapping wins."""
    anchors: tuple[bytes, ...] = ()
    """Hyperscan expressions without look-around, ending where the last byte is certain."""
    files: Files | None = None
    """
    The files that are confirmed whatever they hold, once for each window.

    For what nothing but the name of its file tells apart: no anchor would do.
    """
    literals: tuple[bytes, ...] = ()
    """
    Lower-case ASCII texts, one of which is in every match of every anchor, in any case.

    Empty: unknown.  Without Hyperscan, content that holds none of them is passed over.
    """
    plain_anchors: bool = False
    """Whether the anchors are such that `literals.of` works the literals out when asked."""
    caseless: bool = False
    reach: int = 4096
    """Bytes on either side of a hit's end that `confirm` may need."""
    confirm: Confirm
    block: int = 0
    """
    Not 0: of the hits that end in one block of so many bytes of the content, only
    the first is confirmed, because `confirm` gives the same for all of them.
    """
    doubts: Callable[[Content, int], Iterable[Doubt]] | None = None
    """Takes what `confirm` takes, and says why it gave nothing there; None: it cannot say."""
    specific: int = 0
    """Who wins when candidates overlap with equal confidence: the greater."""
    decode: Callable[[Content, int], Iterable[View]] | None = None
    """For what stands for other text: as `confirm`, giving what is to be searched as well."""
