"""The smallest change to an ignore file that keeps files out of a build, and its proof."""
