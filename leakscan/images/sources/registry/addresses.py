"""
Which addresses may be connected to on behalf of a registry.

A registry says where its tokens come from and where its blobs lie.  A hostile one names services
of the scanning machine or its cloud's metadata, or a host whose name leads there only at the
second look.  So every address is checked where the connection is made, on the very address used.
"""

import ipaddress
import socket
from collections.abc import Sequence
from enum import Enum, auto

from leakscan.errors import RegistryError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_ADDRESSES = 4
"""Tried of one host, so that a name with a thousand of them ends."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")


class Zone(Enum):
    """How far an address reaches."""

    PUBLIC = auto()
    PRIVATE = auto()
    LOOPBACK = auto()
    LINK_LOCAL = auto()
    NOWHERE = auto()
    """Unspecified, multicast, reserved: nothing to fetch from."""


class Network:
    """The machine's own way to look up names and to connect; tests have others."""

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """
        Return the addresses of a host.

        Raises:
            OSError: It has none.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(one[4][0]) for one in found))

    def connect(self, address: str, port: int, timeout_seconds: float) -> socket.socket:
        """
        Return a connection to an address.

        Raises:
            OSError: Nobody answers there.
        """
        return socket.create_connection((address, port), timeout_seconds)


class Border:
    """
    Decides about every address, given where the registry itself is.

    The first connection is to the registry: its address is taken as it is, since the user named
    the host.  Afterwards a private or loopback address is fine only if the registry's is one, too,
    and a link-local one only if it is the registry's own.
    """

    def __init__(self) -> None:
        self._settled = False
        self._home: IPAddress | None = None

    def settle(self, address: str) -> None:
        """Take the address of the first connection as the registry's; empty: a proxy knows it."""
        if not self._settled:
            self._home = _parsed(address) if address else None
            self._settled = True

    def check(self, host: str, addresses: Sequence[str]) -> None:
        """
        Let only a host pass all of whose addresses may be connected to.

        Raises:
            RegistryError: One of them may not.
        """
        for text in addresses:
            if self._settled and not self._allows(_parsed(text)):
                raise RegistryError(
                    f"the registry points to {host!r}, an address inside a network or a machine"
                    " that it is no part of",
                    "Nothing was sent there. Ask whoever runs the registry.",
                )

    def _allows(self, address: IPAddress) -> bool:
        zone = zone_of(address)
        if zone in {Zone.PRIVATE, Zone.LOOPBACK}:
            return self._home is not None and zone is zone_of(self._home)
        return zone is Zone.PUBLIC or address == self._home


def zone_of(address: IPAddress) -> Zone:
    """Return how far an address reaches; one of IPv4 inside IPv6 is what it is inside."""
    address = _embedded(address) or address
    if address.is_loopback:
        return Zone.LOOPBACK
    if address.is_link_local:
        return Zone.LINK_LOCAL
    if address.is_unspecified or address.is_multicast or address.is_reserved:
        return Zone.NOWHERE
    if address.is_private or (address.version == 4 and address in _SHARED):
        return Zone.PRIVATE
    return Zone.PUBLIC if address.is_global else Zone.NOWHERE


def is_loopback(host: str) -> bool:
    """Whether a host's name says that it is this machine."""
    if host == "localhost":
        return True
    try:
        return zone_of(_parsed(host.strip("[]"))) is Zone.LOOPBACK
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether a host is an address rather than a name."""
    try:
        _parsed(host)
    except ValueError:
        return False
    return True


def _parsed(text: str) -> IPAddress:
    return ipaddress.ip_address(text.partition("%")[0])


def _embedded(address: IPAddress) -> ipaddress.IPv4Address | None:
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
