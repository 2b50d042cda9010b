"""Certificates, insecure registries and proxies."""

import ssl
from pathlib import Path

import pytest

from leakscan.errors import RegistryError, UsageError
from leakscan.images.sources.registry.certificates import tls_context
from tests.builders import image, layer, oci_files
from tests.images.registry.server import (
    REPOSITORY,
    FakeNetwork,
    Registry,
    Server,
    basic,
    complete,
    login,
    read,
    send,
    settings,
)

FILES = oci_files(image([layer({"a": b"1"})]))
HOST = "registry.example.test"


def test_without_a_word_every_certificate_is_checked() -> None:
    """And the host's name in it."""
    context = tls_context(HOST, settings())

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize("named", [HOST, f"{HOST}:5000"])
def test_an_insecure_registry_is_one_that_was_named(named: str) -> None:
    """With its port or for all of them; no other is."""
    insecure = settings(insecure_hosts=frozenset({named}))

    assert tls_context(f"{HOST}:5000", insecure).verify_mode is ssl.CERT_NONE
    assert tls_context("other.example.test", insecure).verify_mode is ssl.CERT_REQUIRED


def test_a_certificate_file_that_is_none_is_said(tmp_path: Path) -> None:
    """One that is missing, and one that holds something else."""
    wrong = tmp_path / "ca.pem"
    wrong.write_text("no certificate")

    for path in (tmp_path / "absent", wrong):
        with pytest.raises(UsageError, match="certificate authorities"):
            tls_context(HOST, settings(ca_file=path))


@pytest.mark.parametrize("name", ["ca.crt", "client.cert"])
def test_a_broken_file_in_certs_d_is_said(name: str, tmp_path: Path) -> None:
    """With the folder that holds it."""
    folder = tmp_path / f"{HOST}:5000"
    folder.mkdir()
    (folder / name).write_text("-----BEGIN NONSENSE-----")

    with pytest.raises(UsageError, match=HOST):
        tls_context(f"{HOST}:5000", settings(certificate_dirs=(tmp_path,)))
    assert tls_context("other.test", settings(certificate_dirs=(tmp_path,)))


def test_a_proxy_is_asked_for_the_whole_address(tmp_path: Path) -> None:
    """It sees what the host would see, and the host is not connected to."""
    network = FakeNetwork({})
    with Registry(FILES, auth="basic") as registry:

        def pass_on(request: object) -> None:
            request.path = request.path.removeprefix(f"http://{HOST}")  # type: ignore[attr-defined]
            registry._answer(request)  # type: ignore[arg-type]

        with Server(pass_on) as proxy:
            network.ports["127.0.0.1"] = proxy.port
            source = read(
                f"docker://{HOST}/{REPOSITORY}:1",
                tmp_path,
                credential_files=login(tmp_path, HOST),
                insecure_hosts=frozenset({HOST}),
                network=network,
                attempts=1,
                proxies=dict.fromkeys(("http", "https"), f"http://me:word@127.0.0.1:{proxy.port}"),
            )

    assert complete(source)
    assert registry.asked == []
    assert proxy.asked[-1].authorization == basic()
    assert all(one.path.startswith((f"http://{HOST}/", "/")) for one in proxy.asked)
    assert proxy.asked[-1].headers["proxy-authorization"].startswith("Basic ")


def test_a_proxy_is_not_asked_for_what_lies_inside(tmp_path: Path) -> None:
    """It may be where the traps can be reached from."""
    network = FakeNetwork({})

    def redirect(request: object) -> None:
        location = {"Location": "http://169.254.169.254/latest"}
        send(request, 302, b"", location)  # type: ignore[arg-type]

    with Server(redirect) as proxy:
        network.ports["127.0.0.1"] = proxy.port
        with pytest.raises(RegistryError):
            read(
                f"docker://{HOST}/{REPOSITORY}:1",
                tmp_path,
                insecure_hosts=frozenset({HOST, "169.254.169.254"}),
                network=network,
                attempts=1,
                proxies={"http": f"http://127.0.0.1:{proxy.port}"},
            )

    assert [one for one in proxy.asked if "169.254" in one.path] == []


@pytest.mark.parametrize("no_proxy", [HOST, "example.test", f"x, .{HOST}"])
def test_a_host_that_needs_no_proxy_is_asked_itself(no_proxy: str, tmp_path: Path) -> None:
    """As other programs read NO_PROXY."""
    with Registry(FILES) as registry, Server(lambda request: send(request, 500, b"")) as proxy:
        network = FakeNetwork({HOST: ["203.0.114.7"]}, {"203.0.114.7": registry.port})
        read(
            f"docker://{HOST}:{registry.port}/{REPOSITORY}:1",
            tmp_path,
            insecure_hosts=frozenset({HOST}),
            network=network,
            proxies={"http": f"http://{proxy.host}", "https": f"http://{proxy.host}"},
            no_proxy=no_proxy,
        )

    assert proxy.asked == []
