"""How files that feed a build are named, and how what they hold refers to something else."""

from leakscan.expressions import expression

COMPOSE = expression(r"(?:docker-)?compose(?:\.[\w-]+){0,4}\.ya?ml")
BAKE = expression(r"docker-bake(?:\.override)?\.(?:hcl|json)")
WORKFLOW = expression(r"(?:.*/)?\.github/workflows/[^/]+\.ya?ml")
DEVCONTAINER = expression(
    r"(?:.*/)?(?:\.devcontainer\.json|\.devcontainer/(?:[^/]+/)?devcontainer\.json)"
)

REFERENCE = expression(
    r"(?<!\$)\$(?:\{(\w{1,100})(?:(:?-)([^}]{0,256})|[^}]{0,256})\}|(\w{1,100}))"
)
"""To a variable, in a compose file."""
EXPRESSION = expression(r"\$\{\{[^}]{0,256}\}\}")
"""In a workflow."""
