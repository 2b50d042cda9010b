"""
Rules and allow-lists that users write: tables of `.leakscan.toml`, checked and made into rules.

```toml
[[rules]]
id = "acme-token"
shape = "acme_{alnum:40}"       # with `near = ["acme"]` when the value does not name itself
remediation = "Revoke it at https://acme.example/tokens."

[[allow]]
rules = ["acme-*"]
paths = ["docs/*"]
reason = "made up"
```
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from leakscan.detection.allow import Allow
from leakscan.detection.confirm import judge, pattern_recogniser
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.facts import keyed, token
from leakscan.detection.literals import required
from leakscan.detection.shapes import ShapeError, parse_shape, whole
from leakscan.errors import ConfigError
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

_ID = expression(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WINDOW = 2048
"""How far on either side of a keyword a written expression is searched at least, in bytes."""
_REMEDIATION = "Revoke it where it was issued, and hand a new one over at run time."


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRule:
    """One rule of a user; plain data, so that it can be handed to a worker."""

    rule: Rule
    keywords: tuple[str, ...] = ()
    """For a written expression: texts near which it is searched, in any case."""
    paths: str = ""
    """Expression that the path must contain; empty: any path."""
    group: str | int = "secret"
    """Group of the expression that is the secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRules:
    """What a configuration adds to the rules that come with leakscan."""

    rules: tuple[UserRule, ...] = ()
    allow: tuple[Allow, ...] = ()


def parse_user_rules(document: Mapping[str, Any], *, taken: frozenset[str]) -> UserRules:
    """
    Return the rules and allow-lists of a parsed configuration: its `rules` and `allow` tables.

    `taken` are the ids of rules that exist; other keys of the document are not looked at.

    Raises:
        ConfigError: A table is not what it must be; the message names it.
    """
    rules: list[UserRule] = []
    allow: list[Allow] = []
    seen = set(taken)
    for number, table in _tables(document, "rules"):
        where = f"rules[{number}]"
        found = _rule(table, where)
        if found.rule.id in seen:
            raise ConfigError(f"{where}: a rule with the id {found.rule.id!r} exists", _UNIQUE)
        seen.add(found.rule.id)
        rules.append(found)
        allow += [
            replace(_allow(entry, f"{where}.allow[{at}]"), rules=(found.rule.id,))
            for at, entry in _tables(table, "allow")
        ]
    allow += [_allow(entry, f"allow[{at}]") for at, entry in _tables(document, "allow")]
    return UserRules(rules=tuple(rules), allow=tuple(allow))


_UNIQUE = "Give it an id of its own."


def user_recognisers(user_rules: UserRules) -> tuple[Recogniser, ...]:
    """Return the recognisers of a user's rules, in their order."""
    return tuple(
        _searching(each) if each.keywords else pattern_recogniser(each.rule)
        for each in user_rules.rules
    )


def _tables(document: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(each, Mapping) for each in tables):
        raise ConfigError(f"{key}: must be tables", f"Write each as [[{key}]].")
    yield from enumerate(tables)


_RULE_KEYS = {
    "id": str, "title": str, "issuer": str, "severity": str, "confidence": str, "reference": str,
    "remediation": str, "shape": str, "near": list, "regex": str, "keywords": list, "path": str,
    "secret_group": (int, str), "min_entropy": (int, float), "examples": list,
    "counter_examples": list, "allow": list,
}  # fmt: skip
_ALLOW_KEYS = {each.name: (str if each.name == "reason" else list) for each in fields(Allow)}


def _checked(table: Mapping[str, Any], known: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Return `table` when all of its keys are known and their values of the right kind."""
    for key, value in table.items():
        if key not in known:
            close = difflib.get_close_matches(str(key), known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(known)}."
            raise ConfigError(f"{where}: unknown key {key!r}", hint)
        if not isinstance(value, known[key]) or isinstance(value, bool):
            raise ConfigError(f"{where}.{key}: of the wrong type", _EXPECTED[known[key]])
        if known[key] is list and key != "allow" and not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{where}.{key}: must be a list of texts")
    return table


_EXPECTED: Mapping[Any, str] = {
    str: "Write a text in quotes.",
    list: "Write a list in brackets.",
    (int, str): "Write the number or the name of a group.",
    (int, float): "Write a number.",
}


def _rule(table: Mapping[str, Any], where: str) -> UserRule:
    table = _checked(table, _RULE_KEYS, where)
    rule_id = table.get("id", "")
    if not _ID.fullmatch(rule_id):
        raise ConfigError(
            f"{where}.id: {rule_id!r} is no id", "Write lower-case words joined by `-`."
        )
    if ("shape" in table) == ("regex" in table):
        raise ConfigError(
            f"{where}: needs either a shape or a regex", "See 'leakscan rules check'."
        )
    facts: dict[str, Any] = {
        "issuer": table.get("issuer", "your own"),
        "severity": _level(Severity, table.get("severity", "high"), f"{where}.severity"),
        "confidence": _level(Confidence, table.get("confidence", "likely"), f"{where}.confidence"),
        "reference": table.get("reference", ""),
        "remediation": table.get("remediation", _REMEDIATION),
        "min_entropy": float(table.get("min_entropy", 0.0)),
        "examples": tuple(table.get("examples", ())),
        "counter_examples": tuple(table.get("counter_examples", ())),
    }
    title = table.get("title", rule_id.replace("-", " ").capitalize())
    made = _shaped if "shape" in table else _written
    return made(rule_id, title, table, facts, where)


def _level(kind: type[Any], word: str, where: str) -> Any:  # noqa: ANN401 - a member of `kind`
    if word.upper() not in kind.__members__:
        raise ConfigError(
            f"{where}: {word!r} is none", f"Known are {', '.join(each.label for each in kind)}."
        )
    return kind[word.upper()]


def _shaped(
    rule_id: str, title: str, table: Mapping[str, Any], facts: dict[str, Any], where: str
) -> UserRule:
    near = tuple(table.get("near", ()))
    try:
        if near:
            rule = keyed(rule_id, title, near=near, value=whole(table["shape"]), **facts)
        else:
            prefix, body = parse_shape(table["shape"])
            if len(prefix) < _SHORTEST_PREFIX:
                raise ConfigError(
                    f"{where}.shape: begins with no text that tells it apart",
                    'Add words that stand before it: near = ["acme"].',
                )
            rule = token(rule_id, title, prefix=prefix, body=body, **facts)
    except ShapeError as error:
        raise ConfigError(f"{where}.shape: {error}") from error
    return UserRule(rule=rule, paths=_expression(table.get("path", ""), f"{where}.path"))


_SHORTEST_PREFIX = 2


def _written(
    rule_id: str, title: str, table: Mapping[str, Any], facts: dict[str, Any], where: str
) -> UserRule:
    expression = _expression(table["regex"], f"{where}.regex")
    keywords = tuple(word.lower() for word in table.get("keywords", ()) if word)
    if not keywords:
        keywords = _certain(expression)
    if not keywords:
        raise ConfigError(
            f"{where}: no text is certain to be in what the regex matches",
            'Name some, one of which is always there: keywords = ["acme"].',
        )
    pattern = re.compile(expression.encode())
    default = "secret" if "secret" in pattern.groupindex else min(pattern.groups, 1)
    group = table.get("secret_group", default)
    if group not in pattern.groupindex and group not in range(pattern.groups + 1):
        raise ConfigError(f"{where}.secret_group: the regex has no group {group!r}")
    rule = Rule(
        id=rule_id,
        title=title,
        anchor=re.escape(keywords[0].encode()),
        pattern=expression.encode(),
        max_length=_WINDOW,
        **facts,
    )
    paths = _expression(table.get("path", ""), f"{where}.path")
    return UserRule(rule=rule, keywords=keywords, paths=paths, group=group)


_LOOKING = expression(r"\(\?(?![a-z]*:|P<)|\[\[|\\[pPQbB]|\$|\^")
"""What the search for certain texts does not read: look-around, flags, boundaries."""


def _certain(expression: str) -> tuple[str, ...]:
    """Return texts one of which is in every match; none when it is not plain enough to tell."""
    if _LOOKING.search(expression):
        return ()
    return tuple(text.decode("utf-8", "replace") for text in required(expression.encode()))


def _expression(text: str, where: str) -> str:
    """Return an expression that compiles, over bytes as over text."""
    try:
        re.compile(text.encode())
    except re.error as error:
        raise ConfigError(f"{where}: {error}", "Write it as Python's `re` reads it.") from error
    return text


def _allow(table: Mapping[str, Any], where: str) -> Allow:
    table = _checked(table, _ALLOW_KEYS, where)
    if not any(table.get(key) for key in _ALLOW_KEYS if key != "reason"):
        raise ConfigError(f"{where}: has no condition", "It would allow everything.")
    for value in table.get("values", ()):
        _expression(value, f"{where}.values")
    lists: dict[str, Any] = {key: tuple(table[key]) for key in table if key != "reason"}
    return Allow(reason=table.get("reason", ""), **lists)


def _searching(user_rule: UserRule) -> Recogniser:
    """Return the recogniser of a written expression: searched in a window around its keywords."""
    rule, group = user_rule.rule, user_rule.group
    confirm = _search(rule, group)
    anchors: Sequence[bytes] = [re.escape(word.encode()) for word in user_rule.keywords]
    return Recogniser(
        rules=(rule,),
        anchors=tuple(anchors),
        literals=tuple(word.encode() for word in user_rule.keywords),
        caseless=True,
        reach=2 * _WINDOW + 64,
        confirm=_only_in(user_rule.paths, confirm),
        block=_WINDOW,
        specific=1,
    )


Search = Callable[[Content, int], Iterator[Candidate]]


def _search(rule: Rule, group: str | int) -> Search:
    pattern = re.compile(rule.pattern)

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        data = content.data
        block = (content.origin + hit_end) // _WINDOW * _WINDOW - content.origin
        high = min(len(data), block + 2 * _WINDOW)
        for match in pattern.finditer(data, max(0, block - _WINDOW), high):
            start, stop = match.span(group)
            if 0 <= start < stop and not match.end() == high < len(data):
                found = judge(rule, Span(start, stop - start), data[start:stop])
                if found is not None:
                    yield found

    return confirm


def _only_in(paths: str, confirm: Search) -> Search:
    if not paths:
        return confirm
    wanted = re.compile(paths)

    def confirm_there(content: Content, hit_end: int) -> Iterator[Candidate]:
        if wanted.search(content.name.removeprefix("./")):
            yield from confirm(content, hit_end)

    return confirm_there
