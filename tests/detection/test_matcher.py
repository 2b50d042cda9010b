"""Matching: Hyperscan and `re` lead to the same detections, and the cache can be trusted."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import (
    MAX_ANCHOR_BYTES,
    HyperscanMatcher,
    ReMatcher,
    make_matcher,
)
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render

hyperscan = pytest.importorskip("hyperscan")

RECOGNISERS = load_rules().recognisers
SEALER = Sealer()
FAST = Detector(RECOGNISERS, SEALER, matcher=HyperscanMatcher(RECOGNISERS))
SLOW = Detector(RECOGNISERS, SEALER, matcher=ReMatcher(RECOGNISERS))

EXAMPLES = [
    render(template, random.Random(number)).encode()
    for number, rule in enumerate(load_rules().rules.values())
    for template in rule.examples
]
glue = st.sampled_from([b"", b"\n", b" ", b"=", b'"', b": ", b"password=", b"\\n", b"%3D", b"x"])
examples = st.sampled_from(EXAMPLES).flatmap(
    # A cut example is often nearly a secret: the interesting kind of text.
    lambda text: st.integers(0, len(text)).map(lambda cut: text[cut // 2 :] if cut % 5 else text)
)


@settings(max_examples=60)
@given(st.lists(st.one_of(glue, examples, st.binary(max_size=30)), max_size=10).map(b"".join))
def test_both_engines_give_the_same_detections(data: bytes) -> None:
    """For any bytes, what is found does not depend on the engine that looked."""
    content = Content(data=data, name="settings.env")

    assert FAST.detect(content) == SLOW.detect(content)


@pytest.mark.slow
def test_both_engines_find_every_example() -> None:
    """Every rule's example is found by its rule or a more specific one, on either engine."""
    silent = [
        text
        for text in EXAMPLES
        if not FAST.detect(content := Content(data=b"\n" + text + b"\n", name="config.txt"))
        or not SLOW.detect(content)
    ]

    assert silent == []


def test_what_precedes_a_secret_changes_no_hit() -> None:
    """
    Every example is hit by the same recognisers, whatever bytes and however many come before it.

    NOTE: Hyperscan 5.4.12 misses some expressions, such as `-[a-z-]{0,24}word [^ ]{4}`, once 16
    bytes precede the match.  An anchor that it misses so must be written another way.
    """
    paddings = [b"", b" " * 15, b"x=" * 8, b"a" * 17, b"\0" * 33, b"word. " * 30]
    unsteady = []
    for text in EXAMPLES:
        hits = [
            {hit.recogniser for hit in FAST.matcher.hits(padding + b"\n" + text + b"\n")}
            for padding in paddings
        ]
        if not hits[0] or any(hits[0] - each for each in hits):
            unsteady.append(text)

    assert unsteady == []


def test_no_anchor_outgrows_the_overlap() -> None:
    """Every anchor's longest match fits in what blocks of one stream share."""
    widths = [
        hyperscan_width(anchor) for recogniser in RECOGNISERS for anchor in recogniser.anchors
    ]

    assert max(widths) <= MAX_ANCHOR_BYTES


def hyperscan_width(anchor: bytes) -> int:
    """Return the longest match of an anchor, in bytes."""
    import re._parser as parser  # type: ignore[import-not-found] # no stub for it

    return int(parser.parse(anchor).getwidth()[1])


def test_the_pattern_cache_gives_the_same_matcher(tmp_path: Path) -> None:
    """A matcher loaded from the cache hits where the compiled one does."""
    some = RECOGNISERS[:20]
    text = b"\n".join(EXAMPLES[:200])
    compiled = HyperscanMatcher(some, tmp_path).hits(text)

    (stored,) = tmp_path.iterdir()
    loaded = HyperscanMatcher(some, tmp_path).hits(text)

    assert loaded == compiled
    assert stored.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["flipped", "truncated", "writable by others"])
def test_a_damaged_cache_is_a_miss(tmp_path: Path, damage: str) -> None:
    """A cache file that was altered, cut or could be anybody's is compiled anew."""
    some = RECOGNISERS[:5]
    text = b"\n".join(EXAMPLES[:50])
    expected = HyperscanMatcher(some, tmp_path).hits(text)
    (stored,) = tmp_path.iterdir()
    data = stored.read_bytes()
    if damage == "flipped":
        stored.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "truncated":
        stored.write_bytes(data[: len(data) // 2])
    else:
        stored.chmod(0o666)

    assert HyperscanMatcher(some, tmp_path).hits(text) == expected


def test_the_cache_forgets_old_databases(tmp_path: Path) -> None:
    """However often the rules change, a few databases are kept, the newest among them."""
    for count in range(1, 9):
        HyperscanMatcher(RECOGNISERS[:count], tmp_path)

    kept = len(list(tmp_path.iterdir()))
    HyperscanMatcher(RECOGNISERS[:8], tmp_path)

    assert kept == 4
    assert len(list(tmp_path.iterdir())) == kept


def test_nothing_is_kept_where_others_may_write(tmp_path: Path) -> None:
    """Somebody could put other patterns there; it is told, and nothing is written."""
    tmp_path.chmod(0o777)

    matcher = make_matcher(RECOGNISERS[:5], tmp_path)

    assert "others may write there" in matcher.not_kept
    assert list(tmp_path.iterdir()) == []


def test_without_a_cache_folder_nothing_is_written(tmp_path: Path) -> None:
    """No cache folder, no file; of a folder that cannot be made it is known why."""
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")

    matcher = make_matcher(RECOGNISERS[:5], blocked / "cache")

    assert matcher.engine == "hyperscan"
    assert matcher.not_kept == f"{blocked / 'cache'}: Not a directory"
    assert make_matcher(RECOGNISERS[:5], None).not_kept == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
