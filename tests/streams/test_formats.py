"""Each format by itself: what it holds comes out whole, and damage is told."""

import random

import pytest

from leakscan.detection.templates import render
from leakscan.streams.limits import MIB
from tests.builders import compress, layer
from tests.streams.packing import ar, codes, compiled, cpio, format_of, rpm, unpack

CANARY = render("canary_{alnum:30}", random.Random(3)).encode()


def test_a_tar_in_a_file_gives_its_entries() -> None:
    """A tar, compressed or not, gives each file under its name; concatenated ones, all."""
    tar = layer({"app/.env": CANARY, "empty": b""})

    assert unpack(tar)[0] == {("app/.env",): CANARY}
    contents, flaws = unpack(compress(tar + layer({"b": b"2"}), "gzip"), "x.tgz")
    assert contents["x.tar", "app/.env"] == CANARY
    assert contents["x.tar", "b"] == b"2"
    assert flaws == []


def test_a_tar_from_before_ustar_is_one() -> None:
    """The first header's checksum makes a tar of a file without the magic of today."""
    tar = bytearray(layer({"old": CANARY}))
    tar[257:265] = bytes(8)
    tar[148:156] = b" " * 8
    tar[148:156] = b"%06o\0 " % sum(tar[:512])

    assert unpack(bytes(tar))[0] == {("old",): CANARY}


def test_a_tar_whose_header_is_wrong_is_told_and_read_on() -> None:
    """What lies behind a damaged header of a nested tar is found, and the damage told."""
    tar = bytearray(layer({"a": b"1" * 700, "b": CANARY}))
    tar[3] ^= 0xFF

    contents, flaws = unpack(bytes(tar))

    assert contents[("b",)] == CANARY
    assert codes(flaws) == ["tar.checksum"]


@pytest.mark.parametrize(("suffix", "method"), [("gz", "gzip"), ("zst", "zstd"), ("xz", "xz")])
def test_a_debian_package_is_opened(suffix: str, method: str) -> None:
    """The control and data archives of a .deb are opened, whichever way they are packed."""
    data = ar(
        {
            "debian-binary": b"2.0\n",
            "control.tar.gz": compress(layer({"./postinst": b"control"}), "gzip"),
            f"data.tar.{suffix}": compress(layer({"./etc/app.conf": CANARY}), method),
        }
    )

    contents, flaws = unpack(data, "app.deb")

    assert contents[(f"data.tar.{suffix}", "data.tar", "./etc/app.conf")] == CANARY
    assert contents[("control.tar.gz", "control.tar", "./postinst")] == b"control"
    assert flaws == []


def test_long_names_of_static_libraries_are_resolved() -> None:
    """System V and BSD archives each have their own way of long names."""
    system = ar({"//": b"a_rather_long_name.o/\n", "/0": b"1"})
    bsd = ar({"#1/20": b"another_long_name.o\0" + b"2"})

    assert ("a_rather_long_name.o",) in unpack(system)[0]
    assert unpack(bsd)[0] == {("another_long_name.o",): b"2"}


def test_a_damaged_ar_is_told() -> None:
    """Bytes where a header should be, or a member that is cut off, are told."""
    whole = ar({"a": b"1" * 10, "b": CANARY})

    assert codes(unpack(whole[:-5])[1]) == ["ar.truncated"]
    assert codes(unpack(whole + b"rubbish")[1]) == ["ar.header"]


def test_a_package_that_is_not_whole_is_told() -> None:
    """What a package must have, and what must be an archive in it, is missed when it is not."""
    parts = {"debian-binary": b"2.0\n", "_signed": b"anything"}
    data = compress(layer({"etc/app.conf": CANARY}), "xz")

    assert codes(unpack(ar({**parts, "data.tar.xz": data}))[1]) == []
    assert codes(unpack(ar({**parts, "data.tar.xz": b"?" + data[1:]}))[1]) == ["nested.format"]
    assert codes(unpack(ar(parts))[1]) == ["ar.truncated"]
    assert codes(unpack(ar({}), "one.deb")[1]) == ["ar.truncated"]
    assert codes(unpack(ar({}), "one.a")[1]) == []
    assert codes(unpack(rpm(b"?" + compress(cpio({}), "gzip")))[1]) == ["nested.format"]


@pytest.mark.parametrize("method", ["", "gzip", "zstd", "xz", "bz2"])
def test_an_rpm_package_is_opened(method: str) -> None:
    """The files of an RPM package are found behind its two headers, however they are packed."""
    contents, flaws = unpack(rpm(compress(cpio({"./etc/app.conf": CANARY}), method)), "a.rpm")

    assert {chain[-1]: data for chain, data in contents.items()}["./etc/app.conf"] == CANARY
    assert flaws == []


def test_several_cpio_archives_in_a_row_are_read() -> None:
    """An initial RAM disk is one archive after the other, the last one compressed."""
    data = cpio({"kernel/ucode": b"1"}) + bytes(300) + compress(cpio({"init": CANARY}), "gzip")

    contents, flaws = unpack(data)

    assert CANARY in contents.values()
    assert flaws == []


def test_a_damaged_cpio_is_told() -> None:
    """A header that is none, and a file that is cut off, are told; what came before is given."""
    one = len(cpio({"a": CANARY})) - len(cpio({}))
    whole = cpio({"a": CANARY, "b": b"2" * 99})

    cut, cut_flaws = unpack(whole[: one + 150])
    wrong, wrong_flaws = unpack(whole[:one] + b"rubbish" * 40)

    assert cut[("a",)] == wrong[("a",)] == CANARY
    assert codes(cut_flaws) == ["cpio.truncated"]
    assert codes(wrong_flaws) == ["cpio.header"]
    assert codes(unpack(whole[:one])[1]) == ["cpio.truncated"]


def test_an_alpine_package_is_opened() -> None:
    """Three gzip members with a tar each, of which only the last has an end, are one archive."""
    parts = [layer({name: data})[:-1024] for name, data in ((".SIGN", b"s"), (".PKGINFO", b"p"))]
    parts = [
        part.rstrip(b"\0").ljust(-(-len(part.rstrip(b"\0")) // 512) * 512, b"\0") for part in parts
    ]
    data = b"".join(compress(part, "gzip") for part in [*parts, layer({"etc/app.conf": CANARY})])

    contents, flaws = unpack(data, "app.apk")

    assert {chain[-1] for chain in contents} >= {".SIGN", ".PKGINFO", "etc/app.conf"}
    assert flaws == []


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_utf_16_is_read_as_text(codec: str) -> None:
    """With a byte order mark or without, either order: the text comes as UTF-8."""
    text = f"password = {CANARY.decode()}\r\nmärchen\r\n"

    ((chain, content),) = unpack(text.encode(codec), "conf/app.ini")[0].items()

    assert content == text.encode()
    assert chain[0].endswith("text")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_after_an_odd_byte_is_read(codec: str) -> None:
    """Where two files were joined, one of them cut in a character, the rest is still text."""
    first, second = (f"name = {word}\r\n".encode(codec) for word in ("first", CANARY.decode()))

    contents, flaws = unpack(first + b"\n" + second)

    assert b"name = first\r\n" in contents[(f"{codec.upper()} text",)]
    assert contents[("displaced UTF-16 text",)].count(CANARY) == 1
    assert flaws == []


def test_wide_strings_of_windows_programs_are_read() -> None:
    """A UTF-16 literal in a program is found, at the border of two windows, too."""
    program = b"MZ".ljust(MIB - 20, b"\xff") + CANARY.decode().encode("utf-16-le") + b"\xff\xff"

    assert unpack(program)[0] == {("UTF-16 strings",): CANARY + b"\n"}


def test_constants_of_compiled_python_have_their_borders() -> None:
    """Strings come one a line, and with the name that they are assigned to."""
    secret = CANARY.decode()
    source = (
        f"API_TOKEN = {secret!r}\nclass A:\n    def f(self):\n        return {secret!r}, 'more'\n"
    )

    contents, flaws = unpack(compiled(source), "__pycache__/settings.cpython-311.pyc")

    lines = contents[("constants",)].split(b"\n")
    assert b'API_TOKEN = "' + CANARY + b'"' in lines
    assert CANARY in lines
    assert flaws == []


@pytest.mark.parametrize("seed", range(20))
def test_damaged_compiled_python_ends(seed: int) -> None:
    """Whatever stands in the file: the walk ends, without an error."""
    rng = random.Random(seed)
    data = bytearray(compiled("A = ('text one', {'k': 'text two'})\n" * 20))
    for _ in range(10):
        data[rng.randrange(16, len(data))] = rng.randrange(256)

    assert codes(unpack(bytes(data))[1]) == []


@pytest.mark.parametrize(
    "head", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"\x02\x21\x4c\x18\x64\x40"]
)
def test_archives_that_are_not_opened_are_named(head: bytes) -> None:
    """A format that leakscan only knows is reported, so that nobody takes it for searched."""
    contents, flaws = unpack(head + bytes(100))

    assert contents == {}
    assert codes(flaws) == ["unsupported.format"]


@pytest.mark.parametrize(
    "text", [b"BZhello", b"PK\n", b"MZ", b"plain text\n", b"\x1f\x8b\x09\x00", b"hsqs is a word"]
)
def test_what_only_begins_alike_is_no_archive(text: bytes) -> None:
    """Text that starts with the letters of a format is left alone."""
    assert format_of(text.ljust(40, b" ")) is None


def test_a_file_of_base64_is_decoded() -> None:
    """Lines of base64 from the first byte on: what they hold is opened, here an archive."""
    import base64

    packed = compress(b"some text and " + CANARY, "gzip")
    contents, flaws = unpack(base64.encodebytes(packed + bytes(40)), "archive.b64")

    assert contents["base64", "decoded text"] == b"some text and " + CANARY
    assert flaws == []


def test_base64_of_base64_ends_at_the_depth() -> None:
    """Fifty times encoded is decoded eight times, and the rest is told."""
    import base64

    data = CANARY * 30
    for _ in range(50):
        data = base64.b64encode(data)[:4000]

    _, flaws = unpack(data)

    assert codes(flaws) == ["budget.depth"]


@pytest.mark.parametrize("text", [b"a" * 600, b"0123456789abcdef" * 4 + b"\n", b"word " * 100])
def test_plain_text_is_no_base64(text: bytes) -> None:
    """Hashes, words and rows of one letter are left alone."""
    assert format_of(text) is None
