"""Paths as relative references: what services accept for the place of a result."""

from urllib.parse import quote

from leakscan.reporters.escape import excerpt

_MAX_LENGTH = 1000


def uri(path: str) -> str:
    """
    Return a relative reference to `path`: percent-encoded, without `.`, `..` or a leading slash.

    A colon is encoded, too, so that no name can pass for a URI with a scheme.
    """
    return "/".join(quote(_raw(part), safe="") for part in _parts(path)) or "unnamed"


def readable(path: str) -> str:
    """Return the same as text that shows: for formats whose paths are no URIs."""
    return excerpt("/".join(_parts(path)), _MAX_LENGTH) or "unnamed"


def _parts(path: str) -> list[str]:
    parts: list[str] = []
    for part in path[:_MAX_LENGTH].split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return parts


def _raw(name: str) -> bytes:
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: it never was a file's name
        return name.encode("utf-8", "surrogatepass")
