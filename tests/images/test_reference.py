import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.errors import UsageError
from leakscan.images.reference import (
    Transport,
    familiar_name,
    image_identifier,
    is_digest,
    looks_like_path,
    parse_name,
    parse_reference,
)

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("ubuntu", "docker.io/library/ubuntu:latest"),
        ("ubuntu:22.04", "docker.io/library/ubuntu:22.04"),
        ("grafana/loki", "docker.io/grafana/loki:latest"),
        ("docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
        ("index.docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
        ("docker.io/library/ubuntu", "docker.io/library/ubuntu:latest"),
        ("localhost/app", "localhost/app:latest"),
        ("localhost:5000/app:1", "localhost:5000/app:1"),
        ("example.test/app", "example.test/app:latest"),
        ("example.test:443/a/b/c:T_.-1", "example.test:443/a/b/c:T_.-1"),
        ("Host/app", "Host/app:latest"),
        ("[::1]:5000/app", "[::1]:5000/app:latest"),
        ("host/app", "docker.io/host/app:latest"),
        (f"app@sha256:{HEX}", f"docker.io/library/app@sha256:{HEX}"),
        (f"app:1@sha256:{HEX}", f"docker.io/library/app:1@sha256:{HEX}"),
        ("a__b/c-d--e", "docker.io/a__b/c-d--e:latest"),
    ],
)
def test_a_name_is_completed_as_docker_does(text: str, full: str) -> None:
    """The host, the `library/` and the tag that people leave out are filled in."""
    assert str(parse_name(text)) == full


@pytest.mark.parametrize(
    "text",
    [
        "Ubuntu",
        "app:",
        "app:-x",
        "app:" + "x" * 129,
        "app@sha256:123",
        "app@../../etc",
        "a//b",
        "/a",
        "a/",
        "a b",
        "a___b",
        "-a",
        "example.test/",
        "exa_mple.test/app",
        "a/" * 130 + "b",
        HEX,
        "",
        "ü",
        "a\n",
    ],
)
def test_what_no_image_can_be_called_is_refused(text: str) -> None:
    """The grammar of names is Docker's, no wider."""
    with pytest.raises(UsageError):
        parse_name(text)


@given(st.text(alphabet=string.printable + "é\0", max_size=60))
def test_any_text_is_a_name_or_a_usage_error(text: str) -> None:
    """Whatever is typed, a name in full is itself a name, or the text is refused."""
    try:
        name = parse_name(text)
    except UsageError:
        return

    assert parse_name(str(name)) == name
    assert parse_name(name.familiar) == name


@pytest.mark.parametrize(
    ("text", "familiar"),
    [
        ("docker.io/library/demo:1", "demo:1"),
        ("docker.io/user/demo:1", "user/demo:1"),
        ("localhost/demo:bah", "localhost/demo:bah"),
        ("demo", "demo:latest"),
        ("Not A Name", "Not A Name"),
    ],
)
def test_familiar_names_are_short(text: str, familiar: str) -> None:
    """Names are shown as people write them; what is no name stays as it is."""
    assert familiar_name(text) == familiar


def test_the_registry_behind_docker_io_has_another_name() -> None:
    """No host called docker.io serves images."""
    assert parse_name("ubuntu").registry_host == "registry-1.docker.io"
    assert parse_name("localhost:5000/a").registry_host == "localhost:5000"


@pytest.mark.parametrize(
    ("text", "transport", "rest"),
    [
        ("-", Transport.STANDARD_INPUT, ""),
        ("docker-daemon:app:1", Transport.DOCKER_DAEMON, "app:1"),
        ("docker-archive:x.tar:app:1", Transport.DOCKER_ARCHIVE, "x.tar:app:1"),
        ("oci:/dir:tag", Transport.OCI, "/dir:tag"),
        ("oci-archive:x.tar", Transport.OCI_ARCHIVE, "x.tar"),
        ("docker://ubuntu", Transport.REGISTRY, "ubuntu"),
        ("ubuntu:22.04", None, "ubuntu:22.04"),
        ("oci/app:1", None, "oci/app:1"),
        ("./oci:dir", None, "./oci:dir"),
    ],
)
def test_transports_are_spelt_as_skopeo_does(
    text: str, transport: Transport | None, rest: str
) -> None:
    """A known word before the colon is the transport; anything else is part of the name."""
    parsed = parse_reference(text)

    assert (parsed.transport, parsed.rest) == (transport, rest)


@pytest.mark.parametrize(
    "text", ["", "  ", "https://example.test/x", "oci:", "containers-storage:x", "ostree:x@/y"]
)
def test_a_transport_that_is_not_there_is_a_usage_error(text: str) -> None:
    """The error says what to write instead."""
    with pytest.raises(UsageError) as caught:
        parse_reference(text)

    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/x", True),
        ("./x", True),
        ("../x", True),
        ("~/x", True),
        ("x.tar", True),
        ("x.tar.gz", True),
        ("x.tgz", True),
        ("C:\\x", True),
        ("ubuntu", False),
        ("a/b:1", False),
        ("tar", False),
    ],
)
def test_paths_are_told_from_names(text: str, *, expected: bool) -> None:
    """A missing archive is reported as a missing file, not as a missing image."""
    assert looks_like_path(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"sha256:{HEX}", True),
        (f"sha512:{HEX}{HEX}", True),
        ("sha256:../../etc/passwd", False),
        ("sha256:" + HEX.upper(), False),
        ("sha256:abc", False),
        ("", False),
        (f"sha256:{HEX}\n", False),
        (f"../x:{HEX}", False),
    ],
)
def test_only_a_digest_may_become_a_path(text: str, *, expected: bool) -> None:
    """Nothing that could lead out of a directory passes for a digest."""
    assert is_digest(text) is expected


def test_an_image_id_is_known_with_and_without_its_algorithm() -> None:
    """64 digits are an id, 63 are not."""
    assert image_identifier(f"sha256:{HEX}") == HEX
    assert image_identifier(HEX) == HEX
    assert image_identifier(HEX[1:]) == ""
