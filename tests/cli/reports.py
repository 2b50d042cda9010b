"""Small reports for the tests of the command line."""

from leakscan.model.finding import Finding, Skipped
from leakscan.model.location import ContextFile, Reach, Region, Span
from leakscan.model.report import Report, Target, TargetKind, Tool
from leakscan.model.rule import Confidence, Rule, Severity

RULE = Rule(
    id="test-token",
    title="Test token",
    issuer="Test",
    severity=Severity.HIGH,
    anchor=b"tst_",
    pattern=b"(?P<secret>tst_[a-z]{8})",
    max_length=12,
    reference="https://example.com/tokens",
    remediation="Revoke it.",
)


def finding(severity: Severity = Severity.HIGH, value: str | None = None) -> Finding:
    """Return a finding in `app/.env`."""
    return Finding(
        id="test-token:1",
        rule_id=RULE.id,
        title=RULE.title,
        severity=severity,
        confidence=Confidence.LIKELY,
        message="A test token.",
        remediation=RULE.remediation,
        redacted="tst_***",
        length=12,
        value=value,
        locations=(
            ContextFile(
                path="app/.env",
                reach=Reach.BAKED,
                span=Span(6, 12),
                region=Region(1, 7, 1, 19),
            ),
        ),
    )


def skipped() -> Skipped:
    """Return a record of a file that was not read."""
    return Skipped(path="app/locked", reason="read: permission denied")


def report(
    findings: tuple[Finding, ...] = (),
    *,
    suppressed: tuple[Finding, ...] = (),
    skipped: tuple[Skipped, ...] = (),
) -> Report:
    """Return a report on a context."""
    return Report(
        tool=Tool(version="0", rules_digest="sha256:0", engine="re"),
        target=Target(kind=TargetKind.CONTEXT, name=".", source="context"),
        findings=findings,
        suppressed=suppressed,
        skipped=skipped,
        rules={RULE.id: RULE},
    )
