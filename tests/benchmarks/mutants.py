"""
Whether the tests notice when a proof, a filter or the seal is changed.

    python -m tests.benchmarks.mutants [COUNT [SEED [WORD]...]]

Changes one place at a time in a copy of the package - a comparison, a number, a `not`, an `and`, a
sum - and runs the tests of that part on it.  Prints the changes that no test noticed, and the share
that was noticed for each module.  COUNT 0 tries every place; WORDs limit it to modules that have
one of them in their path.
"""

import ast
import copy
import importlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DETECTION = Path("leakscan/detection")
PROOFS = (
    "tests/detection/validators", "tests/detection/test_key_files.py",
    "tests/detection/test_provable_rules.py",
)  # fmt: skip
TESTS = {
    "validators": PROOFS,
    "filters.py": ("tests/detection/test_filters.py", "tests/detection/assignments/test_values.py"),
    "seal.py": ("tests/detection/test_seal.py",),
}
"""What is changed, and the tests that are there to notice."""
TIMEOUT_SECONDS = 300
_HEAVY = ("hypothesis", "cryptography.hazmat.primitives.serialization", "pygments", "hyperscan")
"""Loaded once, before the tests of each change run in a process of their own."""
_OPTIONS = (
    "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not engine",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that can be changed, in a fixed order, but for how a class is made."""
    passed = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        for inside in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        is_number = isinstance(node, ast.Constant) and type(node.value) in {int, bool}
        is_negation = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        swaps = isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS
        joins = isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPS
        if is_number or is_negation or swaps or joins:
            yield node


def changed(source: str, number: int) -> tuple[str, int]:
    """Return the source with its place of that number changed, and the line."""
    tree = copy.deepcopy(ast.parse(source))
    node = list(places(tree))[number]
    match node:
        case ast.Constant(value=bool() as truth):
            node.value = not truth
        case ast.Constant(value=int() as count):
            node.value = count + 1
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        case ast.Compare():
            node.ops[0] = _SWAPS[type(node.ops[0])]()  # type: ignore[assignment] # a comparison
        case ast.BoolOp() | ast.BinOp():
            node.op = _SWAPS[type(node.op)]()  # type: ignore[assignment] # of the same kind
    return ast.unparse(ast.fix_missing_locations(tree)), getattr(node, "lineno", 0)


def notices(copy_root: Path, tests: tuple[str, ...]) -> bool:
    """Return whether the tests fail, or do not end, on a changed copy."""
    child = os.fork()
    if not child:
        os.chdir(copy_root)
        sys.path.insert(0, str(copy_root))
        # This program is a part of what is copied.
        for name in [name for name in sys.modules if name.split(".")[0] in {"leakscan", "tests"}]:
            del sys.modules[name]
        sys.dont_write_bytecode = True
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os._exit(int(pytest.main([*_OPTIONS, *tests]) != 0))
    ends = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def modules(words: list[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the modules that are changed, and their tests."""
    for name, tests in TESTS.items():
        place = ROOT / DETECTION / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not words or any(word in str(file.relative_to(ROOT)) for word in words):
                yield file, tests


def main() -> int:
    """Print the survivors, and for each module the share that was noticed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    every = [
        (file, tests, number)
        for file, tests in modules(sys.argv[3:])
        for number, _ in enumerate(places(ast.parse(file.read_text("utf-8"))))
    ]
    chosen = rng.sample(every, min(count or len(every), len(every)))
    for name in _HEAVY:
        importlib.import_module(name)
    tried: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "copy"
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*cache"))
        for tests in dict.fromkeys(tests for _, tests, _ in chosen):
            if notices(root, tests):
                sys.stdout.write(f"{' '.join(tests)}: fail without any change\n")
                return 2
        for file, tests, number in chosen:
            inside = root / file.relative_to(ROOT)
            original = inside.read_text("utf-8")
            text, line = changed(original, number)
            inside.write_text(text, "utf-8")
            tried[file.name] += 1
            if notices(root, tests):
                noticed[file.name] += 1
            else:
                said = original.splitlines()[line - 1].strip()
                sys.stdout.write(f"survived: {file.relative_to(ROOT)}:{line}: {number}: {said}\n")
                sys.stdout.flush()
            inside.write_text(original, "utf-8")
    for name, total in sorted(tried.items()):
        sys.stdout.write(f"{noticed[name]} of {total} noticed in {name}\n")
    share = noticed.total() / max(1, tried.total())
    sys.stdout.write(f"{noticed.total()} of {tried.total()} noticed: {share:.1%}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
