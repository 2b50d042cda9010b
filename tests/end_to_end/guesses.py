"""Whoever has a report and a list of passwords: does a string in it confirm one of them?"""

import base64
import hashlib
import hmac
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator

_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha512", "sha3_256", "blake2b", "blake2s")
_ENOUGH = 12
"""Hexadecimal digits, 48 bits: what is shorter than that is met by chance in a long report."""
_HEX = re.compile(rf"[0-9a-f]{{{_ENOUGH},}}")
_BASE64 = re.compile(r"[0-9A-Za-z+/_-]{8,}")


def confirmed(text: str, words: Iterable[str], lines: Iterable[str], known: set[bytes]) -> set[str]:
    """
    Return the words of which `text` holds a hash, in any obvious construction.

    Plain, twice, and joined or keyed with anything that is `known`; of the word and of each of the
    `lines` with the word in the place of `{}`.  The beginning or the end of a hash is enough.
    """
    # A UUID is a hash as well; its hyphens stand where they say nothing.
    joined = f"{text}\n{text.replace('-', '')}".lower()
    hexadecimal = {run[at : at + _ENOUGH] for run in _HEX.findall(joined) for at in _ends(run)}
    plain = {run[:8] for run in _BASE64.findall(text)} | {run[-8:] for run in _BASE64.findall(text)}
    found = set()
    for word in words:
        for digest in _digests([word, *(line.format(word) for line in lines)], known):
            shown = digest.hex()
            codes = (base64.b64encode(digest), base64.urlsafe_b64encode(digest))
            if {shown[:_ENOUGH], shown[-_ENOUGH:]} & hexadecimal or plain & {
                code.rstrip(b"=")[:8].decode() for code in codes
            }:
                found.add(word)
        if any(line_hash(line.format(word)) in text for line in lines) or _checked(text, word):
            found.add(word)
    return found


def _ends(run: str) -> tuple[int, int]:
    return 0, len(run) - _ENOUGH


def _checked(text: str, word: str) -> bool:
    """Return whether a checksum of a word stands alone somewhere."""
    sums = (zlib.crc32(word.encode()), zlib.adler32(word.encode()))
    return any(re.search(rf"(?i)\b(?:{each:08x}|{each})\b", text) for each in sums)


def _digests(secrets: Iterable[str], known: set[bytes]) -> Iterator[bytes]:
    for secret, algorithm in itertools.product(secrets, _ALGORITHMS):
        value = secret.encode()
        plain = hashlib.new(algorithm, value, usedforsecurity=False).digest()
        yield plain
        yield hashlib.new(algorithm, plain, usedforsecurity=False).digest()
        yield hashlib.new(algorithm, plain.hex().encode(), usedforsecurity=False).digest()
        for key in known:
            for joined in (key + value, value + key, key + b":" + value, key + b"\0" + value):
                yield hashlib.new(algorithm, joined, usedforsecurity=False).digest()
            yield hmac.digest(key, value, algorithm)


def line_hash(text: str, line: int = 1) -> str:
    """
    Return GitHub's fingerprint of a line, without the number of its occurrence.

    A polynomial of the line's first hundred characters that are no blanks, so whoever knows the
    rest of a line learns a short value from it.

    Source: github/codeql-action, src/fingerprints.ts.
    """
    units = [
        (unit, number)
        for number, content in enumerate(re.split("\r\n|\r|\n", text), start=1)
        for unit in f"{content}\n".encode("utf-16-le")[::2]
        if unit not in b" \t"
    ]
    units[-1] = (0xFFFF, units[-1][1])
    window = [unit for unit, number in units if number >= line][:100]
    value = 0
    for unit in window + [0] * (100 - len(window)):
        value = (value * 37 + unit) % 2**64
    return f"{value:x}"
