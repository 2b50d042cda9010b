from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.images.overlay import Fate, LayerNames, Place, fates, layer_names
from leakscan.images.paths import normalise
from leakscan.model.location import Visibility

Entry = tuple[str, bytes, str]

VISIBLE = Fate(Visibility.VISIBLE)


def file(name: str) -> Entry:
    """Return a regular file."""
    return name, b"0", ""


def folder(name: str) -> Entry:
    """Return a directory."""
    return name, b"5", ""


def link(name: str, target: str) -> Entry:
    """Return a hard link."""
    return name, b"1", target


def fate(layers: Sequence[Sequence[Entry]], layer: int, entry: int) -> Fate:
    """Return what became of one entry."""
    indexes = [layer_names(entries) for entries in layers]
    place = Place(layer, entry, layers[layer][entry][0])
    return fates(indexes, [place])[place]


def deleted(by: int) -> Fate:
    """Return the fate of a file that a layer deleted."""
    return Fate(Visibility.DELETED, by)


def overwritten(by: int) -> Fate:
    """Return the fate of a file that a layer replaced."""
    return Fate(Visibility.OVERWRITTEN, by)


def test_a_file_that_nothing_touches_is_visible() -> None:
    """A layer with other names changes nothing."""
    assert fate([[file("a/b")], [file("a/bc"), file("b")]], 0, 0) == VISIBLE


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        (file("app/.wh.key"), deleted(1)),
        (file(".wh.app"), deleted(1)),
        (file("app/.wh..wh..opq"), deleted(1)),
        (file(".wh..wh..opq"), deleted(1)),
        (file("./app/.wh.key"), deleted(1)),
        (file("/app/.wh.key"), deleted(1)),
        (file("app/key"), overwritten(1)),
        (("app/key", b"2", "other"), overwritten(1)),
        (folder("app/key/"), overwritten(1)),
        (file("app"), deleted(1)),
        (("app", b"2", "elsewhere"), deleted(1)),
        (folder("app"), VISIBLE),
        (file("app/.wh."), VISIBLE),
        (file("app/.wh.ke"), VISIBLE),
        (file("app/.wh.key2"), VISIBLE),
        (file("app/.wh..wh.aufs"), VISIBLE),
        (file("app/.wh..wh.plnk/key"), VISIBLE),
        (file("app/.wh..wh.key"), VISIBLE),
        (file("key/.wh..wh..opq"), VISIBLE),
        (file("app/key/.wh..wh..opq"), VISIBLE),
    ],
)
def test_an_entry_above_decides(above: Entry, expected: Fate) -> None:
    """Whiteouts delete, entries of the name overwrite, files over a parent take all below it."""
    assert fate([[file("app/key")], [above]], 0, 0) == expected


@pytest.mark.parametrize("marker", ["app/.wh.key", ".wh.app", "app/.wh..wh..opq"])
@pytest.mark.parametrize("position", [0, 1])
def test_whiteouts_spare_their_own_layer(marker: str, position: int) -> None:
    """Where a whiteout stands in its layer is no matter: it is for the layers below."""
    entries = [file("app/key")]
    entries.insert(position, file(marker))

    assert fate([entries], 0, 1 - position) == VISIBLE


def test_a_whiteout_with_a_new_file_overwrites() -> None:
    """A file that is deleted and made again in one layer was overwritten there."""
    assert fate([[file("a")], [file(".wh.a"), file("a")]], 0, 0) == overwritten(1)


def test_the_last_of_two_entries_is_visible() -> None:
    """A name that occurs twice in a layer shows what came last."""
    layers = [[file("a"), file("b"), file("./a")]]

    assert fate(layers, 0, 0) == overwritten(0)
    assert fate(layers, 0, 2) == VISIBLE


def test_the_first_layer_that_removes_is_named() -> None:
    """What was deleted once is not deleted again by the next layer."""
    assert fate([[file("a")], [file(".wh.a")], [file("a")]], 0, 0) == deleted(1)
    assert fate([[file("a")], [file(".wh.a")], [file("a")]], 2, 0) == VISIBLE


def test_a_file_lives_on_under_another_name() -> None:
    """A hard link keeps a file visible until its last name is gone."""
    first = [file("secret"), link("copy", "secret"), link("third", "./copy")]

    assert fate([first, [file(".wh.secret")]], 0, 0) == VISIBLE
    assert fate([first, [file(".wh.secret")], [file(".wh.copy")]], 0, 0) == VISIBLE
    last = [[file(".wh.secret")], [file(".wh.copy")], [file("third")]]
    assert fate([first, *last], 0, 0) == overwritten(3)


def test_a_link_in_a_higher_layer_keeps_a_file() -> None:
    """A hard link may lead to a file of a lower layer, which then has one more name."""
    layers = [[file("secret")], [link("copy", "secret")], [file(".wh.secret")]]

    assert fate(layers, 0, 0) == VISIBLE


def test_a_link_to_a_namesake_in_its_own_layer_is_no_link_to_the_file_below() -> None:
    """A target is looked for among the earlier entries of the layer first."""
    layers = [[file("secret")], [file("secret"), link("copy", "secret")]]

    assert fate(layers, 0, 0) == overwritten(1)
    assert fate(layers, 1, 0) == VISIBLE


@pytest.mark.parametrize("name", [".wh.key", "app/.wh..wh..opq", ".wh..wh.plnk/5.7"])
def test_what_a_marker_holds_is_never_visible(name: str) -> None:
    """A whiteout with content, or AUFS's own files, become no files of the image."""
    assert fate([[file(name)]], 0, 0) == deleted(0)


def test_names_that_are_not_utf8_are_found() -> None:
    """Bytes that are no text decide like any others."""
    name = b"app/\xff\xfe".decode("utf-8", "surrogateescape")
    marker = b"app/.wh.\xff\xfe".decode("utf-8", "surrogateescape")

    assert fate([[file(name)], [file(marker)]], 0, 0) == deleted(1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("./a", b"a"),
        ("/a/", b"a"),
        ("a//b", b"a/b"),
        ("a/./b", b"a/b"),
        ("../../etc/x", b"etc/x"),
        ("a/../b", b"b"),
        ("a/..b", b"a/..b"),
        (".", b""),
        ("./", b""),
        ("/", b""),
        ("", b""),
        ("a\0b", b"a?b"),
    ],
)
def test_names_are_normalised(name: str, expected: bytes) -> None:
    """One file has one name, however an archive spells it; no name leads outside."""
    assert normalise(name) == expected


def test_many_entries_are_looked_through() -> None:
    """Entries far into a large layer are found with their numbers."""
    crowd = [file(f"usr/share/some/longer/path/{i}") for i in range(60_000)]
    layers = [layer_names([*crowd, file("key"), link("l", "key")]), layer_names([file(".wh.key")])]
    place, other = Place(0, 60_000, "key"), Place(0, 59_999, crowd[-1][0])

    assert fates(layers, [place, other]) == {place: VISIBLE, other: VISIBLE}
    assert fates([*layers, layer_names([file("l")])], [place])[place] == overwritten(2)


def test_nothing_asked_is_nothing_told() -> None:
    """Without places there is no work and no error."""
    assert fates([LayerNames()], []) == {}


# --- the oracle ----------------------------------------------------------------------------------

segments = st.sampled_from(["a", "b", "c"])
paths = st.lists(segments, min_size=1, max_size=3).map("/".join)
markers = st.builds(
    lambda parent, base: "/".join([*parent, base]),
    st.lists(segments, max_size=2),
    st.sampled_from([".wh.a", ".wh.b", ".wh.c", ".wh..wh..opq", ".wh..wh.aufs", ".wh."]),
)
entries_of_a_layer = st.lists(
    st.one_of(
        st.builds(file, paths),
        st.builds(folder, paths),
        st.builds(link, paths, paths),
        st.builds(file, markers),
    ),
    max_size=6,
)


def naive_fates(layers: Sequence[Sequence[Entry]]) -> dict[Place, Visibility]:
    """Apply the layers to a dictionary of names; tell for each file whether a name is left."""
    tree: dict[str, Place | None] = {}
    places = []
    for index, entries in enumerate(layers):
        for name, _, _ in entries:
            parent, _, base = name.rpartition("/")
            if base == ".wh..wh..opq":
                remove_below(tree, parent)
            elif base.startswith(".wh.") and not base.startswith(".wh..wh.") and base != ".wh.":
                gone = f"{parent}/{base[4:]}".lstrip("/")
                tree.pop(gone, None)
                remove_below(tree, gone)
        for number, (name, kind, target) in enumerate(entries):
            if "/.wh." in f"/{name}":
                continue
            found = tree.get(target) if kind == b"1" else None
            if kind == b"0":
                found = Place(index, number, name)
                places.append(found)
            if kind != b"5":
                remove_below(tree, name)
            tree[name] = found
    left = set(tree.values())
    return {place: Visibility.VISIBLE if place in left else Visibility.DELETED for place in places}


def remove_below(tree: dict[str, Place | None], parent: str) -> None:
    """Empty a directory of the dictionary."""
    for name in list(tree):
        if not parent or name.startswith(f"{parent}/"):
            del tree[name]


@settings(max_examples=200, deadline=None)
@given(layers=st.lists(entries_of_a_layer, min_size=1, max_size=4))
def test_the_union_is_that_of_a_naive_application(layers: list[list[Entry]]) -> None:
    """
    Whether a file is left is what applying the layers one by one to a dictionary says.

    Source: OCI image-spec 1.1, layer.md: "Whiteout files MUST only apply to resources in
    lower/parent layers."
    """
    expected = naive_fates(layers)

    actual = fates([layer_names(entries) for entries in layers], list(expected))

    assert {place: fate == VISIBLE for place, fate in actual.items()} == {
        place: visibility is Visibility.VISIBLE for place, visibility in expected.items()
    }
