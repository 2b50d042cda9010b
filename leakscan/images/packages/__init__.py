"""Which files packages brought as they are: one file for each package manager's records."""
