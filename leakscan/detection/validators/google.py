"""Judgement on Google's API keys, some of which are in every copy of a public client."""

from leakscan.detection.entropy import shannon
from leakscan.detection.filters import drop_reason
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import DROPPED, likely
from leakscan.model.rule import Verdict


def api_key(secret: bytes) -> Verdict:
    """Judge `AIza...`: there is no checksum, but the keys of Google's own clients are known."""
    if shannon(secret) < 3.8 or drop_reason(secret):
        return DROPPED
    return published(secret) or likely()
