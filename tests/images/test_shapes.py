"""The same image gives the same findings, whichever shape it comes in."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leakscan.images.image import Blob, Image, Source
from leakscan.images.sources.open import open_source
from leakscan.streams.compression import open_decompressed
from leakscan.streams.limits import Limits
from tests.builders import (
    BuiltImage,
    add_blob,
    compress,
    containerd_archive,
    containerd_files,
    docker_archive_engine25,
    docker_archive_legacy,
    docker_archive_podman,
    document,
    image,
    layer,
    oci_archive,
    oci_layout,
    sha256,
    whiteout,
)

SECRETS = layer({"app/.env": b"KEY=value", "app/run.sh": b"#!/bin/sh"})
CLEANED = layer({whiteout("app/.env"): b""})
DEMO = image(
    [SECRETS, CLEANED, SECRETS],
    name="demo:1",
    config={"Env": ["TOKEN=tok-AAA"], "Labels": {"a.b": "c"}},
    history=[
        {"created_by": "COPY . /app # buildkit"},
        {"created_by": "ENV TOKEN=tok-AAA", "empty_layer": True},
        {"created_by": "RUN |1 ARGUMENT=arg-BBB /bin/sh -c rm /app/.env # buildkit"},
        {"created_by": "COPY . /app # buildkit"},
    ],
)

ARCHIVES: dict[str, Callable[[BuiltImage], bytes]] = {
    "legacy": docker_archive_legacy,
    "podman": docker_archive_podman,
    "engine25": docker_archive_engine25,
    "oci-gzip": oci_archive,
    "oci-zstd": lambda built: oci_archive(built, compression="zstd"),
    "oci-plain": lambda built: oci_archive(built, compression=""),
    "oci-nested": lambda built: oci_archive(built, nested=True),
    "docker-types": lambda built: oci_archive(built, docker_media_types=True),
    "containerd": containerd_archive,
    "containerd-zstd": lambda built: containerd_archive(built, compression="zstd"),
}


def essence(one: Image) -> Image:
    """Return an image without what only some shapes know about it."""
    return replace(
        one,
        manifest_digest="",
        layers=tuple(
            replace(each, digest="", size=None, media_type="", name="", stored_as="", blob=None)
            for each in one.layers
        ),
        fields=tuple(each for each in one.fields if each.kind != "annotation"),
    )


def contents(blob: Blob | None) -> bytes:
    """Return the uncompressed bytes of a blob."""
    assert blob is not None
    raw = Path(blob.file).read_bytes()[blob.offset : blob.offset + blob.length]
    return open_decompressed(io.BytesIO(raw)).readall()


def read(path: Path, reference: str = "", platform: str = "all") -> Source:
    """Return what is at a path; nothing may be left in the temporary directory."""
    temp = path.parent / "temp"
    temp.mkdir(exist_ok=True)
    with open_source(
        reference or str(path), temp_dir=temp, limits=Limits(), platform=platform
    ) as source:
        assert list(temp.iterdir()) == []
    return source


def written(tmp_path: Path, data: bytes) -> Path:
    """Write an archive."""
    path = tmp_path / "archive"
    path.write_bytes(data)
    return path


def expected_image(tmp_path: Path) -> Image:
    """Return the image as the oldest shape has it."""
    (one,) = read(written(tmp_path, docker_archive_legacy(DEMO))).images
    return essence(one)


@pytest.mark.parametrize("shape", ARCHIVES)
def test_every_archive_gives_the_same_image(shape: str, tmp_path: Path) -> None:
    """Layers, history, fields, name and platform do not depend on who wrote the archive."""
    source = read(written(tmp_path, ARCHIVES[shape](DEMO)))

    (one,) = source.images
    assert essence(one) == expected_image(tmp_path)
    assert one.skipped == source.skipped == ()
    assert one.name == "demo:1"
    assert one.platform == "linux/amd64"
    assert one.config_digest == sha256(DEMO.config)


@pytest.mark.parametrize("shape", ARCHIVES)
def test_layers_lie_where_they_are_in_the_archive(shape: str, tmp_path: Path) -> None:
    """An archive on disk is read in place: a layer is an offset and a length in it."""
    path = written(tmp_path, ARCHIVES[shape](DEMO))

    (one,) = read(path).images

    assert {each.blob.file for each in one.layers if each.blob} == {str(path)}
    assert [contents(each.blob) for each in one.layers] == [SECRETS, CLEANED, SECRETS]
    assert one.layers[0].blob == one.layers[2].blob
    assert [each.diff_id for each in one.layers] == DEMO.diff_ids


@pytest.mark.parametrize("compression", ["", "gzip", "zstd"])
def test_a_layout_directory_gives_the_same_image(compression: str, tmp_path: Path) -> None:
    """Each blob of a directory is a file of its own."""
    layout = oci_layout(tmp_path / "layout", DEMO, compression=compression)

    source = read(layout)

    (one,) = source.images
    assert source.transport == "oci"
    assert essence(one) == expected_image(tmp_path)
    assert [contents(each.blob) for each in one.layers] == [SECRETS, CLEANED, SECRETS]
    assert source.skipped == source.extra_blobs == ()


@pytest.mark.parametrize("method", ["gzip", "zstd", "xz", "bz2"])
@pytest.mark.parametrize("shape", ["legacy", "oci-gzip"])
def test_a_compressed_archive_gives_the_same_image(shape: str, method: str, tmp_path: Path) -> None:
    """It is spooled, uncompressed, and gone afterwards."""
    path = written(tmp_path, compress(ARCHIVES[shape](DEMO), method))
    temp = tmp_path / "temp"
    temp.mkdir()

    with open_source(str(path), temp_dir=temp, limits=Limits()) as source:
        (one,) = source.images
        assert [contents(each.blob) for each in one.layers] == [SECRETS, CLEANED, SECRETS]

    assert essence(one) == expected_image(tmp_path)
    assert list(temp.iterdir()) == []


def test_many_gzip_members_are_one_archive(tmp_path: Path) -> None:
    """Parallel compressors write members one after the other: all of them are read."""
    data = docker_archive_legacy(DEMO)
    pieces = [compress(data[at : at + 1000], "gzip") for at in range(0, len(data), 1000)]
    path = written(tmp_path, b"".join(pieces))
    temp = tmp_path / "temp"
    temp.mkdir()

    with open_source(str(path), temp_dir=temp, limits=Limits()) as source:
        assert len(source.images) == 1
        assert source.skipped == ()


def test_transports_are_told(tmp_path: Path) -> None:
    """The shape is known by content, never by the file's name."""
    for shape, expected in {
        "legacy": "docker-archive",
        "engine25": "docker-archive",
        "oci-gzip": "oci-archive",
        "containerd": "docker-archive",
    }.items():
        assert read(written(tmp_path, ARCHIVES[shape](DEMO))).transport == expected


def test_all_platforms_are_read(tmp_path: Path) -> None:
    """manifest.json names one of them only; index.json leads to the others."""
    other = image([SECRETS, layer({"b": b""})], name="demo:1", platform="linux/arm64/v8")
    path = written(tmp_path, containerd_archive(DEMO, other))

    source = read(path)

    assert [one.platform for one in source.images] == ["linux/amd64", "linux/arm64/v8"]
    assert source.skipped == source.extra_blobs == ()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("linux/arm64", ["linux/arm64/v8"]),
        ("linux/arm64/v8", ["linux/arm64/v8"]),
        ("linux/aarch64", ["linux/arm64/v8"]),
        ("linux/amd64,linux/arm64", ["linux/amd64", "linux/arm64/v8"]),
    ],
)
def test_one_platform_may_be_chosen(asked: str, found: list[str], tmp_path: Path) -> None:
    """What is missing from other platforms is then nobody's concern."""
    other = image([SECRETS, layer({"b": b""})], name="demo:1", platform="linux/arm64/v8")
    third = image([layer({"c": b""})], name="demo:1", platform="windows/amd64")
    path = written(tmp_path, containerd_archive(DEMO, other, third, absent=[2]))

    source = read(path, platform=asked)

    assert [one.platform for one in source.images] == found
    assert source.skipped == ()


def test_a_variant_that_the_config_leaves_out_is_no_other_platform(tmp_path: Path) -> None:
    """arm64 and arm64/v8 are the same."""
    path = written(tmp_path, oci_archive(image([SECRETS], platform="linux/arm64")))

    assert len(read(path, platform="linux/arm64/v8").images) == 1


def test_a_missing_attestation_concerns_the_platform_it_describes(tmp_path: Path) -> None:
    """Wherever the index lists it: also before the image."""
    other = image([CLEANED], name="demo:1", platform="linux/arm64")
    files = containerd_files(DEMO, other, statements=[{}])
    nested = json.loads(files["index.json"])["manifests"][0]["digest"]
    index = json.loads(files.pop("blobs/" + nested.replace(":", "/")))
    index["manifests"].reverse()
    del files["blobs/" + index["manifests"][0]["digest"].replace(":", "/")]
    files["index.json"] = document({"manifests": [{"digest": add_blob(files, document(index))}]})
    path = written(tmp_path, layer(files))

    assert read(path, platform="linux/arm64").skipped == ()
    assert len(read(path, platform="linux/amd64").skipped) == 1


def test_several_images_are_all_read(tmp_path: Path) -> None:
    """An archive of two images gives two, also when they share layers."""
    other = image([SECRETS, layer({"b": b""})], name="other:2")

    for write in (docker_archive_legacy, docker_archive_podman, docker_archive_engine25):
        source = read(written(tmp_path, write(DEMO, other)))
        assert [one.name for one in source.images] == ["demo:1", "other:2"]
    source = read(written(tmp_path, oci_archive(DEMO, other)))
    assert [one.name for one in source.images] == ["demo:1", "other:2"]


@pytest.mark.parametrize("wanted", ["other:2", "docker.io/library/other:2", "@1"])
def test_one_of_several_images_may_be_named(wanted: str, tmp_path: Path) -> None:
    """The name follows the path, as skopeo has it."""
    other = image([SECRETS], name="other:2")
    path = written(tmp_path, docker_archive_legacy(DEMO, other))

    (one,) = read(path, f"docker-archive:{path}:{wanted}").images

    assert one.name == "other:2"


def test_a_tag_of_a_layout_is_a_name(tmp_path: Path) -> None:
    """`oci:DIRECTORY:TAG` is what `skopeo copy` writes."""
    first = replace(DEMO, name="first")
    layout = oci_layout(tmp_path / "layout", first, image([CLEANED], name="second"))

    (one,) = read(layout, f"oci:{layout}:second").images

    assert one.name == "second"
    assert len(one.layers) == 1


def test_two_names_of_one_image_are_joined(tmp_path: Path) -> None:
    """An image with two tags is one image."""
    again = replace(DEMO, name="demo:latest")

    source = read(written(tmp_path, oci_archive(DEMO, again)))

    assert [one.name for one in source.images] == ["demo:1, demo:latest"]


def test_attestations_are_fields_of_the_image_they_describe(tmp_path: Path) -> None:
    """Provenance names build arguments; it belongs to one platform."""
    other = image([CLEANED], name="demo:1", platform="linux/arm64")
    statement = {"predicate": {"request": {"args": {"build-arg:TOKEN": "tok-AAA"}}}}
    path = written(tmp_path, containerd_archive(DEMO, other, statements=[{}, statement]))

    first, second = read(path).images

    assert [one for one in first.fields if one.kind == "attestation"] == []
    found = {(one.key, one.value) for one in second.fields if one.kind == "attestation"}
    assert ("TOKEN", "tok-AAA") in found


def test_annotations_are_fields(tmp_path: Path) -> None:
    """A manifest's annotations are searched like labels."""
    path = written(tmp_path, oci_archive(replace(DEMO, annotations={"note": "secret-ish"})))

    (one,) = read(path).images

    assert ("manifest.annotations.note", "note", "secret-ish") in [
        (each.path, each.key, each.value) for each in one.fields
    ]


def test_what_no_manifest_names_is_an_extra_blob(tmp_path: Path) -> None:
    """Engine 25 leaves documents behind that no manifest leads to; they are searched, too."""
    source = read(written(tmp_path, docker_archive_engine25(DEMO)))

    (extra,) = [one for one in source.extra_blobs if one.name.startswith("blobs/")]
    assert b"container_config" in contents(extra.blob)


def test_a_repeated_layer_is_followed_to_its_bytes(tmp_path: Path) -> None:
    """A legacy archive stores a layer once and links to it from elsewhere."""
    path = written(tmp_path, docker_archive_legacy(DEMO, image([SECRETS], name="b:1")))

    first, second = read(path).images

    assert second.layers[0].blob == first.layers[0].blob
