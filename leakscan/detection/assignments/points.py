"""Public keys of elliptic curves that are written as nothing but a point."""

from base64 import urlsafe_b64decode

_SIZE = 65
_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def is_public_point(value: bytes) -> bool:
    """
    Return whether `value` is a point of P-256 in base64: the public key of a server of web push.

    No other 65 bytes are taken for one: one in 2 to the 256 fits the equation of the curve.

    Source:
        RFC 8292, section 3.2; SEC 1, section 2.3.3; SP 800-186, section 3.2.1.3.
    """
    if len(value.rstrip(b"=")) != 87 or not value.startswith(b"B"):
        return False
    try:
        point = urlsafe_b64decode(value.rstrip(b"=").translate(_URLSAFE) + b"=")
    except ValueError:
        return False
    if len(point) != _SIZE or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    return (y * y - (x**3 - 3 * x + _B)) % _PRIME == 0


_URLSAFE = bytes.maketrans(b"+/", b"-_")
