"""Run by hand, and in CI as information: how fast, how quiet."""
