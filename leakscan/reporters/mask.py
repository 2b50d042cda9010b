"""
Lines of Dockerfiles and of history, made safe to quote.

What detection found is redacted before a report exists.  But such a line may hold another secret
that no rule knows, so whatever looks like one is masked wherever the line is shown.
"""

import re
from functools import lru_cache

from leakscan.expressions import expression

MAX_LENGTH = 4096
"""Longest line quoted, in characters; the rest is cut."""

MASK = "***"

_WORDS = "(?:pass|pwd|secret|token|key|cred|auth|dsn|salt|cert|signature)"
_VALUE = r"""
    \$\{\{ [^{}]{1,256} \}\} [^\s"'&|;]{0,4096}
    | "[^"]{1,4096}" | '[^']{1,4096}' | [^\s"'&|;]{1,4096}
"""

_BUILD_ARGUMENTS = expression(
    r"(?P<before>(?:^|\s)\|(?P<count>[0-9]{1,3})\s)(?P<pairs>.*?)(?=\s/\S{1,256}\s-|\s#\s|$)",
    re.DOTALL,
)
"""`|2 VERSION=1 TOKEN=...`: the values as the builder saw them, spaces not quoted."""

_PAIR_NAME = expression(r"(?:^|\s)([A-Za-z_]\w{0,255})=")

_ASSIGNED = expression(
    rf"""(?ix) (?P<before>
        {_WORDS} [\w.-]{{0,64}}+ ["']? \s{{0,2}} (?: = | :\s ) \s{{0,2}}
    ) (?: {_VALUE} )"""
)
"""`DB_PASSWORD=...`, `"token": ...`, `X-Api-Key: ...`."""

_SPACED = expression(
    rf"""(?ix) (?P<before>
        (?: \b(?:ENV|ARG|LABEL)\s{{1,8}} | (?<=\s)--? )
        [\w.-]{{0,64}} {_WORDS} [\w.-]{{0,64}}+ \s{{1,8}}
    ) (?! - ) (?: {_VALUE} )"""
)
"""`ENV DB_PASSWORD ...`, `--password ...`."""

_CREDENTIALS = expression(
    r"""(?ix) (?P<before>
        ://[^\s/@:]{0,256}: | \b(?:bearer|basic)\s{1,8} | \s-u\s{0,8}["']?[^\s:"']{1,256}:
    ) [^\s@"']{1,4096}"""
)
"""`https://user:...@host`, `Authorization: Bearer ...`, `curl -u user:...`."""

_ELSEWHERE = expression(
    r"""["']{0,3} (?: \$\{?[A-Z_][A-Z0-9_]*\}? | \$\(\w+ (?: \ (?:/[a-z0-9._-]{1,64}){1,16}\) )?
    | (?:/[a-z0-9._-]{1,64}){1,16}/? | \$\{\{ \s{0,8} [\w.-]{1,128} \s{0,8} \}\} ) ["']{0,3}""",
    re.VERBOSE,
)
"""
`$NPM_TOKEN`, `$(cat /run/secrets/token)` or its beginning, `/run/secrets/token`, and what a
workflow fills in: `${{ secrets.NPM_TOKEN }}`.
"""

_WORD = expression(r"(?:(?:sha\d{1,3}|file|dir|multi):)?[A-Za-z0-9+/_=.~-]{12,}")
_DIGEST = expression(r"(?:sha\d{1,3}|file|dir|multi):[0-9a-f]{32,128}")
_ASSIGNMENT = expression(r"([A-Za-z_][\w.-]{0,255}=)(.*)", re.DOTALL)
_UUID = expression(r"(?i)(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])")
_RUN = expression(r"[A-Za-z0-9]{12,}")
_TURN = expression(r"[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])")


@lru_cache(maxsize=512)
def masked(line: str) -> str:
    """Return `line` with the values of secret-like names and random-looking words masked."""
    line = line if len(line) <= MAX_LENGTH else line[:MAX_LENGTH] + " ..."
    line = _BUILD_ARGUMENTS.sub(_names_only, line)
    for pattern in (_CREDENTIALS, _ASSIGNED, _SPACED):
        line = pattern.sub(_unless_elsewhere, line)
    return _WORD.sub(_word, line)


def _unless_elsewhere(match: re.Match[str]) -> str:
    """Mask a value, but not a variable or a path: what says where a secret is holds none."""
    before = match["before"]
    value = match[0][len(before) :]
    if _ELSEWHERE.fullmatch(value) or before.rstrip().endswith(("-stdin", "-file")):
        return match[0]
    return before + MASK


def _names_only(match: re.Match[str]) -> str:
    # A value with spaces may itself look like pairs, so no more names than the builder counted.
    names = _PAIR_NAME.findall(match["pairs"])[: int(match["count"])]
    return match["before"] + " ".join(f"{name}={MASK}" for name in names)


def _word(match: re.Match[str]) -> str:
    word = match[0]
    if _DIGEST.fullmatch(word):
        return word
    if assignment := _ASSIGNMENT.fullmatch(word):
        name, value = assignment.groups()
        return name + (MASK if _random(value) else value)
    return MASK if _random(word) else word


def _random(word: str) -> bool:
    """Return whether letters and digits change places more often than they do in words."""
    if _UUID.search(word):
        return True
    return any(len(_TURN.findall(run)) >= 3 for run in _RUN.findall(word))
