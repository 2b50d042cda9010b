"""A finished report on its way out: to files first, then to standard output."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from leakscan.cli.environment import commit, wants_color
from leakscan.cli.files import OutputFile, write_complete
from leakscan.cli.options import Shared
from leakscan.errors import UsageError
from leakscan.model.report import Report
from leakscan.reporters import FORMATS, Style


def deliver(report: Report, shared: Shared) -> None:
    """
    Write every report that was asked for.

    Files come first: whoever reads standard output may go away (`| head`), and the files are to be
    complete all the same.  One that fails does not keep the others from being written.

    Raises:
        UsageError: A file, or standard output, could not be written to.
        BrokenPipeError: Whoever read standard output went away.
    """
    failed = [
        f"{str(output.path)!r}: {problem}"
        for output in shared.outputs
        if (problem := _write_file(report, output, shared))
    ]
    style = Style(
        color=wants_color(sys.stdout, no_color=shared.no_color),
        width=shutil.get_terminal_size().columns,
        show_suppressed=shared.show_suppressed,
        category=shared.sarif_category,
        now=datetime.now(UTC),
        commit=commit(),
    )
    print_out(FORMATS[shared.report_format](report, style))
    if failed:
        raise UsageError(f"report not written to {'; '.join(failed)}")


def refuse_report(shared: Shared, option: str, formats: Sequence[str]) -> None:
    """
    Refuse formats and files of reports beside an option that prints something else.

    Raises:
        UsageError: One was asked for.
    """
    if shared.report_format not in formats or shared.outputs:
        raise UsageError(
            f"{option} is no report", f"Use --format {' or '.join(formats)}, and no -o."
        )


def print_out(text: str) -> None:
    """Write `text`, and a newline if it has none at its end, as `print_blocks` does."""
    print_blocks([text if text.endswith("\n") else f"{text}\n"])


def print_blocks(blocks: Iterable[str]) -> None:
    """
    Write text to standard output, block by block, as UTF-8 whatever the locale says.

    Raises:
        UsageError: It could not be written, as on a full disk.
        BrokenPipeError: Whoever read it went away.
    """
    try:
        sys.stdout.flush()
        for block in blocks:
            sys.stdout.buffer.write(block.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"report not written to standard output: {error.strerror}") from error


def _write_file(report: Report, output: OutputFile, shared: Shared) -> str:
    """Write one report file; return what went wrong, or an empty string."""
    style = Style(
        show_suppressed=shared.show_suppressed,
        width=100,
        category=shared.sarif_category,
        now=datetime.now(UTC),
        commit=commit(),
    )
    content = FORMATS[output.format](report, style).encode()
    try:
        # Even without a secret in it, it says where each can be had.
        write_complete(output.path, content, private=True)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""
