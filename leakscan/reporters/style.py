"""How a report is to look, as the command line asks for it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a reporter may decide by, besides the report itself."""

    color: bool = False
    """Whether the reader is a terminal that shows colours."""
    width: int = 80
    """Columns of the reader's screen; below 60 counts as 60."""
    show_suppressed: bool = False
    """Whether suppressed findings are listed, too; they are counted in any case."""
    category: str = ""
    """What tells this run from others of the same commit (SARIF); empty: left to the uploader."""
    now: datetime | None = None
    """When the report is written, for formats that demand it; None: they say 1970."""
    commit: str = ""
    """The commit at hand, for formats that demand it; empty: they say forty zeros."""
