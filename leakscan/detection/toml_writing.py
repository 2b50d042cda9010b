"""Tables of rules as TOML: texts, numbers, lists of texts, and tables in tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def dumps(document: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return arrays of tables as TOML that reads back as what was given."""
    blocks = [_table(name, table) for name, tables in document.items() for table in tables if table]
    return "\n".join(blocks)


def _table(name: str, table: Mapping[str, Any]) -> str:
    inner = {key: value for key, value in table.items() if _is_tables(value)}
    lines = [f"[[{name}]]"]
    lines += [f"{key} = {_value(value)}" for key, value in table.items() if key not in inner]
    nested = [_table(f"{name}.{key}", each) for key, value in inner.items() for each in value]
    return "\n".join([*lines, ""]) + "".join("\n" + block for block in nested)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, str):
        # Expressions are easier to read without doubled backslashes.
        plain = "'" not in value and value.isprintable()
        # What JSON escapes, TOML escapes alike, but for the delete character.
        return f"'{value}'" if plain else json.dumps(value).replace("\x7f", "\\u007f")
    return str(value)
