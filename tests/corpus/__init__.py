"""The corpus: loads its cases, builds them, judges a report about them."""
