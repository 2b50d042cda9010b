"""No rules of their own: what is encoded is found by the rules for what it stands for."""

from leakscan.detection.views import RECOGNISERS

__all__ = ["RECOGNISERS"]
