import base64
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.packages import conda as conda_records
from leakscan.images.packages import records as package_records
from leakscan.images.packages.records import PackageRecords, Record, is_record

CONTENT = b"as shipped\n"
SITE = "usr/lib/python3/site-packages"
WHEEL = f"{SITE}/requests-2.32.0.dist-info/RECORD"
INFO = "var/lib/dpkg/info"
APK = "lib/apk/db/installed"
CONDA = "opt/conda/conda-meta/numpy-1.26.4-py312_0.json"

RECORDS = (
    f"{INFO}/coreutils.md5sums",
    f"{INFO}/libc6:amd64.md5sums",
    "./var/lib/dpkg/info/libc6:amd64.md5sums",
    "var/lib/dpkg/status",
    "var/lib/dpkg/status.d/libssl3",
    "var/lib/dpkg/status.d/libssl3.md5sums",
    APK,
    f"usr/{APK}",
    WHEEL,
    f"{SITE}/app-1.dist-info/direct_url.json",
    CONDA,
    "conda-meta/x.json",
)


def digests(content: bytes) -> dict[str, str]:
    """Return the digests that package databases use."""
    return {name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256")}


def recorded(files: Iterable[tuple[str, bytes]], layer: int = 0) -> PackageRecords:
    """Return the records of one layer, given their paths and contents."""
    return PackageRecords([Record(layer, path, data) for path, data in files])


def md5sums(path: str) -> bytes:
    """Return a record of dpkg that lists `CONTENT` at `path`."""
    return f"{hashlib.md5(CONTENT).hexdigest()}  {path}\n".encode()  # noqa: S324 - dpkg's choice


def wheel(path: str) -> bytes:
    """Return a `RECORD` that lists `CONTENT` at `path`."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(CONTENT).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},11\r\nrequests-2.32.0.dist-info/RECORD,,\r\n".encode()


def apk(folder: str, name: str) -> bytes:
    """Return apk's database with one package that lists `CONTENT`."""
    digest = base64.b64encode(hashlib.sha1(CONTENT).digest()).decode()  # noqa: S324 - apk's choice
    header = "C:Q1x\nP:musl\nV:1.2.5\nF:\nR:.first\n"
    return f"{header}F:{folder}\nM:0:0:1777\nR:{name}\na:0:0:755\nZ:Q1{digest}\n\n".encode()


def conda(**entry: str) -> bytes:
    """Return a conda record with one file."""
    paths = {"paths": [None, {}, entry], "paths_version": 1}
    return json.dumps({"name": "numpy", "version": "1.26.4", "paths_data": paths}).encode()


@pytest.mark.parametrize("path", RECORDS)
def test_package_records_are_recognised(path: str) -> None:
    """The files that package managers write are chosen by their path."""
    assert is_record(path)


@pytest.mark.parametrize(
    "path",
    [
        "var/lib/dpkg/info/coreutils.list",
        "home/me/backup.md5sums",
        "etc/status",
        "app/RECORD",
        "app/package.json",
        "app/not-conda-meta/x.json",
        "opt/conda/conda-meta/history",
        "",
    ],
)
def test_other_files_are_not_records(path: str) -> None:
    """Files that only look alike are left alone."""
    assert not is_record(path)


def test_recognition_is_fast() -> None:
    """The entries of a large image are sorted in a fraction of a second."""
    names = [f"usr/lib/python3/dist-packages/package{n}/file.json" for n in range(150_000)]
    rounds = []
    for _ in range(5):
        start = time.process_time()
        assert sum(map(is_record, names)) == 0
        rounds.append(time.process_time() - start)

    # The least: whatever else this machine does only adds to it.
    assert min(rounds) < 0.5


@pytest.mark.parametrize(
    ("record", "data", "path", "owner"),
    [
        (f"{INFO}/coreutils.md5sums", md5sums("bin/cat"), "bin/cat", "dpkg:coreutils"),
        (f"{INFO}/libc6:amd64.md5sums", md5sums("lib/x/libc.so"), "lib/x/libc.so", "dpkg:libc6"),
        (
            "var/lib/dpkg/status.d/libssl3.md5sums",
            md5sums("./usr/lib/libssl.so"),
            "usr/lib/libssl.so",
            "dpkg:libssl3",
        ),
        (APK, apk("lib", "libc.so"), "lib/libc.so", "apk:musl"),
        (APK, apk("", "init"), "init", "apk:musl"),
        (WHEEL, wheel("requests/api.py"), f"{SITE}/requests/api.py", "python:requests 2.32.0"),
        (WHEEL, wheel("../../../bin/r"), "usr/bin/r", "python:requests 2.32.0"),
        (
            WHEEL,
            wheel('"requests/a,b ""c"".py"'),
            f'{SITE}/requests/a,b "c".py',
            "python:requests 2.32.0",
        ),
        (WHEEL, wheel("/etc/r.conf"), "etc/r.conf", "python:requests 2.32.0"),
        (
            CONDA,
            conda(_path="lib/n.py", sha256=digests(CONTENT)["sha256"]),
            "opt/conda/lib/n.py",
            "conda:numpy 1.26.4",
        ),
        (
            CONDA,
            conda(_path="bin/n", sha256="00" * 32, sha256_in_prefix=digests(CONTENT)["sha256"]),
            "opt/conda/bin/n",
            "conda:numpy 1.26.4",
        ),
    ],
)
def test_listed_bytes_have_an_owner(record: str, data: bytes, path: str, owner: str) -> None:
    """A file whose exact bytes a record lists belongs to that package, another one to nobody."""
    assert is_record(record)
    records = recorded([(record, data)])

    assert records.owner(path, digests(CONTENT), 0) == owner
    assert records.owner(path, digests(CONTENT + b"changed"), 0) == ""
    assert records.owner(path + ".bak", digests(CONTENT), 0) == ""
    assert records.owner(path, {}, 0) == ""


def test_configuration_files_belong_to_their_package() -> None:
    """What dpkg lists as configuration in its status is owned as long as it is unmodified."""
    md5 = digests(CONTENT)["md5"]
    status = (
        "Package: adduser\nStatus: install ok installed\nConffiles:\n"
        f" /etc/adduser.conf {md5}\n /etc/old.conf {md5} obsolete\n"
        f"Description: adds users\n /etc/not.conf {md5}\n\nPackage: bare\nVersion: 1\n"
    )
    records = recorded([("var/lib/dpkg/status", status.encode())])

    assert records.owner("etc/adduser.conf", digests(CONTENT), 0) == "dpkg:adduser"
    assert records.owner("etc/old.conf", digests(CONTENT), 0) == "dpkg:adduser"
    assert records.owner("etc/adduser.conf", digests(b"edited"), 0) == ""
    assert records.owner("etc/not.conf", digests(CONTENT), 0) == ""


@pytest.mark.parametrize("listed", ["lib/a.so", "usr/lib/a.so", "./lib/a.so", "/lib/a.so"])
@pytest.mark.parametrize("found", ["lib/a.so", "usr/lib/a.so"])
def test_merged_usr_is_one_place(listed: str, found: str) -> None:
    """A record may say `lib/` for a file that lies in `usr/lib/`, and the other way round."""
    records = recorded([(f"{INFO}/a.md5sums", md5sums(listed))])

    assert records.owner(found, digests(CONTENT), 0) == "dpkg:a"


def test_versions_of_several_layers_all_count() -> None:
    """A file that a later layer upgraded is owned in both layers."""
    old = f"{digests(b'old')['md5']}  etc/x\n".encode()
    records = recorded([(f"{INFO}/a.md5sums", old), (f"{INFO}/a.md5sums", md5sums("etc/x"))])

    assert records.owner("etc/x", digests(b"old"), 0) == "dpkg:a"
    assert records.owner("etc/x", digests(CONTENT), 0) == "dpkg:a"


def test_a_record_of_a_higher_layer_proves_nothing() -> None:
    """Whoever adds a layer can write a record: it counts for its own layer and those above."""
    records = recorded([(f"{INFO}/a.md5sums", md5sums("etc/x"))], layer=2)

    owners = [records.owner("etc/x", digests(CONTENT), layer) for layer in range(4)]

    assert owners == ["", "", "dpkg:a", "dpkg:a"]


def test_the_lowest_record_counts() -> None:
    """A package that lists the same file in two layers owns it from the lower one on."""
    data = md5sums("etc/x")
    name = f"{INFO}/a.md5sums"
    records = PackageRecords([Record(3, name, data), Record(1, name, data)])

    assert records.owner("etc/x", digests(CONTENT), 1) == "dpkg:a"
    assert records.owner("etc/x", digests(CONTENT), 0) == ""


def test_code_installed_from_a_directory_has_no_owner() -> None:
    """A Python package that came from a named place (PEP 610) is the user's own, not a vendor's."""
    info = f"{SITE}/app-1.0.dist-info"
    records = recorded(
        [(f"{info}/RECORD", wheel("app/settings.py")), (f"{info}/direct_url.json", b"{}")]
    )

    assert records.owner(f"{SITE}/app/settings.py", digests(CONTENT), 0) == ""


def test_records_are_read_when_first_asked() -> None:
    """Nothing is parsed for an image in which no file is ever asked about."""
    asked = []

    def source() -> Iterator[Record]:
        asked.append(True)
        yield Record(0, f"{INFO}/a.md5sums", md5sums("etc/x"))

    records = PackageRecords(source())
    assert not asked

    assert records.owner("etc/x", digests(CONTENT), 0) == "dpkg:a"
    assert records.owner("etc/x", digests(CONTENT), 0) == "dpkg:a"
    assert len(asked) == 1


@given(
    path=st.sampled_from(RECORDS),
    data=st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                b"P:",
                b"F:",
                b"R:",
                b"Z:Q1",
                b"Package: ",
                b"Conffiles:\n ",
                b"\n",
                b",",
                b"sha256=",
                b'"',
                b"..",
                b"/",
                b"\xff",
                b"  ",
                b"00" * 16,
                b"A" * 43,
                b"AAAA" * 7,
                b"{",
                b"[",
            ]
        )
    ).map(b"".join),
    asked=st.text(st.characters(codec=None, exclude_categories=()), max_size=20),
)
def test_any_record_is_survived(path: str, data: bytes, asked: str) -> None:
    """Whatever a record holds, asking about any file gives text and no error."""
    records = recorded([(path, data), (asked, data)])

    assert isinstance(records.owner(asked, digests(data), 0), str)


@pytest.mark.parametrize(
    "data",
    [b"[" * 1_000_000, b'{"name": "x", "version": "1", "paths_data": {"paths": 1}}', b"1" * 10_000],
)
def test_hostile_conda_records_list_nothing(data: bytes) -> None:
    """Deep, huge or misshapen JSON is passed over."""
    assert recorded([(CONDA, data)]).owner("opt/conda/x", digests(CONTENT), 0) == ""


def test_huge_conda_records_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record beyond any real one's size costs no memory and lists nothing."""
    data = conda(_path="lib/n.py", sha256=digests(CONTENT)["sha256"])
    monkeypatch.setattr(conda_records, "_MAX_JSON", len(data) - 1)

    assert recorded([(CONDA, data)]).owner("opt/conda/lib/n.py", digests(CONTENT), 0) == ""


def test_number_of_files_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files beyond the limit have no owner, those before it keep theirs."""
    monkeypatch.setattr(package_records, "_MAX_FILES", 2)
    data = b"".join(md5sums(f"etc/{number}") for number in range(4))
    records = recorded([(f"{INFO}/a.md5sums", data)])

    owners = [records.owner(f"etc/{number}", digests(CONTENT), 0) for number in range(4)]
    assert owners == ["dpkg:a", "dpkg:a", "", ""]


def test_path_out_of_the_root_lists_nothing() -> None:
    """A record cannot climb above the root of the image."""
    records = recorded([(WHEEL, wheel("../" * 9 + "etc/passwd"))])

    assert records.owner("etc/passwd", digests(CONTENT), 0) == ""


def test_digests_of_another_size_list_nothing() -> None:
    """A record that spells a digest of the wrong length claims no file."""
    records = recorded([(f"{INFO}/a.md5sums", b"abcd  etc/x\n")])

    assert records.owner("etc/x", {"md5": "abcd"}, 0) == ""


def test_labels_are_bounded() -> None:
    """A package with an endless name does not flood a report."""
    records = recorded([(f"{INFO}/{'a' * 100_000}.md5sums", md5sums("etc/x"))])

    assert len(records.owner("etc/x", digests(CONTENT), 0)) < 200


def test_real_dpkg_database_owns_its_files() -> None:
    """On a Debian system, unmodified files of packages are recognised as such."""
    database = Path("/var/lib/dpkg")
    if not (database / "status").is_file():
        pytest.skip("NOT CHECKED: this machine has no dpkg database")
    lists = sorted((database / "info").glob("*.md5sums"))
    records = recorded(
        (str(file).lstrip("/"), file.read_bytes()) for file in (*lists, database / "status")
    )

    for file in ("/etc/adduser.conf", "/bin/cat", "/usr/bin/dpkg", "/etc/debian_version"):
        actual = Path(file).resolve()
        if actual.is_file():
            owner = records.owner(str(actual).lstrip("/"), digests(actual.read_bytes()), 0)
            assert owner.startswith("dpkg:"), file
    assert records.owner("usr/bin/cat", digests(b"changed"), 0) == ""


def test_real_wheel_record_owns_its_files() -> None:
    """A module that pip installed into the running Python belongs to its distribution."""
    installed = metadata.distribution("hypothesis")
    module = Path(str(installed.locate_file("hypothesis/version.py")))
    record = next(Path(str(installed.locate_file(""))).glob("hypothesis-*.dist-info/RECORD"))
    records = recorded([(str(record), record.read_bytes())])

    owner = records.owner(str(module), digests(module.read_bytes()), 0)

    assert owner == f"python:hypothesis {installed.version}"
    assert sys.version_info >= (3, 11)
