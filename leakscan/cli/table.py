"""Aligned columns for lists that people read."""

from collections.abc import Sequence

from leakscan.reporters.escape import visible


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    Return `rows` under `heads`, every column but the last as wide as its widest cell.

    Cells may come from a target: what would steer a terminal is escaped.
    """
    shown = [list(heads), *([visible(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)][:-1]
    return "\n".join(_line(row, widths) for row in shown) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, row[-1]]).rstrip()
