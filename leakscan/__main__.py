"""`python -m leakscan`: the same as the `leakscan` command."""

from leakscan.cli import run

# NOTE: worker processes are spawned, and import this module again under another name.
if __name__ == "__main__":
    run()
