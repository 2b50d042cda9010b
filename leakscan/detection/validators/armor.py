"""From text to key: finds where a PEM key ends, and undoes what files do to its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.detection.validators import openpgp, private_keys, ssh_keys
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.verdicts import review
from leakscan.expressions import expression
from leakscan.model.rule import Confidence, Verdict

REACH = 65_536
"""How far from its first line a key's last line is looked for, in bytes."""

_SHORTEST = 60
"""Base64 characters below which there is no key: the smallest, Ed25519, has 64."""
_LINE = 16
"""Base64 characters below which a line can only be a key's last."""

_BEGIN = expression(rb"-----BEGIN ([A-Z0-9 ]{0,40}?)PRIVATE KEY( BLOCK)?-{4,5}")
_END = expression(rb"-----END [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-{4,5}")
_ANY_BEGIN = expression(rb"-----BEGIN ")

_NEWLINE = expression(
    rb"""\\{1,4} (?:r\\{1,4}n | [nrt] | x0[aAdD] | u000[aAdD] | 01[25]) | &\#(?:10|13|x[aA]|x[dD]);
    | %0[aAdD] | <br[ ]?/?> | \\{1,4}\r?\n | ["'`\r\n]""",
    re.VERBOSE,
)
_SPELLED = ((rb"\/", b"/"), (b"%2B", b"+"), (b"%2F", b"/"), (b"%3D", b"="), (rb"\u002b", b"+"))
_HEADER = expression(
    rb"[ \t]*(Proc-Type|DEK-Info|Version|Comment|Hash|MessageID|Charset|X-[\w-]+): ?.*"
)
_BASE64_LINE = expression(
    rb"[ \t#*>|;,/\\-]{0,64}?([A-Za-z0-9+/]{4,}+={0,2}+|=[A-Za-z0-9+/]{4})[ \t*,;+\\.)\]-]{0,64}+"
)
_NOTHING = expression(rb"[ \t#*>|;,/\\+.()\[\]&-]*[bBuUfLR]?")
_RUN = expression(rb"(?:[^A-Za-z0-9+/=]{0,12}[A-Za-z0-9+/=]{20,})*")


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A private key in a text."""

    start: int
    end: int
    label: str
    """`RSA `, `OPENSSH `, empty for PKCS#8, `PGP `; as on the first line."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Body:
    headers: bytes
    tokens: tuple[bytes, ...]
    foreign: int
    """Lines that are no part of any key."""
    lines: int


def key_at(data: bytes, begin: int) -> FoundKey | None:
    """
    Return the key whose first line starts at `begin`, or None when there is only a mention.

    A key without a last line, because it or the window was cut, is left for review.
    """
    head = _BEGIN.match(data, begin)
    if head is None:
        return None
    limit = min(len(data), head.end() + REACH)
    following = _ANY_BEGIN.search(data, head.end(), limit)
    limit = following.start() if following else limit
    tail = _END.search(data, head.end(), limit)
    label = head[1].decode("ascii")
    if tail is None:
        return _unfinished(data, head, limit, label)
    body = _undo(data[head.end() : tail.start()])
    verdict = _judge(label, body)
    if verdict is None or _only_mentioned(body, verdict):
        return None
    return FoundKey(begin, tail.end(), label, verdict)


def keys_in(data: bytes) -> Iterator[FoundKey]:
    """Yield every key of a decoded text."""
    for head in _BEGIN.finditer(data):
        found = key_at(data, head.start())
        if found is not None:
            yield found


def _unfinished(data: bytes, head: re.Match[bytes], limit: int, label: str) -> FoundKey | None:
    run = _RUN.match(data, head.end(), limit)
    end = run.end() if run else head.end()
    body = _undo(data[head.end() : end])
    verdict = _judge(label, body)
    if verdict is None or _only_mentioned(body, verdict):
        return None
    if verdict.confidence == Confidence.REVIEW:
        verdict = review("private key without its last line")
    return FoundKey(head.start(), end, label, verdict)


def _undo(text: bytes) -> _Body:
    """Return the base64 lines of `text`: unescaped, unquoted, without comment marks."""
    for spelled, meant in _SPELLED:
        text = text.replace(spelled, meant)
    headers: list[bytes] = []
    tokens: list[bytes] = []
    foreign = lines = 0
    for line in _NEWLINE.sub(b"\n", text).split(b"\n"):
        if _NOTHING.fullmatch(line):
            continue
        lines += 1
        match = _BASE64_LINE.fullmatch(line)
        if match:
            tokens.append(match[1])
        elif _HEADER.fullmatch(line):
            headers.append(line)
        elif all(map(_BASE64_LINE.fullmatch, line.split())):
            tokens.extend(line.split())
        else:
            foreign += 1
    return _Body(b"\n".join(headers), tuple(tokens), foreign, lines)


def _only_mentioned(body: _Body, verdict: Verdict) -> bool:
    """Say whether what stands between the lines is program text rather than a damaged key."""
    return verdict.confidence == Confidence.REVIEW and body.foreign * 4 > body.lines


def _judge(label: str, body: _Body) -> Verdict | None:
    """Return the verdict on a body; None when it is too short for any key."""
    verdicts = [
        _judge_bytes(label, body, base64_bytes(text))
        for text in _readings(body.tokens)
        if len(text) >= _SHORTEST
    ]
    return max(verdicts, key=lambda verdict: verdict.confidence or 0, default=None)


def _readings(tokens: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield what the base64 lines may mean, the likeliest first."""
    lines = [token for token in tokens if not token.startswith(b"=")]
    body = [line for line in lines[:-1] if len(line) >= _LINE] + lines[-1:]
    yield b"".join(body)
    if all(line.startswith(b"+") for line in body):
        yield b"".join(line[1:] for line in body)  # added lines of a patch


def _judge_bytes(label: str, body: _Body, data: bytes | None) -> Verdict:
    if data is None:
        return review("does not decode")
    # The first line is not to be relied on: OpenSSH keys stand under RSA and the other way round.
    if label == "PGP ":
        return openpgp.secret_key_block(data)
    if data.startswith(ssh_keys.MAGIC):
        return ssh_keys.openssh(data)
    if b"ENCRYPTED" in body.headers:
        return private_keys.traditional_encrypted(data, label)
    return private_keys.der_key(data)
