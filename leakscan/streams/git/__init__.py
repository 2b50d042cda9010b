"""Git repositories as bytes: objects, packs, the index; never by running git."""
