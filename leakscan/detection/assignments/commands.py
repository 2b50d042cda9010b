"""
Passwords on command lines and in statements, where no sign of equality stands before the value.

Options (`--password x`, `mysql -px`, `curl -u user:x`), what is piped into `--password-stdin`,
SQL's `IDENTIFIED BY`, and files of words: `.netrc`, `.pgpass`, `requirepass x`, `ENV NAME value`.
"""

from collections.abc import Iterator
from dataclasses import replace

from leakscan.detection.assignments import judge, keys, values
from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.forms import FORMS, Form
from leakscan.detection.assignments.grammar import STUB
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.randomness import looks_random
from leakscan.detection.assignments.surroundings import binary_near, by_line, line_start
from leakscan.detection.content import Content, Recogniser
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence

_LEFT_BYTES = 240


def _confirm(form: Form, content: Content, end: int) -> Candidate | None:
    data = content.data
    start = end - STUB
    if not _exists_in(form, content.name):
        return None
    left = data[max(0, start - _LEFT_BYTES) : start]
    match = form.before.match(left[::-1])
    if match is None:
        return None
    if form.earlier is not None and not form.earlier.search(left[left.rfind(b"\n") + 1 :]):
        return None
    key = match["name"][::-1].decode("ascii", "replace") if match.groups() else form.key
    name = keys.classify(key) if match.groups() else KeyName(Kind.PASSWORD, strong=True)
    value = form.ends.match(data, start)
    if name is None or value is None or _ARGUMENT.match(value[0]):
        return None
    found = _judged(content, key, name, value[0].rstrip(b",\r "), start)
    if form.chance_only and not looks_random(value[0]):
        return None
    return replace(found, confidence=Confidence.REVIEW) if found and form.told else found


_ARGUMENT = expression(rb"(?:default|help|type|action|required|dest|metavar|envvar|prompt)=")
"""One more argument of the call that declares an option."""


def _exists_in(form: Form, name: str) -> bool:
    if form.file is not None and not form.file.search(name):
        return False
    return not form.only or dialect_of(name) in form.only


def _judged(
    content: Content, key: str, name: KeyName, value: bytes, start: int
) -> Candidate | None:
    if len(value) < STUB or binary_near(content.data, start, len(value)):
        return None
    dialect = dialect_of(content.name)
    guessed = dialect is Dialect.UNKNOWN
    if guessed:
        dialect = by_line(content, line_start(content.data, start), start)
        # An option belongs to a command, whatever else the line looks like.
        dialect = Dialect.SHELL if dialect is Dialect.CODE else dialect
    form = values.shape(value, key)
    evidence = judge.Evidence(
        name=name,
        key=key,
        value=value,
        shape=form,
        dialect=dialect,
        statement=True,
        guessed=guessed,
    )
    return judge.candidate(evidence, start)


def _recogniser(form: Form) -> Recogniser:
    def confirm(content: Content, end: int) -> Iterator[Candidate]:
        found = _confirm(form, content, end)
        if found is not None:
            yield found

    return Recogniser(
        rules=tuple(RULES.values()),
        anchors=(form.anchor,),
        caseless=True,
        reach=2048,
        confirm=confirm,
        specific=form.specific,
    )


_PIPED = expression(
    rb"(?:echo|printf|cat[ \t]+<<<)[ \t]+(?:-[neE]+[ \t]+)?(?:'%s(?:\\n)?'[ \t]+)?[\"']?"
    rb"(?:[a-z_][\w\-]{0,31}:)?(?P<value>[^\s\"'|$`\\]{4,256})(?:\\n)?[\"']?[ \t]*\|[^|\n]*$"
)
_PIPE_ANCHOR = (
    rb"\|[^|\n]{0,80}(?:--password-stdin|chpasswd|passwd[ \t]{1,16}--stdin|sudo[ \t]{1,16}-S)"
)


def _confirm_piped(content: Content, end: int) -> Iterator[Candidate]:
    low = max(0, end - 400)
    left = content.data[low:end]
    line = left.rfind(b"\n") + 1
    echo = max(left.rfind(b"echo", line), left.rfind(b"printf", line), left.rfind(b"<<<", line) - 4)
    match = _PIPED.match(left, max(echo, 0))
    if match is None:
        return
    name = KeyName(Kind.PASSWORD, strong=True)
    found = _judged(content, "password", name, match["value"], low + match.start("value"))
    if found is not None:
        yield found


RECOGNISERS = (
    *map(_recogniser, FORMS),
    Recogniser(
        rules=tuple(RULES.values()),
        anchors=(_PIPE_ANCHOR,),
        reach=1024,
        confirm=_confirm_piped,
    ),
)
