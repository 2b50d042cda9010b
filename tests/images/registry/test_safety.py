"""A registry that sends its client to where it must not go: nothing is sent there."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest

from leakscan.errors import RegistryError
from leakscan.images.sources.registry.addresses import Border, Zone, is_loopback, zone_of
from tests.builders import image, layer, oci_files
from tests.images.registry.server import (
    PASSWORD,
    REPOSITORY,
    TOKEN,
    Asked,
    FakeNetwork,
    Handler,
    Registry,
    Server,
    basic,
    complete,
    login,
    read,
    send,
)

FILES = oci_files(image([layer({"a": b"1" * 100})]))
PUBLIC = "203.0.114.7"
"""An address of the internet, as the test's network has it; nobody is asked about it."""
ANY = "0.0.0.0"  # noqa: S104 - nothing is bound to it
HOST = "registry.example.test"


@pytest.fixture
def trap() -> Iterator[Server]:
    """Yield a server that nobody may ask for anything."""
    with Server(lambda request: send(request, 200, b"{}")) as server:
        yield server


class Public:
    """A registry with a name and an address of the internet; it speaks http by the user's wish."""

    def __init__(self, registry: Registry, trap: Server, tmp_path: Path) -> None:
        self.registry = registry
        self.host = f"{HOST}:{registry.port}"
        self.network = FakeNetwork({HOST: [PUBLIC]}, {"127.0.0.1": trap.port})
        self._tmp_path = tmp_path

    def pull(self) -> list[str]:
        """Pull with a login; return what was wrong with it, as the report or the error says it."""
        options = {
            "credential_files": login(self._tmp_path, self.host),
            "insecure_hosts": frozenset({self.host}),
            "network": self.network,
        }
        try:
            source = read(f"docker://{self.host}/{REPOSITORY}:1", self._tmp_path, **options)
        except RegistryError as error:
            return [f"{error} {error.hint}"]
        return [one.reason for image in source.images for one in image.skipped]


def redirect_blobs(target: str) -> object:
    """Return a fault that sends everybody who asks for a blob to `target`."""

    def fault(request: Handler) -> bool:
        if "/blobs/" not in request.path:
            return False
        send(request, 307, b"", {"Location": target})
        return True

    return fault


INSIDE = [
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://2130706433:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://inside.example.test/",
    "https://rebound.example.test/",
    "https://half.example.test/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "//127.0.0.1:{port}/",
    "https://user:word@127.0.0.1:{port}/",
    "http://plain.example.test/",
    "https://[broken",
    "https://127.0.0.1:99999/",
    "",
]


@pytest.mark.parametrize(
    ("way", "target"),
    [*(("redirect", one) for one in INSIDE), *(("realm", one) for one in INSIDE[::3])],
)
def test_nobody_inside_is_asked(way: str, target: str, trap: Server, tmp_path: Path) -> None:
    """By a redirect or by the address of a token server, by number or by name, once or later."""
    target = target.format(port=trap.port)
    with Registry(FILES) as registry:
        public = Public(registry, trap, tmp_path)
        public.network.names |= {
            "localhost": ["127.0.0.1"],
            "inside.example.test": ["10.0.0.1"],
            "half.example.test": [PUBLIC, "127.0.0.1"],
            "plain.example.test": [PUBLIC],
            "0": [ANY],
            "2130706433": ["127.0.0.1"],
        }
        public.network.names |= {
            one: [one] for one in ("::1", "::ffff:127.0.0.1", "::", "fd00::1", "fe80::1")
        }
        public.network.names["64:ff9b::7f00:1"] = ["64:ff9b::7f00:1"]
        public.network.names["rebound.example.test"] = ["127.0.0.1"]
        if way == "redirect":
            registry.fault = redirect_blobs(target)
        else:
            registry.auth, registry.realm = "bearer", target
        told = public.pull()

    assert told
    assert trap.asked == []
    assert set(public.network.connected) == {PUBLIC}
    assert all(word not in "".join(told) for word in (PASSWORD, TOKEN, "word@"))


def test_a_registry_whose_name_leads_inside_later_is_refused(trap: Server, tmp_path: Path) -> None:
    """A second look gives another address: the connection is checked, not the name."""

    class Rebinding(FakeNetwork):
        def resolve(self, host: str, port: int) -> list[str]:
            del host, port
            return ["127.0.0.1"] if self.connected else [PUBLIC]

    with Registry(FILES) as registry:
        public = Public(registry, trap, tmp_path)
        public.network = Rebinding({}, {"127.0.0.1": trap.port})
        told = public.pull()

    assert told
    assert trap.asked == []


def test_a_redirect_to_another_public_host_is_followed_without_the_login(tmp_path: Path) -> None:
    """Blobs lie with another provider; it sees neither password nor token."""
    blobs = {"sha256:" + name.rpartition("/")[2]: data for name, data in FILES.items()}

    def give(request: Handler) -> None:
        send(request, 200, blobs[request.path.rpartition("/")[2].partition("?")[0]])

    for auth in ("basic", "bearer"):
        with Registry(FILES, auth=auth) as registry, Server(give) as store:

            def away(request: Handler, store: Server = store) -> bool:
                if "/blobs/" not in request.path:
                    return False
                digest = request.path.rpartition("/")[2]
                location = f"http://store.example.test:{store.port}/{digest}?signature=s3cret"
                send(request, 307, b"", {"Location": location, "Set-Cookie": "a=b"})
                return True

            registry.fault = away
            registry.realm = f"http://{HOST}:{registry.port}/token"
            public = Public(registry, store, tmp_path)
            public.network.names["store.example.test"] = ["203.0.114.8"]
            options = {
                "credential_files": login(tmp_path, public.host),
                "insecure_hosts": frozenset({public.host, "store.example.test"}),
                "network": public.network,
            }
            source = read(f"docker://{public.host}/{REPOSITORY}:1", tmp_path, **options)

        assert complete(source)
        assert len(store.asked) == 2
        assert [one for one in store.asked if one.authorization or "Cookie" in one.headers] == []


def test_a_redirect_keeps_the_login_on_its_own_host_only(tmp_path: Path) -> None:
    """Another port is another host."""
    with Server(lambda request: send(request, 404, b"")) as other, Registry(FILES) as registry:
        registry.auth = "basic"

        def around(request: Handler) -> bool:
            if "/manifests/" in request.path and "moved" not in request.path:
                send(request, 302, b"", {"Location": request.path + "?moved=1"})
                return True
            if "/blobs/" in request.path:
                send(request, 302, b"", {"Location": f"http://{other.host}/blob"})
                return True
            return False

        registry.fault = around
        files = login(tmp_path, registry.host)
        read(f"docker://{registry.host}/{REPOSITORY}:1", tmp_path, credential_files=files)

    moved = [one for one in registry.asked if "moved" in one.path]
    assert moved[-1].authorization == basic()
    assert other.asked
    assert {one.authorization for one in other.asked} == {""}


def test_a_challenge_of_another_host_is_never_answered(trap: Server, tmp_path: Path) -> None:
    """A host of blobs that asks for a login gets none, nor says where to send one."""

    def ask(request: Handler) -> None:
        realm = f'Bearer realm="http://{trap.host}/token",service="x"'
        send(request, 401, b"", {"WWW-Authenticate": realm})

    with Server(ask) as store, Registry(FILES) as registry:
        registry.fault = redirect_blobs(f"http://{store.host}/blob")
        files = login(tmp_path, registry.host)
        name = f"docker://{registry.host}/{REPOSITORY}:1"
        source = read(name, tmp_path, credential_files=files)

    assert source.images[0].skipped
    assert [one for one in [*store.asked, *trap.asked] if _has_login(one)] == []


def _has_login(asked: Asked) -> bool:
    return bool(asked.authorization) or PASSWORD.encode() in asked.body


def test_redirects_end(tmp_path: Path) -> None:
    """A hundred thousand of them are followed five times."""
    count = [0]

    def onward(request: Handler) -> bool:
        if "/manifests/" not in request.path:
            return False
        count[0] += 1
        send(request, 302, b"", {"Location": f"/v2/{REPOSITORY}/manifests/{count[0]}"})
        return True

    with Registry(FILES, fault=onward) as registry:
        with pytest.raises(RegistryError, match="more than 5 times"):
            read(f"docker://{registry.host}/{REPOSITORY}:1", tmp_path)
        assert len(registry.asked) < 10


def test_a_registry_on_this_machine_may_point_to_this_machine(tmp_path: Path) -> None:
    """Its store may listen on another port; a link-local address is none of its own."""
    blobs = {"sha256:" + name.rpartition("/")[2]: data for name, data in FILES.items()}

    def give(request: Handler) -> None:
        send(request, 200, blobs[request.path.rpartition("/")[2]])

    def moved(request: Handler) -> bool:
        if "/blobs/" not in request.path:
            return False
        location = f"http://{store.host}/{request.path.rpartition('/')[2]}"
        send(request, 307, b"", {"Location": location})
        return True

    with Server(give) as store, Registry(FILES, fault=moved) as registry:
        source = read(f"docker://{registry.host}/{REPOSITORY}:1", tmp_path)
        registry.fault = redirect_blobs("https://169.254.169.254/")
        network = FakeNetwork({})
        name = f"docker://{registry.host}/{REPOSITORY}:1"
        refused = read(name, tmp_path, network=network)

    assert complete(source)
    assert refused.images[0].skipped
    assert set(network.connected) == {"127.0.0.1"}


def test_https_is_not_left(tmp_path: Path) -> None:
    """A registry whose name is not of this machine is never spoken to without TLS."""
    network = FakeNetwork({HOST: [PUBLIC]})

    with Registry(FILES) as registry:
        with pytest.raises(RegistryError, match=r"does not speak TLS|silent"):
            read(f"docker://{HOST}:{registry.port}/x", tmp_path, network=network, attempts=1)
        assert [one for one in registry.asked if one.path.startswith("/v2/")] == []


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("8.8.8.8", Zone.PUBLIC),
        ("2606:4700::1111", Zone.PUBLIC),
        ("127.0.0.53", Zone.LOOPBACK),
        ("::1", Zone.LOOPBACK),
        ("::ffff:127.0.0.1", Zone.LOOPBACK),
        ("2002:7f00:1::", Zone.LOOPBACK),
        ("64:ff9b::a00:1", Zone.PRIVATE),
        ("10.1.2.3", Zone.PRIVATE),
        ("172.31.255.255", Zone.PRIVATE),
        ("172.32.0.1", Zone.PUBLIC),
        ("192.168.0.1", Zone.PRIVATE),
        ("100.64.0.1", Zone.PRIVATE),
        ("fd12::1", Zone.PRIVATE),
        ("169.254.169.254", Zone.LINK_LOCAL),
        ("fe80::1", Zone.LINK_LOCAL),
        ("::ffff:169.254.169.254", Zone.LINK_LOCAL),
        (ANY, Zone.NOWHERE),
        ("::", Zone.NOWHERE),
        ("224.0.0.1", Zone.NOWHERE),
        ("255.255.255.255", Zone.NOWHERE),
    ],
)
def test_every_address_has_its_zone(address: str, zone: Zone) -> None:
    """However it is written."""
    assert zone_of(ipaddress.ip_address(address)) is zone


@pytest.mark.parametrize(
    ("home", "other", "allowed"),
    [
        ("8.8.8.8", "1.1.1.1", True),
        ("8.8.8.8", "10.0.0.1", False),
        ("8.8.8.8", "127.0.0.1", False),
        ("10.0.0.1", "10.9.9.9", True),
        ("10.0.0.1", "127.0.0.1", False),
        ("10.0.0.1", "169.254.169.254", False),
        ("127.0.0.1", "127.0.0.2", True),
        ("127.0.0.1", "10.0.0.1", False),
        ("169.254.1.1", "169.254.1.1", True),
        ("169.254.1.1", "169.254.169.254", False),
        ("", "10.0.0.1", False),
        ("", "8.8.8.8", True),
    ],
)
def test_where_the_registry_is_decides(home: str, other: str, *, allowed: bool) -> None:
    """A private or loopback address is fine beside a registry that has one itself."""
    border = Border()
    border.settle(home)

    if allowed:
        border.check("x", [other])
    else:
        with pytest.raises(RegistryError):
            border.check("x", [other])


def test_names_of_this_machine_are_known() -> None:
    """These alone may be spoken to without TLS unasked."""
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "[::1]", "127.1.2.3")))
    assert not any(map(is_loopback, ("example.test", "10.0.0.1", "localhost.example.test", "")))
