"""The words of the trade as frozen dataclasses: standard library only, no input or output."""
