"""The GitHub Action, step by step."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.action.harness import ACTION, ROOT, Job
from tests.builders import image, layer, oci_archive
from tests.reporters.acceptance import complaints

SECRET = "DB_PASSWORD=pRq7xW2mKd94Lz\n"
DOCKERFILE = "FROM scratch\nCOPY . .\n"


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> Job:
    """Return a job whose workspace is an empty directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))
    for name in ("GITHUB_ACTOR", "GITHUB_SHA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "workspace").mkdir()
    return Job(tmp_path)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory where the jobs keep the compiled patterns."""
    return tmp_path_factory.mktemp("cache")


def leaky(job: Job) -> None:
    """Put a Dockerfile and a secret into the workspace."""
    (job.folder / "workspace" / "Dockerfile").write_text(DOCKERFILE)
    (job.folder / "workspace" / "app.env").write_text(SECRET)


def test_a_clean_workspace_passes(job: Job) -> None:
    """Nothing is found, everything was read, and the empty result is uploaded, too."""
    job.run()

    assert not job.failed
    result = job.result()
    assert (result["findings"], result["exit-code"], result["coverage"]) == ("0", "0", "complete")
    assert "No secrets found" in job.summary
    assert len(job.calls) == 1


def test_findings_are_uploaded_before_the_job_fails(job: Job) -> None:
    """Summary, annotations and SARIF agree with the JSON report; then the exit code counts."""
    leaky(job)

    job.run()

    assert job.failed
    result = job.result()
    assert (result["findings"], result["exit-code"]) == ("1", "1")
    report = json.loads(Path(result["json-file"]).read_text())
    assert report["summary"]["findings"] == 1
    ((uses, given),) = job.calls
    assert uses.startswith("github/codeql-action/upload-sarif@")
    (sarif,) = Path(given["sarif_file"]).iterdir()
    log = json.loads(sarif.read_text())
    assert complaints(log) == []
    assert len(log["runs"][0]["results"]) == 1
    assert re.fullmatch(r"leakscan/context-[\w-]+/", log["runs"][0]["automationDetails"]["id"])
    assert job.summary.count("### HIGH") == 1
    errors = [line for line in job.commands if line.startswith("::error ")]
    assert len(errors) == 1
    assert "file=Dockerfile,line=2," in errors[0]


def test_context_and_image_are_told_apart(job: Job) -> None:
    """Both are scanned at once, with a category of their own, and the worse code counts."""
    (job.folder / "workspace" / "Dockerfile").write_text(DOCKERFILE)
    archive = job.folder / "workspace" / "image.tar"
    archive.write_bytes(oci_archive(image([layer({"app.env": SECRET.encode()})], name="a:1")))
    job.inputs = {"context": "sub", "image": "image.tar"}
    (job.folder / "workspace" / "sub").mkdir()

    job.run()

    files = sorted(Path(job.result()["sarif-file"]).iterdir())
    runs = [json.loads(file.read_text())["runs"][0] for file in files]
    assert [len(run["results"]) for run in runs] == [0, 1]
    names = {re.sub(r"\W", "_", run["automationDetails"]["id"]).upper() for run in runs}
    assert len(names) == 2
    assert job.result()["exit-code"] == "1"
    assert job.result()["json-file"].endswith("image.json")
    assert job.summary.count("## ") - job.summary.count("### ") == 2


def test_an_incomplete_scan_fails_and_says_so(job: Job) -> None:
    """Coverage is partial, the code is 3, and SARIF says the same."""
    archive = job.folder / "workspace" / "image.tar"
    whole = oci_archive(image([layer({"a": b"x" * 5000})], name="a:1"))
    archive.write_bytes(whole[: len(whole) // 2])
    job.inputs = {"image": "image.tar"}

    job.run()

    result = job.result()
    assert job.failed
    assert result["coverage"] == "partial"
    assert result["exit-code"] in {"3", "4"}


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"image": "no/such/archive.tar"}, "4"),
        ({"fail-on": "worst"}, "2"),
        ({"extra-args": "--no-such-option"}, "2"),
    ],
)
def test_a_scan_that_did_not_happen_fails(job: Job, inputs: dict[str, str], code: str) -> None:
    """Nothing is uploaded, and the summary does not look like a clean result."""
    job.inputs = inputs

    job.run()

    assert job.failed
    assert (job.result()["exit-code"], job.result()["coverage"]) == (code, "partial")
    assert job.calls == []
    assert "was not scanned" in job.summary
    assert any("was not scanned" in line for line in job.commands)


@pytest.mark.parametrize(
    ("event", "environment", "upload", "called"),
    [
        ("fork", {}, "auto", 0),
        ("fork", {}, "true", 1),
        ("same", {"GITHUB_ACTOR": "dependabot[bot]"}, "auto", 0),
    ],
)
def test_uploads_go_where_they_are_allowed(
    job: Job, event: str, environment: dict[str, str], upload: str, called: int
) -> None:
    """A fork's token cannot write, which is said and fails nothing."""
    pull = {
        "head": {"repo": {"full_name": "them/app" if event == "fork" else "us/app"}},
        "base": {"repo": {"full_name": "us/app"}},
    }
    job.event = json.dumps({} if event == "push" else {"pull_request": pull})
    job.environment = environment
    job.inputs = {"upload-sarif": upload}

    job.run()

    assert len(job.calls) == called
    assert not job.failed


HOSTILE = "x`touch pwned`$(touch pwned);touch pwned\n::error::y\n\"'${{ github.token }}"


@pytest.mark.parametrize("names", [["image", "category"], ["context", "dockerfile", "extra-args"]])
def test_inputs_are_never_run(job: Job, names: list[str]) -> None:
    """Whatever an input says, no shell and no runner takes it for a command."""
    job.inputs = dict.fromkeys(names, HOSTILE)

    job.run()

    assert not list(job.folder.rglob("pwned"))
    assert not any(line.startswith("::error::y") for line in job.commands)


def test_names_of_files_are_never_commands(job: Job) -> None:
    """A file in the target cannot speak to the runner."""
    leaky(job)
    for name in ("::error::y.env", "##[error]y.env", "a\n::set-output name=x::y.env"):
        (job.folder / "workspace" / name).write_text(SECRET.replace("p", "q"))

    job.run()

    for line in job.commands:
        assert re.match(r"::(error|warning|notice) (file=[^:]*,line=\d+,)?title=", line), line


def test_summary_and_annotations_can_be_left_out(job: Job) -> None:
    """Each by its input; and a path cannot set another output."""
    leaky(job)
    job.inputs = {
        "summary": "false",
        "annotations": "false",
        "fail-on": "none",
        "output-dir": "out\nfindings=0",
    }

    job.run()

    assert not job.failed
    assert job.result()["findings"] == "1"
    assert job.summary == ""
    assert not any(line.startswith("::error ") for line in job.commands)


def test_everything_used_is_pinned() -> None:
    """Every `uses:` of the action and of the workflows names a full commit, or this action."""
    workflows = (ROOT / ".github" / "workflows").glob("*.yml")
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    for file in workflows:
        for each in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
            used += [step["uses"] for step in each.get("steps", ()) if "uses" in step]

    assert len(used) > 3
    assert not [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}|\./", each)]


def test_every_dependency_is_pinned_by_hash() -> None:
    """What the action installs is what the package asks for, each with hashes."""
    text = (ROOT / ".github" / "action" / "requirements.txt").read_text(encoding="utf-8")
    entry = r"^([\w.-]+)==[\w.]+(?: ;[^\n]*?)? \\\n((?:    --hash=.*\n?)+)"
    entry = r"^([\w.-]+)==[\w.]+(?: ;[^\n]*?)? \\\n((?:    --hash=.*\n?)+)"
    pinned = dict(re.findall(entry, text, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    names = [re.split(r"[><=; ]", each)[0] for each in project["dependencies"]]
    wanted = {name.lower().replace(".", "-") for name in names}
    assert wanted <= pinned.keys()
    assert len(re.findall(r"^\S+==", text, re.MULTILINE)) == len(pinned)


def test_everything_used_is_pinned_by_its_hash() -> None:
    """A tag can be moved: the action, the workflows and the README's examples name commits."""
    used = {
        path.name: re.findall(r"^ *(?:- )?uses: *(\S+)", path.read_text(), re.MULTILINE)
        for path in (
            ROOT / "action.yml",
            ROOT / "README.md",
            *(ROOT / ".github" / "workflows").glob("*.yml"),
        )
    }

    assert all(used.values())
    assert {
        uses
        for each in used.values()
        for uses in each
        if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", uses)
    } == {"./", "OWNER/leakscan@COMMIT"}
