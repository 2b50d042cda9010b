"""
JSON from a stranger: bounded, typed at the point of use, every complaint with its place.

    document = parse_document(raw, "manifest", limits)
    for layer in document.get("layers").items():
        digest = layer.get("digest").text()        # MalformedObject: manifest.layers[2].digest
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from leakscan.errors import LimitExceeded, MalformedObject
from leakscan.streams.limits import Limits

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_NAMES = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value inside a document, and where it is.  A value that is absent is null."""

    value: Json
    where: str

    @property
    def present(self) -> bool:
        """Whether there is a value other than null."""
        return self.value is not None

    def get(self, key: str) -> "Node":
        """
        Return the value of `key`, null if there is none.

        Raises:
            MalformedObject: This is neither an object nor null.
        """
        if self.value is None:
            return Node(None, child(self.where, key))
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return Node(self.value.get(key), child(self.where, key))

    def items(self) -> Iterator["Node"]:
        """
        Yield the values of a list; nothing for null.

        Raises:
            MalformedObject: This is neither a list nor null.
        """
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.refuse("a list")
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.where}[{index}]")

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """
        Yield the keys of an object and their values; nothing for null.

        Raises:
            MalformedObject: This is neither an object nor null.
        """
        if self.value is None:
            return
        if not isinstance(self.value, dict):
            self.refuse("an object")
        for key, value in self.value.items():
            yield clean(key), Node(value, child(self.where, key))

    def text(self) -> str:
        """
        Return a string; the empty one for null.

        Raises:
            MalformedObject: This is neither a string nor null.
        """
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            self.refuse("a string")
        return clean(self.value)

    def flag(self) -> bool:
        """
        Return a boolean; False for null.

        Raises:
            MalformedObject: This is neither a boolean nor null.
        """
        if self.value is None:
            return False
        if not isinstance(self.value, bool):
            self.refuse("a boolean")
        return self.value

    def size(self) -> int | None:
        """
        Return a count of bytes; None for null.

        Raises:
            MalformedObject: This is something else, or negative.
        """
        if self.value is None:
            return None
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("a number")
        if not 0 <= self.value < 1 << 63:
            raise MalformedObject(self.where, "is no possible size")
        return self.value

    def refuse(self, expected: str) -> NoReturn:
        """Raise MalformedObject: something else is here than `expected`."""
        raise MalformedObject(self.where, f"expected {expected}, found {_NAMES[type(self.value)]}")


def parse_document(raw: bytes, where: str, limits: Limits) -> Node:
    """
    Return the root of a JSON document, called `where` in complaints.

    Raises:
        LimitExceeded: It is larger or deeper than the limits allow.
        MalformedObject: It is not JSON, or says two things under one key.
    """
    if len(raw) > limits.max_document_bytes:
        raise LimitExceeded(f"the size of {where}", limits.max_document_bytes, "")
    too_deep = LimitExceeded(f"the depth of {where}", limits.max_json_depth, "")
    try:
        text = raw.decode("utf-8-sig")
        value: Json = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys
        )
    except RecursionError:
        raise too_deep from None
    except ValueError as error:
        # The message of a JSONDecodeError has a position and no text of the document.
        problem = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise MalformedObject(where, f"not JSON: {problem}") from None
    if _depth_exceeds(value, limits.max_json_depth):
        raise too_deep
    return Node(value, where)


def child(where: str, key: str) -> str:
    """Return the place of `key` inside the object at `where`: `config.Labels['a.b']`."""
    key = clean(key)
    return f"{where}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{where}[{key[:200]!r}]"


def clean(text: str) -> str:
    """Return `text` without lone surrogates, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("an object has the same key twice")
    return unique


def _depth_exceeds(value: Json, limit: int) -> bool:
    level: list[Json] = [value]
    for _ in range(limit):
        deeper: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(v for v in item.values() if isinstance(v, dict | list))
            elif isinstance(item, list):
                deeper.extend(v for v in item if isinstance(v, dict | list))
        if not deeper:
            return False
        level = deeper
    return True
