"""Every source of images as one shape: `Source` holds `Image`s, and an `Image` holds `Layer`s."""
