"""Texts that JSON readers stumble over: after the kinds of cases that public test suites have."""

import json

_DEEP = 100_000

_NUMBERS = (
    *("0", "-0", "1", "-1", "1e1", "1E+2", "1e-5", "1.5", "-1.5e10", "1e400", "-1e400"),
    *("1e99999999999", "123456789012345678901234567890", "NaN", "-NaN", "Infinity", "-Infinity"),
    *("+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10", "1_000", "++1", "--", "-", "1.2.3"),
    *("0e", "0e+", "1eE2", "\uff11"),
)

_STRINGS = (
    '""',
    '"plain"',
    r'"\u0000"',
    r'"\ud800"',
    r'"\udc00\ud800"',
    r'"\ud800\ud800\n"',
    r'"\uD83D\uDE00"',
    r'"\u00"',
    r'"\u"',
    r'"\x41"',
    r'"\a"',
    '"\\',
    '"tab\tinside"',
    '"line\ninside"',
    '"nul\0inside"',
    '"never ended',
    "'single'",
    '"\u202e\u2066"',
    '"' + "x" * 200_000 + '"',
    r'"\/\b\f\n\r\t\"\\"',
)

_STRUCTURES = (
    "",
    " ",
    "\ufeff{}",
    "[",
    "]",
    "{",
    "}",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    "null",
    "true",
    "True",
    "nul",
    "[1,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "{,}",
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a" 1}',
    "{a:1}",
    "{1:1}",
    "{null:1}",
    '{"a":1}{"b":2}',
    "{} x",
    "/* */{}",
    "// c\n{}",
    "[1]\0",
    '{"a":1,"a":2}',
    '{"":{"":{"":[]}}}',
    "[" * _DEEP,
    "[" * _DEEP + "]" * _DEEP,
    '{"a":' * _DEEP,
    '{"a":' * _DEEP + "1" + "}" * _DEEP,
    '[{"a":' * _DEEP,
    "[" * 60 + "]" * 60,
    "[" + "1," * 50_000 + "1]",
    "{" + ",".join(f'"k{number}":{number}' for number in range(20_000)) + "}",
    "9" * 100_000,
    "-" + "9" * 100_000,
    "1" + "0" * 100_000 + ".5",
    "1e" + "9" * 100_000,
)

_BYTES = (
    b"\xff\xfe{\0}\0",
    b"\xfe\xff\0{\0}",
    b"\xff",
    b'"\xe9"',
    b'{"\xff":1}',
    b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"',
    b"\xef\xbb\xbf",
    b"\x00" * 1000,
    b"\x1f\x8b\x08\x00",
)


def texts() -> list[bytes]:
    """Return the texts, each as a document of its own."""
    plain = [*_NUMBERS, *_STRINGS, *_STRUCTURES]
    return [text.encode("utf-8", "surrogatepass") for text in plain] + list(_BYTES)


def values() -> list[bytes]:
    """Return the texts that may stand as one value inside a document, well-formed or not."""
    return [text.encode("utf-8", "surrogatepass") for text in (*_NUMBERS, *_STRINGS, *_STRUCTURES)]


def with_value(document: bytes, name: str, value: bytes) -> bytes:
    """Return a document in which every `name` has `value`, as text, whatever it is."""
    mark = "@@@@"

    def marked(node: object) -> object:
        if isinstance(node, dict):
            return {key: mark if key == name else marked(each) for key, each in node.items()}
        if isinstance(node, list):
            return [marked(each) for each in node]
        return node

    text = json.dumps(marked(json.loads(document)))
    return text.encode().replace(b'"%s"' % mark.encode(), value)
