"""Random ignore files as people write them, and as nobody would, over trees that they meet."""

import random

from tests.context.cases import Case

_NAMES = (
    *("a", "b", "src", "app", ".env", ".env.local", "key.pem", "id_rsa", "x.y.z", "README.md"),
    *("secrets", "conf", "node_modules", "A", "foo+", "f(1).txt", "a|b", "{x}", "x{2}", "#h", "!n"),
    *(" lead", "trail ", "b[1]", "c^d", "d$", "e\\f", "\u00e9t\u00e9", "n\nl", "~", "a,b", "-x"),
    *("a\udcffb", "ffff", "a5", "aa", "tmp"),
)
_SOUP = (
    *("a", "b", "src", "env", "key", ".pem", "1", "x", "\u00e9", " ", "/", "/", "/", "*", "*"),
    *("**", "?", "**/", "[a-c]", "[^a]", "[!a]", "[[:alpha:]]", "[*]", "\\d", "\\w", "\\."),
    *("\\*", "\\\\", "+", "(", ")", "|", "{2}", "{", "}", "^", "$", ".", "..", "./", "!", "#"),
    *("[", "]", "\\", "-", "\\s", "\\x41", "\\Qa\\E", "\\pL", "{1,}", "\x1c", "\x85"),
    *("\udcff", "\\b", "[\\d]", "(a|b)"),
)
_SIMPLE_SOUP = _SOUP[:24]


def wild_case(source: random.Random, number: int) -> Case:
    """Return a case whose lines are mostly variations of what is in its tree."""
    tree = _tree(source)
    ignore = {".dockerignore": _file(source, sorted(tree))}
    for name in ("Dockerfile.dockerignore", ".containerignore", "Dockerfile.containerignore"):
        if source.random() < 0.04:
            ignore[name] = _file(source, sorted(tree)) if source.random() < 0.8 else ""
    if source.random() < 0.03:
        del ignore[".dockerignore"]
    return Case(f"wild {number}", ignore, tree)


def _tree(source: random.Random) -> dict[str, str]:
    names = source.sample(_NAMES, source.randrange(3, 9))
    found: dict[str, str] = {}
    for _ in range(source.randrange(5, 16)):
        path = "/".join(source.choice(names) for _ in range(source.randrange(1, 5)))
        parents = [path[:index] for index, char in enumerate(path) if char == "/"]
        if path in found or any(parent in found for parent in parents):
            continue
        if any(other.startswith(f"{path}/") for other in found):
            continue
        link = source.random() < 0.06
        found[path] = f"->{source.choice(names)}" if link else f"content of {path}"
    return {**found, "keep": "content of keep"}


def _file(source: random.Random, paths: list[str]) -> str:
    lines = [_line(source, paths) for _ in range(source.randrange(1, 9))]
    end = "\r\n" if source.random() < 0.1 else "\n"
    text = end.join(lines) + (end if source.random() < 0.9 else "")
    return f"\ufeff{text}" if source.random() < 0.04 else text


def _line(source: random.Random, paths: list[str]) -> str:
    chance = source.random()
    if chance < 0.06:
        return source.choice(("", "  ", "# comment", " #h", "#", ".", "/", "!.", "!!n", "\\!n"))
    if chance < 0.2:
        soup = _SOUP if source.random() < 0.4 else _SIMPLE_SOUP
        text = "".join(source.choice(soup) for _ in range(source.randrange(1, 6)))
    else:
        text = _variation(source, source.choice(paths))
    if source.random() < 0.3:
        text = "!" + source.choice(("", "", "", " ", "/")) + text
    if source.random() < 0.08:
        text = source.choice((" ", "\t", "\u00a0")) + text + source.choice((" ", "", "\t"))
    return text


def _variation(source: random.Random, path: str) -> str:
    parts = path.split("/")
    parts = parts[: source.randrange(1, len(parts) + 1)]
    if source.random() < 0.3:
        parts = parts[source.randrange(len(parts)) :]
    for index in range(len(parts)):
        if source.random() < 0.35:
            parts[index] = _variant(source, parts[index])
    text = "/".join(parts)
    if source.random() < 0.25:
        text = source.choice(("**/", "/", "./", "*/", "**", "a/../", "//", "../")) + text
    if source.random() < 0.25:
        text += source.choice(("/", "/*", "/**", "**", "*", "/*/**", "/."))
    return text


def _variant(source: random.Random, name: str) -> str:
    at = source.randrange(len(name))
    return source.choice(
        (
            "*",
            "**",
            f"{name[:at]}*",
            f"*{name[at:]}",
            f"{name[:at]}?{name[at + 1 :]}",
            f"{name[:at]}[{name[at]}]{name[at + 1 :]}",
            f"{name[:at]}\\{name[at:]}",
            f"**{name[at:]}",
            name.swapcase(),
        )
    )
