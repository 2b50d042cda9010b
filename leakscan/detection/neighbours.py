"""
Values that stand near their issuer's name, in an assignment to it or not.

A log says `request to Acme` on one line and `using key=...` on the next, a store of credentials has
the name in one element and the secret in another, a letter says `the Acme API token is ...`.  The
length and alphabet of the value are the issuer's, a word says that it is secret, and chance drew
it: any one of these missing, it is nothing.

The names are all that the matcher looks for, so a thousand issuers cost little more than one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from leakscan.detection import filters
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.randomness import is_uuid, looks_random
from leakscan.detection.confirm import judge
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.facts import CREDENTIAL, FROM_NAME
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule

_GAP = 72
"""Farthest start of a value from the end of its issuer's name, in bytes."""
_LONGEST = 400
"""Longer values have marks of their own: they are tokens of several parts."""
_MAX_LINES = 2
_MOST_VALUES = 2
"""So many long words after a name are looked at."""
_SHORTEST_VALUE = 16
"""Shorter values are too many that are something else."""
_SHORTEST_WORD = 6
"""Shorter names are parts of too many words, and slow the matcher down."""
_ORDINARY = frozenset(
    (
        *(b"anaconda", b"circle", b"cohere", b"consul", b"iterable"),
        *(b"linear", b"monday", b"parsers", b"particle", b"polygon", b"privatekey", b"sanity"),
        *(b"shortcut", b"stability", b"together", b"travis", b"typeform"),
    )
)
"""Names that every program uses for something else: a value has to be assigned to those."""

_CHARACTERS = rb"[0-9A-Za-z_+/.|:-]"
_START = expression(rb"(?<![0-9A-Za-z_+/.~%@-])" + _CHARACTERS + rb"{16}")
_VALUE = expression(_CHARACTERS + rb"{16,400}={0,2}")
"""What may be a value, up to where none of its characters follow."""
_CLOSES = frozenset(b" \t\r\n\"'`<})],;|\\&")
_STOP = b".:!?"
"""What a sentence may leave at the end of a value."""
_NOUN = expression(
    rb"(?i)key|token|secret|passw|passphrase|pwd|cred(?:ential)?s?\b|bearer|authori[sz]ation"
)
"""Says that what follows is secret."""
_PROMISE = expression(CREDENTIAL)
"""The same in the name that a value is assigned to, where less will do: `acme_access = ...`."""
_OTHER = expression(
    rb"(?i)sha-?\d|md5|hash|digest|checksum|integrity|commit|revision|etag|fingerprint|thumbprint"
    rb"|public|\bid\b|uuid|guid|version|signature|://"
)
"""Says that what follows is something else."""
_NAME_BEFORE = expression(
    rb"([A-Za-z_][\w.\-]{0,63})[\"'\])]{0,2}[ \t]{0,4}(?:[:=>(]|=>|:=)[ \t\"'`{(]{0,6}\Z"
)
"""The name that the value is assigned to."""
_ASSIGNED = expression(FROM_NAME + rb"\Z")
_UNFIT = frozenset({Dialect.INDEX, Dialect.MINIFIED})
_MADE_UP = frozenset({Dialect.PROSE, Dialect.EXAMPLE})

_Forms = tuple[tuple[re.Pattern[bytes], Rule], ...]
"""The expression of a whole value, and its rule."""


class _Names:
    """The names of issuers, in lower case, with the rules whose values stand near them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.by_word: dict[bytes, list[Rule]] = {}
        for rule in rules:
            for word in _words_of(rule):
                self.by_word.setdefault(word, []).append(rule)
        self._tails: dict[bytes, list[bytes]] = {}
        for word in sorted(self.by_word, key=len, reverse=True):
            self._tails.setdefault(word[-_SHORTEST_WORD:], []).append(word)
        self._longer: dict[bytes, list[bytes]] = {}
        self._most = {
            word: max(rule.nearby.longest for rule in rules if rule.nearby) + len(_STOP)
            for word, rules in self.by_word.items()
        }
        self._forms: dict[bytes, _Forms] = {}

    def ending_at(self, data: bytes, end: int) -> bytes | None:
        """Return the name that ends at `end`, unless it only begins a longer one."""
        for word in self._tails.get(data[end - _SHORTEST_WORD : end].lower(), ()):
            start = end - len(word)
            if start >= 0 and data[start:end].lower() == word:
                longer = self._longer_than(word)
                begun = any(data[start : start + len(one)].lower() == one for one in longer)
                return None if begun else word
        return None

    def _longer_than(self, word: bytes) -> list[bytes]:
        """Return the names that begin with `word`, looked up when it is first seen."""
        if word not in self._longer:
            others = (other for other in self.by_word if other.startswith(word))
            self._longer[word] = [other for other in others if other != word]
        return self._longer[word]

    def forms(self, word: bytes) -> _Forms:
        """Return the forms of the values of `word`, compiled when first asked for."""
        if word not in self._forms:
            rules = self.by_word[word]
            self._forms[word] = tuple(
                (re.compile(rule.nearby.value), rule) for rule in rules if rule.nearby
            )
        return self._forms[word]

    def confirm(self, content: Content, end: int) -> Iterator[Candidate]:
        """Yield what stands near the name that ends at `end`."""
        data = content.data
        if _goes_on(data, end):
            return
        last = min(len(data), end + _GAP + _SHORTEST_VALUE)
        start = _START.search(data, end, last)
        if start is None or dialect_of(content.name) in _UNFIT:
            return
        word = self.ending_at(data, end)
        if word is None or not _begins_word(data, end - len(word)):
            return
        for _ in range(_MOST_VALUES):
            if start is None:
                return
            found = _VALUE.match(data, start.start(), start.start() + self._most[word])
            if found is None or data.count(b"\n", end, found.start()) > _MAX_LINES:
                return
            if found.start() > end:
                yield from _judged(content, end, found, self.forms(word))
            start = _START.search(data, found.end(), last)


def recogniser(rules: Iterable[Rule]) -> Recogniser:
    """Return what recognises the values of all `rules` near the names of their issuers."""
    known = tuple(rule for rule in rules if _words_of(rule))
    names = _Names(known)
    # The longest first, for `re`: of two names that begin alike only the longer one counts.
    words = sorted(names.by_word, key=lambda word: (-len(word), word))
    return Recogniser(
        rules=known,
        anchors=(b"(?i:" + b"|".join(map(re.escape, words)) + b")",),
        literals=tuple(words),
        reach=_GAP + _LONGEST + 64,
        confirm=names.confirm,
    )


def covers(rule: Rule) -> bool:
    """Return whether a value of `rule` is found by this alone."""
    return rule.nearby is not None and len(_words_of(rule)) == len(rule.nearby.words)


def _words_of(rule: Rule) -> tuple[bytes, ...]:
    """Return the names that a value of `rule` is looked for near; none for what has no such."""
    near = rule.nearby
    if near is None or near.shortest < _SHORTEST_VALUE or rule.confidence is Confidence.REVIEW:
        return ()
    words = (word.lower().encode("ascii") for word in near.words)
    return tuple(word for word in words if len(word) >= _SHORTEST_WORD and word not in _ORDINARY)


def _judged(
    content: Content, end: int, found: re.Match[bytes], forms: _Forms
) -> Iterator[Candidate]:
    data, start = content.data, found.start()
    secret = found[0]
    fitting = next((rule for form, rule in forms if form.fullmatch(secret)), None)
    if fitting is None:
        secret = secret.rstrip(_STOP)
        fitting = next((rule for form, rule in forms if form.fullmatch(secret)), None)
    stop = start + len(secret)
    if fitting is None or not _closed(data, stop) or not _announced(data[end:start]):
        return
    drawn = looks_random(secret) or is_uuid(secret)
    wordy = not drawn and (secret.isalpha() or secret.isdigit())
    if wordy or filters.placeholder(secret):
        return
    candidate = judge(fitting, Span(start, len(secret)), secret)
    if candidate is not None and not (drawn and dialect_of(content.name) not in _MADE_UP):
        candidate = replace(candidate, confidence=Confidence.REVIEW)
    if candidate is not None:
        yield candidate


def _announced(between: bytes) -> bool:
    """Whether what stands between an issuer's name and a value says that the value is secret."""
    if _ASSIGNED.match(between):
        return True
    nouns = list(_NOUN.finditer(between))
    assigned = _NAME_BEFORE.search(between)
    if assigned is None:
        return bool(nouns) and not _OTHER.search(between, nouns[-1].end())
    named = (assigned.start() == 0 and nouns) or _PROMISE.search(assigned[1])
    return bool(named) and not _OTHER.search(between, assigned.start())


def _begins_word(data: bytes, start: int) -> bool:
    """Whether a word begins here: there is no Acme in `pacme`."""
    before = data[start - 1 : start] if start else b""
    return not before.isalpha() or data[start : start + 1].isupper()


def _goes_on(data: bytes, end: int) -> bool:
    """Whether the word goes on: `acmed` is not Acme, and `acmekey` is."""
    glued = data[end - 1 : end].islower() and data[end : end + 1].islower()
    return glued and not (_NOUN.match(data, end) or data.startswith(b"api", end))


def _closed(data: bytes, end: int) -> bool:
    """Whether the value ends here: at what ends a word, or with the sentence."""
    while end < len(data) and data[end] in _STOP:
        end += 1
    return end == len(data) or data[end] in _CLOSES
