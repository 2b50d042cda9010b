"""
The manual page, made from what click knows of the commands.

    python -m leakscan.cli.manual > leakscan.1
"""

import re
from collections.abc import Iterator

import click

from leakscan import __version__
from leakscan.cli.exits import ExitCode
from leakscan.cli.main import NAME, group


def page() -> str:
    """Return the page in troff's `man` macros."""
    return "\n".join(_lines(group())) + "\n"


def _lines(program: click.Group) -> Iterator[str]:
    yield f'.TH "{NAME.upper()}" "1" "" "{NAME} {__version__}" "User Commands"'
    yield ".SH NAME"
    yield f"{NAME} \\- find the secrets that container images and builds give away"
    yield ".SH SYNOPSIS"
    yield f".B {NAME}\n.I COMMAND\n[\\fIOPTIONS\\fR]..."
    yield ".SH COMMANDS"
    context = click.Context(program, info_name=NAME, **program.context_settings)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if command is not None:
            yield from _command(command, context, f"{NAME} {name}")
    yield ".SH EXIT STATUS"
    for code in ExitCode:
        yield f".TP\n.B {code.value}\n{_text(code.meaning.replace('`', ''))}"
    yield ".SH ENVIRONMENT"
    yield "Each option is a variable, too: \\-\\-fail\\-on is LEAKSCAN_FAIL_ON."


def _command(command: click.Command, parent: click.Context, title: str) -> Iterator[str]:
    # With the command's own settings: click keeps the help option that the first context asks for,
    # and without them it would be one that knows no `-h`.
    name = title.rpartition(" ")[2]
    context = click.Context(command, parent, name, **command.context_settings)
    yield f".SS {_text(title)}"
    if isinstance(command, click.Group):
        yield _text(command.help or "")
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, context, f"{title} {name}")
        return
    yield _text(" ".join(command.collect_usage_pieces(context)))
    for paragraph in re.split(r"\n\s*\n", (command.help or "").replace("\b", "")):
        yield f".PP\n{_text(paragraph)}"
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record:
            yield f".TP\n.B {_text(record[0])}\n{_text(record[1])}"


def _text(text: str) -> str:
    """Return text with what troff takes for its own escaped."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the page is all it prints
