import click
import pytest

from leakscan import errors
from leakscan.cli.exits import ExitCode
from leakscan.cli.failures import describe, frames

PLAINTEXT = "hunter2-hunter2"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (click.UsageError("no"), ExitCode.USAGE),
        (click.ClickException("no"), ExitCode.USAGE),
        (errors.ConfigError("no"), ExitCode.USAGE),
        (errors.TargetNotFound("no"), ExitCode.UNREADABLE),
        (errors.DaemonError("no"), ExitCode.UNREADABLE),
        (errors.MalformedObject("manifest.layers", "not a list"), ExitCode.UNREADABLE),
        (OSError(28, "No space left on device", "/tmp/x"), ExitCode.UNREADABLE),
        (MemoryError(), ExitCode.UNREADABLE),
        (KeyError("layer"), ExitCode.BUG),
        (ModuleNotFoundError("no", name="isal"), ExitCode.BUG),
        (RecursionError(), ExitCode.BUG),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (BrokenPipeError(), ExitCode.BROKEN_PIPE),
    ],
)
def test_every_error_has_an_exit_code(error: BaseException, expected: ExitCode) -> None:
    """What ends a run decides its code."""
    assert expected == describe(error).code


def test_a_hint_comes_with_its_error() -> None:
    """What to do next is said, not only what went wrong."""
    failure = describe(errors.TargetNotFound("no image 'x'", "Pull it first."))

    assert (failure.message, failure.hint) == ("no image 'x'", "Pull it first.")


def test_an_unexpected_error_is_not_quoted() -> None:
    """Its message may hold a piece of the target, and so a secret."""
    failure = describe(ValueError(PLAINTEXT))

    assert PLAINTEXT not in failure.message
    assert "ValueError" in failure.message


def test_a_traceback_names_places_and_no_values() -> None:
    """Causes, functions and lines are told; messages are not."""

    def inner() -> None:
        raise KeyError(PLAINTEXT)

    def outer() -> None:
        try:
            inner()
        except KeyError as error:
            raise ValueError(PLAINTEXT) from error

    with pytest.raises(ValueError, match=PLAINTEXT) as caught:
        outer()

    told = "\n".join(frames(caught.value))

    assert PLAINTEXT not in told
    assert [line for line in told.splitlines() if line.startswith("builtins.")] == [
        "builtins.KeyError",
        "builtins.ValueError",
    ]
    assert "in inner" in told
    assert "in outer" in told


def test_frames_of_a_worker_are_told_and_the_rest_of_its_note_is_not() -> None:
    """A worker's traceback arrives as a note, which may quote what it worked on."""
    error = ValueError("x")
    error.add_note(f'  File "leakscan/work.py", line 7, in scan\nValueError: {PLAINTEXT}')

    told = list(frames(error))

    assert told == ["builtins.ValueError", '  File "leakscan/work.py", line 7, in scan']
