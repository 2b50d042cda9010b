from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.content import Content
from leakscan.detection.lines import Lines
from leakscan.detection.pragmas import Mentions, suppression_at
from leakscan.model.location import Region, Span

pieces = st.sampled_from(
    [b"a", b"key = ", b"\n", b"\r\n", b"\xff", b"\xe2\x82", *(c.encode() for c in "é€🔑")]
)
texts = st.lists(pieces, max_size=40).map(b"".join)
spans = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), min_size=1, max_size=6)


def plain(data: bytes, span: Span) -> Region:
    """Return the region as one look at all that comes before it tells it."""
    start = data.rfind(b"\n", 0, span.offset) + 1
    last = max(start, data.rfind(b"\n", start, max(start, span.end - 1)) + 1)
    return Region(
        start_line=data.count(b"\n", 0, span.offset) + 1,
        start_column=len(data[start : span.offset].decode("utf-8", "replace")) + 1,
        end_line=data.count(b"\n", 0, span.offset) + data.count(b"\n", span.offset, last) + 1,
        end_column=len(data[last : span.end].decode("utf-8", "replace")),
    )


@given(texts, spans)
def test_lines_and_columns_do_not_depend_on_what_was_asked_before(
    data: bytes, asked: list[tuple[int, int]]
) -> None:
    """In any order, in any text, each span is where counting from the start puts it."""
    lines = Lines(Content(data=data, name=""))
    within = [Span(min(offset, len(data)), length) for offset, length in asked]

    found = [lines.region(span) for span in within]

    assert found == [plain(data, span) for span in within]


@given(
    st.lists(
        st.sampled_from([b"x" * 1500, b"\n", b"# pragma: allowlist secret", b"#leakscan:ignore *"]),
        max_size=12,
    ).map(b"".join),
    st.lists(st.integers(0, 20_000), min_size=1, max_size=8),
)
def test_where_nothing_is_mentioned_near_there_is_no_pragma(data: bytes, asked: list[int]) -> None:
    """Whatever was asked before, what may be passed over holds no pragma for the offset."""
    mentions = Mentions(data)

    for offset in (min(offset, len(data)) for offset in asked):
        if not mentions.near(offset):
            assert suppression_at(Content(data=data, name=""), offset, "any") == ""


def test_what_was_looked_at_is_not_looked_at_again() -> None:
    """A text without any mention is said to have none, at each of many offsets in turn."""
    mentions = Mentions(b"x" * 100_000 + b"# pragma: allowlist secret\n")

    assert [mentions.near(offset) for offset in (0, 50_000, 90_000, 99_000)] == [
        False,
        False,
        False,
        True,
    ]
