"""
Attestations: what a builder signed off about an image, decoded value by value.

BuildKit's provenance holds every build argument, every stage's commands, the files written inline
and the Dockerfile itself; pushed with the image, anyone who can pull it can read them.

Source: in-toto attestation framework, statement.md and envelope.md; SLSA provenance v0.2 and v1;
BuildKit docs/attestations/slsa-definitions.md.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace

from leakscan.errors import ContentError
from leakscan.images.documents import Json, Node, child, parse_document
from leakscan.images.field import Field
from leakscan.images.fields import raw_field, text_fields
from leakscan.images.provenance import Provenance, read_provenance
from leakscan.streams.limits import Limits

KIND = "attestation"

_MAX_DECODED = 2000
"""Base64 values decoded in one document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one document says."""

    fields: tuple[Field, ...]
    subjects: tuple[str, ...] = ()
    """Digests of what it describes."""
    provenance: Provenance | None = None
    problem: str = ""
    """Why it could not be decoded; its text is then one field."""


def read_statement(raw: bytes, where: str, limits: Limits) -> Statement:
    """
    Return the values of an in-toto statement, whether bare or in a signed envelope.

    A document of another kind is read the same way, but says nothing of how the image was built.
    """
    try:
        root = parse_document(raw, where, limits)
    except ContentError as error:
        return Statement(fields=(raw_field(raw, KIND, where),), problem=str(error))
    envelope = _envelope(root)
    if envelope is None:
        return _statement(root)
    payload = _decoded(envelope.value.get("payload")) if isinstance(envelope.value, dict) else None
    around = tuple(field for field in _fields(root) if not field.path.endswith(".payload"))
    if payload is None:
        return Statement(fields=tuple(_fields(root)), problem="the envelope's payload is no base64")
    inner = _payload(payload, f"{envelope.where}.payload", limits)
    return replace(inner, fields=(*around, *inner.fields))


def _payload(raw: bytes, where: str, limits: Limits) -> Statement:
    """Return the values of a statement that an envelope held."""
    try:
        return _statement(parse_document(raw, where, limits))
    except ContentError as error:
        return Statement(fields=(raw_field(raw, KIND, where),), problem=str(error))


def _statement(root: Node) -> Statement:
    value = root.value
    listed = value.get("subject") if isinstance(value, dict) else None
    subjects = []
    for one in listed if isinstance(listed, list) else ():
        digests = one.get("digest") if isinstance(one, dict) else None
        for algorithm, digest in digests.items() if isinstance(digests, dict) else ():
            subjects.append(f"{algorithm}:{digest}")
    return Statement(
        fields=tuple(_fields(root)),
        subjects=tuple(subjects),
        provenance=read_provenance(value),
    )


def _envelope(root: Node) -> Node | None:
    """Return the DSSE envelope that a document is, or that a Sigstore bundle holds."""
    if not isinstance(root.value, dict):
        return None
    bundled = Node(root.value.get("dsseEnvelope"), f"{root.where}.dsseEnvelope")
    for node in (root, bundled):
        if isinstance(node.value, dict) and {"payload", "payloadType"} <= node.value.keys():
            return node
    return None


def _fields(root: Node) -> Iterator[Field]:
    """Yield every value, what is base64 in its decoded form."""
    decoded = {field.path: field for field in _decoded_fields(root)}
    for field in text_fields(root, KIND):
        if field.path not in decoded:
            yield field
    for field in decoded.values():
        yield replace(field, path=f"{field.path} (decoded)")


def _decoded_fields(root: Node) -> Iterator[Field]:
    """
    Yield the files that a document holds: `data` of a Dockerfile, of a `COPY <<EOF`.

    Each is called as its builder calls it, so that it is searched as such a file.
    """
    for count, (node, beside) in enumerate(_data(root)):
        data = _decoded(node.value)
        if data is None or count >= _MAX_DECODED:
            continue
        names = (beside.get(name) for name in ("filename", "path"))
        yield Field(
            kind=KIND,
            path=node.where,
            value=data.decode("utf-8", "surrogateescape"),
            file=next((name for name in names if isinstance(name, str)), ""),
        )


def _data(root: Node) -> Iterator[tuple[Node, dict[str, Json]]]:
    """Yield each `data` with the object that has it, in order."""
    stack: list[tuple[Json, str]] = [(root.value, root.where)]
    while stack:
        value, where = stack.pop()
        if isinstance(value, list):
            numbered = [(item, f"{where}[{i}]") for i, item in enumerate(value)]
            stack.extend(reversed(numbered))
        elif isinstance(value, dict):
            if "data" in value:
                yield Node(value["data"], child(where, "data")), value
            stack.extend((value[key], child(where, key)) for key in reversed(value))


def _decoded(value: object) -> bytes | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
