import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.history import align_history, build_arguments, instruction_text
from leakscan.images.image import HistoryEntry

COPY = HistoryEntry(created_by="COPY . /")
ENV = HistoryEntry(created_by="ENV A=b", empty_layer=True)


def arguments(*steps: str) -> list[tuple[int, str, str]]:
    """Return the build arguments of a history with these steps."""
    found = build_arguments([HistoryEntry(created_by=step) for step in steps])
    return [(one.history_index, one.name, one.value) for one in found]


def test_steps_without_a_layer_are_skipped() -> None:
    """An ENV step between two layers does not shift the second one."""
    assert align_history(2, [COPY, ENV, COPY]) == (0, 2)


@pytest.mark.parametrize("history", [[], [COPY], [COPY, COPY, COPY], [ENV, ENV]])
def test_a_history_of_another_length_blames_no_step(history: list[HistoryEntry]) -> None:
    """Every layer is there, and the step is unknown."""
    assert align_history(2, history) == (None, None)


@given(st.lists(st.booleans()), st.integers(0, 12))
def test_every_layer_gets_an_answer(empty: list[bool], layers: int) -> None:
    """There are as many answers as layers, in order, and none is an empty layer's step."""
    history = [HistoryEntry(empty_layer=value) for value in empty]

    aligned = align_history(layers, history)

    known = [index for index in aligned if index is not None]
    assert len(aligned) == layers
    assert known == sorted(set(known))
    assert not any(history[index].empty_layer for index in known)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("ARG TOKEN=tok-AAA", [(0, "TOKEN", "tok-AAA")]),
        ("ARG TOKEN", []),
        ("ARG TOKEN=", []),
        ("ARG A=1 B=2", [(0, "A", "1"), (0, "B", "2")]),
        ("ARG A=one two B=2", [(0, "A", "one two"), (0, "B", "2")]),
        ("ARG A B=2", [(0, "B", "2")]),
        ("ARG URL=https://u:p@h/?a=b", [(0, "URL", "https://u:p@h/?a=b")]),
        ("/bin/sh -c #(nop)  ARG VERSION=1.0", [(0, "VERSION", "1.0")]),
        ('/bin/sh -c #(nop)  ARG V="a b"', [(0, "V", "a b")]),
        ("RUN |1 T=x /bin/sh -c echo # buildkit", [(0, "T", "x")]),
        ("|2 T=x V=1 /bin/sh -c echo A=b", [(0, "T", "x"), (0, "V", "1")]),
        ("|1 T=x /bin/bash -o pipefail -c make X=1", [(0, "T", "x")]),
        ("RUN |1 T=x cmd /S /C dir # buildkit", [(0, "T", "x")]),
        ("RUN |1 T=a b /bin/sh -c true # buildkit", [(0, "T", "a b")]),
        ("RUN |1 T=x /bin/busybox --install -s /bin # buildkit", [(0, "T", "x")]),
        ("RUN |1 T=x /bin/sh -c A=b true # buildkit", [(0, "T", "x")]),
        ("RUN |9 T=x /bin/sh -c true # buildkit", [(0, "T", "x")]),
        ("RUN |1 nothing", []),
        ("|1", []),
        ("RUN echo |1 A=b", []),
        ("ENV A=b", []),
    ],
)
def test_build_arguments_are_recovered(step: str, expected: list[tuple[int, str, str]]) -> None:
    """Each builder's way to write build arguments down is understood."""
    assert arguments(step) == expected


def test_declared_names_settle_where_a_value_ends() -> None:
    """A value that looks like another assignment stays whole if only two names were declared."""
    steps = ["ARG OPTS", "ARG T", "RUN |2 OPTS=-x A=1 -y T=tok /bin/sh -c make # buildkit"]

    assert arguments(*steps) == [(2, "OPTS", "-x A=1 -y"), (2, "T", "tok")]


def test_a_value_known_from_its_declaration_settles_where_it_ends() -> None:
    """An exec-form command gives no hint where the last value ends; its ARG step does."""
    steps = ["ARG T=tok and more", "RUN |1 T=tok and more /bin/busybox true # buildkit"]

    assert arguments(*steps) == [(0, "T", "tok and more"), (1, "T", "tok and more")]


@given(st.text(max_size=200))
def test_any_step_can_be_read(step: str) -> None:
    """History is anybody's text: nothing in it is an error."""
    for text in (step, f"ARG {step}", f"|3 {step}", f"RUN |2 A={step}"):
        found = build_arguments([HistoryEntry(created_by=text)])
        assert all(one.value in text for one in found)
        assert "\n" not in instruction_text(text)


@given(st.lists(st.from_regex(r"\A[A-Za-z0-9+/]{1,12}\Z"), min_size=1, max_size=5))
def test_values_without_spaces_come_back_exactly(values: list[str]) -> None:
    """What BuildKit joined is taken apart again."""
    pairs = [(f"ARG_{index}", value) for index, value in enumerate(values)]
    joined = " ".join(f"{name}={value}" for name, value in pairs)

    found = arguments(f"RUN |{len(pairs)} {joined} /bin/sh -c make # buildkit")

    assert [(name, value) for _, name, value in found] == pairs


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        ("COPY .env /app # buildkit", "COPY .env /app"),
        ("RUN /bin/sh -c rm /app/.env # buildkit", "RUN rm /app/.env"),
        ("RUN |1 TOKEN=x /bin/sh -c make # buildkit", "RUN make"),
        ("|2 TOKEN=x V=1 /bin/sh -c make", "RUN make"),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("/bin/sh -c #(nop)  ENV A=b", "ENV A=b"),
        ("/bin/sh -c #(nop) COPY file:abc in /app ", "COPY file:abc in /app"),
        ("RUN /bin/bash -o pipefail -c a |\n  b # buildkit", "RUN a | b"),
        ("RUN /bin/busybox --install # buildkit", "RUN /bin/busybox --install"),
        ('CMD ["sh"]', 'CMD ["sh"]'),
        ("", ""),
    ],
)
def test_an_instruction_is_shown_as_its_dockerfile_had_it(created_by: str, expected: str) -> None:
    """The builders' own words around an instruction, and build arguments, are left out."""
    assert instruction_text(created_by) == expected


EMPTY = {"empty_layer": True}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("COPY a /", {}), ("ENV A=b", EMPTY), ("RUN /bin/sh -c make", {})], (0, 2)),
        ([("RUN /bin/sh -c true", EMPTY), ("COPY a /", {})], (1,)),
        (
            [
                ("/bin/sh -c #(nop) ADD file:abc in / ", {}),
                ("/bin/sh -c #(nop) COPY dir:abc in /app ", EMPTY),
                ("/bin/sh -c make", {}),
            ],
            (0, None),
        ),
        ([("ADD x /", {}), ("RUN /bin/sh -c make", EMPTY), ('CMD ["sh"]', {})], (0, None)),
        ([("COPY a /", EMPTY), ("", {})], (None,)),
    ],
    ids=["each its own", "a RUN without effect", "buildah", "a CMD", "squashed"],
)
def test_a_layer_that_several_steps_made_is_blamed_on_none(
    steps: list[tuple[str, dict[str, bool]]], expected: tuple[int | None, ...]
) -> None:
    """Where files were brought in by steps that are said to be empty, the layer is theirs, too."""
    history = [HistoryEntry(created_by=text, **flags) for text, flags in steps]

    assert align_history(len(expected), history) == expected
