"""The digests by which package databases know files."""

import hashlib

Digests = tuple[tuple[str, str], ...]
"""Algorithm and hexadecimal digest, for `md5`, `sha1` and `sha256`; of some files, for more."""


class FileDigester:
    """The digests that package databases record, over bytes that pass."""

    def __init__(self) -> None:
        self._hashes = (
            hashlib.md5(usedforsecurity=False),
            hashlib.sha1(usedforsecurity=False),
            hashlib.sha256(),
        )

    def update(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        for each in self._hashes:
            each.update(data)

    def digests(self) -> Digests:
        """Return the digests of the bytes so far."""
        return tuple((each.name, each.hexdigest()) for each in self._hashes)
