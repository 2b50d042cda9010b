"""Images whose metadata lies: every layer is searched, and what does not fit is told."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from leakscan.detection.templates import render
from leakscan.errors import LeakscanError
from leakscan.images.sources.open import open_source
from leakscan.model.location import LayerFile
from leakscan.model.report import Report
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from leakscan.streams.limits import Limits
from tests import builders
from tests.images.json_texts import texts, values, with_value

Files = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for images."""
    return tmp_path_factory.mktemp("metadata")


def scan(folder: Path, archive: bytes) -> Report:
    """Return the report on an archive."""
    path = folder / "image.tar"
    path.write_bytes(archive)
    report = scan_image(str(path), options=ScanOptions(show_secrets=True, temp_dir=folder))
    assert report.ledger.balanced
    return report


def found(report: Report) -> set[str]:
    """Return the secrets that a report has."""
    return {finding.value or "" for finding in report.findings}


def codes(report: Report) -> set[str]:
    """Return the codes of all that was not read as it should be."""
    return {skipped.reason.split(":")[0] for skipped in report.skipped}


def canary() -> str:
    """Return a fresh secret."""
    return render("{github:ghp_}", random.Random())


def layer_with(secret: str, name: str = "app/.env") -> bytes:
    """Return a layer with a file that holds a secret."""
    return builders.layer({name: f"GITHUB_TOKEN={secret}\n"})


def name_of(data: bytes) -> str:
    """Return the name of a blob in a layout."""
    return "blobs/" + builders.sha256(data).replace(":", "/")


def renamed(files: Mapping[str, bytes], old: bytes, new: bytes) -> Files:
    """Return a layout with another blob, and its digest and size wherever they were named."""
    names = {builders.sha256(old).encode(): builders.sha256(new).encode()}
    sizes = {b'"size":%d}' % len(old): b'"size":%d}' % len(new)}
    changed = {name: data for name, data in files.items() if data != old}
    changed[name_of(new)] = new
    for name, data in list(changed.items()):
        if data[:1] in b"{[" and data != new:
            text = data
            for before, after in (names | sizes).items():
                text = text.replace(before, after)
            if text != data and name.startswith("blobs/"):
                return renamed(changed, data, text)
            changed[name] = text
    return changed


# --- I1 ------------------------------------------------------------------------------------------

MARKERS = [
    "app/.wh.gone",
    "app/.wh.",
    ".wh.app",
    "app/.wh..wh..opq",
    "app/.wh..wh.plnk/1.2",
    "app/.wh..wh.aufs",
    ".wh..wh.orph/x",
    "link/.wh.gone",
]


@pytest.mark.parametrize("marker", MARKERS)
def test_i1_the_data_of_a_whiteout_is_searched(marker: str, folder: Path) -> None:
    """A marker is a file like any other as far as its bytes go; it never becomes visible."""
    kept, below, inside = canary(), canary(), canary()
    lower = builders.layer({"app/gone": f"T={below}\n", "link": builders.symlink("app")})
    upper = builders.layer({"app/kept": f"T={kept}\n", marker: f"T={inside}\n"})

    report = scan(folder, builders.oci_archive(builders.image([lower, upper])))

    places = {f.value: p for f in report.findings for p in f.locations if isinstance(p, LayerFile)}
    assert set(places) == {kept, below, inside}
    assert places[inside].visibility == "deleted"
    assert report.complete


@pytest.mark.parametrize("first", [True, False])
def test_i1_the_place_of_a_whiteout_in_its_layer_is_no_matter(first: bool, folder: Path) -> None:  # noqa: FBT001 - a case
    """Before or after its sibling, it takes away what lower layers have, and nothing else."""
    below, beside = canary(), canary()
    lower = builders.layer({"d/old": f"T={below}\n"})
    upper = [("d/new", f"T={beside}\n"), ("d/.wh.old", "")]

    report = scan(
        folder,
        builders.oci_archive(
            builders.image([lower, builders.layer(upper if first else upper[::-1])])
        ),
    )

    places = {f.value: p for f in report.findings for p in f.locations if isinstance(p, LayerFile)}
    assert {value: place.visibility.value for value, place in places.items()} == {
        below: "deleted",
        beside: "visible",
    }


# --- I2 ------------------------------------------------------------------------------------------


def test_i2_a_layer_used_many_times_is_read_once(folder: Path) -> None:
    """The same blob twice in one image and in thirty others: read once, told for each use."""
    secret = canary()
    shared = layer_with(secret)
    images = [
        builders.image([shared, shared], name=f"demo:{number}", config={"User": str(number)})
        for number in range(30)
    ]

    report = scan(folder, builders.oci_archive(*images, compression=""))

    (finding,) = report.findings
    assert len(finding.locations) == 60
    assert report.ledger.bytes_in < 2 * len(shared)


_OTHER = "sha256:" + "0" * 64

# --- I3, I4, I5, I6 ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, -5, 10**30])
def test_i3_a_wrong_size_is_told_and_the_layer_searched(size: int, folder: Path) -> None:
    """Too short, too long, negative, absurd: the bytes that are there are read."""
    secret = canary()
    files = builders.oci_files(builders.image([layer_with(secret)]), compression="")
    manifest = next(data for data in files.values() if b'"layers":' in data)
    changed = json.loads(manifest)
    changed["layers"][0]["size"] = size

    report = scan(folder, builders.layer(renamed(files, manifest, builders.document(changed))))

    assert found(report) == {secret}
    assert codes(report) & {"integrity.size", "manifest.invalid"}


@pytest.mark.parametrize("compression", ["", "gzip", "zstd"])
def test_i3_a_wrong_digest_is_told_and_the_layer_searched(compression: str, folder: Path) -> None:
    """A blob that is another than its name says is searched all the same."""
    secret = canary()
    promised, real = layer_with(canary()), layer_with(secret)
    files = builders.oci_files(builders.image([promised]), compression=compression)
    files[name_of(builders.compress(promised, compression))] = builders.compress(real, compression)

    report = scan(folder, builders.layer(files))

    assert found(report) == {secret}
    assert codes(report) & {"integrity.digest", "integrity.diff_id"}


@pytest.mark.parametrize(
    "diff_ids", [[], ["sha256:" + "0" * 64], ["x"], ["sha256:" + "0" * 64] * 9]
)
@pytest.mark.parametrize("history", [[], [{"created_by": "RUN x"}] * 5, None])
def test_i4_no_number_of_ids_or_steps_drops_a_layer(
    diff_ids: list[str], history: list[dict[str, str]] | None, folder: Path
) -> None:
    """Layers, diff_ids and history that do not fit each other: every layer is searched."""
    secrets = [canary() for _ in range(3)]
    built = builders.image(
        [layer_with(secret, f"f{number}") for number, secret in enumerate(secrets)],
        name="demo:1",
        history=history,
        document_changes={"rootfs": {"type": "layers", "diff_ids": diff_ids}},
    )

    for archive in (builders.oci_archive(built), builders.docker_archive_legacy(built)):
        report = scan(folder, archive)

        assert found(report) == set(secrets)
        assert not report.complete


def test_i5_a_missing_blob_is_told_and_an_extra_one_searched(folder: Path) -> None:
    """What is not there makes the report incomplete; what nobody names is read."""
    here, extra = canary(), canary()
    gone = layer_with(canary())
    files: Files = builders.oci_files(builders.image([gone, layer_with(here)]), compression="")
    del files[name_of(gone)]
    builders.add_blob(files, layer_with(extra))

    report = scan(folder, builders.layer(files))

    assert found(report) == {here, extra}
    assert "blob.missing" in codes(report)


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:../../../etc/passwd",
        "sha256:" + "A" * 64,
        "sha512:" + "0" * 128,
        "md4:" + "0" * 32,
        "",
    ],
)
def test_i6_a_digest_that_is_none_leads_nowhere(digest: str, folder: Path) -> None:
    """It is told; the layer that it should have named is searched as a blob that nobody names."""
    secret = canary()
    files = builders.oci_files(builders.image([layer_with(secret)]), compression="")
    manifest = next(data for data in files.values() if b'"layers":' in data)
    changed = json.loads(manifest)
    changed["layers"][0]["digest"] = digest

    report = scan(folder, builders.layer(renamed(files, manifest, builders.document(changed))))

    assert found(report) == {secret}
    assert not report.complete


# --- I7, I8 --------------------------------------------------------------------------------------

POSITIONS = ("manifest.json", "index.json", "manifest", "config")


def _image(secret: str) -> tuple[Files, dict[str, bytes]]:
    """Return the files of an archive, and the documents at the four positions."""
    built = builders.image([layer_with(secret)], name="demo:1", config={"Env": ["A=1"]})
    files: Files = builders.oci_files(built, compression="")
    listed = {
        "Config": name_of(built.config),
        "RepoTags": ["demo:1"],
        "Layers": [name_of(built.layers[0])],
    }
    files["manifest.json"] = builders.document([listed])
    manifest = next(data for data in files.values() if data[:1] == b"{" and b'"layers":' in data)
    documents = {
        "manifest.json": files["manifest.json"],
        "index.json": files["index.json"],
        "manifest": manifest,
        "config": built.config,
    }
    return files, documents


def _put(files: Files, position: str, old: bytes, new: bytes) -> bytes:
    if position.endswith(".json"):
        return builders.layer({**files, position: new})
    return builders.layer(renamed(files, old, new))


@pytest.mark.parametrize("position", POSITIONS)
def test_i7_i8_any_document_is_read_or_told(position: str, folder: Path) -> None:
    """
    Whatever stands where a document should be, nothing but the errors that are meant is raised,
    and the layer stays among what is searched.
    """
    files, documents = _image(canary())
    (blob,) = (data for data in files.values() if data[257:262] == b"ustar")
    path = folder / "image.tar"
    lost = []
    for text in texts():
        path.write_bytes(_put(files, position, documents[position], text))
        try:
            with open_source(str(path), temp_dir=folder, limits=Limits()) as source:
                blobs = [one.blob for _, one in source.layers()]
                blobs += [extra.blob for extra in source.extra_blobs]
        except LeakscanError:
            continue
        data = path.read_bytes()
        parts = [data[one.offset : one.offset + one.length] for one in blobs if one is not None]
        if blob not in parts:
            lost.append(text[:60])

    assert lost == []


@pytest.mark.parametrize(
    ("position", "name"),
    [
        ("manifest.json", "Config"),
        ("manifest.json", "Layers"),
        ("manifest.json", "RepoTags"),
        ("index.json", "manifests"),
        ("index.json", "digest"),
        ("index.json", "size"),
        ("index.json", "mediaType"),
        ("index.json", "platform"),
        ("manifest", "config"),
        ("manifest", "layers"),
        ("config", "rootfs"),
        ("config", "history"),
        ("config", "config"),
        ("config", "Env"),
        ("config", "os"),
    ],
)
def test_i7_i8_any_value_in_a_document_is_read_or_told(
    position: str, name: str, folder: Path
) -> None:
    """The same for each field of the documents: no value takes the layer away."""
    files, documents = _image(canary())
    (blob,) = (data for data in files.values() if data[257:262] == b"ustar")
    path = folder / "image.tar"
    lost = []
    for value in values()[:: 1 if position == "config" else 2]:
        changed = with_value(documents[position], name, value)
        path.write_bytes(_put(files, position, documents[position], changed))
        try:
            with open_source(str(path), temp_dir=folder, limits=Limits()) as source:
                blobs = [one.blob for _, one in source.layers()]
                blobs += [extra.blob for extra in source.extra_blobs]
        except LeakscanError:
            continue
        data = path.read_bytes()
        parts = [data[one.offset : one.offset + one.length] for one in blobs if one is not None]
        if blob not in parts:
            lost.append(value[:60])

    assert lost == []


@pytest.mark.parametrize(
    "config",
    [
        "[" * 100_000 + '"{}"',
        '{"a": NaN, "b": "T={}"}',
        '{"config": {"Env": ["T=gone"], "Env": ["A=1"], "Env": "T={}"}}',
        '{"n": ' + "9" * 100_000 + ', "x": "T={}"}',
        '"T={}"',
        "T={}",
    ],
)
def test_i8_the_text_of_a_broken_config_is_searched(config: str, folder: Path) -> None:
    """A config that cannot be parsed is text all the same, and is told."""
    layer, inside = canary(), canary()
    built = builders.with_config(
        builders.image([layer_with(layer)], name="demo:1"), config.replace("{}", inside).encode()
    )

    report = scan(folder, builders.oci_archive(built))

    assert found(report) == {layer, inside}
    assert not report.complete


@pytest.mark.parametrize("field", ["Env", "Cmd", "Labels", "User", "OnBuild", "Healthcheck"])
@pytest.mark.parametrize("value", ["5", "null", '"T={}"', '["T={}"]', '{"a": {"b": ["T={}"]}}'])
def test_i8_a_field_of_another_type_is_searched(field: str, value: str, folder: Path) -> None:
    """A value that is no list, or no text, hides nothing in it or beside it."""
    layer, inside, beside = canary(), canary(), canary()
    text = f'{{"config": {{"{field}": {value}}}, "author": "T={beside}"}}'
    built = builders.with_config(
        builders.image([layer_with(layer)], name="demo:1"), text.replace("{}", inside).encode()
    )

    report = scan(folder, builders.oci_archive(built))

    assert found(report) == {layer, beside} | ({inside} if "{}" in value else set())


def test_i8_a_large_config_is_searched(folder: Path) -> None:
    """Too large to be parsed, it is searched as a blob, and told."""
    layer, inside = canary(), canary()
    labels = {f"label{number}": "x" * 1000 for number in range(5000)} | {"last": f"T={inside}"}
    built = builders.image([layer_with(layer)], name="demo:1", config={"Labels": labels})

    report = scan(folder, builders.oci_archive(built))

    assert found(report) == {layer, inside}
    assert codes(report) == {"config.invalid"}


def test_i8_of_two_equal_keys_both_are_searched(folder: Path) -> None:
    """A key that occurs twice hides neither value."""
    first, second = canary(), canary()
    text = b'{"config":{"Env":["A=%s"],"Env":["B=%s"]},"rootfs":{"type":"layers","diff_ids":[]}}'
    built = builders.with_config(builders.image([]), text % (first.encode(), second.encode()))

    report = scan(folder, builders.oci_archive(built))

    assert found(report) == {first, second}


# --- I9, I10 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {
            "urls": ["https://example.test/layer"],
            "mediaType": f"{builders.OCI}.layer.nondistributable.v1.tar",
        },
        {"mediaType": f"{builders.OCI}.layer.v1.tar+encrypted"},
        {"mediaType": "application/vnd.example.artifact"},
        {"mediaType": f"{builders.OCI}.layer.v1.tar+gzip"},
    ],
)
def test_i9_layers_of_other_kinds_are_searched_if_they_are_here(
    change: dict[str, object], folder: Path
) -> None:
    """A media type says nothing about bytes: what is in the archive is read, whatever it is."""
    secret = canary()
    files = builders.oci_files(builders.image([layer_with(secret)]), compression="")
    manifest = next(data for data in files.values() if b'"layers":' in data)
    changed = json.loads(manifest)
    changed["layers"][0].update(change)

    report = scan(folder, builders.layer(renamed(files, manifest, builders.document(changed))))

    assert found(report) == {secret}


def test_i9_an_encrypted_layer_is_never_clean(folder: Path) -> None:
    """Bytes that are no tar and no compression of one are told."""
    files = builders.oci_files(builders.image([layer_with(canary())]), compression="")
    manifest = next(data for data in files.values() if b'"layers":' in data)
    noise = random.Random(1).randbytes(4096)
    changed = json.loads(manifest)
    changed["layers"][0] |= {
        "mediaType": f"{builders.OCI}.layer.v1.tar+encrypted",
        "digest": builders.add_blob(files, noise),
        "size": len(noise),
    }

    report = scan(folder, builders.layer(renamed(files, manifest, builders.document(changed))))

    assert not report.complete


@pytest.mark.parametrize("seed", range(4))
def test_i10_members_in_any_order_and_linked_layers_are_read(seed: int, folder: Path) -> None:
    """Docker's old shape with `layer.tar` as a link, its members shuffled."""
    secrets = [canary() for _ in range(2)]
    one, two = (layer_with(secret, f"f{number}") for number, secret in enumerate(secrets))
    entries: list[tuple[str, builders.Entry]] = [
        ("a/layer.tar", one),
        ("b/layer.tar", two),
        ("c/layer.tar", builders.symlink("../a/layer.tar")),
        ("config.json", builders.image([one, two, one]).config),
        (
            "manifest.json",
            builders.document(
                [
                    {
                        "Config": "config.json",
                        "RepoTags": ["demo:1"],
                        "Layers": ["a/layer.tar", "b/layer", "c/layer.tar"],
                    }
                ]
            ),
        ),
    ]
    random.Random(seed).shuffle(entries)

    report = scan(folder, builders.layer(entries))

    assert found(report) == set(secrets)
    assert report.complete
    layers = {
        place.layer.index
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, LayerFile)
    }
    assert layers == {0, 1, 2}


def test_members_of_one_name_in_a_nested_archive_are_told_apart(folder: Path) -> None:
    """Two secrets at the same place of two members of the same name are two."""
    first, second = canary(), canary()
    inner = builders.layer([("f", f"T={first}\n"), ("f", f"T={second}\n")])

    report = scan(folder, builders.oci_archive(builders.image([builders.layer({"x.tar": inner})])))

    assert found(report) == {first, second}
