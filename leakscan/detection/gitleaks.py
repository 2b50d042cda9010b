"""
Rules in Gitleaks' TOML, turned into tables of `.leakscan.toml`, with what could not be turned.

Only the format is read here, as its documentation describes it; no rule of that project is copied.

Source:
    Gitleaks, README, "Configuration".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leakscan.detection.user_rules import parse_user_rules
from leakscan.errors import ConfigError
from leakscan.expressions import expression

Table = dict[str, Any]

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "digit": "0-9", "lower": "a-z", "upper": "A-Z",
    "xdigit": "0-9A-Fa-f", "word": "0-9A-Za-z_", "space": r"\s", "punct": r"!-/:-@\[-`{-~",
}  # fmt: skip
_CLASS = expression(r"\[:(\^?)([a-z]+):\]")
_FLAGS = expression(r"\(\?([imsU]+)\)")
_CREATE = expression(r"\(\?<([A-Za-z_]\w*)>")
_ID = expression(r"[^a-z0-9]+")
_NEVER = {
    "commits": "commits (images have none)",
    "condition": "condition",
    "regexTarget": "regexTarget",
}


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a document."""

    document: Table
    """`rules` and `allow`, as `.leakscan.toml` has them."""
    problems: tuple[str, ...]
    """One sentence for each rule or condition that could not be taken over."""


def import_gitleaks(document: Mapping[str, Any], *, taken: frozenset[str]) -> Import:
    """
    Return the tables that do what a parsed Gitleaks configuration does.

    A rule that does not work here is left out and named; an id in `taken` gets a prefix.
    """
    rules: list[Table] = []
    problems: list[str] = []
    ids = set(taken)
    for number, table in enumerate(_tables(document, "rules")):
        name = str(table.get("id", f"rules[{number}]"))
        try:
            rule = _rule(table, name, ids, problems)
            parse_user_rules({"rules": [rule]}, taken=frozenset())
        except (ConfigError, _CannotBeDone) as error:
            problems.append(f"{name}: left out: {_told(error)}")
            continue
        ids.add(rule["id"])
        rules.append(rule)
    result: Table = {"rules": rules}
    allow = [
        each
        for key in ("allowlist", "allowlists")
        for entry in _tables(document, key)
        if (each := _allow(entry, "allowlist", problems))
    ]
    if allow:
        result["allow"] = allow
    if "extend" in document:
        problems.append("extend: not followed: leakscan's own rules are always there")
    return Import(result, tuple(problems))


class _CannotBeDone(ValueError):
    """A rule asks for something that has no counterpart."""


def _told(error: Exception) -> str:
    return str(error).removeprefix("rules[0].").removeprefix("rules[0]: ")


def _tables(document: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """Yield the tables under `key`, which may be one or several."""
    found = document.get(key, [])
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, Mapping):
            yield each


def _rule(table: Mapping[str, Any], name: str, ids: set[str], problems: list[str]) -> Table:
    if not isinstance(table.get("regex"), str):
        raise _CannotBeDone("it has no regex, so it looks at names of files alone")
    if table.get("required"):
        raise _CannotBeDone("it requires another rule's match nearby")
    rule_id = _ID.sub("-", name.lower()).strip("-")
    rule: Table = {
        "id": f"imported-{rule_id}" if rule_id in ids else rule_id,
        "regex": translated(table["regex"]),
        "severity": "medium",
    }
    if isinstance(table.get("description"), str):
        rule["title"] = " ".join(table["description"].split()).rstrip(".")[:100]
    if table.get("keywords"):
        rule["keywords"] = [str(word) for word in table["keywords"]]
    if table.get("secretGroup"):
        rule["secret_group"] = table["secretGroup"]
    if isinstance(table.get("entropy"), int | float):
        rule["min_entropy"] = float(table["entropy"])
    if isinstance(table.get("path"), str):
        rule["path"] = translated(table["path"])
    allow = [
        each
        for key in ("allowlist", "allowlists")
        for entry in _tables(table, key)
        if (each := _allow(entry, name, problems))
    ]
    return {**rule, "allow": allow} if allow else rule


def _allow(table: Mapping[str, Any], name: str, problems: list[str]) -> Table:
    """Return an allow-list; empty when nothing of it could be taken over."""
    lost = [text for key, text in _NEVER.items() if table.get(key)]
    if table.get("paths"):
        lost.append("paths (they are expressions there, and patterns with `*` here)")
    problems += [f"{name}: not taken over: {text}" for text in lost]
    allow: Table = {}
    if table.get("regexes") and table.get("regexTarget") in {None, "", "secret"}:
        allow["values"] = [translated(str(each)) for each in table["regexes"]]
    elif table.get("stopwords"):
        allow["stop_words"] = [str(word) for word in table["stopwords"]]
    if allow and isinstance(table.get("description"), str):
        allow["reason"] = table["description"]
    return allow


def translated(expression: str) -> str:
    r"""
    Return an expression of Go as Python's `re` reads it.

    Flags that begin in the middle become groups up to the end of theirs; `[[:alnum:]]` and `\z`
    are spelled out.

    Raises:
        _CannotBeDone: It has a class of Unicode, or swaps greed.
    """
    if re.search(r"\\[pP][{A-Z]", expression):
        raise _CannotBeDone("its regex has a class of Unicode")
    if re.search(r"\(\?[ims-]*U", expression):
        raise _CannotBeDone("its regex swaps greedy and lazy")
    expression = _CREATE.sub(r"(?P<\1>", expression).replace(r"\z", r"\Z")
    expression = _CLASS.sub(lambda match: _members(match[1], match[2]), expression)
    return _scoped(expression)


def _members(negated: str, name: str) -> str:
    if negated or name not in _CLASSES:
        raise _CannotBeDone(f"its regex has the class [:{negated}{name}:]")
    return _CLASSES[name]


def _scoped(expression: str) -> str:
    """Turn each `(?i)` into a group that ends where the group around it does."""
    out: list[str] = []
    opened: list[int] = [0]
    """For each group that is open, how many flags began in it."""
    position, in_class = 0, False
    while position < len(expression):
        flags = None if in_class else _FLAGS.match(expression, position)
        if flags is not None:
            out.append(f"(?{flags[1]}:")
            opened[-1] += 1
            position = flags.end()
            continue
        size = 2 if expression[position] == "\\" else 1
        character = expression[position : position + size]
        if character == "[" and not in_class:
            in_class = True
        elif character == "]":
            in_class = False
        elif character == "(" and not in_class:
            opened.append(0)
        elif character == ")" and not in_class:
            out.append(")" * (opened.pop() if len(opened) > 1 else 0))
        out.append(character)
        position += size
    return "".join(out) + ")" * opened[0]
