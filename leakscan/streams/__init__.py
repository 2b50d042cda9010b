"""Untrusted bytes in, bounded pieces out; knows no image and no rule."""
