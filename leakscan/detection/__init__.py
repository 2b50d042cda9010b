"""Bytes in, detections out: knows no image and no context, and is useful on its own."""
