import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.context.shell_words import ShellSyntaxError, Style, expand

VALUES = {"a": "one", "path": "src/app/main.tar.gz", "empty": "", "x1": "tail"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("$a", "one"),
        ("${a}b$a", "oneboneX".replace("X", "")),
        ("$ab", ""),
        ("'$a'", "$a"),
        ('"$a b"', "one b"),
        ("\\$a", "$a"),
        ("${none:-x}", "x"),
        ("${empty:-x}", "x"),
        ("${empty-x}", ""),
        ("${none-${a}}", "one"),
        ("${a:+yes}", "yes"),
        ("${empty:+yes}", ""),
        ("${empty+yes}", "yes"),
        ("${none+yes}", ""),
        ("${path#*/}", "app/main.tar.gz"),
        ("${path##*/}", "main.tar.gz"),
        ("${path%.*}", "src/app/main.tar"),
        ("${path%%.*}", "src/app/main"),
        ("${path/app/lib}", "src/lib/main.tar.gz"),
        ("${path//a/A}", "src/App/mAin.tAr.gz"),
        ("${path/t?r/X}", "src/app/main.X.gz"),
        ("${a:?must}", "one"),
        ("$", "$"),
        ("a\\ b", "a b"),
    ],
)
def test_variables_are_replaced_as_builders_replace_them(word: str, expected: str) -> None:
    """Every modifier of the language, with and without a value."""
    assert expand(word, VALUES, Style()).text == expected


@pytest.mark.parametrize(
    ("word", "unknown"),
    [
        ("$none", {"none"}),
        ("${none:-x}", set()),
        ("${none:-$other}", {"other"}),
        ("${a:-$other}", set()),
        ("${a:+$other}", {"other"}),
        ("${none%x}", {"none"}),
        ("${path#*a*b*c*d*e}", {"*a*b*c*d*e"}),
    ],
)
def test_what_is_not_known_is_told(word: str, unknown: set[str]) -> None:
    """A result that depends on a variable without a value says so."""
    assert expand(word, VALUES, Style()).unknown == unknown


@pytest.mark.parametrize(
    "word", ["${", "${}", "${{a}", "${a", "'", '"', "${a:%x}", "${a!x}", "${none:?}", "${a/x}"]
)
def test_a_malformed_word_is_refused(word: str) -> None:
    """What builders call a syntax error is one."""
    with pytest.raises(ShellSyntaxError):
        expand(word, VALUES, Style())


def test_words_are_parted_after_variables_are_replaced() -> None:
    """A space from a variable parts words, a quoted or escaped one does not."""
    result = expand("a$v 'b c' d\\ e", {"v": "1 2"}, Style())

    assert result.words == ("a1", "2", "b c", "d e")


@given(st.text(alphabet="ab${}:-+#%/?*\\'\"<> \n", max_size=40))
def test_any_text_is_expanded_or_refused(text: str) -> None:
    """Nothing but the announced error comes out, whatever the text."""
    try:
        expand(text, {"a": "aba/b", "b": "x"}, Style())
    except ShellSyntaxError:
        return


def test_substitutions_nest_to_a_bound() -> None:
    """A text made to recurse for ever is refused."""
    with pytest.raises(ShellSyntaxError):
        expand("${a:+" * 5000, VALUES, Style())
