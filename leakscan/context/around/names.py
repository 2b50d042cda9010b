"""How files that feed a build are named, and how what they hold refers to something else."""

import re

COMPOSE = re.compile(r"(?:docker-)?compose(?:\.[\w-]+){0,4}\.ya?ml")
BAKE = re.compile(r"docker-bake(?:\.override)?\.(?:hcl|json)")
WORKFLOW = re.compile(r"(?:.*/)?\.github/workflows/[^/]+\.ya?ml")
DEVCONTAINER = re.compile(
    r"(?:.*/)?(?:\.devcontainer\.json|\.devcontainer/(?:[^/]+/)?devcontainer\.json)"
)

REFERENCE = re.compile(
    r"(?<!\$)\$(?:\{(\w{1,100})(?:(:?-)([^}]{0,256})|[^}]{0,256})\}|(\w{1,100}))"
)
"""To a variable, in a compose file."""
EXPRESSION = re.compile(r"\$\{\{[^}]{0,256}\}\}")
"""In a workflow."""
