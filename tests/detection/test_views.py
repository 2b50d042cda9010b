"""Text in disguise: what is encoded is found, and placed at the bytes that encode it."""

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.facts import ALNUM, HEX, keyed, token
from leakscan.detection.matcher import ReMatcher
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.detection.views import RECOGNISERS
from leakscan.model.finding import Detection

RULES = (
    token(
        "sample-token",
        "Sample token",
        issuer="Sample",
        prefix="smpl_",
        body=ALNUM * 24,
        reference="https://example.com",
        remediation="Revoke it.",
    ),
    keyed(
        "sample-key",
        "Sample key",
        issuer="Sample",
        near=("samplekey",),
        value=HEX * 32,
        reference="https://example.com",
        remediation="Revoke it.",
    ),
)
DETECTOR = Detector([*map(pattern_recogniser, RULES), *RECOGNISERS], Sealer(show_secrets=True))
TOKEN = render("smpl_{alnum:24}", random.Random(5))
TEXT = f"# the settings of an application\nTOKEN={TOKEN}\nMODE=fast\n"


LONG = "".join(f"line {number} of {number**3}\n" for number in range(200)) + TEXT


def packed(compress: Callable[[bytes], bytes]) -> str:
    """Return the base64 of a packed text."""
    return base64.b64encode(compress(LONG.encode())).decode()


def encoded(text: str, encoding: str = "utf-8") -> str:
    """Return the base64 of a text, in one line."""
    return base64.b64encode(text.encode(encoding)).decode()


def detect(text: str) -> list[Detection]:
    """Return what is found in a text."""
    return DETECTOR.detect(Content(data=text.encode(), name="file"))


@pytest.mark.parametrize(
    "write",
    [
        lambda: encoded(TEXT),
        lambda: f"data:\n  settings: {encoded(TEXT)}\n",
        lambda: f'{{"auth":"{encoded(TEXT)}"}}',
        lambda: encoded(TEXT).rstrip("="),
        lambda: base64.encodebytes((TEXT + "y" * 99).encode()).decode(),
        lambda: base64.encodebytes((TEXT + "y" * 99).encode()).decode().replace("\n", "\r\n    "),
        lambda: encoded("first, " + encoded(TEXT)),
        lambda: encoded(TEXT, "utf-16-le"),
        lambda: encoded(TEXT, "utf-16-be"),
        lambda: f"powershell -EncodedCommand {encoded(TEXT, 'utf-16')}",
        lambda: encoded("\ufeff" + TEXT, "utf-16-be"),
        lambda: base64.encodebytes((TEXT + "y" * 99).encode("utf-16-le")).decode(),
        lambda: encoded("first, " + encoded(TEXT, "utf-16-le"), "utf-16-le"),
        lambda: "key: " + TEXT.encode().hex(),
        lambda: "key: " + TEXT.encode().hex().upper(),
        lambda: f'"\\u0026mode=a\\u0026token\\u003d{TOKEN}"',
        lambda: f"value: '\\x22{TOKEN}\\x22'",
        lambda: "".join(f"\\u{ord(char):04x}" for char in TEXT),
        lambda: "".join(f"%{ord(char):02X}" for char in TEXT),
        lambda: f"data: {packed(gzip.compress)}",
        lambda: f'x = "{packed(zlib.compress)}"',
        lambda: f"x: {packed(lambda data: zlib.compress(data, 9))}",
        lambda: encoded(packed(gzip.compress)),
        lambda: "|\n" + base64.encodebytes(gzip.compress(LONG.encode())).decode(),
    ],
)
def test_what_is_encoded_is_found(write: Callable[[], str]) -> None:
    """In base64, in lines or without padding, in hexadecimal, behind escapes."""
    (found,) = detect(write())

    assert found.value == TOKEN
    assert "written " in found.detail


def test_secrets_that_were_packed_together_are_told_apart() -> None:
    """Nobody knows which bytes stand for which: each has its own part of the stretch, in order."""
    text, tokens = _planted(20_000, [100, 140, 9_000, 19_900], seed=8)
    written = f"release: {base64.b64encode(gzip.compress(text.encode())).decode()}\n"

    found = detect(written)

    assert [each.value for each in found] == tokens
    assert all(each.span.offset >= 9 and each.span.end < len(written) for each in found)


def test_what_a_stream_holds_is_bounded_and_read_as_far_as_it_is_whole() -> None:
    """A bomb in base64 gives a few times its own size; a cut stream gives what came before."""
    bomb = base64.b64encode(gzip.compress(bytes(2_000_000)))
    text, (token, _) = _planted(20_000, [100, 19_000], seed=9)
    cut = base64.b64encode(gzip.compress(text.encode()))[:-400].decode()

    assert 8 * len(bomb) < sum(map(len, _views(bomb))) <= 24 * len(bomb)
    assert token in [each.value for each in detect(cut)]


def test_a_query_is_read_unescaped() -> None:
    """JSON in a URL's query: a value that only its key makes a secret is found."""
    value = render("{hex:32}", random.Random(6))

    (found,) = detect("GET /login?" + quote(json.dumps({"samplekey": value})))

    assert found.value == value


def test_a_finding_lies_at_the_bytes_that_encode_it() -> None:
    """The span covers the encoded bytes of the value, and the region is theirs."""
    text = f"a\nb\nsettings: {encoded(TEXT)} # end"

    (found,) = detect(text)

    covered = text.encode()[found.span.offset : found.span.end]
    assert TOKEN.encode() in base64.b64decode(covered)
    assert found.span.length <= len(TOKEN) * 4 // 3 + 8
    assert found.region is not None
    assert found.region.start_line == 3


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("before", ["", "a", "ab", "a 16-bit text — “naïve”, 😀, "])
def test_a_finding_in_wide_text_lies_at_the_bytes_that_encode_it(
    encoding: str, before: str
) -> None:
    """However many bytes a character before it takes, in UTF-16 or in what is searched."""
    text = f"a\nb\n[Convert]::FromBase64String('{encoded('## ' + before + TEXT, encoding)}') # end"

    (found,) = detect(text)

    covered = text.encode()[found.span.offset : found.span.end]
    first = encoded("## " + before + TEXT.partition(TOKEN)[0], encoding).rstrip("=")
    assert found.value == TOKEN
    assert found.span.offset == text.index("'") + 1 + len(first) // 4 * 4
    assert TOKEN.encode("utf-16-le")[:-1] in base64.b64decode(covered)
    assert found.span.length <= len(TOKEN) * 8 // 3 + 8
    assert found.region is not None
    assert found.region.start_line == 3


@pytest.mark.parametrize(
    "end", [b"", b"\0", b"\xd8", b"\xd8\0", b"\0\xd8", b"\0\xd8a\0", b"\xff\xff"]
)
def test_wide_text_that_is_cut_is_read_as_far_as_it_goes(end: bytes) -> None:
    """Half a character, and half of a pair that stands for one."""
    (found,) = detect(base64.b64encode(TEXT.encode("utf-16-le") + end).decode())

    assert found.value == TOKEN


def test_a_finding_behind_escapes_lies_at_its_own_bytes() -> None:
    """The span behind escaped text is that of the value as it stands in the file."""
    text = f'{{"u": "a\\u0026b\\u003d1\\u0026token\\u003d{TOKEN}\\u0026c"}}'

    (found,) = detect(text)

    assert text[found.span.offset : found.span.end] == TOKEN


def test_lines_of_base64_are_placed_by_line() -> None:
    """In base64 over several lines, a value is placed on its own line."""
    body = base64.encodebytes((("x" * 57) * 9 + TEXT).encode()).decode()

    (found,) = detect("cert: |\n" + body)

    assert found.region is not None
    assert found.region.start_line >= 10


def test_depth_is_bounded() -> None:
    """Text that was encoded twice is read; what was encoded more often is not."""
    text = TEXT
    seen = []
    for _ in range(12):
        text = encoded(text)
        seen.append(bool(detect(text)))

    assert seen[:2] == [True, True]
    assert not any(seen[2:])


@given(data=st.binary(min_size=64, max_size=300))
def test_random_bytes_are_not_text(data: bytes) -> None:
    """Hashes, keys and pictures in base64 or hexadecimal give nothing, and no error."""
    assert detect(base64.b64encode(data).decode() + "\n" + data.hex()) == []


@given(text=st.text(max_size=60), cut=st.integers(0, 400))
def test_damaged_encodings_end(text: str, cut: int) -> None:
    """Whatever stands around an encoded text and wherever it ends: no error."""
    whole = encoded("some plain text goes here: " + text + TEXT)

    assert len(detect(whole[:cut] + "=" + text)) <= 1


@given(junk=st.lists(st.sampled_from(["\\u00", "%3", "%3D", "\\x", "\\", "%", "A" * 16, TOKEN])))
def test_half_escapes_end(junk: list[str]) -> None:
    """Escapes that are cut or doubled give no error."""
    text = "".join(junk)

    assert all(found.span.end <= len(text) for found in detect(text))


def _words(count: int, seed: int) -> str:
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randrange(2, 9))) for _ in range(50)]
    return " ".join(rng.choices(words, k=count))


def _planted(length: int, places: list[int], seed: int) -> tuple[str, list[str]]:
    """Return a text with a token at each of some places, and the tokens."""
    rng = random.Random(seed)
    text = _words(length // 4, seed)[:length].ljust(length, ".")
    tokens = []
    for place in places:
        tokens.append(render("smpl_{alnum:24}", rng))
        text = f"{text[:place]} {tokens[-1]} {text[place + 31 :]}"
    return text, tokens


@pytest.mark.parametrize("width", [0, 64, 76])
def test_every_part_of_a_long_text_in_base64_is_read(width: int) -> None:
    """A text of some blocks on one line or on many: at its start, across blocks, at its end."""
    edge = 256 * 1024 * 3 // 4
    places = [40, edge - 900, edge - 60, edge - 15, edge + 40, 2 * edge + 7, 2 * edge + 20_000]
    text, tokens = _planted(2 * edge + 30_000, places, seed=7)
    body = encoded(text)
    if width:
        body = "\n".join(body[at : at + width] for at in range(0, len(body), width))

    for before in ("", "x: |\n" * 9):
        assert [found.value for found in detect(before + body)] == tokens


@pytest.mark.parametrize("escape", ["%3D", "\\x22", "\\u0026"])
def test_every_part_of_a_long_line_of_escapes_is_read(escape: str) -> None:
    """Wherever in a line that is escapes all over, a value behind one of them is found."""
    rng = random.Random(9)
    pieces, values = [], []
    for number in range(900):
        pieces.append("abcdefghijklmnop")
        if number % 40 == 11:
            values.append(render("smpl_{alnum:24}", rng))
            pieces.append(values[-1])
    line = escape.join(pieces)

    assert [found.value for found in detect("first\n" + line + "\nlast")] == values


@pytest.mark.parametrize(
    "text",
    [
        base64.encodebytes(_words(20_000, 1).encode()).decode(),
        encoded(_words(20_000, 1)),
        "%3Dabcdefghijklmnop" * 2_000,
        "\\x22abcdefghijklmnop" * 2_000,
        "\\u0022abcdefghijklmnop\\u0022\n" * 1_500,
        ("6162636465666768" * 4 + "\n") * 1_500,
        "\\u0061" * 8_000,
        "%61" * 16_000,
    ],
    ids=["lines", "one line", "percent", "hex", "json", "hexadecimal", "all json", "all percent"],
)
def test_what_is_decoded_grows_with_the_text_alone(text: str) -> None:
    """However many hits there are, all views together are a few times as long as the text."""
    decoded = sum(map(len, _views(text.encode())))

    least = text.count("\\u0061") or len(text) // 3
    assert least <= decoded <= 4 * len(text)


def test_bytes_that_are_no_text_are_not_searched() -> None:
    """What begins like text and goes on as machine code gives no view; a few bytes hide nothing."""
    code = b"plain words first " + random.Random(4).randbytes(3000)
    marked = b"plain words first \x01\x02\x03 and more of them"

    assert _views(base64.b64encode(code)) == []
    assert _views(base64.b64encode(marked)) == [marked]


def _views(data: bytes) -> list[bytes]:
    """Return what is decoded, at all hits that count."""
    content = Content(data=data, name="a")
    hits = {}
    for hit in ReMatcher(RECOGNISERS).hits(data):
        recogniser = RECOGNISERS[hit.recogniser]
        block = hit.end // recogniser.block if recogniser.block else hit.end
        hits.setdefault((hit.recogniser, block), (recogniser.decode, hit.end))
    return [view.data for decode, end in hits.values() if decode for view in decode(content, end)]
