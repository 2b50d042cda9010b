import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.context.dockerfile import Dockerfile, parse
from leakscan.context.instruction import DockerfileError

fragments = st.sampled_from(
    [
        *(
            "FROM a AS b\n",
            "RUN x",
            " \\\n",
            "\n",
            "# c\n",
            "COPY <<EOF /x\n",
            "EOF\n",
            "<<-'E'",
            "E",
        ),
        *(
            "ENV A=b",
            "ARG X\n",
            '["a", "b"]\n',
            "--from=b ",
            "ONBUILD ",
            "\r\n",
            "\t",
            "`",
            "$",
            "${x:-",
        ),
        *(
            "# escape=`\n",
            "# syntax=x\n",
            "\ufeff",
            "'",
            '"',
            "[[[[",
            "\udcff",
            "\x00",
            "HEALTHCHECK ",
        ),
    ]
)
texts = st.lists(fragments, max_size=25).map("".join)


def parsed(text: str) -> Dockerfile:
    """Parse a text."""
    return parse(text.encode("utf-8", "surrogateescape"))


def words(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return keyword and words of each instruction."""
    return [(one.keyword, one.statement.words) for one in parsed(text).instructions]


@given(texts)
def test_any_text_is_parsed_or_refused_and_offsets_fit(text: str) -> None:
    """Instructions lie in the file in order, and their offsets give back their text and lines."""
    data = text.encode("utf-8", "surrogateescape")
    try:
        instructions = parse(data).instructions
    except DockerfileError as error:
        place = error.line
        assert 0 <= place <= text.count("\n") + 1
        return

    lines = data.split(b"\n")
    position = 0
    for one in instructions:
        assert position <= one.start < one.end <= len(data)
        position = one.end
        assert one.raw == data[one.start : one.end].decode("utf-8", "surrogateescape")
        assert one.start == sum(len(line) + 1 for line in lines[: one.start_line - 1])
        assert one.end_line - one.start_line == data[one.start : one.end].rstrip(b"\n").count(
            b"\n"
        ) + data[one.start : one.end].endswith(b"\n\n") * (
            len(data[one.start : one.end]) - len(data[one.start : one.end].rstrip(b"\n")) - 1
        )
        for heredoc in one.heredocs:
            assert (
                heredoc.content.encode("utf-8", "surrogateescape")
                == (data[heredoc.start : heredoc.end])
            )


def test_continuations_comments_and_blank_lines_make_one_instruction() -> None:
    """Comments and blank lines between continuation lines are no part of it, only of the file."""
    text = "FROM a\nRUN one && \\\n  # why\n\n  two \\  \n  three\nUSER x\n"

    run = parsed(text).instructions[1]

    assert run.statement.words == ("one &&   two   three",)
    assert (run.start_line, run.end_line) == (2, 6)
    assert run.comment_lines == {3}
    assert parsed(text).at_line(3) is None
    assert parsed(text).at_line(5) == run


def test_a_doubled_escape_at_the_end_continues_nothing() -> None:
    """Two escapes at the end of a line are one escaped escape."""
    assert words("FROM a\nRUN a\\\\\nRUN b\n")[1:] == [("RUN", ("a\\\\",)), ("RUN", ("b",))]


def test_the_escape_directive_changes_the_continuation() -> None:
    """With a backtick as escape, a backslash at the end is a character."""
    text = "# escape=`\nFROM a\nRUN a `\n b\nCOPY c:\\ d\\\nUSER x\n"

    assert [keyword for keyword, _ in words(text)] == ["FROM", "RUN", "COPY", "USER"]
    assert words(text)[1] == ("RUN", ("a  b",))


def test_directives_come_first_or_are_comments() -> None:
    """After any other line, even an empty one, `# escape=` is a comment."""
    assert parsed("\n# escape=`\nFROM a\n").escape == "\\"
    assert parsed("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n").escape == "`"


@pytest.mark.parametrize(
    "text",
    [
        "# syntax=a/b:1 x\nFROM c\n",
        "#!/bin/x\n# syntax=a/b:1\nFROM c\n",
        "// syntax=a/b:1\nFROM c\n",
        "\ufeff# SYNTAX = a/b:1\nFROM c\n",
    ],
)
def test_the_frontend_is_named_in_several_ways(text: str) -> None:
    """A directive in a comment of either style, also after a shebang."""
    assert parsed(text).syntax == "a/b:1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "# escape=x\nFROM a\n",
        "# escape=`\n# escape=`\nFROM a\n",
        "FROM a\nRUN <<EOF\nx\n",
        "FROM a\nRUN [1]\n",
        "FROM a\nONBUILD ONBUILD RUN x\n",
        "FROM a\nRUN " + "x" * 70_000 + "\n",
    ],
)
def test_what_builders_refuse_is_refused(text: str) -> None:
    """An error of the real parser is an error with a line."""
    with pytest.raises(DockerfileError, match=r"^Dockerfile:\d+: "):
        parsed(text)


def test_a_byte_order_mark_is_no_part_of_the_first_keyword() -> None:
    """The file begins with FROM, and its offsets count the mark."""
    (first,) = parsed("\ufeffFROM a").instructions

    assert first.keyword == "FROM"
    assert (first.start, first.end) == (0, 9)


def test_here_documents_have_their_place_and_their_style() -> None:
    """Several on one line follow each other; quotes stop expansion, a dash drops tabs."""
    text = "FROM a\nCOPY <<one <<-'two' /x/\nA=$b\none\n\t\ttabs\n\ttwo\nRUN <<E cat\nbody\nE\n"
    copy, run = parsed(text).instructions[1:]

    one, two = copy.heredocs

    assert (one.word.name, one.content, one.word.expands) == ("one", "A=$b\n", True)
    assert (two.word.name, two.content, two.body) == ("two", "\t\ttabs\n", "tabs\n")
    assert not two.word.expands
    assert (one.start_line, one.end_line, two.start_line, two.end_line) == (3, 3, 5, 5)
    assert text.encode()[two.start : two.end] == b"\t\ttabs\n"
    assert (copy.start_line, copy.end_line, run.start_line) == (2, 6, 7)
    assert [doc.content for doc in run.heredocs] == ["body\n"]


def test_only_some_instructions_have_here_documents() -> None:
    """Elsewhere, and in the exec form, `<<` is text."""
    text = (
        'FROM a\nENV A=<<EOF\nRUN ["<<EOF"]\nRUN echo "<<EOF"\nRUN a<<<b\nONBUILD RUN <<E\nx\nE\n'
    )

    found = [(one.keyword, len(one.heredocs)) for one in parsed(text).instructions]

    assert found[1:] == [("ENV", 0), ("RUN", 0), ("RUN", 0), ("RUN", 0), ("ONBUILD", 1)]


def test_flags_end_where_the_arguments_begin() -> None:
    """Flags may be quoted and escaped; a bare pair of dashes ends them."""
    (_, copy, run, add) = parsed(
        'FROM a\nCOPY --from=b --chown="1 2" x\\ y --z /\n'
        "RUN --mount=type=bind,target=/x --network=none ls\nADD -- --x /\n"
    ).instructions

    assert copy.statement.flags == ("--from=b", "--chown=1 2")
    assert copy.statement.flag("from") == "b"
    assert copy.statement.words == ("x\\", "y", "--z", "/")
    assert run.statement.flag_values("mount") == ("type=bind,target=/x",)
    assert run.statement.words == ("ls",)
    assert add.statement.words == ("--x", "/")


def test_lists_in_json_and_what_only_looks_like_them() -> None:
    """A list of strings is the exec form; anything that is no JSON is the shell's."""
    text = 'FROM a\nCOPY ["a b", "/"]\nRUN ["x", "y z"]\nRUN [ -f x ]\nCMD  [ "a" ]\n'

    assert words(text)[1:] == [
        ("COPY", ("a b", "/")),
        ("RUN", ("x", "y z")),
        ("RUN", ("[ -f x ]",)),
        ("CMD", ("a",)),
    ]


def test_an_environment_in_both_forms() -> None:
    """The old form has one name and a value to the line's end."""
    text = "FROM a\nENV A=1 B=\"x y\" C=p\\ q\nENV D one two\nARG E F=2\nLABEL g='h i'\n"

    assert words(text)[1:] == [
        ("ENV", ("A=1", 'B="x y"', "C=p\\ q")),
        ("ENV", ("D=one two",)),
        ("ARG", ("E", "F=2")),
        ("LABEL", ("g='h i'",)),
    ]


def test_a_trigger_holds_an_instruction_with_its_flags() -> None:
    """ONBUILD keeps what a child stage will run."""
    trigger = parsed("FROM a\nONBUILD copy --from=b x /\n").instructions[1].statement.trigger

    assert trigger is not None
    assert (trigger.keyword, trigger.flag("from"), trigger.words) == ("COPY", "b", ("x", "/"))
