"""Tokens of Python's package index."""

from leakscan.detection.facts import BASE64URL, Issuer
from leakscan.detection.validators.tokens import pypi
from leakscan.model.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    Issuer(
        "Python Package Index",
        "https://packaging.python.org/en/latest/specifications/pypirc/",
        "Remove it under the account's API tokens, and look for files that you did not upload.",
    ).token(
        "pypi-api-token",
        "PyPI API token",
        "pypi-AgE",
        BASE64URL * (70, 1000),
        severity=Severity.CRITICAL,
        proof=pypi,
        examples=("{pypi}",),
        counter_examples=("pypi-AgE{base64url:40}",),
    ),
)
