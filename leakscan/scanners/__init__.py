"""Join images and contexts with detection, and turn detections into findings."""
