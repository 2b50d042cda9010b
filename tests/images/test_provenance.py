"""Which step made which layer: told by position in the chain, for digests may have changed."""

from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.provenance import AttestedStep, Provenance

A, B, C, D = (f"sha256:{letter * 64}" for letter in "abcd")


def lines(steps: list[tuple[int | None, tuple[str, ...]]], digests: list[str]) -> list[int | None]:
    """Return for each layer the line of its step; 0 for the base image's, None for unknown."""
    told = Provenance(
        steps=tuple(
            AttestedStep(chain, "Dockerfile" if line else "", line) for line, chain in steps
        )
    )
    return [None if step is None else step.line or 0 for step in told.layers(digests)]


def test_each_layer_has_the_step_whose_chain_ends_with_it() -> None:
    """A chain of length n ends with the layer of its step."""
    steps = [(3, (A,)), (5, (A, B)), (9, (A, B, C))]

    assert lines(steps, [A, B, C]) == [3, 5, 9]


def test_digests_that_changed_do_not_matter() -> None:
    """After a compression anew, layers are told by position."""
    assert lines([(3, (A,)), (5, (A, B))], [C, D]) == [3, 5]


def test_a_base_image_comes_whole() -> None:
    """The base image's layers are listed once, under the step that fetched it."""
    assert lines([(None, (A, B)), (2, (A, B, C))], [A, B, C]) == [0, 0, 2]


def test_a_layer_that_is_not_told_of_is_unknown() -> None:
    """A gap in the chain is no reason to guess."""
    assert lines([(2, (A,)), (4, (A, B, C))], [A, B, C]) == [2, None, 4]


def test_steps_of_other_chains_are_left_out() -> None:
    """A chain that is not the beginning of the image's own is another stage's."""
    assert lines([(2, (A,)), (3, (D,)), (5, (A, B))], [A, B]) == [2, 5]


def test_two_possible_chains_are_ambiguous() -> None:
    """With changed digests and two chains of the right length nothing is told."""
    steps = [(2, (A, B)), (3, (A, C))]

    assert lines(steps, [D, D]) == [None, None]
    assert lines(steps, [A, C]) == [None, 3]


def test_another_number_of_layers_is_another_image() -> None:
    """Layers that were squashed or added afterwards leave nothing to go by."""
    assert lines([(2, (A,)), (3, (A, B))], [A]) == [2]
    assert lines([(2, (A,)), (3, (A, B))], [A, B, C]) == [None, None, None]


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(1, 9), st.lists(st.sampled_from([A, B]), min_size=1).map(tuple)
        )
    ),
    st.lists(st.sampled_from([A, B, C]), max_size=4),
)
def test_there_is_one_answer_for_each_layer(
    steps: list[tuple[int | None, tuple[str, ...]]], digests: list[str]
) -> None:
    """Whatever is attested, no layer is dropped or added."""
    assert len(lines(steps, digests)) == len(digests)
