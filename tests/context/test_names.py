from hypothesis import given
from hypothesis import strategies as st

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, read_lines
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.names import Names
from leakscan.context.wildcards import Wildcards

PIECES = ["a", "b", "ab", "*", "?", "**", "a*", "*b", "*a*", "[a-b]", "**b", "[^a]", "a|b", ".c"]
pieces = st.sampled_from([*PIECES, "b+", "**a*", "a**", "[a]b", "a*b", "*a*b*", "a*?", "[b]*b"])
patterns = st.lists(pieces, min_size=1, max_size=4).map("/".join)
lines = st.lists(st.tuples(st.sampled_from(["", "", "!"]), patterns).map("".join), max_size=7)
names = st.lists(
    st.sampled_from(["a", "b", "ab", ".c", "xb", "b+", "aab", "bab", "abba"]),
    min_size=1,
    max_size=4,
)


@given(lines, names, st.sampled_from(list(Builder)))
def test_names_decide_as_whole_paths_do(
    written: list[str], parts: list[str], builder: Builder
) -> None:
    """Part by part down a tree, every builder's patterns match what they match on whole paths."""
    try:
        subject = Matcher(read_lines("\n".join(written).encode(), "f", builder), builder, "f")
    except IgnoreFileError:
        return
    sorted_names = Names(subject)
    place, prefix = sorted_names.root, ""
    state = whole = last = UNDECIDED

    for name in parts:
        hits = sorted_names.hits(place, prefix, name)
        state = sorted_names.state(hits, state)
        whole = subject.step(prefix + name, whole)
        last = max((last, *hits))

        assert whole == state
        if builder is Builder.BUILDKIT:
            assert subject.reference(prefix + name) == last
        place, prefix = sorted_names.child(place, name), f"{prefix}{name}/"


def test_directories_that_leave_the_same_in_question_are_one_place() -> None:
    """What a name means there is worked out once for all of them."""
    lines_of_file = read_lines(b"**/*.pem\na/*/x\n", "f", Builder.BUILDKIT)
    subject = Names(Matcher(lines_of_file, Builder.BUILDKIT, "f"))

    first = subject.child(subject.root, "b")

    assert first is subject.child(subject.root, "c")
    assert first is not subject.child(subject.root, "a")


def test_a_few_of_very_many_wildcards_are_told_apart() -> None:
    """Each kind of wildcard is found among thousands of its kind, and nothing else with it."""
    kinds = ("{}.*", "*.{}", "x*{}", "*{}*y*", "{}?", "[a-c]{}")
    subject = Wildcards(
        (kind.format(f"n{number:04}"), (kind, number)) for kind in kinds for number in range(1000)
    )

    found = {
        name: set(subject.matching(name))
        for name in ("n0007.", "a.n0008", "xn0009", "n0010y", "n0011z", "bn0012", "dn0013", "n0014")
    }

    assert found == {
        "n0007.": {("{}.*", 7), ("{}?", 7)},
        "a.n0008": {("*.{}", 8)},
        "xn0009": {("x*{}", 9)},
        "n0010y": {("*{}*y*", 10), ("{}?", 10)},
        "n0011z": {("{}?", 11)},
        "bn0012": {("[a-c]{}", 12)},
        "dn0013": set(),
        "n0014": set(),
    }


def test_what_a_star_parts_does_not_overlap() -> None:
    """A name is as long as the texts before, between and after the stars together."""
    subject = Wildcards([("ab*ba", 1), ("a*b*a", 2)])

    found = {name: sorted(subject.matching(name)) for name in ("aba", "abba", "ab", "aa")}

    assert found == {"aba": [2], "abba": [1, 2], "ab": [], "aa": []}
