"""
Keys without a first line that says so: PKCS#12 stores, and private keys in DER.

In DER, a key is found where it is the whole of a file, and where its base64 stands in a text.
"""

import re
from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.validators import der
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.key_stores import pkcs12
from leakscan.detection.validators.private_keys import der_key
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

_REPLACE = (
    "Make a new key pair, replace the public half wherever it is trusted, and revoke certificates "
    "issued for the old one."
)
_LONG = rb"\x30\x82[\s\S]{2}"
_DATA = rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_ALGORITHM = rb"\x30[\x05-\x40]\x06[\x03-\x0b]"
_LARGEST = 1 << 20
_NEAR_START = 32

STORE = Rule(
    id="pkcs12-key-store",
    title="PKCS#12 key store",
    issuer="Private keys",
    severity=Severity.HIGH,
    anchor=_LONG + rb"\x02\x01\x03" + _LONG + _DATA,
    pattern=rb"(?P<secret>" + _LONG + rb"\x02\x01\x03" + _LONG + _DATA + rb")",
    max_length=32,
    reference="https://www.rfc-editor.org/rfc/rfc7292",
    remediation=_REPLACE,
)
_VERSION = rb"\x02\x01[\x00\x01]"
_SHORT = rb"\x30(?:[\x2e-\x7f]|\x81[\x80-\xff])"
_KEY = (
    b"(?:"
    + b"|".join(
        (
            _LONG + _VERSION + rb"(?:" + _ALGORITHM + rb"|\x02[\x81\x82][\s\S]{2})",
            _SHORT + _VERSION + _ALGORITHM,
            # SEC1: the key itself, of as many bytes as the usual curves have.
            rb"(?:" + _SHORT + rb"|" + _LONG + rb")\x02\x01\x01\x04[\x1c\x20\x30\x42]",
        )
    )
    + b")"
)
"""How PKCS#1, PKCS#8 and SEC1 begin: with lengths in one byte, in two or in three."""
_BASE64 = (
    rb"(?:M[C-H][AEIMQUYcgkosw048]CAQ(?:EE[HI]|[AE]w(?:BQYDK2V|E[A-Z]YHKoZIzj))"
    rb"|MI[GH][A-Za-z0-9+/]AgE(?:BB[CDE]|[AB]MB[A-Z]GByqGSM49)"
    rb"|MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:DAN|DCC|AK[BC]))"
)
"""The same in base64."""
_RUN_BYTES = 24_576
"""No key has more digits in base64."""
_AT_START = expression(_KEY)

DER = Rule(
    id="der-private-key",
    title="Private key in DER",
    issuer="Private keys",
    severity=Severity.HIGH,
    anchor=_KEY,
    pattern=rb"(?P<secret>" + _KEY + rb")",
    max_length=32,
    reference="https://www.rfc-editor.org/rfc/rfc5958",
    remediation=_REPLACE,
)


def _whole_file(content: Content, hit_end: int) -> bytes:
    """Return the sequence that is all of a file, when a hit so near its start begins it."""
    data = content.data
    if content.origin or hit_end > _NEAR_START or len(data) > _LARGEST:
        return b""
    return data[: der.first_size(data) or 0]


def _confirm_store(content: Content, hit_end: int) -> Iterator[Candidate]:
    data = _whole_file(content, hit_end)
    verdict = pkcs12(data) if data and _STORE_START.match(data) else None
    if verdict is not None and verdict.confidence is not None:
        yield _candidate(STORE, data, verdict.confidence, verdict.detail, verdict.severity)


def _confirm_der(content: Content, hit_end: int) -> Iterator[Candidate]:
    data = _whole_file(content, hit_end)
    if data and _AT_START.match(data):
        yield from _proved(data, Span(0, len(data)), data)


def _confirm_base64(content: Content, hit_end: int) -> Iterator[Candidate]:
    low = max(0, hit_end - _NEAR_START)
    for begin in _BASE64_START.finditer(content.data, low, hit_end):
        start = begin.start()
        size = der.first_size(base64_bytes(content.data[start : start + 8]) or b"") or _LARGEST
        digits = -(-size * 4 // 3)
        if digits > _RUN_BYTES:
            continue
        run = re.compile(rb"[A-Za-z0-9+/](?:\s{0,40}[A-Za-z0-9+/]){%d}={0,2}" % (digits - 1))
        written = run.match(content.data, start)
        data = base64_bytes(b"".join(written[0].split())) if written else None
        if written and data:
            yield from _proved(data, Span(start, len(written[0])), written[0])


def _proved(data: bytes, span: Span, secret: bytes) -> Iterator[Candidate]:
    """Yield the candidate for a key: what only begins like one is none, programs hold plenty."""
    verdict = der_key(data)
    known = verdict.detail.startswith("publicly known")
    if verdict.confidence is Confidence.CONFIRMED or known:
        sure = Confidence.REVIEW if known else Confidence.CONFIRMED
        yield Candidate(DER, span, secret, sure, detail=verdict.detail, severity=verdict.severity)


def _candidate(
    rule: Rule, data: bytes, confidence: Confidence, detail: str, severity: Severity | None
) -> Candidate:
    span = Span(0, len(data))
    return Candidate(rule, span, data, confidence, detail=detail, severity=severity)


_STORE_START = expression(STORE.anchor)
_BASE64_START = expression(rb"(?<![A-Za-z0-9+/])" + _BASE64)

RECOGNISERS = (
    Recogniser(
        rules=(STORE,), anchors=(STORE.anchor,), reach=4096, confirm=_confirm_store, specific=2
    ),
    Recogniser(rules=(DER,), anchors=(DER.anchor,), reach=4096, confirm=_confirm_der, specific=2),
    Recogniser(
        rules=(DER,),
        anchors=(_BASE64,),
        literals=(b"mi", b"mc", b"md", b"me", b"mf", b"mg", b"mh"),
        reach=2 * _RUN_BYTES,
        confirm=_confirm_base64,
        specific=2,
    ),
)
