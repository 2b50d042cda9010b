"""Keys that are copied and removed later, and credentials in the address of an ADD."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice

from leakscan.context.commands import Command, commands
from leakscan.context.dockerfile import Instruction
from leakscan.context.prediction import Prediction
from leakscan.context.stages import CONTEXT, Stage, Transfer
from leakscan.expressions import expression
from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.scanners.habits.rewriting import (
    Rewriter,
    later_runs,
    secret_mounts,
    slug,
    with_mount,
    without_command,
)

_SECRET_FILES = expression(
    r"""(?x) id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)? | \.?_?netrc | \.npmrc | \.pypirc | pip\.conf
    | \.git-credentials | \.env(?:\.\w+)? | \.dockercfg | \.yarnrc\.yml | auth\.json
    | credentials(?:\.\w+)? | .+\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|keytab)
    | terraform\.tfstate | settings\.xml | nuget\.config | kubeconfig | \.vault-token"""
)


def _called(names: str) -> str:
    """Return an expression for programs by name, not for a file of such a name: `.git`."""
    return rf"(?<![\w.-])(?:{names})(?![\w./-])"


_TOOLS = (
    (expression(r"\.npmrc|\.yarnrc\.yml"), _called("npm|yarn|pnpm|npx")),
    (expression(r"\.?_?netrc|\.git-credentials"), _called("git|curl|wget|pip3?|go|uv|poetry")),
    (expression(r"pip\.conf|\.pypirc"), _called("pip3?|uv|twine|poetry")),
    (expression(r"settings\.xml"), r"\bmvnw?\b"),
    (expression(r"nuget\.config", re.IGNORECASE), _called("dotnet|nuget")),
    (expression(r"auth\.json"), _called("composer")),
    (
        expression(r"id_.*"),
        _called("git|ssh|go (?:mod|get)|(?:npm|yarn) (?:ci|i(?:nstall)?)") + r"|git\+ssh",
    ),
)
_KEY = expression(r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?")
_TENDS = frozenset(("chmod", "chown", "rm", "shred", "unlink"))
"""What is done to a copied file and must not be done to a mounted one."""
_REMOVES = frozenset(("rm", "shred", "unlink"))
MAX_COPIES = 50
"""Copies of keys in one stage that are looked at."""
_REMOTE = expression(r"(?i)(https?|git|ssh)://([^/\s@]{0,256}\$[^/\s@]{0,256})@(\S+)")


def copies(prediction: Prediction, rewriter: Rewriter) -> Iterator[Advice]:
    """Yield advice on keys, by name, that a COPY brings and a later RUN removes."""
    plan = prediction.plan
    for stage in plan.stages if plan else ():
        named = islice(_secret_copies(stage), MAX_COPIES)
        removals: list[tuple[Instruction, Command]] | None = None
        for transfer, source in named:
            if removals is None:
                removals = _removals(stage, transfer.instruction, rewriter.escape)
            name = posixpath.basename(source)
            removing = _removing(removals, transfer, name)
            if removing is not None:
                yield Advice(
                    kind=AdviceKind.COPY,
                    file=rewriter.file,
                    line=transfer.instruction.start_line,
                    text=transfer.instruction.raw.split("\n", 1)[0].strip(),
                    message=(
                        f"{name} stays in the layer of this instruction, though line"
                        f" {removing.start_line} removes it; mount it instead"
                    ),
                    fix=copied_less(stage, transfer, source, rewriter),
                )


def _secret_copies(stage: Stage) -> Iterator[tuple[Transfer, str]]:
    for transfer in stage.transfers:
        if transfer.origin == CONTEXT and transfer.copies:
            for source in transfer.sources:
                if source and _SECRET_FILES.fullmatch(posixpath.basename(source)):
                    yield transfer, source


def _removals(stage: Stage, after: Instruction, escape: str) -> list[tuple[Instruction, Command]]:
    """Return the commands that remove something, each with its RUN."""
    return [
        (run, command)
        for run in later_runs(stage, after)
        for command in commands(run, escape)
        if command.name in _REMOVES
    ]


def addresses(prediction: Prediction, rewriter: Rewriter) -> Iterator[Advice]:
    """Yield advice on each ADD whose address takes credentials from variables."""
    for instruction in prediction.dockerfile.instructions if prediction.dockerfile else ():
        if instruction.keyword == "ADD" and (found := _REMOTE.search(instruction.raw)):
            yield Advice(
                kind=AdviceKind.URL,
                file=rewriter.file,
                line=instruction.start_line,
                text=instruction.raw.split("\n", 1)[0].strip(),
                message="the address, credentials and all, stays in the image's history",
                fix=fetched_instead(instruction, f"{found[1]}://{found[3]}", rewriter),
            )


def fetched_instead(instruction: Instruction, address: str, rewriter: Rewriter) -> Fix | None:
    """Return a RUN that fetches what an ADD fetched, with the credentials in a mounted file."""
    words = instruction.statement.words
    if len(words) != 2 or not address.startswith("http") or address.endswith(".git"):
        return None
    target = words[1]
    place = f"-o {target}" if not target.endswith("/") else f"--output-dir {target} -O"
    text = (
        f"RUN --mount=type=secret,id=netrc,target=/root/.netrc curl -fsSL --netrc {place} {address}"
    )
    return Fix(
        summary="Build with `--secret id=netrc,src=$HOME/.netrc`; the image needs curl.",
        edits=(rewriter.changed(instruction, text),),
    )


def copied_less(stage: Stage, transfer: Transfer, source: str, rewriter: Rewriter) -> Fix | None:
    """Return the stage's lines without the copy of one file, mounted for each RUN that needs it."""
    instruction = transfer.instruction
    words = instruction.statement.words[:-1]
    name = posixpath.basename(source)
    wanted = [n for n, word in enumerate(words) if posixpath.basename(word) == name]
    if len(wanted) != 1 or instruction.statement.is_json or instruction.heredocs:
        return None
    edits = [
        rewriter.drop(instruction)
        if len(words) == 1
        else rewriter.without_words(instruction, wanted)
    ]
    needing, removed = _users(stage, instruction, name, rewriter)
    edits += removed
    if _KEY.fullmatch(name) and needing:
        edits += [_mounted(rewriter, run, "type=ssh", name) for run in needing]
        how = "Build with `--ssh default`: the key stays with the agent."
    elif needing and transfer.target is not None:
        target = _landing(transfer, name)
        mount = f"type=secret,id={slug(name)},target={target}"
        edits += [_mounted(rewriter, run, mount, name) for run in needing]
        how = f"Build with `--secret id={slug(name)},src={source}`."
    elif needing:
        return None
    else:
        how = "No RUN seems to need it: mount it when the container starts."
    return Fix(summary=how, edits=tuple(sorted(edits, key=lambda edit: edit.start_line)))


def needing_runs(stage: Stage, after: Instruction, name: str) -> list[Instruction]:
    """Return the RUNs whose tool reads a file of that name by itself."""
    tools = [pattern for names, pattern in _TOOLS if names.fullmatch(name)]
    return [
        run
        for run in later_runs(stage, after)
        if not secret_mounts(run)
        and any(re.search(pattern, run.statement.arguments) for pattern in tools)
    ]


def _mounted(rewriter: Rewriter, run: Instruction, mount: str, name: str) -> Edit:
    """Return a RUN with a mount, and without what it did to the copied file."""
    raw = run.raw.rstrip("\r\n")
    for command in commands(run, rewriter.escape) if not run.heredocs else ():
        if command.name in _TENDS and _mentions(command.words, name):
            raw = without_command(raw, command.text) or raw
    if raw == run.raw.rstrip("\r\n"):
        return rewriter.mounted(run, mount)
    return rewriter.changed(run, with_mount(raw, mount))


def _landing(transfer: Transfer, name: str) -> str:
    target = transfer.target or "/"
    if transfer.into or posixpath.basename(target) != name:
        return posixpath.join(target, name)
    return target


def _users(
    stage: Stage, instruction: Instruction, name: str, rewriter: Rewriter
) -> tuple[list[Instruction], list[Edit]]:
    """Return the RUNs that need the file, and edits that drop those that only remove it."""
    needing, dropped = [], []
    by_tool = needing_runs(stage, instruction, name)
    for run in later_runs(stage, instruction):
        said = commands(run, rewriter.escape)
        removing = [each for each in said if each.name == "rm" and _mentions(each.words, name)]
        others = [each for each in said if each not in removing and each.name != "chmod"]
        if removing and not others:
            dropped.append(rewriter.drop(run))
        elif run in by_tool or (
            not secret_mounts(run) and any(name in each.text for each in others)
        ):
            needing.append(run)
    return needing, dropped


def _removing(
    removals: list[tuple[Instruction, Command]], transfer: Transfer, name: str
) -> Instruction | None:
    for run, command in removals:
        later = run.start_line > transfer.instruction.start_line
        if later and _mentions(command.words[1:], name):
            return run
    return None


def _mentions(words: tuple[str, ...], name: str) -> bool:
    return any(fnmatchcase(name, posixpath.basename(word.rstrip("/"))) for word in words)
