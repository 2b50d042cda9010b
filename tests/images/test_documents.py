import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.errors import ContentError, LimitExceeded, MalformedObject
from leakscan.images.documents import Node, parse_document
from leakscan.images.fields import MAX_FIELDS, text_fields
from leakscan.streams.limits import Limits

LIMITS = Limits()

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4).map("x-".__add__), inner, max_size=3)
    ),
    max_leaves=8,
)


def parse(text: str | bytes) -> Node:
    """Return the root of a document."""
    raw = text.encode() if isinstance(text, str) else text
    return parse_document(raw, "manifest", LIMITS)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1,]",
        b"\xff\xfe{\x00",
        b"NaN",
        b'{"a": Infinity}',
        b'{"size": ' + b"9" * 100_000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": 1, "a": 2}',
        b"\0",
    ],
)
def test_what_is_not_json_is_a_content_error(raw: bytes) -> None:
    """No text, however deep or large its numbers, ends in another kind of error."""
    with pytest.raises(ContentError):
        parse(raw)


def test_a_document_over_the_limit_is_not_parsed() -> None:
    """Its size is known before it is looked at."""
    with pytest.raises(LimitExceeded):
        parse_document(b"[]" + b" " * 100, "index", Limits(max_document_bytes=50))


def test_depth_is_counted_exactly() -> None:
    """As deep as the limit is fine, one deeper is not."""
    assert parse("[" * 64 + "]" * 64).present
    with pytest.raises(LimitExceeded):
        parse("[" * 65 + "]" * 65)


def test_a_byte_order_mark_is_no_content() -> None:
    """Some tools write one."""
    assert parse(b'\xef\xbb\xbf{"a": "b"}').get("a").text() == "b"


def test_complaints_name_the_place() -> None:
    """The path leads to the value that is wrong."""
    root = parse('{"layers": [{}, {"annotations": {"a.b": 5}}]}')
    value = list(root.get("layers").items())[1].get("annotations").get("a.b")

    with pytest.raises(MalformedObject) as caught:
        value.text()

    assert str(caught.value) == (
        "manifest.layers[1].annotations['a.b']: expected a string, found a number"
    )


@pytest.mark.parametrize("value", ["1", "true", '"x"', "[]", "{}", "1.5"])
def test_each_reading_takes_one_type(value: str) -> None:
    """A value of a wrong type is a complaint for all readings but its own; null is none."""
    readings = (Node.text, Node.flag, Node.size, lambda n: list(n.items()), lambda n: n.get("a"))
    node = parse(f'{{"x": {value}}}').get("x")
    accepted = 0

    for reading in readings:
        try:
            reading(node)
            accepted += 1
        except MalformedObject:
            pass

    assert accepted == (0 if value == "1.5" else 1)


@pytest.mark.parametrize("value", ["-1", "9223372036854775808", "true", "1e3"])
def test_impossible_sizes_are_refused(value: str) -> None:
    """A size is a whole number that a file can have."""
    with pytest.raises(MalformedObject):
        parse(f'{{"size": {value}}}').get("size").size()


def test_lone_surrogates_do_not_get_through() -> None:
    r"""JSON can spell `\ud800`; nothing could write it afterwards."""
    root = parse(r'{"k\ud800": "v\udfff"}')
    ((key, value),) = root.members()

    assert (key + value.text()).encode() == "k\ufffdv\ufffd".encode()
    assert "\ud800" not in value.where


def test_every_string_becomes_a_field_with_its_key() -> None:
    """Variables are split at the first equals sign; lists of anything else are not."""
    root = Node({"Env": ["A=b=c", "D"], "Cmd": ["x=y"], "Labels": {"l.m": "v"}}, "config")

    fields = [(one.path, one.key, one.value) for one in text_fields(root, "config")]

    assert fields == [
        ("config.Env[0]", "A", "b=c"),
        ("config.Env[1]", "", "D"),
        ("config.Cmd[0]", "", "x=y"),
        ("config.Labels['l.m']", "l.m", "v"),
        ("config (names)", "", "l.m"),
    ]


@settings(max_examples=60)
@given(json_values)
def test_no_string_of_any_document_is_lost(value: object) -> None:
    """Every string and every key is in some field, whatever the shape."""
    root = parse(json.dumps({"unknown": value}))

    fields = list(text_fields(root, "config"))

    seen = "\n".join(f"{one.key}\n{one.value}" for one in fields)
    assert all(text in seen for text in strings(root.value))


def strings(value: object) -> list[str]:
    """Return the strings and keys of a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in strings(item))]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


def test_a_flood_of_values_is_joined() -> None:
    """Past a number of fields, values share one: the memory is bounded and nothing is lost."""
    root = Node({"x": [f"value-{i}" for i in range(MAX_FIELDS + 10)]}, "config")

    fields = list(text_fields(root, "config"))

    assert len(fields) == MAX_FIELDS + 2
    assert f"value-{MAX_FIELDS + 9}" in fields[MAX_FIELDS].value


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_any_bytes_parse_or_complain(raw: bytes) -> None:
    """Nothing but a content error comes out."""
    with contextlib.suppress(ContentError):
        parse(raw)
