"""Damaged and hostile images: nothing is lost silently, nothing escapes, nothing crashes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakscan.errors import TargetError
from leakscan.images.image import Source
from leakscan.images.sources.open import open_source
from leakscan.streams.limits import Limits
from tests.builders import (
    BuiltImage,
    add_blob,
    containerd_archive,
    docker_archive_engine25,
    docker_archive_legacy,
    document,
    image,
    layer,
    oci_archive,
    oci_files,
    oci_layout,
    sha256,
    symlink,
    with_config,
    write_files,
)

FIRST = layer({"a": b"first"})
SECOND = layer({"b": b"second"})
DEMO = image([FIRST, SECOND], name="demo:1")

Documents = dict[str, Any]


def read(path: Path, limits: Limits | None = None) -> Source:
    """Return what is at a path."""
    with open_source(str(path), temp_dir=path.parent, limits=limits or Limits()) as source:
        return source


def read_bytes(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Source:
    """Return what an archive holds."""
    path = tmp_path / "archive"
    path.write_bytes(data)
    return read(path, limits)


def reasons(source: Source) -> list[str]:
    """Return the codes of all that was not read."""
    skipped = [*source.skipped, *(item for one in source.images for item in one.skipped)]
    return sorted({item.reason.split(":")[0] for item in skipped})


def reachable(source: Source) -> set[bytes]:
    """Return the stored bytes of everything that will be searched as a blob."""
    blobs = [extra.blob for extra in source.extra_blobs]
    blobs += [one.blob for _, one in source.layers() if one.blob is not None]
    return {Path(blob.file).read_bytes()[blob.offset : blob.offset + blob.length] for blob in blobs}


def replaced(files: Documents, digest: str, value: object) -> str:
    """Put a document in place of a blob, under its own digest; return that."""
    del files["blobs/" + digest.replace(":", "/")]
    return add_blob(files, document(value))


def manifest_of(files: Documents) -> tuple[str, Documents]:
    """Return the digest and the value of the manifest of a layout with one image."""
    digest = json.loads(files["index.json"])["manifests"][0]["digest"]
    return digest, json.loads(files["blobs/" + digest.replace(":", "/")])


def with_manifest(change: Callable[[Documents], object]) -> dict[str, bytes]:
    """Return the files of a layout whose manifest was changed."""
    files = oci_files(DEMO, compression="")
    digest, manifest = manifest_of(files)
    change(manifest)
    fresh = replaced(files, digest, manifest)
    files["index.json"] = document({"manifests": [{"digest": fresh}]})
    return files


WRONG = [None, [], {}, "text", 5, -1, True, [None], [[]], {"a": []}, [{"digest": 5}], 1e99]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("name", ["index.json", "manifest.json"])
def test_a_top_document_of_any_type_is_survived(name: str, value: object, tmp_path: Path) -> None:
    """Every layer is still searched, as an image's or as a blob that no manifest names."""
    entries = {"oci-layout": b"{}", "blobs/sha256/" + "0" * 64: FIRST, name: document(value)}

    source = read_bytes(tmp_path, layer(entries))

    assert FIRST in reachable(source)
    assert source.images == ()


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("key", ["config", "layers", "annotations", "mediaType", "schemaVersion"])
def test_a_manifest_with_a_wrong_type_loses_no_layer(
    key: str, value: object, tmp_path: Path
) -> None:
    """What the manifest does not lead to any more is searched as an extra blob."""
    source = read_bytes(tmp_path, layer(with_manifest(lambda m: m.update({key: value}))))

    assert {FIRST, SECOND} <= reachable(source)


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("key", ["Config", "RepoTags", "Layers"])
def test_a_docker_manifest_with_a_wrong_type_loses_no_layer(
    key: str, value: object, tmp_path: Path
) -> None:
    """The same for `manifest.json`."""
    manifest = {"Config": "c.json", "RepoTags": ["demo:1"], "Layers": ["l.tar"], key: value}
    entries = {"c.json": DEMO.config, "l.tar": FIRST, "manifest.json": document([manifest])}

    source = read_bytes(tmp_path, layer(entries))

    assert FIRST in reachable(source)


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:../../../../etc/passwd",
        "../../etc:" + "0" * 64,
        "sha256:" + "A" * 64,
        "sha256",
        "",
        ":" + "0" * 64,
        "sha256:" + "0" * 31,
        "sha256:" + "0" * 64 + "\n",
    ],
)
def test_a_digest_that_is_none_is_never_used(digest: str, tmp_path: Path) -> None:
    """It is told, with its place, and leads nowhere."""
    files = with_manifest(lambda m: m["layers"][0].update(digest=digest))

    source = read(write_files(tmp_path / "layout", files))

    (one,) = source.images
    assert [each.blob is None for each in one.layers] == [True, False]
    assert "manifest.layers[0].digest" in str(one.skipped)


def test_a_missing_layer_is_listed_and_told(tmp_path: Path) -> None:
    """The image keeps all of its layers; the missing one has no bytes."""
    files = oci_files(DEMO, compression="")
    del files["blobs/" + sha256(FIRST).replace(":", "/")]

    source = read_bytes(tmp_path, layer(files))

    (one,) = source.images
    assert [each.diff_id for each in one.layers] == DEMO.diff_ids
    assert [each.blob is None for each in one.layers] == [True, False]
    assert reasons(source) == ["blob.missing"]


def test_missing_platforms_are_told_and_the_others_read(tmp_path: Path) -> None:
    """A store that holds one platform only gives an incomplete answer for all of them."""
    other = image([layer({"c": b""})], name="demo:1", platform="linux/arm64")

    source = read_bytes(tmp_path, containerd_archive(DEMO, other, absent=[1]))

    first, second = source.images
    assert first.skipped == ()
    assert {item.reason.split(":")[0] for item in second.skipped} == {"blob.missing"}
    assert "--platform" in second.skipped[0].hint


def test_a_missing_manifest_is_told_with_its_platform(tmp_path: Path) -> None:
    """The platform is what the user has to choose or fetch."""
    files = oci_files(DEMO, image([FIRST], platform="linux/s390x"), nested=True)
    nested = json.loads(files["index.json"])["manifests"][0]["digest"].replace(":", "/")
    gone = json.loads(files[f"blobs/{nested}"])["manifests"][1]["digest"].replace(":", "/")
    del files[f"blobs/{gone}"]

    source = read_bytes(tmp_path, layer(files))

    assert [one.platform for one in source.images] == ["linux/amd64"]
    (skipped,) = source.skipped
    assert "linux/s390x" in skipped.reason


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_numbers_of_diff_ids_drop_no_layer(count: int, tmp_path: Path) -> None:
    """All layers are listed, and none is given a diff_id that may be another's."""
    wrong = {"rootfs": {"type": "layers", "diff_ids": ([*DEMO.diff_ids, sha256(b"")])[:count]}}
    built = image([FIRST, SECOND], name="demo:1", document_changes=wrong)

    for data in (oci_archive(built), docker_archive_legacy(built)):
        source = read_bytes(tmp_path, data)
        (one,) = source.images
        assert [each.index for each in one.layers] == [0, 1]
        assert [each.diff_id for each in one.layers] == ["", ""]
        assert reasons(source) == ["config.diff_ids"]


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"[" * 100_000, b'{"a": NaN, "k": "v"}', b"null"])
def test_an_invalid_config_is_searched_as_text(raw: bytes, tmp_path: Path) -> None:
    """The layers are read, the config's text is a field, and the fault is told."""
    built = with_config(DEMO, raw)

    for data in (oci_archive(built), docker_archive_legacy(built)):
        source = read_bytes(tmp_path, data)
        (one,) = source.images
        assert len(one.layers) == 2
        assert raw.decode("utf-8", "replace") in [each.value for each in one.fields]
        assert "config.invalid" in reasons(source)


def test_a_config_over_the_limit_is_searched_as_a_blob(tmp_path: Path) -> None:
    """A document too large to be parsed is still searched."""
    built = image([FIRST], name="demo:1", config={"Labels": {"a": "x" * 5000}})

    for data in (oci_archive(built, compression=""), docker_archive_legacy(built)):
        source = read_bytes(tmp_path, data, Limits(max_document_bytes=2000))
        (one,) = source.images
        assert len(one.layers) == 1
        assert {built.config, FIRST} <= reachable(source)
        assert reasons(source) == ["config.invalid"]


@pytest.mark.parametrize("size", [0, 1, -5, 10**30, "x", None])
def test_a_wrong_size_or_digest_of_a_document_is_told(size: object, tmp_path: Path) -> None:
    """The document is read all the same."""
    files = oci_files(DEMO)
    digest, manifest = manifest_of(files)
    index = {"manifests": [{"digest": digest, "size": size}]}
    files["index.json"] = document(index)

    source = read_bytes(tmp_path, layer(files))

    assert len(source.images[0].layers) == len(manifest["layers"])
    assert reasons(source) == ([] if size is None else ["integrity.size"])


def test_a_document_under_the_digest_of_another_is_told(tmp_path: Path) -> None:
    """Its content counts, and the lie is told."""
    files = oci_files(DEMO)
    digest, _ = manifest_of(files)
    name = "blobs/" + digest.replace(":", "/")
    files[name] += b" "

    source = read_bytes(tmp_path, layer(files))

    assert len(source.images) == 1
    assert reasons(source) == ["integrity.digest", "integrity.size"]


def test_a_document_that_is_both_is_read_as_both(tmp_path: Path) -> None:
    """A manifest that is an index as well hides nothing from either reader."""
    files = oci_files(DEMO, compression="")
    other = oci_files(image([layer({"c": b""})]), compression="")
    files.update({name: data for name, data in other.items() if name.startswith("blobs/")})
    _, manifest = manifest_of(files)
    inner, _ = manifest_of(other)
    manifest["manifests"] = [{"digest": inner}]
    both = add_blob(files, document(manifest))
    files["index.json"] = document({"manifests": [{"digest": both}]})

    source = read_bytes(tmp_path, layer(files))

    assert sorted(len(one.layers) for one in source.images) == [1, 2]


def test_an_index_inside_itself_ends(tmp_path: Path) -> None:
    """A blob under the digest of another may lead back: told, not followed for ever."""
    name = "sha256:" + "1" * 64
    loop = document({"manifests": [{"digest": name}]})
    entries = {"index.json": loop, "oci-layout": b"{}", "blobs/" + name.replace(":", "/"): loop}

    source = read_bytes(tmp_path, layer(entries))

    assert reasons(source) == ["index.loop", "integrity.digest"]


def test_indexes_are_followed_to_a_depth(tmp_path: Path) -> None:
    """A thousand indexes, each naming the next, are cut off and told."""
    files = oci_files(DEMO)
    top = json.loads(files["index.json"])["manifests"][0]["digest"]
    for _ in range(1000):
        top = add_blob(files, document({"manifests": [{"digest": top}]}))
    files["index.json"] = document({"manifests": [{"digest": top}]})

    source = read_bytes(tmp_path, layer(files))

    assert reasons(source) == ["index.depth"]
    assert len(source.extra_blobs) > 990


def test_an_index_named_many_times_is_read_once(tmp_path: Path) -> None:
    """Eight levels of an index that names the next a hundred times are eight documents."""
    files = oci_files(DEMO)
    top = json.loads(files["index.json"])["manifests"][0]["digest"]
    for _ in range(7):
        top = add_blob(files, document({"manifests": [{"digest": top}] * 100}))
    files["index.json"] = document({"manifests": [{"digest": top}]})

    source = read_bytes(tmp_path, layer(files))

    assert len(source.images) == 1
    assert source.skipped == ()


def test_a_layer_from_elsewhere_is_told(tmp_path: Path) -> None:
    """A foreign layer is not fetched; its address is searched."""
    foreign = {"digest": sha256(b"far"), "urls": ["https://example.test/layer"]}
    files = with_manifest(lambda m: m["layers"].append(foreign))

    source = read_bytes(tmp_path, layer(files))

    (one,) = source.images
    assert any("foreign" in item.reason for item in one.skipped)
    assert "https://example.test/layer" in [each.value for each in one.fields]


def test_two_stories_about_one_config_are_both_searched(tmp_path: Path) -> None:
    """manifest.json and index.json may name different layers for the same config."""
    files: dict[str, Any] = oci_files(DEMO, compression="")
    files["hidden.tar"] = layer({"hidden": b"secret"})
    config = "blobs/" + sha256(DEMO.config).replace(":", "/")
    files["manifest.json"] = document([{"Config": config, "Layers": ["hidden.tar", "hidden.tar"]}])

    source = read_bytes(tmp_path, layer(files))

    assert len(source.images) == 2
    assert {FIRST, SECOND, files["hidden.tar"]} <= reachable(source)


def test_an_oci_manifest_without_layers_gives_way(tmp_path: Path) -> None:
    """One engine release wrote an OCI manifest that names no layers beside a good one."""
    files: dict[str, Any] = with_manifest(lambda m: m.update(layers=[]))
    names = ["blobs/" + digest.replace(":", "/") for digest in DEMO.diff_ids]
    config = "blobs/" + sha256(DEMO.config).replace(":", "/")
    files["manifest.json"] = document([{"Config": config, "RepoTags": ["d:1"], "Layers": names}])

    source = read_bytes(tmp_path, layer(files))

    (one,) = source.images
    assert [each.diff_id for each in one.layers] == DEMO.diff_ids


def test_the_last_of_two_members_counts_and_the_first_is_searched(tmp_path: Path) -> None:
    """A name that occurs twice in an archive hides nothing."""
    hidden = layer({"hidden": b"secret"})
    manifest = document([{"Config": "c.json", "Layers": ["l.tar"]}])
    entries = [("l.tar", hidden), ("l.tar", FIRST), ("c.json", DEMO.config)]

    source = read_bytes(tmp_path, layer([*entries, ("manifest.json", manifest)]))

    assert {hidden, FIRST} <= reachable(source)


@pytest.mark.parametrize("name", ["l", "l.tar", "./l.tar", "/l.tar", "x/../l.tar"])
def test_layer_names_are_found_as_old_writers_spelt_them(name: str, tmp_path: Path) -> None:
    """`.tar` may be missing, and names may be written in other ways."""
    manifest = document([{"Config": "c.json", "Layers": [name]}])
    entries = {"l.tar": FIRST, "c.json": DEMO.config, "manifest.json": manifest}

    source = read_bytes(tmp_path, layer(entries))

    assert source.images[0].layers[0].blob is not None


def test_links_in_an_archive_stay_inside_and_end(tmp_path: Path) -> None:
    """A link to the host leads nowhere, a circle ends."""
    manifest = document([{"Config": "c.json", "Layers": ["out", "circle", "up"]}])
    entries = {
        "out": symlink("/etc/passwd"),
        "up": symlink("../../../../etc/passwd"),
        "circle": symlink("circle"),
        "c.json": DEMO.config,
        "manifest.json": manifest,
    }

    source = read_bytes(tmp_path, layer(entries))

    assert [each.blob for each in source.images[0].layers] == [None, None, None]
    assert "blob.missing" in reasons(source)


def test_a_linked_blob_of_a_directory_counts_if_it_is_named(tmp_path: Path) -> None:
    """Build tools link blobs to their caches; a link that nobody names is not followed."""
    layout = oci_layout(tmp_path / "layout", DEMO, compression="")
    name = layout / "blobs" / "sha256" / sha256(FIRST)[7:]
    name.rename(tmp_path / "cache")
    name.symlink_to(tmp_path / "cache")
    (layout / "blobs" / "other").symlink_to(tmp_path / "cache")

    source = read(layout)

    assert source.images[0].layers[0].blob is not None
    assert source.extra_blobs == ()


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    """A pipe among the blobs of a directory would wait for ever."""
    import os

    layout = oci_layout(tmp_path / "layout", DEMO)
    os.mkfifo(layout / "blobs" / "pipe")
    (layout / "blobs" / "device").symlink_to("/dev/zero")

    source = read(layout)

    assert reasons(source) == ["file.special"]
    assert len(source.images) == 1


WRITERS: list[Callable[[BuiltImage], bytes]] = [
    docker_archive_legacy,
    docker_archive_engine25,
    oci_archive,
    containerd_archive,
]


@pytest.mark.parametrize("write", WRITERS)
def test_an_archive_cut_anywhere_is_never_complete(
    write: Callable[[BuiltImage], bytes], tmp_path: Path
) -> None:
    """Whatever is left of it, either nothing is claimed or something is told."""
    whole = write(DEMO)
    end = len(whole.rstrip(b"\0"))

    for size in range(0, end, 997):
        try:
            source = read_bytes(tmp_path, whole[:size])
        except TargetError:
            continue
        assert reasons(source), size


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["manifests", "layers", "config", "annotations", "subject", "fsLayers"]),
    value=json_values,
)
def test_any_manifest_is_read_or_told(name: str, value: object, tmp_path: Path) -> None:
    """No value in any place costs a layer."""
    source = read_bytes(tmp_path, layer(with_manifest(lambda m: m.update({name: value}))))

    assert {FIRST, SECOND} <= reachable(source)
