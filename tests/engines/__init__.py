"""Real container engines, started in a folder of their own."""
