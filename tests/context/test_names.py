from hypothesis import given
from hypothesis import strategies as st

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, read_lines
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.names import Names

PIECES = ["a", "b", "ab", "*", "?", "**", "a*", "*b", "*a*", "[a-b]", "**b", "[^a]", "a|b", ".c"]
pieces = st.sampled_from([*PIECES, "b+", "**a*", "a**", "[a]b"])
patterns = st.lists(pieces, min_size=1, max_size=4).map("/".join)
lines = st.lists(st.tuples(st.sampled_from(["", "", "!"]), patterns).map("".join), max_size=7)
names = st.lists(st.sampled_from(["a", "b", "ab", ".c", "xb", "b+"]), min_size=1, max_size=4)


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
