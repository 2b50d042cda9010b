"""
Seconds that a megabyte of bad text takes, for every recogniser.

    python -m tests.benchmarks.adversarial [BYTES] [WORD]...

The texts are made from each recogniser's own expressions (`leakscan.detection.adversarial`).
Prints what takes over a second for a megabyte, and the ten slowest.  WORDs limit it to ids that
have one of them.
"""

import gc
import sys

from leakscan.detection.registry import load_rules
from leakscan.detection.rule_checks import seconds_per_megabyte

LIMIT = 1.0
_AGAIN = 3


def main() -> int:
    """Print the slow recognisers and the slowest."""
    gc.set_threshold(50_000)  # as the command does
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1 << 20
    words = sys.argv[2:]
    timed: list[tuple[float, str]] = []
    for recogniser in load_rules().recognisers:
        name = ", ".join(sorted(rule.id for rule in recogniser.rules)[:3])
        if words and not any(word in name for word in words):
            continue
        seconds = seconds_per_megabyte(recogniser, size)
        for _ in range(_AGAIN if seconds > LIMIT else 0):  # others use this machine, too
            seconds = min(seconds, seconds_per_megabyte(recogniser, size))
        timed.append((seconds, name))
        if timed[-1][0] > LIMIT:
            sys.stdout.write(f"over {LIMIT} s: {timed[-1][0]:.2f} s/MB {name}\n")
            sys.stdout.flush()
    for seconds, name in sorted(timed, reverse=True)[:10]:
        sys.stdout.write(f"{seconds:.2f} s/MB {name}\n")
    slow = sum(seconds > LIMIT for seconds, _ in timed)
    sys.stdout.write(f"{slow} of {len(timed)} recognisers take over {LIMIT} s for a megabyte\n")
    return bool(slow)


if __name__ == "__main__":
    raise SystemExit(main())
