"""
Runs tests on changed modules, however many changes, in one session of pytest.

The tests are collected once.  Each change is made in a process of its own, forked from there, by
giving the function that is loaded other code.  The tests that call the function run first, then
those that call another of its module; the rest cannot notice.
"""

import contextlib
import inspect
import json
import os
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import hypothesis
import pytest

CPU_SECONDS = 60
"""Tests that take more than this on a change do not end, and so have noticed it."""
OPTIONS = (
    "-q", "-x", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider",
    "-m", "not engine", "--hypothesis-seed=0", "--tb=no",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


_NOTICED = b"!"


@dataclass(frozen=True, slots=True)
class Change:
    """Other code for one function, or for a module outside its functions."""

    file: Path
    function: str
    """`Class.method`, as Python spells it; empty outside of any."""
    source: str
    """Of the whole module."""


def each_noticed(root: Path, tests: tuple[str, ...], changes: list[Change]) -> Iterator[bool]:
    """Yield whether the tests, which pass in `root`, fail on each change."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with _nothing_after():
            os.close(reading)
            os.chdir(root)
            pytest.main([*OPTIONS, *tests], plugins=[_Trials(changes, writing)])
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as answers:
        count = 0
        while answer := answers.read(1):
            count += 1
            yield answer == _NOTICED
    os.waitpid(child, 0)
    if count != len(changes):
        raise RuntimeError(f"{' '.join(tests)}: fail without any change, or could not be run")


@contextlib.contextmanager
def _nothing_after() -> Iterator[None]:
    """Be silent, and end the process."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        yield
    finally:
        os._exit(1)


def _in_a_child(work: Callable[[], bool]) -> bool:
    """Return what `work` returns in a process of its own; False when that is ended."""
    child = os.fork()
    if not child:
        with _nothing_after():
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
            os._exit(0 if work() else 1)
    return os.waitpid(child, 0)[1] == 0


class _Trials:
    """A plugin of pytest that runs what was collected on each change, instead of once."""

    def __init__(self, changes: list[Change], answers: int) -> None:
        self.changes = changes
        self.answers = answers

    def pytest_configure(self) -> None:
        """Look for no smaller example once there is one: that a test fails is enough."""
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("trial", deadline=None, phases=phases)
        hypothesis.settings.load_profile("trial")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every change, and write a byte for each."""
        callers = _callers(session, {str(change.file) for change in self.changes})
        for change in self.changes if callers is not None else ():
            first = callers.get(f"{change.file}:{change.function}", [])
            every = callers.get(str(change.file), [])
            order = [*first, *(number for number in every if number not in first)]
            passes = _in_a_child(lambda c=change, o=order: _passes(session, c, o))  # type: ignore[misc] # bound now
            os.write(self.answers, b"-" if passes else _NOTICED)
        return True


def _passes(session: pytest.Session, change: Change, order: list[int]) -> bool:
    code = compile(change.source, str(change.file), "exec")
    (module,) = (
        module for module in _loaded() if getattr(module, "__file__", "") == str(change.file)
    )
    if change.function:
        _function(module, change.function).__code__ = _part(code, change.function)
    else:
        _run_again(module, code)
    return _run(session, order)


def _loaded() -> list[ModuleType]:
    return [
        module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in {"leakscan", "tests"}
    ]


def _run_again(module: ModuleType, code: CodeType) -> None:
    """Run a module's changed code in its place, and hand its new values to who imported the old."""
    before = dict(vars(module))
    exec(code, vars(module))  # noqa: S102 - our own code, with one place changed
    for name, old in before.items():
        new = vars(module)[name]
        for other in _loaded() if new is not old and not isinstance(old, FunctionType) else ():
            if vars(other).get(name) is old:
                setattr(other, name, new)


def _function(module: ModuleType, name: str) -> FunctionType:
    """Return the function as it is loaded, without what was put around it."""
    found: object = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
        found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    return inspect.unwrap(found)  # type: ignore[arg-type,return-value] # checked by assigning code


def _part(code: CodeType, name: str) -> CodeType:
    """Return the code of the function that is called `name` inside `code`."""
    inside = [part for part in code.co_consts if isinstance(part, CodeType)]
    for part in inside:
        if part.co_qualname == name:
            return part
    for part in inside:
        if name.startswith(f"{part.co_qualname}."):
            return _part(part, name)
    raise LookupError(name)


def _callers(session: pytest.Session, files: set[str]) -> dict[str, list[int]] | None:
    """Return which tests call each function of `files`; None when a test fails as it is."""
    with tempfile.NamedTemporaryFile() as out:
        if not _in_a_child(lambda: _note_callers(session, files, Path(out.name))):
            return None
        callers: dict[str, list[int]] = json.load(out)
    return callers


def _note_callers(session: pytest.Session, files: set[str], out: Path) -> bool:
    """Write which tests call each function of `files`; False when one fails."""
    callers: defaultdict[str, list[int]] = defaultdict(list)
    called: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename in files:
            called.add(code.co_filename)
            called.add(f"{code.co_filename}:{code.co_qualname.partition('.<locals>')[0]}")

    for number in range(len(session.items)):
        called.clear()
        sys.setprofile(note)
        passed = _run(session, [number])
        sys.setprofile(None)
        if not passed:
            return False
        for name in called:
            callers[name].append(number)
    out.write_text(json.dumps(callers))
    return True


def _run(session: pytest.Session, chosen: list[int]) -> bool:
    """Return whether the tests of those numbers pass; none is run after one that fails."""
    items = [session.items[number] for number in chosen]
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True
