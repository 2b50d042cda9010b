"""
JSON reports read back: what `leakscan convert` starts from.

The keys are the model's own field names, so a field that the model gains is read as soon as the
JSON has it.  Nothing in such a file is believed beyond its shape.
"""

import json
import types
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from enum import Enum, IntEnum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from leakscan.errors import MalformedObject
from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, ImageField, Instruction, LayerFile
from leakscan.model.report import Report
from leakscan.model.rule import Rule
from leakscan.reporters.formats.json import SCHEMA_VERSION

_FIELD_KINDS = ("config", "history", "annotation", "attestation")
_KINDS: Mapping[str, type] = {
    "layer-file": LayerFile,
    "context-file": ContextFile,
    "dockerfile": Instruction,
    **dict.fromkeys(_FIELD_KINDS, ImageField),
}
_NO_LAYER = {"index": -1, "diff_id": ""}
_UNREAD: Mapping[str, object] = {"anchor": b"", "pattern": b"", "max_length": 0}
"""What a report does not say of a rule: how it is found."""


def read_report(text: bytes) -> Report:
    """
    Return the report that `leakscan --format json` wrote.

    Lines of Dockerfiles and of history come back masked, as they were written.

    Raises:
        MalformedObject: It is no such report; the error names the place inside it.
    """
    try:
        # RecursionError: nesting that no report has.
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedObject("report", "not JSON") from None
    if not isinstance(document, dict) or document.get("schema_version") != SCHEMA_VERSION:
        raise MalformedObject("report", f"not a leakscan report of schema {SCHEMA_VERSION}")
    summary = document.get("summary")
    counts = summary if isinstance(summary, dict) else {}
    below = {name: counts.get(name, 0) for name in ("below_threshold", "below_confidence")}
    return cast("Report", _instance(Report, {**document, **below}, "report"))


def _value(kind: Any, value: object, where: str) -> Any:  # noqa: ANN401 - a type, and what it makes
    """Return `value` as the type that a field's annotation names."""
    if kind in _PLAIN:
        return _plain(kind, value, where)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(arguments, value, where)
    if origin is tuple:
        return tuple(
            _value(arguments[0], item, f"{where}[{number}]")
            for number, item in enumerate(_list(value, where))
        )
    if origin is Mapping:
        return {
            str(key): _value(arguments[1], {**_object(item, where), "id": key}, f"{where}.{key}")
            for key, item in _object(value, where).items()
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, value, where)
    return _instance(kind, _object(value, where), where)


_PLAIN = (str, int, bool, bytes)


def _plain(kind: type, value: object, where: str) -> object:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise MalformedObject(where, f"not {kind.__name__}")
    return value


def _one_of(kinds: Sequence[Any], value: object, where: str) -> object:
    if value is None and types.NoneType in kinds:
        return None
    if LayerFile in kinds:
        kind = _object(value, where).get("kind")
        if not isinstance(kind, str) or kind not in _KINDS:
            raise MalformedObject(f"{where}.kind", "unknown")
        return _instance(_KINDS[kind], _object(value, where), where)
    (kind,) = (each for each in kinds if each is not types.NoneType)
    return _value(kind, value, where)


def _member(kind: type[Enum], value: object, where: str) -> Enum:
    for member in kind:
        name = member.name.lower() if issubclass(kind, IntEnum) else member.value
        if name == value:
            return member
    raise MalformedObject(where, f"not one of {', '.join(m.name.lower() for m in kind)}")


def _instance(kind: type, found: Mapping[str, object], where: str) -> object:
    found = _as_fields(kind, found, where)
    values = {}
    for name, annotation, needed in _fields(kind):
        if name in found:
            values[name] = _value(annotation, found[name], f"{where}.{name}")
        elif needed:
            raise MalformedObject(f"{where}.{name}", "missing")
    return kind(**values)


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return name, type and whether it must be given, for each field of a model class."""
    hints = get_type_hints(kind)
    return tuple(
        (each.name, hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
        if each.name not in ("proof", "examples", "counter_examples", "caseless", "min_entropy")
        or kind is not Rule
    )


def _as_fields(kind: type, found: Mapping[str, object], where: str) -> Mapping[str, object]:
    """Return an object of the JSON with the keys that the model's class has."""
    if kind is Finding:
        if not found.get("locations"):
            raise MalformedObject(f"{where}.locations", "empty")
        return {**found, **_object(found.get("secret"), f"{where}.secret")}
    if kind is Rule:
        return {**found, **_UNREAD}
    if kind is LayerFile and found.get("layer") is None:
        found = {**found, "layer": _NO_LAYER}
    raw = found.get("path_bytes")
    if raw is not None:
        found = {**found, "path": _name(raw, f"{where}.path_bytes")}
    names = found.get("inner_bytes")
    if names is not None:
        place = f"{where}.inner_bytes"
        found = {**found, "inner": [_name(name, place) for name in _list(names, place)]}
    return found


def _name(value: object, where: str) -> str:
    """Return a file name from its bytes in base64."""
    try:
        raw = b64decode(str(value), validate=True)
    except ValueError:
        raise MalformedObject(where, "not base64") from None
    return raw.decode("utf-8", "surrogateescape")


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise MalformedObject(where, "not an object")
    return value


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise MalformedObject(where, "not a list")
    return value
