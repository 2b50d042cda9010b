"""
What the user named: a transport and a path, or the name of an image, by Docker's grammar.

Source: distribution/reference (grammar and normalisation), containers/image (transports).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from leakscan.errors import UsageError

DEFAULT_DOMAIN = "docker.io"
DEFAULT_TAG = "latest"
MAX_NAME_LENGTH = 255

_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r"|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?"
)
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"[a-z0-9]+:[0-9a-f]{32,}")
_IDENTIFIER = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*)://")


class Transport(StrEnum):
    """How an image is reached, spelt as skopeo spells it."""

    DOCKER_DAEMON = "docker-daemon"
    DOCKER_ARCHIVE = "docker-archive"
    OCI = "oci"
    OCI_ARCHIVE = "oci-archive"
    REGISTRY = "docker"
    STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What the user typed, taken apart as far as the text alone allows."""

    transport: Transport | None
    """None: the text names a path if there is one, else an image of the daemon."""
    rest: str
    """What follows the transport."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageName:
    """A name in full: `ubuntu` is `docker.io/library/ubuntu:latest`."""

    domain: str
    path: str
    tag: str
    """`latest` unless the text says otherwise; empty when only a digest is given."""
    digest: str = ""
    """Wins over the tag."""

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.domain}/{self.path}{tag}{digest}"

    @property
    def familiar(self) -> str:
        """The name as people write it: without `docker.io/library/`, but with its tag."""
        text = str(self)
        for prefix in (f"{DEFAULT_DOMAIN}/library/", f"{DEFAULT_DOMAIN}/"):
            if text.startswith(prefix):
                return text[len(prefix) :]
        return text

    @property
    def registry_host(self) -> str:
        """The host that serves the name."""
        return "registry-1.docker.io" if self.domain == DEFAULT_DOMAIN else self.domain


def reads_standard_input(text: str) -> bool:
    """Whether `text` names an archive on standard input: `-`, alone or behind a transport."""
    return text in {"-", "docker-archive:-", "oci-archive:-"}


def parse_reference(text: str) -> Reference:
    """
    Split the transport off `text`.

    Raises:
        UsageError: The text is empty or asks for a transport that leakscan does not have.
    """
    if not text.strip():
        raise UsageError("the image reference is empty", "Give a name, a path, or - for a pipe.")
    if reads_standard_input(text):
        return Reference(transport=Transport.STANDARD_INPUT, rest="")
    if text.startswith("docker://"):
        return Reference(transport=Transport.REGISTRY, rest=text.removeprefix("docker://"))
    if scheme := _SCHEME.match(text):
        raise UsageError(
            f"{scheme[1]}:// is not a way to reach an image",
            "Give a name, a path, or one of docker-daemon:, docker-archive:, oci:, oci-archive:.",
        )
    prefix, colon, rest = text.partition(":")
    if colon and prefix in {"containers-storage", "ostree", "docker-tarball", "sif"}:
        raise UsageError(
            f"the transport {prefix}: is not supported",
            f"Copy the image first: skopeo copy {prefix}:... oci:DIRECTORY",
        )
    known = (
        Transport.DOCKER_DAEMON,
        Transport.DOCKER_ARCHIVE,
        Transport.OCI,
        Transport.OCI_ARCHIVE,
    )
    for transport in known:
        if colon and prefix == transport:
            if not rest:
                raise UsageError(f"nothing follows {prefix}:", f"Write {prefix}:PATH or :NAME.")
            return Reference(transport=transport, rest=rest)
    return Reference(transport=None, rest=text)


def looks_like_path(text: str) -> bool:
    """Whether `text` must mean a file: no image has such a name, or hardly anybody means one."""
    archive = re.search(r"\.(?:tar|tgz|txz|tzst|tar\.[a-z0-9]+|oci)$", text) is not None
    return text.startswith(("/", ".", "~")) or "\\" in text or archive


def image_identifier(text: str) -> str:
    """Return the 64 digits of an image id, with or without `sha256:`; empty if it is none."""
    match = _IDENTIFIER.fullmatch(text)
    return match[1] if match else ""


def is_digest(text: str) -> bool:
    """Whether `text` is a digest that may be used in a path: `sha256:` and hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def parse_name(text: str) -> ImageName:
    """
    Return the name of an image in full.

    Raises:
        UsageError: No image can have this name.
    """
    if image_identifier(text):
        raise UsageError(f"{text!r} is an image id, not a name")
    remainder, at, digest = text.partition("@")
    if at and not is_digest(digest):
        raise UsageError(f"{digest!r} is not a digest", "A digest reads sha256:0123456789abcdef...")
    head, slash, tail = remainder.rpartition("/")
    last, colon, tag = tail.partition(":")
    if colon and not _TAG.fullmatch(tag):
        raise UsageError(f"{tag!r} is not a tag", "A tag has letters, digits, '_', '.' and '-'.")
    domain, path = _split_domain(head + slash + last)
    if not colon and not at:
        tag = DEFAULT_TAG
    _check_name(text, domain, path)
    return ImageName(domain=domain, path=path, tag=tag, digest=digest)


def familiar_name(text: str) -> str:
    """Return `text` as people write it if it is the name of an image, else unchanged."""
    try:
        return parse_name(text).familiar
    except UsageError:
        return text


def _split_domain(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    is_host = "." in first or ":" in first or first == "localhost" or first != first.lower()
    domain, path = (first, rest) if slash and is_host else (DEFAULT_DOMAIN, name)
    if domain == "index.docker.io":
        domain = DEFAULT_DOMAIN
    if domain == DEFAULT_DOMAIN and "/" not in path:
        path = f"library/{path}"
    return domain, path


def _check_name(text: str, domain: str, path: str) -> None:
    if path != path.lower():
        raise UsageError(f"{text!r} has upper-case letters", "Image names are lower case.")
    well_formed = all(_COMPONENT.fullmatch(part) for part in path.split("/"))
    if not (_DOMAIN.fullmatch(domain) and well_formed):
        raise UsageError(
            f"{text!r} is neither a file nor the name of an image", "Check the spelling."
        )
    if len(f"{domain}/{path}") > MAX_NAME_LENGTH:
        raise UsageError(f"the image name has more than {MAX_NAME_LENGTH} characters")
