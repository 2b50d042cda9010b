"""Files that are secrets by their structure: Kerberos key tables and Java key stores."""

import struct
from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

KEYTAB = Rule(
    id="kerberos-keytab",
    title="Kerberos key table",
    issuer="Kerberos",
    severity=Severity.HIGH,
    anchor=rb"\x05\x02\x00\x00[\x00-\x04][^\n]\x00[\x01-\x08]\x00",
    pattern=rb"\A\x05\x02(?P<secret>\x00\x00[\x00-\x04][^\n]\x00[\x01-\x08]\x00)",
    max_length=16,
    reference="https://web.mit.edu/kerberos/krb5-devel/doc/formats/keytab_file_format.html",
    remediation="Change the principal's keys (`kadmin cpw -randkey`) and mount a new table.",
)

JAVA_KEYS = Rule(
    id="java-keystore-private-key",
    title="Private key in a Java key store",
    issuer="Java",
    severity=Severity.MEDIUM,
    anchor=rb"\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02]\x00\x00[\s\S]{2}\x00\x00\x00\x01",
    pattern=rb"\A\xfe\xed\xfe\xed\x00\x00\x00[\x01\x02](?P<secret>\x00\x00[\s\S]{2}\x00\x00\x00\x01)",
    max_length=32,
    reference="https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html",
    remediation="Replace the key and its certificate, and mount the new store at run time.",
)


def _confirm_keytab(content: Content, end: int) -> Iterator[Candidate]:
    data, start = content.data, end - 9
    if start != 0 or content.origin != 0:
        return
    key = _first_key(data[2 : 2 + 4 + 0x500])
    if key is not None:
        span = Span(2 + key[0], key[1])
        secret = data[span.offset : span.end]
        yield Candidate(
            KEYTAB, span, secret, Confidence.LIKELY, detail="its keys are not encrypted"
        )


def _first_key(record: bytes) -> tuple[int, int] | None:
    """Return where the first entry's key lies, if the entry is laid out as it must be."""
    try:
        (size,) = struct.unpack_from(">i", record, 0)
        (components,) = struct.unpack_from(">H", record, 4)
        at = 6
        for _ in range(components + 1):
            (length,) = struct.unpack_from(">H", record, at)
            if not record[at + 2 : at + 2 + length].isascii():
                return None
            at += 2 + length
        at += 4 + 4 + 1 + 2  # name type, time, version, kind of encryption
        (length,) = struct.unpack_from(">H", record, at)
    except struct.error:
        return None
    fits = at + 2 + length <= size + 4 <= len(record) and length in {8, 16, 24, 32}
    return (at + 2, length) if fits else None


def _confirm_java_keys(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    if end != 16 or content.origin != 0:
        return
    try:
        (length,) = struct.unpack_from(">H", data, 16)
        at = 18 + length + 8
        (size,) = struct.unpack_from(">I", data, at)
    except struct.error:
        return
    # An encrypted key is a DER sequence; what protects it is the store's password.
    if 64 <= size <= 1 << 15 and data[at + 4 : at + 5] == b"\x30" and length < 256:
        span = Span(at + 4, min(size, len(data) - at - 4))
        yield Candidate(
            JAVA_KEYS,
            span,
            data[span.offset : span.end],
            Confidence.LIKELY,
            detail="protected by the store's password",
        )


RECOGNISERS = (
    Recogniser(rules=(KEYTAB,), anchors=(KEYTAB.anchor,), confirm=_confirm_keytab, specific=1),
    Recogniser(
        rules=(JAVA_KEYS,), anchors=(JAVA_KEYS.anchor,), confirm=_confirm_java_keys, specific=1
    ),
)
