"""The one door to an image: whatever the user names, one `Source` comes out."""

import contextlib
import difflib
import itertools
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import (
    DaemonError,
    NoDaemon,
    RegistryError,
    TargetError,
    TargetNotFound,
    TargetUnreadable,
    UnrecognisedTarget,
    UsageError,
)
from leakscan.images.image import Source
from leakscan.images.reference import (
    Reference,
    Transport,
    image_identifier,
    looks_like_path,
    parse_name,
    parse_reference,
)
from leakscan.images.sources.archive import (
    STANDARD_INPUT,
    is_layout,
    looks_like_tar,
    open_archive,
    open_directory,
    quoted,
    unreadable,
)
from leakscan.images.sources.catalogue import Catalogue
from leakscan.images.sources.members import is_present
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings
from leakscan.images.sources.spool import private_directory, spool
from leakscan.streams.compression import sniff
from leakscan.streams.limits import Limits

ALL_PLATFORMS = "all"

_MAX_NAMES = 10_000
"""How many names of a directory are looked at for one that was meant."""

_PLATFORM = re.compile(r"[a-z0-9_.-]+(?:/[a-z0-9_.-]+){1,2}")
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to open, and what for."""

    reference: Reference
    path: Path
    """The part of the reference that may be a path."""
    wanted: str
    """Name, tag or `@NUMBER` of one image among several; empty: all of them."""
    temp_dir: Path
    limits: Limits
    stdin: BinaryIO | None
    on_progress: Callable[[int], None] | None
    daemon: DaemonSettings
    registry: RegistrySettings | None
    platforms: frozenset[str]

    @property
    def may_be_file(self) -> bool:
        """Whether the reference may name a file or a directory."""
        transports = (
            None,
            Transport.DOCKER_ARCHIVE,
            Transport.OCI,
            Transport.OCI_ARCHIVE,
        )
        return self.reference.transport in transports

    @property
    def is_directory(self) -> bool:
        """Whether the reference names a directory that is there."""
        return self.may_be_file and is_present(self.path, directory=True)


Opened = tuple[Catalogue, str]
Opener = Callable[[Request, contextlib.ExitStack], Opened | None]


@contextlib.contextmanager
def open_source(
    reference: str,
    *,
    temp_dir: Path,
    limits: Limits,
    platform: str = ALL_PLATFORMS,
    stdin: BinaryIO | None = None,
    on_progress: Callable[[int], None] | None = None,
    daemon: DaemonSettings | None = None,
    registry: RegistrySettings | None = None,
) -> Iterator[Source]:
    """
    Yield the images that `reference` names; what was spooled for them is gone afterwards.

    `platform` is `all`, or one or several of `os/architecture[/variant]`, joined by commas.
    `on_progress` is told the size of each piece written to `temp_dir`: nothing for what is read
    where it lies.  Without `registry`, only a `docker://` reference is looked for in one.

    Raises:
        UsageError: The reference or the platform makes no sense.
        TargetError: The target is not there, or cannot be read, or holds no images.
        LimitExceeded: It is larger than may be spooled.
    """
    parsed = parse_reference(reference)
    platforms = parse_platforms(platform)
    path, wanted = split_path(parsed)
    request = Request(
        reference=parsed,
        path=path,
        wanted=wanted,
        temp_dir=temp_dir,
        limits=limits,
        stdin=stdin,
        on_progress=on_progress,
        daemon=daemon or DaemonSettings(),
        registry=registry,
        platforms=platforms,
    )
    with contextlib.ExitStack() as stack:
        for opener in OPENERS:
            opened = opener(request, stack)
            if opened is not None:
                catalogue, transport = opened
                yield catalogue.finish(transport, wanted, platforms)
                return


def parse_platforms(text: str) -> frozenset[str]:
    """
    Return the platforms of an option's value; none for `all`.

    Raises:
        UsageError: One of them is no platform.
    """
    if text == ALL_PLATFORMS:
        return frozenset()
    platforms = set()
    for one in text.split(","):
        if not _PLATFORM.fullmatch(one.strip()):
            raise UsageError(f"{one!r} is not a platform", "Write it as linux/arm64, or all.")
        system, machine, *variant = one.strip().split("/")
        platforms.add("/".join([system, _MACHINES.get(machine, machine), *variant]))
    return frozenset(platforms)


def _registry(request: Request, stack: contextlib.ExitStack) -> Opened | None:
    if request.reference.transport is not Transport.REGISTRY:
        return None
    return _from_registry(request, stack)


def _standard_input(request: Request, stack: contextlib.ExitStack) -> Opened | None:
    if request.reference.transport is not Transport.STANDARD_INPUT:
        return None
    if request.stdin is None:
        raise UsageError("there is no standard input to read the image from")
    return _spooled(request.stdin, STANDARD_INPUT, request, stack)


def _directory(request: Request, _: contextlib.ExitStack) -> Opened | None:
    if not request.is_directory:
        return None
    is_name = request.reference.transport is None and not looks_like_path(request.reference.rest)
    if is_name and not is_layout(request.path):
        return None  # a directory of sources beside an image of the same name
    return open_directory(request.path, repr(str(request.path)), request.limits)


def _file(request: Request, stack: contextlib.ExitStack) -> Opened | None:
    name = str(request.path)
    if not request.may_be_file or request.is_directory:
        return None
    try:
        mode = request.path.stat().st_mode
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        if request.reference.transport is None and not looks_like_path(request.reference.rest):
            return None
        raise unreadable(repr(name), error) from error
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise UnrecognisedTarget(f"{name!r} is neither a file nor a directory")
    try:
        with request.path.open("rb") as file:
            start = b"" if stat.S_ISFIFO(mode) else file.read(1024)
            if not stat.S_ISFIFO(mode) and (looks_like_tar(start) or not sniff(start)):
                return open_archive(request.path, name, request.limits)
            if stat.S_ISREG(mode):
                file.seek(0)
            return _spooled(file, name, request, stack)
    except OSError as error:
        raise unreadable(repr(name), error) from error


def _absent(request: Request, _: contextlib.ExitStack) -> Opened | None:
    text = request.reference.rest
    if request.reference.transport is Transport.DOCKER_DAEMON:
        return None
    if request.reference.transport is None and not looks_like_path(text):
        return None
    raise TargetNotFound(
        f"there is no file {str(request.path)!r}",
        _similar(request.path)
        or "Check the path; for an image of the daemon write docker-daemon:NAME.",
    )


def _daemon(request: Request, stack: contextlib.ExitStack) -> Opened:
    name = request.reference.rest
    try:
        return _from_daemon(name, request, stack)
    except (TargetNotFound, DaemonError) as error:
        if not request.is_directory:
            return _after_daemon(error, request, stack)
        raise TargetNotFound(
            f"{error.message}, and the directory of this name is no OCI layout",
            f"For the sources of an image use: leakscan context {name}",
        ) from error


def _after_daemon(error: TargetError, request: Request, stack: contextlib.ExitStack) -> Opened:
    """Look in its registry for an image that no daemon has; another trouble ends the scan."""
    name = request.reference.rest
    can_be_pulled = (
        request.registry is not None
        and request.reference.transport is None
        and isinstance(error, TargetNotFound | NoDaemon)
        and not image_identifier(name)
    )
    if not can_be_pulled:
        raise _or_a_file(error, request)
    try:
        catalogue, transport = _from_registry(request, stack)
    except RegistryError as refused:
        both = RegistryError(f"{error.message}, and {refused.message}", refused.hint)
        raise _or_a_file(both, request) from refused
    host = parse_name(name).domain
    catalogue.notes.insert(0, f"{error.message}: this is the image of the registry {host}")
    return catalogue, transport


def _or_a_file(error: TargetError, request: Request) -> TargetError:
    """Return the error, with the file that was probably meant if one has almost this name."""
    meant = _similar(request.path) if request.reference.transport is None else ""
    if not meant:
        return error
    return type(error)(f"there is no file {str(request.path)!r}, and {error.message}", meant)


def _similar(path: Path) -> str:
    """Return a hint that names a file whose name is almost that of `path`; empty: there is none."""
    try:
        names = [each.name for each in itertools.islice(path.parent.iterdir(), _MAX_NAMES)]
    except (OSError, ValueError):
        return ""
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.75)
    return f"Did you mean {str(path.with_name(close[0]))!r}?" if close else ""


def _from_registry(request: Request, stack: contextlib.ExitStack) -> Opened:
    from leakscan.images.sources.registry.source import open_registry  # noqa: PLC0415 - as below

    catalogue = open_registry(
        request.reference.rest,
        stack.enter_context(private_directory(request.temp_dir)),
        platforms=request.platforms,
        limits=request.limits,
        settings=request.registry or RegistrySettings(),
        on_progress=request.on_progress,
    )
    return catalogue, "registry"


def _from_daemon(name: str, request: Request, stack: contextlib.ExitStack) -> Opened:
    # Imported here: most images are read from files, without the daemon's client and its libraries.
    from leakscan.images.sources.daemon import binary, open_image  # noqa: PLC0415 - see above

    with open_image(name, request.daemon, request.platforms) as stream:
        try:
            catalogue, _ = _spooled(binary(stream), name, request, stack)
        except UnrecognisedTarget as error:
            raise DaemonError(f"the daemon sent no image: {stream.fault or error}") from error
        if stream.fault:
            catalogue.skip(name, f"daemon.interrupted: {stream.fault}", "Scan the image again.")
    return catalogue, "docker-daemon"


OPENERS: tuple[Opener, ...] = (_registry, _standard_input, _directory, _file, _absent, _daemon)
"""In this order: a path that exists goes before an image of the daemon with the same name."""


def _spooled(
    raw: BinaryIO, name: str, request: Request, stack: contextlib.ExitStack
) -> tuple[Catalogue, str]:
    directory = stack.enter_context(private_directory(request.temp_dir))
    path, fault = spool(raw, directory, request.limits, request.on_progress)
    if fault and not path.stat().st_size:
        raise TargetUnreadable(
            f"{quoted(name)} is damaged from its start: {fault}", "Save it again."
        )
    catalogue, transport = open_archive(path, name, request.limits)
    if fault:
        catalogue.skip(name, f"stream.compression: {fault}")
    return catalogue, transport


def split_path(reference: Reference) -> tuple[Path, str]:
    """Split `path:name` of an explicit transport: the longest part that exists is the path."""
    text = reference.rest
    if reference.transport in (None, Transport.DOCKER_DAEMON, Transport.STANDARD_INPUT):
        return Path(text), ""
    parts = text.split(":")
    for count in range(len(parts), 0, -1):
        path = Path(":".join(parts[:count]))
        if is_present(path):
            return path, ":".join(parts[count:])
    return Path(text), ""
