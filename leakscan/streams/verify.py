"""Digests of what was really read, to hold against what was promised."""

import hashlib

from leakscan.errors import DigestMismatch
from leakscan.expressions import expression

_DIGEST = expression(r"(sha256|sha384|sha512):([0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})")


class Digester:
    """Hashes bytes as they pass, for one expected digest."""

    def __init__(self, expected: str = "") -> None:
        """`expected` may be empty: then sha256 is computed and nothing can mismatch."""
        match = _DIGEST.fullmatch(expected)
        self._expected = expected
        self._algorithm = match[1] if match else "sha256"
        self._hash = hashlib.new(self._algorithm)
        self.size = 0

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)
        self.size += len(data)

    @property
    def digest(self) -> str:
        """`sha256:...` of the bytes so far, in the algorithm of the expected digest."""
        return f"{self._algorithm}:{self._hash.hexdigest()}"

    def check(self) -> None:
        """
        Hold the bytes that passed against the promise.

        Raises:
            DigestMismatch: They are not the promised ones.
        """
        if self._expected and self.digest != self._expected:
            raise DigestMismatch(self._expected, self.digest, self.size)
