"""
Contexts that are no directory: what a builder would fetch or read from standard input.

BuildKit applies no ignore file to any of them.  The classic client and buildah clone a repository
first and then go on as with a directory.

Source:
    moby/buildkit, frontend/dockerui/context.go; docker/cli, cli/command/image/build.go.
"""

import shlex
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.named import without_credentials
from leakscan.errors import UsageError
from leakscan.expressions import expression

FLAG = "--no-dockerignore"

_SCHEME = expression(r"(https?|git|ssh):/+")
_REPOSITORY = expression(
    r"(?:git://|ssh://|git@|github\.com/|https?://github\.com/[^/]+/[^/]+/?(?:#|$)).*"
    r"|https?://[^#]*\.git(?:#.*)?"
)


def refuse_remote(context: Path, builder: Builder) -> None:
    """
    Refuse what is no local directory, with the commands that make one of it.

    Raises:
        UsageError: It is none.
    """
    # A path has swallowed one of a URL's two slashes.
    text = _SCHEME.sub(r"\1://", str(context), count=1)
    remote = _SCHEME.match(text) or text.startswith(("git@", "github.com/"))
    if text != "-" and (not remote or context.is_dir()):
        return
    address = without_credentials(text)
    if text == "-":
        message = "a context on standard input is not read: BuildKit applies no ignore file to it"
        hint = f"Unpack it: mkdir DIR && tar -x -C DIR && leakscan context DIR {FLAG}"
    elif _REPOSITORY.fullmatch(text):
        message, hint = _repository(address, builder)
    else:
        message = f"{address!r} is fetched by the builder, which applies no ignore file to it"
        unpack = "tar -x" if address.endswith(".tar") else "tar -xz"
        hint = (
            f"Unpack it: mkdir DIR && curl -fsSL {shlex.quote(address)} | {unpack} -C DIR &&"
            f" leakscan context DIR {FLAG}"
        )
    raise UsageError(message, hint)


def _repository(address: str, builder: Builder) -> tuple[str, str]:
    url, _, rest = address.partition("#")
    ref, _, folder = rest.partition(":")
    url = f"https://{url}" if url.startswith("github.com/") else url
    place = f"DIR/{folder}" if folder else "DIR"
    steps = [f"git clone {shlex.quote(url)} DIR"]
    steps += [f"git -C DIR checkout {shlex.quote(ref)}"] if ref else []
    if builder is Builder.BUILDKIT:
        message = f"{address!r} is fetched by BuildKit, which applies no ignore file to it"
        last = f"rm -rf DIR/.git && leakscan context {shlex.quote(place)} {FLAG}"
    else:
        message = f"{address!r} is no directory; with this builder its ignore file applies"
        last = f"leakscan context {shlex.quote(place)} --builder {builder.value}"
    return message, f"Get it first: {' && '.join((*steps, last))}"
