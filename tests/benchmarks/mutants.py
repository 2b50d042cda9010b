"""
Whether the tests notice when a proof, a filter or the seal is changed.

    python -m tests.benchmarks.mutants [COUNT [SEED]]

Changes one place at a time in a copy of the package - a comparison, a number, a `not`, an `and`, a
sum - and runs the tests of that part on it.  Prints the changes that no test noticed.
"""

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ("validators", "filters.py", "seal.py")
TESTS = (
    "tests/detection/validators", "tests/detection/test_filters.py", "tests/detection/test_seal.py",
    "tests/detection/test_key_files.py", "tests/detection/test_provable_rules.py",
)  # fmt: skip
TIMEOUT_SECONDS = 180

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that can be changed, in a fixed order."""
    for node in ast.walk(tree):
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


def survives(copy_root: Path) -> bool:
    """Return whether the tests pass on a changed copy."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p",
             "no:cacheprovider", *TESTS],
            cwd=copy_root,
            env={**os.environ, "PYTHONPATH": str(copy_root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> int:
    """Print the survivors and the share that was noticed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    detection = ROOT / "leakscan" / "detection"
    files = [
        file
        for name in MODULES
        for file in sorted(
            (detection / name).rglob("*.py") if "." not in name else [detection / name]
        )
    ]
    every = [
        (file, number)
        for file in files
        for number, _ in enumerate(places(ast.parse(file.read_text("utf-8"))))
    ]
    chosen = rng.sample(every, min(count, len(every)))
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "copy"
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*cache"))
        if not survives(root):
            sys.stdout.write("the tests fail without any change\n")
            return 2
        for file, number in chosen:
            inside = root / file.relative_to(ROOT)
            original = file.read_text("utf-8")
            text, line = changed(original, number)
            inside.write_text(text, "utf-8")
            if survives(root):
                survivors += 1
                said = original.splitlines()[line - 1].strip()
                sys.stdout.write(f"survived: {file.relative_to(ROOT)}:{line}: {said}\n")
                sys.stdout.flush()
            inside.write_text(original, "utf-8")
    noticed = len(chosen) - survivors
    sys.stdout.write(f"{noticed} of {len(chosen)} noticed, of {len(every)} possible changes\n")
    return bool(survivors)


if __name__ == "__main__":
    raise SystemExit(main())
