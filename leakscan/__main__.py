"""`python -m leakscan`, and the `leakscan` command: the same."""

import gc
import os
import signal
from typing import NoReturn

_YOUNG = 50_000
"""
Objects made before Python looks for rings among them: its own 700 make it look a hundred times
while what stays for the whole run is loaded.
"""


def main() -> NoReturn:
    """Run the command that the arguments name, and end the process with its exit code."""
    gc.set_threshold(_YOUNG)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end_at_once)
    # Imported only now: it takes a while, in which a Ctrl-C would be answered with a traceback.
    from leakscan.cli import run  # noqa: PLC0415 - see above

    run()


def _end_at_once(number: int, _frame: object) -> NoReturn:
    word = "interrupted" if number == signal.SIGINT else "terminated"
    os.write(2, f"leakscan: {word}\n".encode())
    os._exit(130 if number == signal.SIGINT else 143)


# NOTE: worker processes are spawned, and import this module again under another name.
if __name__ == "__main__":
    main()
