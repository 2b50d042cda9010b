import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import PathSpec

from leakscan.context.automaton import compile_search
from leakscan.context.builders import Builder
from leakscan.context.goregex import parse
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine, read_lines
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.patterns import IgnorePattern, Kind, _translate

pieces = st.sampled_from(["a", "b", "ab", "*", "?", "**", "a*", "**b", "[ab]", "[^a]", "a|b", ".c"])
patterns = st.lists(pieces, min_size=1, max_size=3).map("/".join)
lines = st.lists(st.tuples(st.sampled_from(["", "", "!"]), patterns).map("".join), max_size=6)
names = st.lists(st.sampled_from(["a", "b", "ab", ".c", "xb"]), min_size=1, max_size=4)


def matcher(text: str, builder: Builder = Builder.BUILDKIT) -> Matcher:
    """Return the matcher of an ignore file's text."""
    return Matcher(read_lines(text.encode(), ".dockerignore", builder), builder, ".dockerignore")


def patterns_of(subject: Matcher) -> list[IgnorePattern]:
    """Return every line as a pattern, in order."""
    return [IgnorePattern(line, subject.builder, subject.file) for line in subject.lines]


def walked(subject: Matcher, parts: list[str]) -> int:
    """Return the state of a path that is reached from the root."""
    state = UNDECIDED
    for depth in range(1, len(parts) + 1):
        state = subject.step("/".join(parts[:depth]), state)
    return state


def with_vectors(subject: Matcher, parts: list[str]) -> bool:
    """Decide as the original does: with one flag for each pattern, carried downwards."""
    every = patterns_of(subject)
    parent: list[bool] = [False] * len(every)
    excluded = False
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        excluded = False
        own = [False] * len(every)
        for index, pattern in enumerate(every):
            if parent[index]:
                own[index] = True
            elif pattern.negated == excluded:
                own[index] = bool(pattern.matches(path))
            if own[index]:
                excluded = not pattern.negated
        parent = own
    return excluded


def reference(subject: Matcher, parts: list[str]) -> bool:
    """Decide by the last line that matches the path or a directory above it."""
    excluded = False
    paths = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    for pattern in patterns_of(subject):
        if any(pattern.matches(path) for path in paths):
            excluded = not pattern.negated
    return excluded


@given(lines, names)
def test_one_number_decides_as_a_flag_for_each_pattern_does(
    written: list[str], parts: list[str]
) -> None:
    """Carrying the deciding line alone gives what carrying all flags gives."""
    subject = matcher("\n".join(written))

    assert with_vectors(subject, parts) == subject.excluded(walked(subject, parts))


@given(lines, names)
def test_the_reference_is_that_the_last_matching_line_wins(
    written: list[str], parts: list[str]
) -> None:
    """The decision is the plain one, and that of pathspec's classes."""
    subject = matcher("\n".join(written))
    path = "/".join(parts)

    found = subject.reference(path)

    assert reference(subject, parts) == subject.excluded(found)
    assert PathSpec(patterns_of(subject), backend="simple").check_file(path).index == (
        None if found == UNDECIDED else found
    )


@given(lines, names)
def test_a_settled_directory_decides_all_below_it(written: list[str], parts: list[str]) -> None:
    """Once nothing can change any more, no path below is decided differently."""
    subject = matcher("\n".join(written))
    state = UNDECIDED
    for depth in range(1, len(parts)):
        state = subject.step("/".join(parts[:depth]), state)
        if subject.settled(state):
            below = walked(subject, parts)
            assert subject.excluded(state) == subject.excluded(below)


@given(st.text(alphabet="ab/*?[]\\!|{}()+^$.-2dQ \n", max_size=30), names)
def test_any_text_gives_a_decision_or_a_refusal(text: str, parts: list[str]) -> None:
    """No ignore file makes the matcher fail in a way that it does not announce."""
    for builder in Builder:
        try:
            walked(matcher(text, builder), parts)
        except IgnoreFileError as error:
            assert error.line >= 1  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    "pattern", ["(.*a){50}", "**/" * 50 + "x", "*a" * 60 + "c", "**/*a" * 40, "[^b]*" * 40 + "c"]
)
@pytest.mark.parametrize("builder", [Builder.BUILDKIT, Builder.BUILDAH])
def test_no_pattern_takes_long(pattern: str, builder: Builder) -> None:
    """A pattern made to backtrack for ever is decided at once on a path made for it."""
    subject = matcher(pattern, builder)
    path = "/".join(["a" * 200] * 20)

    start = time.process_time()
    subject.step(path, UNDECIDED)

    assert time.process_time() - start < 1


def test_a_class_that_is_not_understood_excludes_nothing() -> None:
    """A line that cannot be translated never hides a file, and as an exception shows all."""
    assert not matcher("\\p{Greek}*").excluded(walked(matcher("\\p{Greek}*"), ["x"]))
    subject = matcher("*\n!\\p{Greek}*")
    assert not subject.excluded(walked(subject, ["x"]))


def test_an_error_comes_to_light_on_a_line_that_decides_nothing() -> None:
    """BuildKit tries an exception again below a directory that a later line leaves out."""
    subject = matcher("a/b\n!\\5*\na**\n")

    with pytest.raises(IgnoreFileError, match=":2:"):
        walked(subject, ["a", "b"])


def test_bytes_that_are_not_utf_8_match_none_with_buildkit() -> None:
    """The patterns travel as JSON, where such a byte becomes another character."""
    name = "a\udcffb"
    data = name.encode("utf-8", "surrogateescape")

    found = {
        builder: Matcher(read_lines(data, "f", builder), builder, "f").step(name, UNDECIDED)
        for builder in Builder
    }

    assert found == {Builder.BUILDKIT: UNDECIDED, Builder.CLASSIC: 0, Builder.BUILDAH: 0}


@pytest.mark.parametrize(
    ("pattern", "name", "matched"),
    [
        ("a\\pL*", "ab", True),
        ("a\\pL*", "a1", False),
        ("a\\PL*", "a1", True),
        ("[\\p{Lu}]b", "\u00c9b", True),
        ("[\\p{^Lu}]b", "\u00c9b", False),
    ],
)
def test_unicode_classes_match_as_in_go(pattern: str, name: str, *, matched: bool) -> None:
    """A category of Unicode, by its letters or without them."""
    assert (matcher(pattern).step(name, UNDECIDED) >= 0) is matched


def test_a_late_error_needs_the_pattern_to_be_used() -> None:
    """A reversed range fails on its first use, and no exception is used while nothing is out."""
    subject = matcher("!x[b-a]")
    assert subject.step("x", UNDECIDED) == UNDECIDED

    with pytest.raises(IgnoreFileError, match=r"\.dockerignore:2: .*does not compile"):
        matcher("x\n!x[b-a]").step("x", UNDECIDED)


@given(
    # No line ends with a slash: builders clean every one.
    st.lists(st.sampled_from(["a", "/", "*", "**/", "?", "[a-b]", "b.", "**"]), min_size=1).map(
        lambda parts: "".join(parts).rstrip("/") or "a"
    ),
    st.text(alphabet="ab/.", min_size=1, max_size=8),
    st.sampled_from(list(Builder)),
)
def test_what_is_compiled_later_matches_as_its_expression_does(
    text: str, path: str, builder: Builder
) -> None:
    """A pattern of the plain kinds is of the kind, and matches, as its whole text is translated."""
    kind, expression = _translate(text, builder)

    pattern = IgnorePattern(IgnoreLine(1, text, text, negated=False), builder, "f")

    assert pattern.kind is kind
    if kind is Kind.REGEXP:
        assert bool(pattern.matches(path)) is bool(compile_search(parse(expression))(path))


@pytest.mark.parametrize("builder", list(Builder))
def test_very_many_lines_that_are_paths_are_read(builder: Builder) -> None:
    """Only lines with wildcards are counted, and the last of them all still decides."""
    text = "\n".join(f"d{number % 100}/f{number}" for number in range(50_000))
    subject = matcher(f"{text}\n!d7/f7", builder)

    assert walked(subject, ["d8", "f8"]) == 8
    assert walked(subject, ["d7", "f7"]) == 50_000
    with pytest.raises(IgnoreFileError, match="more than 5000 patterns with wildcards"):
        matcher("*/x\n" * 5001, builder)


def test_a_word_boundary_is_looked_for_on_a_long_path_too() -> None:
    """No automaton can be made of such a pattern, however long the path is."""
    subject = matcher("*\\bx")

    assert subject.step("/".join(["a-x", *["b" * 100] * 11]), UNDECIDED) == UNDECIDED
    assert subject.step(f"{'-' * 1100}x", UNDECIDED) == 0


def test_a_faulty_line_is_met_where_the_lines_before_it_lead() -> None:
    """An exception that does not compile is tried below what a path or a wildcard leaves out."""
    for line in ("a", "a*"):
        subject = matcher(f"{line}\n!x[b-a]\nb\n")
        assert walked(subject, ["b"]) == 2
        with pytest.raises(IgnoreFileError, match=":2:"):
            walked(subject, ["a", "c"])
