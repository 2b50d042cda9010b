"""Files beside a Dockerfile that feed its build: compose, bake, workflows, devcontainers."""
