"""
Whether Hyperscan and `re` lead to the same findings.

    python -m tests.benchmarks.matchers [TEXTS]

On every file of the corpus' recipes and on generated texts: examples of rules, whole, cut and
joined, among words, quotes and separators.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import HyperscanMatcher, ReMatcher
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render

CORPUS = Path(__file__).parents[2] / "corpus"
NAMES = ("a.env", "a.py", "a.json", "a.yaml", "a.txt", "Dockerfile", "a.sh")
GLUE = (" ", "\n", "=", ": ", '"', "'", "\\n", "\0", " key ", "password=", "token: ", "https://")
PIECES = 12


def generated(count: int, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield names and texts of pieces of examples."""
    templates = [
        example for rule in load_rules().rules.values() for example in rule.examples if example
    ]
    cheap = [template for template in templates if "key}" not in template]
    for _ in range(count):
        parts: list[str] = []
        for _ in range(rng.randrange(2, PIECES)):
            piece = render(rng.choice(cheap), rng)[:4000]
            start = rng.choice((0, 0, rng.randrange(len(piece))))
            parts += [piece[start:], rng.choice(GLUE)]
        yield rng.choice(NAMES), "".join(parts).encode()


def differing(cases: Iterator[tuple[str, bytes]]) -> tuple[int, list[str]]:
    """Return how many texts were compared, and where the two do not agree."""
    recognisers = load_rules().recognisers
    sealer = Sealer(key=b"k" * 32)
    fast = Detector(recognisers, sealer, matcher=HyperscanMatcher(recognisers))
    plain = Detector(recognisers, sealer, matcher=ReMatcher(recognisers))
    count, found = 0, []
    for name, data in cases:
        count += 1
        content = Content(data=data, name=name)
        one, other = fast.detect(content), plain.detect(content)
        if one != other:
            rules = {each.rule_id for each in {*one} ^ {*other}}
            found.append(f"{name}, {len(data)} bytes: {', '.join(sorted(rules))}")
    return count, found


def corpus() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the corpus with their templates rendered where they are templates."""
    for file in sorted(CORPUS.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            yield file.name, data
            try:
                yield file.name, render(data.decode(), random.Random(1)).encode()
            except (KeyError, ValueError, TypeError):
                continue


def main() -> int:
    """Print where the matchers differ, and how much was compared."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    of_corpus, lost = differing(corpus())
    of_texts, more = differing(generated(count, random.Random(99)))
    sys.stdout.write("".join(f"{line}\n" for line in [*lost, *more]))
    sys.stdout.write(
        f"{len(lost) + len(more)} differences in {of_corpus} files of the corpus"
        f" and {of_texts} texts\n"
    )
    return bool(lost or more)


if __name__ == "__main__":
    raise SystemExit(main())
