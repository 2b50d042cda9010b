"""
What GitHub workflows give to the build of one directory.

Source:
    docker/build-push-action, README; docs.github.com, workflow syntax.
"""

import posixpath
import re
from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from leakscan.context.around.compose import Builds
from leakscan.context.around.feeds import Feed, Role
from leakscan.context.around.names import EXPRESSION
from leakscan.context.around.source import Source, document, fields, items, scalar
from leakscan.context.commands import Command, script
from leakscan.expressions import expression

_ACTION = expression(r"docker/build-push-action(?:@.*)?")
_ENGINES = frozenset(("docker", "podman", "buildah", "nerdctl"))
_VERBS = frozenset(("build", "bud"))


def feeds(source: Source, builds: Builds) -> Iterator[Feed]:
    """
    Yield the build arguments that steps pass to this directory's build.

    Raises:
        NotReadable: It is no YAML.
    """
    root = _root(source)
    for number, step in enumerate(_steps(source)):
        where = f"step {number + 1}"
        inputs = fields(step.get("with"))
        if _ACTION.fullmatch(scalar(step.get("uses"))):
            if _is_this(inputs, root, builds):
                yield from _listed(source, f"{where}.build-args", inputs.get("build-args"))
        elif isinstance(run := step.get("run"), ScalarNode):
            folder = posixpath.join(root, scalar(step.get("working-directory")))
            yield from _in_script(source, where, run, folder, builds)


def from_git(source: Source, builds: Builds) -> Iterator[tuple[str, int, str]]:
    """Yield steps that build from the repository itself, because they name no context."""
    root = _root(source)
    for step in _steps(source):
        inputs = fields(step.get("with"))
        uses = step.get("uses")
        plain = _ACTION.fullmatch(scalar(uses)) and "context" not in inputs
        if uses is not None and plain and _is_this(inputs, root, builds):
            yield source.name, uses.start_mark.line + 1, f"uses: {scalar(uses)}"


def _root(source: Source) -> str:
    return posixpath.dirname(posixpath.dirname(source.directory))


def _steps(source: Source) -> Iterator[dict[str, Node]]:
    top = fields(document(source.text))
    for job in fields(top.get("jobs")).values():
        for step in items(fields(job).get("steps")):
            yield dict(fields(step))


def _is_this(inputs: "dict[str, Node] | object", root: str, builds: Builds) -> bool:
    given = inputs if isinstance(inputs, dict) else {}
    context = scalar(given.get("context")) or "."
    if "://" in context or EXPRESSION.search(context):
        return False
    directory = posixpath.normpath(posixpath.join(root, context))
    named = scalar(given.get("file"))
    dockerfile = posixpath.join(root, named) if named else posixpath.join(directory, "Dockerfile")
    return builds(directory, posixpath.normpath(dockerfile))


def _listed(source: Source, where: str, node: Node | None) -> Iterator[Feed]:
    """Yield the `NAME=VALUE` lines of a text; each stands in the file as it is."""
    if not isinstance(node, ScalarNode):
        return
    index = node.start_mark.index
    for line in str(node.value).split("\n"):
        name, equals, value = line.strip().partition("=")
        found = source.text.find(line.strip(), index, node.end_mark.index) if name else -1
        if equals and found >= 0:
            start = found + len(name) + 1
            yield source.at(where, Role.ARGUMENT, name.strip(), value, start, len(value))
            index = found


def _in_script(
    source: Source, where: str, run: ScalarNode, folder: str, builds: Builds
) -> Iterator[Feed]:
    # An expression may hold blanks; a word of the same length parts no command.
    text = EXPRESSION.sub(lambda found: "$" + "x" * (len(found[0]) - 1), str(run.value))
    for command in script(text):
        if _builds(command, folder, builds):
            for word in _arguments(command):
                name, _, _ = word.partition("=")
                mark = re.compile(rf"--build-arg[= ]+[\"']?{re.escape(name)}=(\S*)")
                found = mark.search(source.text, run.start_mark.index, run.end_mark.index)
                if found:
                    value = source.text[found.start(1) : found.end(1)]
                    expression = EXPRESSION.match(source.text, found.start(1))
                    value = (expression[0] if expression else value).strip("\"'")
                    start = found.start(1)
                    yield source.at(where, Role.ARGUMENT, name, value, start, len(value))


def _builds(command: Command, folder: str, builds: Builds) -> bool:
    if command.name not in _ENGINES or not _VERBS.intersection(command.words[1:3]):
        return False
    context = posixpath.normpath(posixpath.join(folder, command.words[-1]))
    named = [
        after
        for word, after in zip(command.words, command.words[1:], strict=False)
        if word in ("-f", "--file")
    ]
    dockerfile = posixpath.join(folder, named[-1]) if named else f"{context}/Dockerfile"
    return builds(context, posixpath.normpath(dockerfile))


def _arguments(command: Command) -> Iterator[str]:
    for word, after in zip(command.words, (*command.words[1:], ""), strict=True):
        if word == "--build-arg" and "=" in after:
            yield after
        elif word.startswith("--build-arg=") and "=" in word[12:]:
            yield word[12:]
