"""Rules for passwords that stand between two texts on a line of a program's own files."""

from leakscan.detection.validators.places import password
from leakscan.model.rule import Proof, Rule, Severity

LINE = rb"(?:^|[\n\x00])[ \t]{0,8}"
"""Where a line begins, for patterns and anchors alike."""
END = rb"[ \t]{0,8}(?=\r?\n|\Z)"
"""Where a line ends."""


def line_password(
    rule_id: str,
    title: str,
    issuer: str,
    before: bytes,
    after: bytes = END,
    *,
    example: str,
    counter_example: str,
    reference: str,
    value: bytes = rb"[^\s\"'<]{4,96}",
    proof: Proof = password,
    severity: Severity = Severity.HIGH,
) -> Rule:
    """
    Return the rule for the `value` between `before`, which has no look-around, and `after`.

    `proof` judges the value; a placeholder or a reference in its place is none.
    """
    return Rule(
        id=rule_id,
        title=title,
        issuer=issuer,
        severity=severity,
        anchor=before + value.partition(b"{")[0] + b"{3}",
        pattern=before + rb"(?P<secret>" + value + rb")" + after,
        caseless=True,
        max_length=320,
        proof=proof,
        chosen=True,
        examples=(example,),
        counter_examples=(counter_example,),
        reference=reference,
        remediation="Change it there, and keep files with secrets out of what is built.",
    )
