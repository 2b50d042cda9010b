"""Private keys: PEM of every family, OpenSSH, OpenPGP and PuTTY, as text or in base64."""

from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.validators.armor import REACH, FoundKey, key_at, keys_in
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.ssh_keys import putty, putty_end
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Rule, Severity

_REPLACE = (
    "Make a new key pair, replace the public half wherever it is trusted, and revoke certificates "
    "issued for the old one."
)


def _rule(rule_id: str, title: str, label: str, reference: str, example: str) -> Rule:
    return Rule(
        id=rule_id,
        title=title,
        issuer="Private keys",
        severity=Severity.HIGH,
        anchor=b"-----BEGIN " + label.encode() + b"PRIVATE KEY",
        pattern=rb"(?P<secret>-----BEGIN "
        + label.encode()
        + rb"PRIVATE KEY[^\0]{60,65536}?-----END)",
        max_length=REACH,
        examples=(example,),
        counter_examples=("-----BEGIN PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----"),
        reference=reference,
        remediation=_REPLACE,
    )


PEM = _rule(
    "private-key",
    "Private key",
    "(?:[A-Z0-9]{1,16} )?",
    "https://www.rfc-editor.org/rfc/rfc7468",
    "{eckey}",
)
OPENSSH = _rule(
    "openssh-private-key",
    "OpenSSH private key",
    "OPENSSH ",
    "https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key",
    "{sshkey}",
)
OPENPGP = _rule(
    "openpgp-private-key",
    "OpenPGP private key",
    "PGP ",
    "https://www.rfc-editor.org/rfc/rfc9580",
    "{pgpkey}",
)
KUBERNETES = Rule(
    id="kubernetes-client-key",
    title="Kubernetes client key",
    issuer="Kubernetes",
    severity=Severity.HIGH,
    anchor=b"client-key-data",
    pattern=rb"client-key-data\"?: {0,4}\"?(?P<secret>LS0tLS1CRUdJTi[0-9A-Za-z+/]{60,65536})",
    max_length=REACH,
    examples=("client-key-data: {base64eckey}",),
    counter_examples=("client-key-data: {base64:24}",),
    reference="https://kubernetes.io/docs/reference/access-authn-authz/authentication/",
    remediation="Issue a new client certificate; remove the old user's role bindings at once.",
)
PUTTY = Rule(
    id="putty-private-key",
    title="PuTTY private key",
    issuer="Private keys",
    severity=Severity.HIGH,
    anchor=rb"PuTTY-User-Key-File-[123]: ",
    pattern=rb"(?P<secret>PuTTY-User-Key-File-[123]: [^\0]{60,65536}?Private-MAC: [0-9a-f]{40,64})",
    max_length=REACH,
    examples=("{puttykey}",),
    counter_examples=("PuTTY-User-Key-File-2: ssh-rsa",),
    reference="https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html",
    remediation=_REPLACE,
)

_BEGIN = b"-----BEGIN"
_ENCODED_BEGIN = b"LS0tLS1CRUdJTi"
_ENCODED = expression(rb"[A-Za-z0-9+/]+={0,2}")
_ENCODED_RUN = expression(rb"[A-Za-z0-9+/]*")
_NEXT_LINE = expression(rb"(?:\r?\n|\\n)[ \t]*([A-Za-z0-9+/]+={0,2})(?![A-Za-z0-9+/:.-])")
_CLIENT_KEY = expression(rb"client-key-data[\"']?[ \t]*:[ \t]*[\"'|>-]{0,2}\s*\Z")


def _confirm_pem(content: Content, hit_end: int) -> Iterator[Candidate]:
    begin = content.data.rfind(_BEGIN, max(0, hit_end - 64), hit_end)
    found = key_at(content.data, begin) if begin >= 0 else None
    if found is not None:
        yield from candidates(content, pem_rule(found), found, found.start, found.end)


def pem_rule(found: FoundKey) -> Rule:
    """Return the rule for a key by its first line."""
    return {"OPENSSH ": OPENSSH, "PGP ": OPENPGP}.get(found.label, PEM)


def candidates(
    content: Content, rule: Rule, found: FoundKey, start: int, end: int
) -> Iterator[Candidate]:
    """Yield the candidate for a key that was found in the bytes from `start` to `end`."""
    verdict = found.verdict
    if verdict.confidence is not None:
        yield Candidate(
            rule=rule,
            span=Span(start, end - start),
            secret=content.data[start:end],
            confidence=verdict.confidence,
            detail=verdict.detail,
            severity=verdict.severity,
        )


def _confirm_encoded(content: Content, hit_end: int) -> Iterator[Candidate]:
    start = hit_end - len(_ENCODED_BEGIN)
    if _told_before(content, start):
        return
    encoded, end = _encoded_at(content.data, start)
    text = base64_bytes(encoded[: len(encoded) // 4 * 4]) or b""
    found = max(keys_in(text), key=lambda key: key.verdict.confidence or 0, default=None)
    if found is not None:
        before = content.data[max(0, start - 64) : start]
        rule = KUBERNETES if _CLIENT_KEY.search(before) else pem_rule(found)
        yield from candidates(content, rule, found, start, end)


def _told_before(content: Content, start: int) -> bool:
    """
    Return whether the text at `start` is also in what an earlier hit decodes.

    Of those in one block of a line that begin a group of four alike, the first is enough.
    """
    data = content.data
    block = max(0, (content.origin + start) // REACH * REACH - content.origin)
    at = start
    for _ in range(4):
        at = data.rfind(_ENCODED_BEGIN, block, at + len(_ENCODED_BEGIN) - 1)
        if at < 0:
            return False
        if (start - at) % 4 == 0:
            return _ENCODED_RUN.fullmatch(data, at, start) is not None
    return False


def _encoded_at(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the base64 text at `start`, over lines of equal length, and where it ends."""
    limit = min(len(data), start + 2 * REACH)
    first = _ENCODED.match(data, start, limit)
    if first is None:
        return b"", start
    parts, end = [first[0]], first.end()
    while len(parts[-1]) == len(parts[0]) >= 40 and not parts[-1].endswith(b"="):
        following = _NEXT_LINE.match(data, end, limit)
        if following is None or len(following[1]) > len(parts[0]):
            break
        parts.append(following[1])
        end = following.end()
    return b"".join(parts), end


def _confirm_putty(content: Content, hit_end: int) -> Iterator[Candidate]:
    start = content.data.rfind(b"PuTTY", max(0, hit_end - 32), hit_end)
    limit = min(len(content.data), start + REACH)
    if start < 0 or b"Private-Lines: " not in content.data[start:limit]:
        return
    end = putty_end(content.data, start, limit)
    found = FoundKey(start, end, "", putty(content.data[start:end]))
    yield from candidates(content, PUTTY, found, start, end)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        rules=(PEM, OPENSSH, OPENPGP),
        anchors=(rb"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY",),
        literals=(b"private key",),
        reach=REACH + 256,
        confirm=_confirm_pem,
        specific=3,
    ),
    Recogniser(
        rules=(PEM, OPENSSH, OPENPGP, KUBERNETES),
        anchors=(_ENCODED_BEGIN,),
        literals=(_ENCODED_BEGIN.lower(),),
        reach=2 * REACH + 256,
        confirm=_confirm_encoded,
        specific=3,
    ),
    Recogniser(
        rules=(PUTTY,),
        anchors=(rb"PuTTY-User-Key-File-[123]: ",),
        literals=(b"putty-user-key-file-",),
        reach=REACH + 256,
        confirm=_confirm_putty,
        specific=3,
    ),
)
