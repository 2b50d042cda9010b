"""Report formats: one file each, with `render(report, style)`, named as `--format` spells it."""
