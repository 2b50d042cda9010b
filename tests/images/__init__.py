"""Images: sources, references, history and the union of layers."""
