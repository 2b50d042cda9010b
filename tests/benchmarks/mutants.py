"""
Whether the tests notice when a proof, a filter or the seal is changed.

    python -m tests.benchmarks.mutants [COUNT [SEED [WORD]...]]

Changes one place at a time - a comparison, a number, a `not`, an `and`, a sum - and runs the tests
of that part on it.  Prints the changes that no test noticed, and the share that was noticed for
each module.  COUNT 0 tries every place; WORDs limit it to modules that have one of them in their
path.
"""

import ast
import copy
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.trials import Change, each_noticed

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
NO_DIFFERENCE = {
    "secrets.token_bytes(32)": "a key of chance that is longer is as good",
    "usedforsecurity=False": "a flag for other builds of OpenSSL",
    "if crc & 0x1000000": "the lowest bit was just shifted in, and is 0",
    "in_base(int.from_bytes(checksum": "zeros on the right are put there in any case",
    "key=lambda verdict: verdict.confidence or 0": "none of these verdicts is without one",
    "if shannon(secret) < 3.8": "no text of the length has exactly so many bits",
}
"""Lines with a change that nothing can notice, and why; they count as survivors like others."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a module that is changed, and the tests that are there to notice."""

    file: Path
    tests: tuple[str, ...]
    number: int
    line: int
    function: str
    """The function that it is in the body of; empty outside of any."""


def places_in(file: Path, tests: tuple[str, ...]) -> Iterator[Place]:
    """Yield the places of a module, in a fixed order."""
    tree = ast.parse(file.read_text("utf-8"))
    owners = {id(inside): name for name, body in _functions(tree) for inside in body}
    for number, node in enumerate(places(tree)):
        line = getattr(node, "lineno", 0)
        yield Place(file, tests, number, line, owners.get(id(node), ""))


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, list[ast.AST]]]:
    """Yield the name of each function and method, and the nodes of its body."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            body = [inside for statement in node.body for inside in ast.walk(statement)]
            yield prefix + node.name, body
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")


def changed(source: str, number: int) -> str:
    """Return the source with its place of that number changed."""
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
    return ast.unparse(ast.fix_missing_locations(tree))


def modules(words: list[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the modules that are changed, and their tests."""
    for name, tests in TESTS.items():
        place = ROOT / DETECTION / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not words or any(word in str(file.relative_to(ROOT)) for word in words):
                yield file, tests


def survivors(tests: tuple[str, ...], chosen: list[Place]) -> Iterator[Place]:
    """Yield the places whose change the tests do not notice."""
    changes = [
        Change(place.file, place.function, changed(place.file.read_text("utf-8"), place.number))
        for place in chosen
    ]
    noticed = each_noticed(ROOT, tests, changes)
    yield from (place for place, seen in zip(chosen, noticed, strict=True) if not seen)


def main() -> int:
    """Print the survivors, and for each module the share that was noticed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    every = [place for module in modules(sys.argv[3:]) for place in places_in(*module)]
    chosen = rng.sample(every, min(count, len(every))) if count else every
    missed: Counter[str] = Counter()
    for tests in dict.fromkeys(place.tests for place in chosen):
        for place in survivors(tests, [place for place in chosen if place.tests == tests]):
            missed[place.file.name] += 1
            said = place.file.read_text("utf-8").splitlines()[place.line - 1].strip()
            where = f"{place.file.relative_to(ROOT)}:{place.line}: {place.number}"
            reason = next((why for part, why in NO_DIFFERENCE.items() if part in said), "")
            known = f"  (no difference: {reason})" if reason else ""
            sys.stdout.write(f"survived: {where}: {said}{known}\n")
            sys.stdout.flush()
    tried = Counter(place.file.name for place in chosen)
    for name, total in sorted(tried.items()):
        noticed = total - missed[name]
        sys.stdout.write(f"{noticed} of {total} noticed in {name}: {noticed / total:.1%}\n")
    noticed = tried.total() - missed.total()
    share = noticed / max(1, tried.total())
    sys.stdout.write(f"{noticed} of {tried.total()} noticed: {share:.1%}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
