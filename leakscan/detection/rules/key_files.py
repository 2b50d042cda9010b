"""Files that are private keys by their structure: PKCS#12 stores, and keys in bare DER."""

import struct
from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.validators.key_stores import pkcs12
from leakscan.detection.validators.private_keys import der_key
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
_HEADER = 4

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
DER = Rule(
    id="der-private-key",
    title="Private key in DER",
    issuer="Private keys",
    severity=Severity.HIGH,
    anchor=_LONG + rb"\x02\x01\x00(?:" + _ALGORITHM + rb"|\x02\x82[\s\S]{2})",
    pattern=rb"(?P<secret>" + _LONG + rb"\x02\x01\x00(?:" + _ALGORITHM + rb"|\x02\x82[\s\S]{2}))",
    max_length=32,
    reference="https://www.rfc-editor.org/rfc/rfc5958",
    remediation=_REPLACE,
)


def _whole_file(content: Content, hit_end: int, size: int) -> bytes:
    """Return the sequence that is all of a file, when the hit of `size` bytes begins it."""
    data = content.data
    if content.origin or hit_end != size or len(data) > _LARGEST:
        return b""
    (length,) = struct.unpack_from(">H", data, 2)
    return data[: length + _HEADER]


def _confirm_store(content: Content, hit_end: int) -> Iterator[Candidate]:
    data = _whole_file(content, hit_end, 22)
    verdict = pkcs12(data) if data else None
    if verdict is not None and verdict.confidence is not None:
        yield _candidate(STORE, data, verdict.confidence, verdict.detail, verdict.severity)


def _confirm_der(content: Content, hit_end: int) -> Iterator[Candidate]:
    data = _whole_file(content, hit_end, 11)
    verdict = der_key(data) if data else None
    # Bytes that only begin like one are no key: programs hold plenty of them.
    if verdict is not None and verdict.confidence is Confidence.CONFIRMED:
        yield _candidate(DER, data, verdict.confidence, verdict.detail, verdict.severity)
    elif verdict is not None and verdict.detail.startswith("publicly known"):
        yield _candidate(DER, data, Confidence.REVIEW, verdict.detail, verdict.severity)


def _candidate(
    rule: Rule, data: bytes, confidence: Confidence, detail: str, severity: Severity | None
) -> Candidate:
    span = Span(0, len(data))
    return Candidate(rule, span, data, confidence, detail=detail, severity=severity)


RECOGNISERS = (
    Recogniser(
        rules=(STORE,), anchors=(STORE.anchor,), reach=4096, confirm=_confirm_store, specific=2
    ),
    Recogniser(rules=(DER,), anchors=(DER.anchor,), reach=4096, confirm=_confirm_der, specific=2),
)
