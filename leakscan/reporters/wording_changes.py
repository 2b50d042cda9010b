"""What to change in plain words: proposed edits, and advice."""

from leakscan.model.advice import Advice, Fix
from leakscan.model.location import ContextFile, Instruction, Location
from leakscan.reporters.escape import excerpt
from leakscan.reporters.mask import masked
from leakscan.reporters.wording import MAX_LINE, MAX_NAME, MAX_SUMMARY


def proposed(location: Location) -> Fix | None:
    """Return the change that keeps the secret out of the place, if one is known."""
    return location.fix if isinstance(location, ContextFile | Instruction) else None


def edits(fix: Fix | None) -> list[tuple[str, str, list[str]]]:
    """Return for each edit what it does in a word, where, and the new lines."""
    return [
        (
            "add" if edit.inserts else "instead" if edit.text else "drop",
            f"{excerpt(edit.file, MAX_NAME)}:{edit.start_line}",
            [excerpt(masked(line), MAX_LINE) for line in edit.text.split("\n") if edit.text],
        )
        for edit in (fix.edits if fix else ())
    ]


def change(fix: Fix | None) -> list[str]:
    """Return a change in lines of text that say what it does, and how it then works."""
    said = [" ".join([what, where, *lines]) for what, where, lines in edits(fix)]
    return [*said, *filter(None, [how_then(fix)])]


def how_then(fix: Fix | None) -> str:
    """Return what a change needs to work; empty when it says all."""
    return excerpt(fix.summary, MAX_SUMMARY) if fix else ""


def advised(item: Advice) -> str:
    """Return where an advice is for, with the line that it is about."""
    where = excerpt(item.file, MAX_NAME) + (f":{item.line}" if item.line else "")
    return f"{where} {excerpt(masked(item.text.strip()), MAX_LINE)}".rstrip()
