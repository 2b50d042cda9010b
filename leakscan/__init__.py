"""Find secrets in container images and Docker build contexts."""

__version__ = "0.1.0"
