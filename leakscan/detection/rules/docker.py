"""Docker: registry logins, Docker Hub tokens, Swarm join tokens."""

from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.facts import BASE64URL, LOWER_NUM, Issuer
from leakscan.detection.validators.logins import basic_auth
from leakscan.detection.validators.tokens import swarm_join_token
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Rule, Severity

_DOCKER = Issuer(
    "Docker",
    "https://docs.docker.com/security/access-tokens/",
    "Revoke it in the account's security settings and read the organisation's activity log.",
)

RULES: tuple[Rule, ...] = (
    _DOCKER.token(
        "docker-hub-personal-access-token",
        "Docker Hub personal access token",
        "dckr_pat_",
        BASE64URL * (24, 36),
        min_entropy=3.5,
    ),
    _DOCKER.token(
        "docker-hub-organisation-token",
        "Docker Hub organisation access token",
        "dckr_oat_",
        BASE64URL * (24, 64),
        min_entropy=3.5,
    ),
    Issuer(
        "Docker",
        "https://docs.docker.com/engine/swarm/join-nodes/",
        "Rotate it with `docker swarm join-token --rotate worker` and `... manager`.",
    ).token(
        "docker-swarm-join-token",
        "Docker Swarm join token",
        "SWMTKN-1-",
        LOWER_NUM * 50 + "-" + LOWER_NUM * 25,
        proof=swarm_join_token,
    ),
)

LOGIN = Rule(
    id="docker-registry-login",
    title="Container registry login",
    issuer="Docker",
    severity=Severity.HIGH,
    anchor=rb"\"auth\\{0,3}\"[ \t\r\n]{0,16}:[ \t\r\n]{0,16}\\{0,3}\"[0-9A-Za-z+/]{4}",
    pattern=(
        rb"\"auth\\{0,3}\"[ \t\r\n]{0,16}:[ \t\r\n]{0,16}\\{0,3}\""
        rb"(?P<secret>[0-9A-Za-z+/]{4,16384}={0,2})\\{0,3}\""
    ),
    max_length=16_448,
    examples=('{{"auths": {{"registry.example.com": {{"auth": "{dockerauth:builder}"}}}}}}',),
    counter_examples=('{{"auth": "{base64:3}"}}', '{{"auths": {{"registry.example.com": {{}}}}}}'),
    reference="https://docs.docker.com/reference/cli/docker/login/",
    remediation=(
        "Change that registry password or revoke the token; build with a secret mount instead of "
        "copying config.json."
    ),
)


def basic_auth_recogniser(rule: Rule, *, literal: bytes) -> Recogniser:
    """Return the recogniser of a value that is base64 of a user's name and password."""
    pattern = expression(rule.pattern)

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        start = content.data.rfind(literal, max(0, hit_end - 96), hit_end)
        match = pattern.match(content.data, start) if start >= 0 else None
        verdict = basic_auth(match["secret"]) if match else None
        if match is None or verdict is None or verdict.confidence is None:
            return
        span = Span(match.start("secret"), len(match["secret"]))
        yield Candidate(
            rule, span, match["secret"], verdict.confidence, verdict.detail, verdict.severity
        )

    return Recogniser(
        rules=(rule,),
        anchors=(rule.anchor,),
        literals=(literal,),
        reach=rule.max_length + 128,
        confirm=confirm,
        specific=3,
    )


RECOGNISERS: tuple[Recogniser, ...] = (basic_auth_recogniser(LOGIN, literal=b'"auth'),)
