"""Passwords, secrets, tokens and keys handed to names that say so, in any dialect."""

from leakscan.detection.assignments import commands, inserts, kubernetes, recogniser

RECOGNISERS = (
    recogniser.RECOGNISERS + commands.RECOGNISERS + inserts.RECOGNISERS + kubernetes.RECOGNISERS
)
