"""Find assignments to names that promise a secret; names decide nothing without their values."""

from collections.abc import Callable, Iterator

from leakscan.detection.assignments import grammar, judge, keys, values
from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import BARE, CONFIGURATION, Dialect, dialect_of
from leakscan.detection.assignments.grammar import Left
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.surroundings import (
    binary_near,
    by_line,
    line_start,
    minified,
)
from leakscan.detection.assignments.values import Shape
from leakscan.detection.content import Content, Doubt, Recogniser
from leakscan.detection.validators.samples import sample_of
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence

_CALL = expression(
    rb"(?i)(?:define|flag\.\w*|string\w*|env\w*|set\w*|put\w*|add\w*|pop|get|config|property|param\w*|header\w*|option"
    rb"|fetch|export|append|buildconfigfield|field|default|insert)\w{0,24}\s{0,2}\(?\s{0,2}"
    rb"(?:[\w\"' ]{1,24},\s{0,2})?[\"']$"
)
_DIRECTIVE = expression(
    rb"(?i)[ \t]*(?:--?|@|[\-(:*{]{1,3}|set[( ]|setx[ ]|\#[ \t]{0,4}define[ \t]+"
    rb"|\(def(?:var|const|parameter)?[ ]\*?|\(setq[ ]|local[ ])?[ \t]*\Z"
)
"""What may stand before a name that only a space parts from its value: the start of a line."""
_CLASS = expression(rb"(?:[a-z]\w{0,40}::){1,8}$")
"""The class whose parameter Hiera sets: `mysql::server::`."""
_USER_BEFORE = expression(rb"\buser(?:name)?=[^\s,\"']{1,64},$")
"""The option before, of a file system that is mounted: `username=backup,password=x`."""
_EXPORT = expression(rb"(?:^|[\"';& \t\n])(?:export|env|set)[ \t]{1,4}$")
_INSERT = expression(rb"(?i)[ \t]*(?:insert|replace)[ \t]|[ \t]*\(")
_TUPLE = expression(rb"\((?:[ \t]*\d{1,10},)?[ \t]*'$")
"""A row of settings in a dump: `(7,'smtp_password','...')`."""
_DECLARATION = (
    rb"(?:export|set|setx|env|declare|local|readonly|typeset|ENV|ARG|LABEL|const|let|var|val|final"
    rb"|private|public|protected|static|string|String|char|Environment=|property|my|our|def|-D"
    rb"|this\.|self\.|\#[ \t]{0,4}define|\$env:|-e|--env|--build-arg"
    rb"|--from-literal=|--set|--?[A-Za-z]{0,24}|-|@|:|\$)"
)
_HEAD = expression(
    rb"(?:^|[{(,;<\[&?|\"'>]|\\n)[ \t]{0,24}(?:"
    + _DECLARATION
    + rb"[ \t]{0,4}){0,4}[\"'\[\\$@:%(]{0,3}$"
    rb"|[ \t](?:--?[A-Za-z][A-Za-z\-]{0,24}[ =])$"
)
_TYPED_HEAD = expression(
    rb"[ \t]*(?:[A-Za-z_][\w.<>:]{0,40}(?:\[\])?(?:[ \t]|[ \t]?[*&])[ \t]?){1,5}\Z"
)
"""Words before a name in a program: its type and what else declares it."""
_VERB = expression(
    rb"\b(?:return|if|elif|while|print|assert|case|raise|throw|not|and|or|echo|in)\b"
)
_COMMENT = expression(
    rb"^[ \t]*(?:#(?![ \t]{0,4}define[ \t])|//|;|--[ \t]|/?\*|<!--|%|REM\b|rem\b)"
)
_MANUAL = expression(rb"[ \t]*\*+[ \t]")
"""A line of a comment from which manuals are made."""
_ANOTHER = expression(rb"(?:^|[\s\"'])[A-Za-z][\w.\-]{1,40}=[^\s=,(){}]{1,64}[ \t]{1,8}$")
"""One more assignment on the same line, with a space between: `user=app password=x`."""
_SETTER = expression(r"^(?:[\w.]*\.)?(?:set|with|use|add)(?=[A-Z_])_?")
"""`setPassword(`, `.withApiKey(`: what is handed over is meant to be in force."""
_PASS = expression(r"(?:[A-Z0-9]+_)*PASS")
"""`PASS: name of a test`, `FUNCTION_PASS("name", ...)`; with `=` it is a password."""
_PARTS = frozenset(
    b"server|data source|datasource|host|hostname|provider|driver|database|initial catalog|endpoint"
    b"|uid|user id|userid|user|username|address|addr|port|sslmode|accountname|account|dbname|dsn"
    b"|endpointsprotocol|defaultendpointsprotocol".split(b"|")
)
"""Names of the other parts of a connection string."""
_PART_STARTS = expression(rb"(?:^|[;\"'=:>?])[ \t]*$")


def classify_assigned(key: str, value: bytes) -> Candidate | None:
    """
    Judge a decoded value that comes with a name: an image's variable, label or build argument.

    The span covers the whole value.
    """
    name = keys.classify(key)
    if name is None:
        return None
    evidence = judge.Evidence(
        name=name,
        key=key,
        value=value,
        shape=values.shape(value, key),
        dialect=Dialect.ENV,
        statement=True,
    )
    return judge.candidate(evidence, 0)


def _confirm_with(
    *readers: Callable[[bytes, int], Left | None], stub: int = grammar.STUB
) -> Callable[[Content, int], Iterator[Candidate]]:
    def confirm(content: Content, end: int) -> Iterator[Candidate]:
        start = end - stub
        if values.goes_round(content.data, start):
            return
        for reader in readers:
            left = reader(content.data, start)
            name = keys.classify(left.name) if left is not None else None
            if left is not None and name is not None:
                found = _judge(content, start, left, name, explain=False)
                if isinstance(found, Candidate):
                    yield found
                return

    return confirm


def _doubts_with(
    *readers: Callable[[bytes, int], Left | None], stub: int = grammar.STUB
) -> Callable[[Content, int], Iterator[Doubt]]:
    def doubts(content: Content, end: int) -> Iterator[Doubt]:
        start = end - stub
        lefts = [left for reader in readers if (left := reader(content.data, start)) is not None]
        for left in lefts:
            name = keys.classify(left.name)
            found = _judge(content, start, left, name, explain=True) if name else _NO_PROMISE
            kind = name.kind if name else Kind.SECRET
            if isinstance(found, str):
                span = Span(left.start, start + grammar.STUB - left.start)
                yield Doubt(RULES[kind].id, span, f"{left.name}: {found}")
                return

    return doubts


_NO_PROMISE = "the name promises no secret"


def _judge(
    content: Content, start: int, left: Left, name: KeyName, *, explain: bool
) -> Candidate | str:
    """
    Return the candidate for a value, or why there is none.

    To `explain` what is wrong with a value takes as long as to judge it: else that is left empty.
    """
    if left.separator == b"(":
        name = keys.classify(_SETTER.sub("", left.name)) or name
    begin = line_start(content.data, left.start)
    ahead = content.data[begin : left.start]
    dialect = dialect_of(content.name)
    hindrance = _hindrance(left, ahead, dialect, content.data[start : start + 1])
    if hindrance:
        return hindrance
    guessed = dialect is Dialect.UNKNOWN
    if guessed:
        dialect = by_line(content, begin, start)
    parts = name.kind is Kind.PASSWORD and _is_part(content.data, begin, start, left)
    if parts:
        name = KeyName(Kind.CONNECTION, strong=True)
        value = grammar.part_at(content.data, start)
    else:
        value = _value(content.data, start, left, ahead, dialect)
    if left.quote and grammar.is_member_name(content.data, start, start + len(value)):
        return "the name of a member, not a value"
    form = values.shape(value, left.name)
    if form is Shape.NOTHING or binary_near(content.data, start, len(value)):
        return _sample(start, value, left, name) or (
            values.why_nothing(value, left.name) if explain else ""
        )
    if dialect is Dialect.CODE and minified(content.data, start):
        dialect = Dialect.MINIFIED
    elif dialect is Dialect.CODE and _MANUAL.match(ahead):
        dialect = Dialect.PROSE
    evidence = judge.Evidence(
        name=name,
        key=left.name,
        value=value,
        shape=form,
        dialect=dialect,
        statement=parts
        or left.paired
        or _is_statement(ahead, left, dialect)
        or _compares(name, left),
        guessed=guessed and dialect is not Dialect.ENV,
    )
    found = judge.candidate(evidence, start)
    if found is None:
        score = judge.score(evidence)
        return str(score) if score else f"no value of {dialect.value} is evidence"
    return found


def _hindrance(left: Left, ahead: bytes, dialect: Dialect, first: bytes) -> str:
    """Return why this assigns nothing, whatever the value that begins with `first` looks like."""
    if dialect is Dialect.INDEX:
        return "a list of files, versions or hashes holds no assignments"
    if not (left.paired or _separator_fits(left, ahead, dialect)):
        return "what stands between name and value assigns nothing here"
    if _PASS.fullmatch(left.name) and _is_verdict(left, dialect):
        return "the verdict of a test, or a pass of a compiler"
    if left.separator == b">" and first in {b"@", b":", b"/"}:
        return "a field of an address"
    return ""


def _is_verdict(left: Left, dialect: Dialect) -> bool:
    """Whether `PASS` says how a test ended: a file of settings has no `DB_PASS:` that says so."""
    if left.separator == b":":
        return left.name == "PASS" or dialect not in CONFIGURATION
    return left.separator == b"("


def _compares(name: KeyName, left: Left) -> bool:
    """Whether a program lets in whoever knows the value: `password == "..."`."""
    return name.kind is Kind.PASSWORD and left.separator in {b"==", b"===", b"!=", b"!=="}


def _sample(start: int, value: bytes, left: Left, name: KeyName) -> Candidate | None:
    """Return the candidate for a sample of documentation, which is told with the suppressed."""
    if not sample_of(value):
        return None
    span = Span(start, len(value))
    return Candidate(RULES[name.kind], span, value, Confidence.REVIEW, key=left.name)


def _value(data: bytes, start: int, left: Left, ahead: bytes, dialect: Dialect) -> bytes:
    """Return the value; nothing for an expression, which is what stands bare in a program."""
    if not left.quote and left.separator == b":" and ahead.endswith(b"${"):
        return grammar.default_at(data, start)
    if not left.quote and dialect not in BARE and _is_word_of_text(left, ahead):
        return grammar.query_at(data, start)
    around = _around(data, left)
    within = around and left.separator == b"="
    if not (left.quote or within or dialect in BARE or _bare_anyway(left, ahead)):
        return b""
    flow = dialect is Dialect.YAML and _in_flow(ahead)
    return grammar.value_at(data, start, left, dialect, flow=flow, around=around)


def _is_word_of_text(left: Left, ahead: bytes) -> bool:
    """Whether it is one of several in a string: of a query, a connection, a command."""
    if left.separator != b"=":
        return False
    if ahead[-1:] in {b"?", b"&"} or ahead.endswith(b"&amp;") or _USER_BEFORE.search(ahead[-96:]):
        return True
    return bool(_EXPORT.search(ahead[-16:])) or _follows_another(ahead)


def _follows_another(ahead: bytes) -> bool:
    """Whether one more assignment stands right before, on the same line."""
    return ahead[-1:] in {b" ", b"\t"} and bool(_ANOTHER.search(ahead[-160:]))


def _separator_fits(left: Left, ahead: bytes, dialect: Dialect) -> bool:
    """
    Whether the separator assigns here: a comma does in a call, `>` does in markup.

    The end of a qualified name is no name: `Acme::Secret`.
    """
    if left.separator == b" ":
        return dialect is not Dialect.PROSE and bool(_DIRECTIVE.match(ahead[-64:]))
    if left.separator == b"," and ahead.endswith(b"{") and dialect is Dialect.CODE:
        return True  # a tuple of Erlang
    if left.separator == b",":
        called = _CALL.search(ahead[-64:]) or (_INSERT.match(ahead) and _TUPLE.search(ahead[-48:]))
        return dialect not in {Dialect.JSON, Dialect.YAML} and bool(called)
    if ahead.endswith(b"::"):
        # A parameter of Puppet's class, and what belongs to a class: `Acme::Application.secret =`.
        member = left.separator == b"=" and "." in left.name
        return member or (dialect is Dialect.YAML and left.separator == b":")
    if left.separator == b">":
        opened = ahead.rfind(b"<")
        return opened >= 0 and b">" not in ahead[opened:]
    return True


def _is_statement(ahead: bytes, left: Left, dialect: Dialect) -> bool:
    """Whether nothing but the words of a declaration stands before the name."""
    if _COMMENT.match(ahead):
        return False
    if dialect is Dialect.YAML:
        ahead = _CLASS.sub(b"", ahead)
    if left.name.startswith("-") or _HEAD.search(ahead[-48:]) or _follows_another(ahead):
        return True
    return dialect is Dialect.CODE and bool(_TYPED_HEAD.match(ahead)) and not _VERB.search(ahead)


def _bare_anyway(left: Left, ahead: bytes) -> bool:
    """Markup, a variable's default and a header in quotes (`-H "X-Token: x"`) are bare anywhere."""
    return left.separator in {b">", b":-"} or (
        left.separator == b":" and ahead[-1:] in {b'"', b"'"}
    )


def _around(data: bytes, left: Left) -> bytes:
    """Return the quote that opens before the name and does not close after it."""
    quote = data[left.start - 1 : left.start] if left.start else b""
    after = left.start + len(left.name.encode())
    closed = data[after : after + 1] == quote
    return quote if quote in {b'"', b"'"} and not closed and left.separator != b">" else b""


def _in_flow(ahead: bytes) -> bool:
    return ahead.rfind(b"{") > ahead.rfind(b"}") or ahead.rfind(b"[") > ahead.rfind(b"]")


def _is_part(data: bytes, begin: int, start: int, left: Left) -> bool:
    """Whether the assignment is one of several joined by semicolons: `Server=x;Password=y`."""
    if left.separator != b"=" or left.quote or data.find(b";", begin, start + 160) < 0:
        return False
    if not _PART_STARTS.search(data[max(begin, left.start - 8) : left.start]):
        return False
    # The nearest first: the first of all may be cut short.
    parts = reversed(data[begin : start + 256].lower().split(b";"))
    return any(map(_is_other_part, parts))


def _is_other_part(part: bytes) -> bool:
    """Whether a part has the name of another, which may have the start of its string before it."""
    name = part.partition(b"=")[0].replace(b"'", b'"').rpartition(b'"')[2].strip()[-24:]
    return name in _PARTS or name.rpartition(b" ")[2] in _PARTS


_ALL = tuple(RULES.values())
_READERS = (grammar.before, grammar.typed_before, grammar.paired_before, grammar.block_before)

RECOGNISERS = (
    Recogniser(
        rules=_ALL,
        anchors=(grammar.ANCHOR,),
        literals=tuple(grammar.LITERALS),
        caseless=True,
        reach=2048,
        confirm=_confirm_with(*_READERS),
        doubts=_doubts_with(*_READERS),
    ),
    Recogniser(
        rules=_ALL,
        anchors=(grammar.INDIRECT,),
        literals=tuple(grammar.LITERALS),
        caseless=True,
        reach=2048,
        confirm=_confirm_with(grammar.indirect_before),
        doubts=_doubts_with(grammar.indirect_before),
    ),
    Recogniser(
        rules=_ALL,
        anchors=(grammar.OTHER_KEY,),
        literals=(b"key",),
        caseless=True,
        reach=2048,
        confirm=_confirm_with(grammar.before, stub=grammar.OTHER_STUB),
    ),
    Recogniser(
        rules=_ALL,
        anchors=(grammar.VARIABLE,),
        literals=(b"variable",),
        reach=2048,
        confirm=_confirm_with(grammar.variable_before),
        doubts=_doubts_with(grammar.variable_before),
    ),
)

__all__ = ["CONFIGURATION", "RECOGNISERS", "Confidence", "classify_assigned"]
