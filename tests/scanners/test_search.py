"""The one-pass search: where blocks, windows and entries begin and end changes nothing."""

import random
import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content, Files, Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.facts import ALNUM, HEX, keyed, token
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate, Detection
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity
from leakscan.scanners.search import Found, SingleFile, StreamSearch
from leakscan.streams.limits import Limits
from leakscan.streams.tar import TarWalker
from tests.builders import layer

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
LINES = Rule(
    id="sample-login",
    title="Sample login",
    issuer="Sample",
    severity=Severity.LOW,
    pattern=rb"\n(?P<secret>login:[0-9a-f]{8})(?=\n)",
    max_length=16,
    reference="https://example.com",
    remediation="Change it.",
)


def _lines(content: Content, _: int) -> Iterator[Candidate]:
    for match in re.finditer(LINES.pattern, content.data):
        start, end = match.span("secret")
        yield Candidate(LINES, Span(start, end - start), match["secret"], Confidence.LIKELY)


BY_NAME = Recogniser(
    rules=(LINES,), files=Files(re.compile(r"\.logins$"), (".logins",)), reach=64, confirm=_lines
)
DETECTOR = Detector([*map(pattern_recogniser, RULES), BY_NAME], Sealer())
RNG = random.Random(7)
TOKENS = [render("smpl_{alnum:24}", RNG).encode() for _ in range(5)]
KEYS = [render("samplekey = {hex:32}", RNG).encode() for _ in range(5)]
LOGINS = [render("\nlogin:{hex:8}\n", RNG).encode() for _ in range(5)]

fillers = st.sampled_from([b"", b" ", b"\n", b"text\n", b"x" * 700 + b"\n", b"\n" * 300, b"\0"])
pieces = st.one_of(fillers, *map(st.sampled_from, (TOKENS, KEYS, LOGINS)))
contents = st.lists(pieces, max_size=8).map(b"".join)
trees = st.dictionaries(
    st.sampled_from(["a", "b/c.env", "d" * 120, "e.txt", "a.logins", "b/z.logins"]), contents
)
block_sizes = st.lists(st.integers(1, 4000), min_size=1, max_size=6)


def search(
    stream: bytes, walker: TarWalker | SingleFile, cuts: list[int], whole: int
) -> list[Found]:
    """Feed `stream` in pieces of `cuts` bytes, over and over."""
    limits = Limits(whole_file_bytes=whole)
    searcher = StreamSearch(DETECTOR, walker, limits)
    position = turn = 0
    while position < len(stream):
        end = position + cuts[turn % len(cuts)]
        searcher.feed([stream[position:end]])
        position, turn = end, turn + 1
    return list(searcher.finish())


def facts(detections: tuple[Detection, ...] | list[Detection]) -> list[tuple[object, ...]]:
    """Return what makes detections equal, wherever they were found."""
    return [(d.rule_id, d.span, d.identity) for d in detections]


@given(tree=trees, cuts=block_sizes, whole=st.sampled_from([0, 600, 1 << 20]))
def test_a_layer_in_blocks_gives_what_its_files_give(
    tree: dict[str, bytes], cuts: list[int], whole: int
) -> None:
    """For any files and any blocks, the detections are those of each file searched by itself."""
    alone = {
        name: facts(DETECTOR.detect(Content(data=data, name=name))) for name, data in tree.items()
    }

    found = search(layer(tree), TarWalker(Limits()), cuts, whole)

    assert {f.path: facts(f.detections) for f in found} == {k: v for k, v in alone.items() if v}


@given(content=contents, cuts=block_sizes)
def test_lines_are_counted_across_blocks(content: bytes, cuts: list[int]) -> None:
    """In a file searched through windows, a region is the whole file's region, or unknown."""
    whole = {d.span: d.region for d in DETECTOR.detect(Content(data=content, name="f"))}

    found = search(content, SingleFile("f", 1 << 60), cuts, 0)

    seen = {d.span: d.region for f in found for d in f.detections}
    assert seen.keys() == whole.keys()
    assert all(region in (whole[span], None) for span, region in seen.items())


def test_a_secret_in_an_entry_header_is_found() -> None:
    """A file's name is searched too, and the finding says that it is no content."""
    (found,) = search(layer({TOKENS[0].decode(): b"data"}), TarWalker(Limits()), [512], 0)

    assert found.path == TOKENS[0].decode()
    assert {d.inner for d in found.detections} == {("tar header",)}


def test_a_secret_that_no_entry_claims_is_found() -> None:
    """Bytes behind the end marker are searched too."""
    stream = layer({"a": b"1"}) + TOKENS[0].ljust(512, b"\0")

    (found,) = search(stream, TarWalker(Limits()), [4096], 0)

    assert found.entry == -1
    assert len(found.detections) == 1


def test_neighbours_do_not_touch() -> None:
    """A token that fills its file to the end of a block is found though a name follows directly."""
    content = b" " * (1024 - len(TOKENS[0])) + TOKENS[0]

    (found,) = search(layer({"first": content, "second": b""}), TarWalker(Limits()), [1 << 16], 0)

    assert found.path == "first"


def test_a_file_in_one_block_has_digests() -> None:
    """A file with detections that was in memory as a whole comes with its digests."""
    (found,) = search(layer({"f": TOKENS[0]}), TarWalker(Limits()), [1 << 16], 0)

    assert found.digests is not None
    assert [name for name, _ in found.digests] == ["md5", "sha1", "sha256"]


def test_kept_entries_arrive_whole() -> None:
    """An entry that is asked for is handed over with all its bytes, however small the blocks."""
    kept: list[tuple[str, bytes]] = []
    stream = layer({"a": b"1" * 3000, "db": b"2" * 5000, "c": b"3"})
    searcher = StreamSearch(
        DETECTOR,
        TarWalker(Limits()),
        Limits(whole_file_bytes=100),
        keep=lambda path: path == "db",
        on_kept=lambda path, data: kept.append((path, data)),
    )

    for start in range(0, len(stream), 700):
        searcher.feed([stream[start : start + 700]])
    searcher.finish()

    assert kept == [("db", b"2" * 5000)]


@given(cuts=block_sizes)
def test_a_stream_that_is_no_archive_is_searched_whole(cuts: list[int]) -> None:
    """Bytes without any header give every secret at its offset, whatever the blocks."""
    filler = b"\n" + b"x" * 9000 + b"\n"
    longer = TOKENS[0] + b"x"
    stream = b"".join(filler + longer + filler + token for token in TOKENS[1:])

    (found,) = search(stream, TarWalker(Limits()), cuts, 0)

    assert [d.span.offset for d in found.detections] == [
        stream.index(token) for token in TOKENS[1:]
    ]
    assert {d.region for d in found.detections} == {None}
