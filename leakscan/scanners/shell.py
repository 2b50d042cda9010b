"""Words of a command for bash, made from names that come from a target: visible, and inert."""

from leakscan.expressions import expression

_PLAIN = expression(rb"[A-Za-z0-9_@%+=:,./-]+")
_VISIBLE = expression(rb"[ -~]+")


def quoted(name: str) -> str:
    """
    Return a name as one word, whatever bytes it has.

    Only printable ASCII comes back: what is odd is spelt as an escape of `$'...'`, so that neither
    a terminal nor a reader can be misled by a name in a command.
    """
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogatepass")
    if _PLAIN.fullmatch(raw):
        return raw.decode("ascii")
    if _VISIBLE.fullmatch(raw):
        return "'" + raw.decode("ascii").replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, raw)) + "'"


def _escaped(byte: int) -> str:
    character = chr(byte)
    if character in "\\'":
        return f"\\{character}"
    return character if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"
