"""A report in other people's formats: one file per format."""
