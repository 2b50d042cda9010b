"""Small reports of every kind, made by hand: what scanners would hand over."""

from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.model.finding import Finding, Skipped
from leakscan.model.location import (
    ContextFile,
    Deciding,
    ImageField,
    Instruction,
    LayerFile,
    LayerRef,
    Reach,
    Region,
    Span,
    Step,
    Via,
    Visibility,
)
from leakscan.model.report import Ledger, Report, Target, TargetKind, Tool
from leakscan.model.rule import Confidence, Rule, Severity

TOOL = Tool(version="1.2.3", rules_digest=f"sha256:{'ab' * 32}", engine="hyperscan")

RULES = {
    "gitlab-pat": Rule(
        id="gitlab-pat",
        title="GitLab personal access token",
        issuer="GitLab",
        severity=Severity.HIGH,
        anchor=rb"glpat-",
        pattern=rb"(?P<secret>glpat-[0-9A-Za-z_-]{20})",
        max_length=26,
        prefix="glpat-",
        reference="https://docs.gitlab.com/security/tokens/",
        remediation="Revoke it under User settings > Access tokens and check its last use.",
    ),
    "private-key": Rule(
        id="private-key",
        title="Private key",
        issuer="-",
        severity=Severity.CRITICAL,
        confidence=Confidence.CONFIRMED,
        anchor=rb"-----BEGIN",
        pattern=rb"(?P<secret>-----BEGIN)",
        max_length=8192,
        reference="https://www.rfc-editor.org/rfc/rfc7468",
        remediation="Make a new key pair and take the public key out of every authorized_keys.",
    ),
}

COPY_ALL = Step(
    history_index=4,
    layer_index=3,
    created_by="COPY . . # buildkit",
    dockerfile="Dockerfile",
    line=7,
    via=(Via(stage="build", dockerfile="Dockerfile", lines=(3,), text="COPY . /src"),),
)
REMOVE = Step(
    history_index=5,
    layer_index=4,
    created_by="RUN /bin/sh -c rm app/.env # buildkit",
    dockerfile="Dockerfile",
    line=9,
)


def layer_file(path: str = "app/.env", **changes: object) -> LayerFile:
    """Return a place in the fourth of nine layers that the fifth one deletes."""
    fields = {
        "path": path,
        "platforms": ("linux/amd64",),
        "layer": LayerRef(index=3, diff_id=f"sha256:{'03' * 32}", count=9),
        "visibility": Visibility.DELETED,
        "span": Span(31, 26),
        "region": Region(3, 14, 3, 40),
        "introduced_by": COPY_ALL,
        "removed_by": REMOVE,
        "recovery": f"docker save app:1.0 | tar -xO -- blobs/sha256/{'03' * 4} | tar -xO -- {path}",
    }
    return LayerFile(**(fields | changes))  # type: ignore[arg-type] - fields by name


def visible_file(path: str = "app/.env", **changes: object) -> LayerFile:
    """Return a place that no later layer hides."""
    return layer_file(path, visibility=Visibility.VISIBLE, removed_by=None, **changes)


def image_field(**changes: object) -> ImageField:
    """Return a place in the environment of an image."""
    fields = {
        "kind": "config",
        "path": "config.Env[3]",
        "platforms": ("linux/amd64",),
        "key": "GITLAB_TOKEN",
        "span": Span(0, 26),
        "introduced_by": Step(
            history_index=2, created_by="ENV GITLAB_TOKEN=***", dockerfile="Dockerfile", line=3
        ),
    }
    return ImageField(**(fields | changes))  # type: ignore[arg-type] - fields by name


def context_file(path: str = "deploy/id_ed25519", **changes: object) -> ContextFile:
    """Return a place in a file that `COPY . .` bakes."""
    fields = {
        "path": path,
        "reach": Reach.BAKED,
        "decided_by": (Deciding(file="Dockerfile", line=7, text="COPY . ."),),
        "span": Span(0, 411),
        "region": Region(1, 1, 7, 34),
    }
    return ContextFile(**(fields | changes))  # type: ignore[arg-type] - fields by name


def instruction(**changes: object) -> Instruction:
    """Return a place in a Dockerfile's own text."""
    fields = {
        "path": "Dockerfile",
        "instruction": "ARG",
        "stage": "builder",
        "reach": Reach.INTERMEDIATE,
        "span": Span(60, 26),
        "region": Region(4, 18, 4, 44),
    }
    return Instruction(**(fields | changes))  # type: ignore[arg-type] - fields by name


def finding(**changes: object) -> Finding:
    """Return a GitLab token, by default deleted in a later layer of an image."""
    fields = {
        "id": "gitlab-pat:app/.env:1",
        "rule_id": "gitlab-pat",
        "title": "GitLab personal access token",
        "severity": Severity.HIGH,
        "confidence": Confidence.LIKELY,
        "message": "Prefix and length are those of a GitLab personal access token.",
        "remediation": RULES["gitlab-pat"].remediation,
        "redacted": "glpat-[REDACTED]",
        "length": 26,
        "locations": (layer_file(),),
    }
    return Finding(**(fields | changes))  # type: ignore[arg-type] - fields by name


def key(**changes: object) -> Finding:
    """Return a private key, by default in a file of a build context."""
    fields = {
        "id": "private-key:deploy/id_ed25519:1",
        "rule_id": "private-key",
        "title": "Private key",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.CONFIRMED,
        "message": "Ed25519 private key in OpenSSH format, not encrypted.",
        "detail": "Ed25519 private key in OpenSSH format, not encrypted",
        "remediation": RULES["private-key"].remediation,
        "redacted": "[REDACTED]",
        "length": 411,
        "locations": (context_file(),),
    }
    return finding(**(fields | changes))


def image_report(*findings: Finding, **changes: object) -> Report:
    """Return the report of a scan of an image for one platform."""
    fields = {
        "tool": TOOL,
        "target": Target(
            kind=TargetKind.IMAGE,
            name="acme/api:1.4",
            source="docker-daemon",
            digest=f"sha256:{'cd' * 32}",
            platforms=("linux/amd64",),
            dockerfile="Dockerfile",
        ),
        "findings": findings,
        "ledger": Ledger(
            bytes_in=12_300_000,
            bytes_scanned=12_000_000,
            bytes_metadata=300_000,
        ),
        "rules": RULES,
    }
    return Report(**(fields | changes))  # type: ignore[arg-type] - fields by name


def context_report(*findings: Finding, **changes: object) -> Report:
    """Return the report of a scan of a build context."""
    target = Target(
        kind=TargetKind.CONTEXT,
        name=".",
        source="context",
        dockerfile="Dockerfile",
        ignore_file=".dockerignore",
    )
    return image_report(*findings, **({"target": target} | changes))


def skipped(**changes: object) -> Skipped:
    """Return a file of a layer whose header was damaged."""
    fields = {
        "path": "usr/share/data.bin",
        "layer": f"sha256:{'03' * 32}",
        "span": Span(5120, 512),
        "reason": "tar.header: checksum wrong at offset 5120",
        "hint": "The image is damaged; pull or save it again.",
    }
    return Skipped(**(fields | changes))  # type: ignore[arg-type] - fields by name


def leaky_image() -> Report:
    """Return two secrets of an image with two platforms, one of them in many places."""
    platforms = ("linux/amd64", "linux/arm64")
    everywhere = tuple(
        visible_file(f"app/copy{number}/.env", platforms=platforms) for number in range(14)
    )
    token = finding(locations=(layer_file(platforms=platforms), image_field(), *everywhere))
    archived = layer_file(
        "opt/app.jar",
        inner=("BOOT-INF/lib/core.jar", "config/deploy.pem"),
        visibility=Visibility.OVERWRITTEN,
        region=None,
        introduced_by=Step(history_index=0, layer_index=0, created_by="RUN make", base=True),
        removed_by=Step(layer_index=6),
        package="dpkg:acme-base",
    )
    target = Target(
        kind=TargetKind.IMAGE,
        name="acme/api:1.4",
        source="docker-archive",
        digest=f"sha256:{'cd' * 32}",
        platforms=platforms,
    )
    vendor = finding(suppressed="vendor-shipped", id="gitlab-pat:usr/share/doc/x:1")
    return image_report(
        key(locations=(archived,)),
        token,
        target=target,
        suppressed=(vendor,),
        below_threshold=4,
        below_confidence=12,
    )


def leaky_context() -> Report:
    """Return three secrets of a build context, each with another reach."""
    ignored = context_file(
        ".env",
        reach=Reach.SENT,
        decided_by=(Deciding(file=".dockerignore", line=2, text="!.env"),),
        span=Span(31, 26),
        region=Region(3, 14, 3, 40),
    )
    return context_report(
        key(),
        finding(locations=(ignored,), id="gitlab-pat:.env:1"),
        finding(
            locations=(instruction(),),
            id="gitlab-pat:Dockerfile:1",
            severity=Severity.MEDIUM,
            confidence=Confidence.REVIEW,
        ),
        notes=(
            "build/.dockerignore is read by no builder: only the one beside the Dockerfile is.",
        ),
    )


def advised_context() -> Report:
    """Return a secret with the lines that keep it out, and advice with and without such lines."""
    add = Edit(file=".dockerignore", start_line=3, end_line=2, text="**/id_ed25519")
    mounted = "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci"
    instead = (
        Edit(file="Dockerfile", start_line=2, end_line=2, text=""),
        Edit(file="Dockerfile", start_line=5, end_line=6, text=f"{mounted} \\\n    --omit=dev"),
    )
    return context_report(
        key(locations=(context_file(fix=Fix(summary="", edits=(add,))),)),
        advice=(
            Advice(
                kind=AdviceKind.BUILD_ARGUMENT,
                file="Dockerfile",
                line=2,
                text="ARG NPM_TOKEN",
                message="The value of a build argument stays in the image's history.",
                fix=Fix(summary="Build with `--secret id=npm_token,env=NPM_TOKEN`.", edits=instead),
            ),
            Advice(
                kind=AdviceKind.IGNORE_FILE,
                file="build/.dockerignore",
                line=0,
                message="No builder reads it: only the one beside the Dockerfile is read.",
            ),
        ),
    )


def damaged_image() -> Report:
    """Return an image without findings, of which twelve parts were not read."""
    parts = tuple(skipped(path=f"usr/share/data{number}.bin") for number in range(12))
    return image_report(skipped=parts)
