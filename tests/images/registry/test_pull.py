import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leakscan.errors import RegistryError, TargetNotFound, UsageError
from leakscan.images.sources.settings import DaemonSettings
from leakscan.streams.limits import Limits
from tests.builders import (
    containerd_files,
    document,
    image,
    layer,
    oci_files,
    sha256,
)
from tests.images.registry.server import REPOSITORY, Handler, Registry, complete, opened, read, send

SHARED = layer({"shared": b"s" * 5000})
AMD64 = image([SHARED, layer({"amd": b"1"})], name="demo:1")
ARM64 = image([SHARED, layer({"arm": b"2"})], name="demo:1", platform="linux/arm64")
STATEMENTS = [
    {"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"for": "amd"}},
    {"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"for": "arm"}},
]
ONE = oci_files(AMD64)
MANY = containerd_files(AMD64, ARM64, statements=STATEMENTS)


pytestmark = pytest.mark.filterwarnings(
    # The docker SDK leaves a socket that could not connect to the garbage collector.
    "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of the SDK's sockets here, not in the middle of another test."""
    yield
    gc.collect()


def name(registry: Registry, tag: str = ":1") -> str:
    """Return the reference of the registry's image."""
    return f"docker://{registry.host}/{REPOSITORY}{tag}"


def no_daemon(tmp_path: Path) -> DaemonSettings:
    """Return settings for a machine without a daemon."""
    return DaemonSettings(environment={"DOCKER_HOST": f"unix://{tmp_path}/none"})


def test_an_image_comes_from_its_registry(tmp_path: Path) -> None:
    """Config, history and layers are those that were pushed; no daemon is asked."""
    with Registry(ONE) as registry:
        source = read(name(registry), tmp_path)

    (one,) = source.images
    assert source.transport == "registry"
    assert complete(source)
    assert source.digest == registry.top
    assert one.name == f"{registry.host}/{REPOSITORY}:1"
    assert [each.diff_id for each in one.layers] == AMD64.diff_ids


@pytest.mark.parametrize("files", [ONE, oci_files(AMD64, docker_media_types=True), MANY])
@pytest.mark.parametrize("knows_head", [True, False])
@pytest.mark.parametrize("gives_digest", [True, False])
def test_every_kind_of_registry_will_do(
    files: dict[str, bytes], *, knows_head: bool, gives_digest: bool, tmp_path: Path
) -> None:
    """Docker's and OCI's types, without HEAD, without the header that names the digest."""
    with Registry(files) as registry:
        registry.knows_head, registry.gives_digest = knows_head, gives_digest
        source = read(name(registry), tmp_path)

    assert complete(source)
    assert source.images[0].layers[1].diff_id == AMD64.diff_ids[1]


def test_all_four_kinds_of_manifests_are_asked_for(tmp_path: Path) -> None:
    """Else registries convert what they have, and the digest is another."""
    with Registry(ONE) as registry:
        read(name(registry), tmp_path)

    accepted = registry.asked_for("manifests")[0].headers["Accept"]
    assert accepted.count("manifest.v") == 2
    assert "image.index.v1" in accepted
    assert "manifest.list.v2" in accepted


def test_all_platforms_and_their_attestations_are_read(tmp_path: Path) -> None:
    """Each platform is an image, with what is attested of it among its fields."""
    with Registry(MANY) as registry:
        source = read(name(registry), tmp_path)

    by_platform = {one.platform: one for one in source.images}
    assert set(by_platform) == {"linux/amd64", "linux/arm64"}
    for platform, value in (("linux/amd64", "amd"), ("linux/arm64", "arm")):
        attested = [one.value for one in by_platform[platform].fields if one.kind == "attestation"]
        assert value in attested


def test_each_blob_is_fetched_once(tmp_path: Path) -> None:
    """A layer that two platforms share crosses the network once."""
    with Registry(MANY) as registry:
        read(name(registry), tmp_path)

    paths = [one.path for one in registry.asked_for("blobs")]
    assert len(paths) == len(set(paths))


def test_only_the_wanted_platform_is_fetched(tmp_path: Path) -> None:
    """Neither the layers nor the attestation of another platform are asked for."""
    with Registry(MANY) as registry:
        source = read(name(registry), tmp_path, platform="linux/arm64")

    (one,) = source.images
    others = set(registry.blobs) - {each.path.rpartition("/")[2] for each in registry.asked}
    assert one.platform == "linux/arm64"
    assert complete(source)
    assert any(field.value == "arm" for field in one.fields)
    # The other platform: its manifest, config and layer, its attestation and the statement.
    assert len(others - {sha256(b"{}")}) == 5


def test_a_platform_that_only_the_config_tells_is_looked_up_first(tmp_path: Path) -> None:
    """No layer is fetched of an image for another machine."""
    with Registry(ONE) as registry:
        with pytest.raises(TargetNotFound, match="linux/s390x"):
            read(name(registry), tmp_path, platform="linux/s390x")
        assert complete(read(name(registry), tmp_path, platform="linux/amd64"))

    # The config twice, and the two layers once.
    assert len(registry.asked_for("blobs")) == 4


def test_a_digest_is_asked_for_as_it_is(tmp_path: Path) -> None:
    """With a tag as well, the digest wins."""
    with Registry(ONE) as registry:
        source = read(name(registry, f":moved@{registry.top}"), tmp_path)

    assert source.digest == registry.top
    assert {one.path.rpartition("/")[2] for one in registry.asked_for("manifests")} == {
        registry.top
    }


def test_a_tag_that_moves_meanwhile_changes_nothing(tmp_path: Path) -> None:
    """The digest of the first answer is what is fetched."""
    other = document({"schemaVersion": 2, "layers": []})

    def move(request: Handler) -> bool:
        if request.command == "HEAD":
            send(request, 200, b"", {"Docker-Content-Digest": registry.top})
            registry.blobs[sha256(other)] = other
            registry.tags["1"] = sha256(other)
            return True
        return False

    with Registry(ONE, fault=move) as registry:
        source = read(name(registry), tmp_path)

    assert source.digest == registry.top
    assert complete(source)


def test_a_layer_that_lives_elsewhere_is_not_fetched_but_told(tmp_path: Path) -> None:
    """Its `urls` are not followed."""
    files = dict(ONE)
    manifest = _manifest(files)
    away = {"digest": sha256(b"away"), "size": 4, "urls": ["http://127.0.0.1:1/x"]}
    manifest["layers"].append({"mediaType": "application/vnd.foreign", **away})
    files = _with_manifest(files, manifest)

    with Registry(files) as registry:
        source = read(name(registry), tmp_path)

    (skipped, *_) = source.images[0].skipped
    assert skipped.path == away["digest"]
    assert "foreign layer" in skipped.reason


def test_a_blob_that_is_gone_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    """One missing layer leaves the others."""
    with Registry(ONE) as registry:
        del registry.blobs[_manifest(ONE)["layers"][0]["digest"]]
        source = read(name(registry), tmp_path)

    (skipped,) = source.images[0].skipped
    assert "blob.missing: the registry does not have it" in skipped.reason
    assert [each.blob is None for each in source.images[0].layers] == [True, False]


def test_no_more_is_stored_than_is_allowed(tmp_path: Path) -> None:
    """What does not fit is told with the option that raises the limit."""
    # One layer: of several that come at once, which one gets the room is a matter of time.
    big = oci_files(image([layer({"a": b"x" * 50_000})]), compression="")

    with Registry(big) as registry:
        source = read(name(registry), tmp_path, limits=Limits(max_spool_bytes=20_000))

    (skipped,) = source.skipped
    assert skipped.path == source.images[0].layers[0].digest
    assert "over the limit of 20000" in skipped.reason
    assert "--max-temp-bytes" in skipped.hint


def test_a_name_that_no_daemon_has_is_looked_for_in_its_registry(tmp_path: Path) -> None:
    """A machine without a daemon is enough, and a note says where the image came from."""
    with Registry(ONE) as registry:
        text = f"{registry.host}/{REPOSITORY}:1"
        source = read(text, tmp_path, daemon=no_daemon(tmp_path))

    assert source.transport == "registry"
    assert any(f"the registry {registry.host}" in note for note in source.notes)


def test_the_daemons_transport_never_asks_a_registry(tmp_path: Path) -> None:
    """`docker-daemon:` means the daemon alone."""
    with Registry(ONE) as registry:
        text = f"docker-daemon:{registry.host}/{REPOSITORY}:1"
        with pytest.raises(Exception, match="no container daemon"):
            read(text, tmp_path, daemon=no_daemon(tmp_path))

    assert registry.asked == []


def test_a_name_that_neither_has_is_said_with_both(tmp_path: Path) -> None:
    """One line tells that both were asked."""
    with (
        Registry(ONE) as registry,
        pytest.raises(RegistryError, match=r"no container daemon .* has no image"),
    ):
        read(f"{registry.host}/{REPOSITORY}:9", tmp_path, daemon=no_daemon(tmp_path))


def test_a_password_in_a_name_is_refused_without_being_shown(tmp_path: Path) -> None:
    """It would end up in every report."""
    with pytest.raises(UsageError) as caught:
        read("docker://someone:secret-word@127.0.0.1:1/x", tmp_path)

    assert "secret-word" not in str(caught.value) + caught.value.hint


def test_an_image_without_a_config_is_read(tmp_path: Path) -> None:
    """An artifact's empty config need not be stored anywhere."""
    files = dict(ONE)
    manifest = _manifest(files)
    empty = sha256(b"{}")
    manifest["config"] = {"mediaType": "x", "digest": empty, "size": 2}

    with Registry(_with_manifest(files, manifest)) as registry:
        source = read(name(registry), tmp_path)

    assert len(source.images[0].layers) == 2
    assert complete(source)
    assert not [one for one in registry.asked_for("blobs") if one.path.endswith(empty)]


def test_indexes_inside_indexes_end(tmp_path: Path) -> None:
    """Ten of them are too deep: told, and not asked for."""
    files = dict(ONE)
    descriptor = _top(files)
    for _ in range(12):
        body = document({"schemaVersion": 2, "manifests": [descriptor]})
        files[f"blobs/sha256/{sha256(body)[7:]}"] = body
        descriptor = {"digest": sha256(body), "size": len(body)}
    files["index.json"] = document({"manifests": [descriptor]})

    with Registry(files) as registry, opened(name(registry), tmp_path) as source:
        assert source.images == ()
        assert source.skipped

    assert len(registry.asked) < 20


def _top(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files["index.json"])["manifests"][0])


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files["blobs/sha256/" + _top(files)["digest"][7:]]))


def _with_manifest(files: dict[str, bytes], manifest: dict[str, Any]) -> dict[str, bytes]:
    body = document(manifest)
    changed = {**files, f"blobs/sha256/{sha256(body)[7:]}": body}
    descriptor = {"digest": sha256(body), "size": len(body), "mediaType": "x"}
    return {**changed, "index.json": document({"manifests": [descriptor]})}
