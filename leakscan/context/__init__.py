"""Build contexts: what a build of a directory would read, send and bake."""
