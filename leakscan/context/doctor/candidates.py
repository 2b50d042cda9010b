"""Lines that an ignore file could have to keep a file out, the broadest that is safe first."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

_SECRET_NAMES = re.compile(
    r"""(?x) \.env(?:\.[\w.-]+)? | \.(?:npmrc|netrc|pypirc|pgpass|my\.cnf|htpasswd|dockercfg|s3cfg
    |boto|yarnrc\.yml|vault-token|git-credentials|terraformrc|(?:bash|zsh|sh|python|psql|mysql)_history)
    | _netrc | id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)? | terraform\.tfstate(?:\.backup)?"""
)
"""Names that every copy of a project gives to its secrets, in any directory."""

_SECRET_ENDINGS = frozenset(
    ("pem", "key", "p12", "pfx", "jks", "keystore", "kdbx", "ppk", "keytab", "tfvars", "tfstate")
)

_SPECIAL = frozenset("\\*?[]|{}^+()")
"""What a pattern does not take as it is: some of it with one builder only."""


class Candidates:
    """What could be written for each of several files that are to be kept out."""

    def __init__(self, leaking: Collection[str], kept: Collection[str]) -> None:
        """Take the files to keep out, and the others that a build may see."""
        self.leaking = frozenset(leaking)
        self._below = _directories(self.leaking)
        self._mixed = _directories(kept)
        self._endings = Counter(map(_ending, self.leaking))

    def of(self, path: str) -> Iterator[str]:
        """Yield lines for one of the files, the one that covers most first, itself last."""
        parts = path.split("/")
        if ".git" in parts:
            yield ".git" if parts[0] == ".git" else "**/.git"
        if _SECRET_NAMES.fullmatch(parts[-1]):
            yield f"**/{escaped(parts[-1])}"
        ending = _ending(path)
        if ending in _SECRET_ENDINGS and self._endings[ending] > 1:
            yield f"**/*.{ending}"
        for depth in range(1, len(parts)):
            directory = "/".join(parts[:depth])
            if self._below[directory] > 1 and directory not in self._mixed:
                yield escaped(directory)
                break
        yield escaped(path)


def named_like_a_secret(path: str) -> bool:
    """Return whether a file's name alone says that it holds a key or credentials."""
    name = path.rpartition("/")[2]
    return bool(_SECRET_NAMES.fullmatch(name)) or _ending(path) in _SECRET_ENDINGS


def escaped(path: str) -> str:
    """
    Return a pattern for exactly this path.

    What an ignore file cannot spell (a space at an end, a control character, a byte that is no
    text) becomes `?`, which stands for any one character.
    """
    last = len(path) - 1
    written = []
    for index, char in enumerate(path):
        edge = index in (0, last)
        if not (char.isprintable() or char == " ") or (edge and char.isspace()):
            written.append("?")
        elif char in _SPECIAL or (index == 0 and char in "!#"):
            written.append(f"\\{char}")
        else:
            written.append(char)
    return "".join(written)


def _directories(paths: Collection[str]) -> Counter[str]:
    """Return every directory above the paths, with how many of them are below it."""
    counts: Counter[str] = Counter()
    for path in paths:
        end = path.find("/")
        while end >= 0:
            counts[path[:end]] += 1
            end = path.find("/", end + 1)
    return counts


def _ending(path: str) -> str:
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return ending if stem and dot else ""
