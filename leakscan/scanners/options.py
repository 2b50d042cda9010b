"""What the user asked of a scan, apart from its target."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from leakscan.detection.seal import Following
from leakscan.detection.user_rules import UserRules
from leakscan.engine.executor import Stop
from leakscan.model.rule import Confidence, Severity
from leakscan.streams.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a scan has come."""

    done_bytes: int
    total_bytes: int
    """0: not known yet."""
    what: str
    """`reading`, `layer 3 of 7`, `files`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """Options that both scanners take."""

    jobs: int = 1
    """Worker processes at the most."""
    min_confidence: Confidence = Confidence.LIKELY
    min_severity: Severity = Severity.LOW
    show_secrets: bool = False
    user_rules: UserRules = field(default_factory=UserRules)
    """What a configuration adds to the rules, and what it allows."""
    following: Following | None = None
    """What a baseline follows values by."""
    today: date | None = None
    """By which dates are judged that excuse a finding; None: none has passed."""
    cache_dir: Path | None = None
    """Where compiled patterns are kept; None: nowhere."""
    temp_dir: Path
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[Progress], None] | None = None
    stop: Stop = field(default_factory=Stop)
    """Ends the scan early, from another thread: the report then says what was not searched."""
