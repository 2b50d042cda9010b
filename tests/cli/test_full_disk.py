"""A disk that fills up at any moment: a report is there whole or not at all."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

from tests.cli.interrupting import layers_image
from tests.cli.running import environment

_POINTS = 20

_PROGRAM = """
import json, resource, sys
from pathlib import Path
from leakscan.cli import execute

archive, folder, points = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
report, temp = folder / "out" / "report.json", folder / "temp"
words = ["image", archive, "-q", "--format", "csv", "--fail-on", "none", "-o", f"json={report}"]
words += ["--temp-dir", str(temp), "--cache-dir", str(folder / "cache")]

def attempt(limit):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    code = execute(words)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    text = report.read_text() if report.exists() else ""
    places = (temp, report.parent, folder / "cache")
    there = [each for place in places for each in place.iterdir()]
    left = [str(each) for each in there if each != report and each.suffix != ".hsdb"]
    report.unlink(missing_ok=True)
    print(json.dumps([code, text, left]), file=sys.stderr)
    return len(text)

size = attempt(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
for point in range(points):
    attempt(point * (size + 200) // (points - 1))
"""


def test_a_report_is_never_cut_short(tmp_path: Path) -> None:
    """
    At twenty limits on the size of a file, from nothing to more than the report: it is complete,
    or missing with exit code 2 and a line about it.  Nothing else is left behind.
    """
    for name in ("temp", "out", "cache"):
        (tmp_path / name).mkdir()
    archive = tmp_path / "image.tar"
    layers_image(archive, random.Random(1), layers=1, layer_bytes=1000)
    archive.write_bytes(_uncompressed(archive))
    command = [sys.executable, "-c", _PROGRAM, str(archive), str(tmp_path), str(_POINTS)]

    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(), timeout=300, check=False
    )

    lines = done.stderr.splitlines()
    (code, whole, left), *attempts = [json.loads(x) for x in lines if x.startswith("[")]
    assert (code, left) == (0, [])
    assert len(attempts) == _POINTS
    written = [text for code, text, _ in attempts if code == 0]
    assert all(json.loads(text)["findings"] == json.loads(whole)["findings"] for text in written)
    missing = [text for code, text, _ in attempts if code == 2]
    assert set(missing) == {""}
    assert len(written) + len(missing) == _POINTS
    assert all(left == [] for _, _, left in attempts)
    assert done.stderr.count("report not written to") == len(missing)
    assert done.stderr.count("File too large") == len(missing)


def _uncompressed(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
