"""Passwords, secrets, tokens and keys assigned to names that say so, in any dialect."""

from leakscan.detection.assignments import recogniser

RECOGNISERS = recogniser.RECOGNISERS
