"""Ignore files and trees on which builders are compared: chosen ones, and random ones."""

import random
from typing import NamedTuple


class Case(NamedTuple):
    """A context to build."""

    name: str
    ignore: dict[str, str]
    """Ignore files by name."""
    tree: dict[str, str]
    """Contents by path, each of its own; `->target` makes a link."""
    dockerfile: str = "FROM scratch\nCOPY . /\n"


def _tree(*names: str) -> dict[str, str]:
    return {name: f"content of {name}" for name in names}


def _case(name: str, ignore: str, *names: str) -> Case:
    return Case(name, {".dockerignore": ignore}, _tree("keep", *names))


CASES = (
    _case(
        "a name anchors at the root",
        "*.md\nfoo\n.env\n",
        "docs/README.md",
        "README.md",
        "sub/foo",
        "foo",
        ".env",
        "api/.env",
    ),
    _case("a slash at the end means nothing", "foo/\nbar/\n", "foo", "bar/x"),
    _case("two stars inside a pattern", "a**b", "a/x/b", "axb", "a/b", "xa/b"),
    _case("a suffix pattern", "**conf\n", "x/myconf", "conf", "x/conf", "confs"),
    _case("a suffix pattern with a wildcard", "**file*", "x/myfile", "file", "x/file1", "myfile"),
    _case("an exclamation mark negates no class", "[!a]x", "bx", "ax", "!x"),
    _case("a caret negates a class", "[^a]x\na[^b]c", "bx", "ax", "a/c", "abc", "adc"),
    _case("an escaped exclamation mark", "\\!x\n!!y\n", "!x", "!y", "y"),
    _case("spaces around", " x\n\t/y \n #z\n", "x", "y", "#z"),
    _case(
        "paths are cleaned", "./a\nb/../c\n/../d\n//e\nf//g\n../h\n", "a", "c", "d", "e", "f/g", "h"
    ),
    _case(
        "escapes of regular expressions",
        "a\\d\nb\\wc\nd\\.e\n",
        "a5",
        "ad",
        "bxc",
        "bwc",
        "d.e",
        "dxe",
    ),
    _case("a live bar", "a|b*\n", "axyz", "b1", "a|b1", "c", "a|b", "sub/b1"),
    _case("a bar without wildcards", "a|b\n", "axyz", "a", "b", "a|b"),
    _case("plus and parentheses", "foo+\na(b)\n", "foo+", "foo", "fooo", "a(b)", "ab"),
    _case("a live caret", "a^b\nc^d*\n", "a^b", "c^d", "c^de"),
    _case("braces", "{a,b}.txt\nx{2}*\n", "a.txt", "{a,b}.txt", "xx1", "x{2}1"),
    _case("case counts", "SECRET.env\n", "secret.env", "SECRET.env"),
    _case("a name with a newline", "x\ny*\n", "x\n", "y\nz", "y"),
    _case("a leading mark and comments", "\ufeff# c\nx\n#y\n\\#z\n", "x", "#y", "#z", "\ufeffx"),
    _case("carriage returns", "x\r\ny\r\rz\nw\x0b\n", "x", "y\r\rz", "w"),
    _case("wide spaces are trimmed", "\u3000x\u00a0\n\u2028y\n\x1cz\n", "x", "y", "z", "\x1cz"),
    _case("stars and leading dots", "*\n!keep\n", ".hidden", "a/b", "c"),
    _case("everything", "**\n!keep\n!sub/x\n", "a/b", "sub/x", "sub/y"),
    _case("below a directory", "a/**\nb/*\n", "a/x", "a/b/c", "b/x", "b/c/d"),
    _case("three stars", "a/***\n***b\n", "a/x", "xb", "y/xb", "a/w/y"),
    _case("an exception below", "secrets\n!secrets/readme\n", "secrets/readme", "secrets/key"),
    _case("an exception for a directory", "secrets/prod.key\n!secrets\n", "secrets/prod.key"),
    _case(
        "a line again after the exception",
        "secrets\n!secrets/readme\n**/secrets\n",
        "secrets/readme",
        "secrets/key",
    ),
    _case(
        "an exception with wildcards", "*\n!**/*.py\n", "top.py", "a/m.py", "a/b/n.py", "a/x.txt"
    ),
    _case("an exception with a star", "a\n!a/*/keep\n", "a/b/keep", "a/keep", "a/b/c"),
    _case("an exception deep below", "a\n!a/b/c/d\n", "a/b/c/d", "a/b/c/e", "a/b/x", "abc"),
    _case("a prefix of an exception", "a\nab\n!abc/d\n", "a/x", "ab/x", "abc/d"),
    _case("exceptions with a slash first", "*\n! /x\n!/y\n! z\n", "x", "y", "z"),
    _case("order", "!x\nx\n!x\nx*\n", "x", "xy", "z"),
    _case("dots", ".\n/\n!.\nx\n", "x", "y"),
    _case(
        "a class with a star", "[*]x\n[a-c]y\n[[:alpha:]]z\n", "*x", "ax", "by", "dy", "bz", "1z"
    ),
    _case("question marks", "a?b\nc??\n", "axb", "a/b", "ab", "c12", "c1", "c\u00e912"),
    _case("not ASCII", "\u00e9*\n[\u00e0-\u00ef]x\n", "\u00e9t\u00e9", "\u00e9x", "\u00e8x", "ex"),
    _case("not UTF-8", "a\udcff*\nb?c\n", "a\udcffx", "a\udcfex", "b\udcffc", "b\u00e9c"),
    _case("a pattern for the Dockerfile", "Dockerfile\n.dockerignore\nx\n", "x"),
    _case("only exceptions", "!x\n!**/y\n", "x", "a/y"),
    _case("malformed: open class", "x\n[\n", "x"),
    _case("malformed: empty exception", "x\n!\n", "x"),
    _case("malformed: range", "[b-a]x\n", "x"),
    _case("malformed: letter escape", "src\\yarn\n", "x"),
    _case("malformed: trailing escape", "x\\ \n", "x"),
    _case("malformed: star and plus", "x*+\n", "x"),
    _case("malformed: nested repetition", "x*{2}\n", "x"),
    _case("malformed but not reached", "!}*[\n", "x"),
    _case("a line too long", "x\n" + "y" * 70_000 + "\n", "x"),
    Case(
        "an ignore file of its own",
        {".dockerignore": "x\n", "Dockerfile.dockerignore": "y\n"},
        _tree("x", "y"),
    ),
    Case(
        "an empty one of its own",
        {".dockerignore": "x\n", "Dockerfile.dockerignore": ""},
        _tree("x", "y"),
    ),
    Case("a containerignore", {".dockerignore": "x\n", ".containerignore": "y\n"}, _tree("x", "y")),
    Case(
        "both of its own",
        {"Dockerfile.containerignore": "x\n", "Dockerfile.dockerignore": "y\n"},
        _tree("x", "y", "z"),
    ),
    Case("no ignore file", {}, _tree("x", "a/y")),
    Case("an ignore file further down", {"a/.dockerignore": "y\n"}, _tree("x", "a/y")),
    Case(
        "an ignore file behind a link",
        {".dockerignore": "->conf/ignored"},
        {**_tree("x", "y"), "conf/ignored": "y\n"},
    ),
    Case(
        "links",
        {".dockerignore": "d\nl2\n"},
        {**_tree("d/x", "e/y"), "l1": "->d", "l2": "->e", "a/l3": "->../d/x"},
    ),
)

_FILES = _tree("app/main.py", "app/key.pem", "app/sub/x.pem", "conf/a.ini", ".env", "b[1].txt")


def _built(name: str, dockerfile: str, ignore: str = "", **more: str) -> Case:
    files = {".dockerignore": ignore} if ignore else {}
    return Case(name, files, {**_FILES, **more}, dockerfile)


DOCKERFILES = (
    _built("a directory and a file", "FROM scratch\nCOPY app .env /x/\n"),
    _built("wildcards in sources", "FROM scratch\nCOPY a*/*.pem */a.??? /x/\n"),
    _built("an escaped bracket", "FROM scratch\nCOPY b[[]1].txt /x\n"),
    _built("sources that go up", "FROM scratch\nCOPY ../app/./../conf /x/\n"),
    _built("an absolute source", "FROM scratch\nCOPY /conf/a.ini /x/\n"),
    _built("a list in JSON", 'FROM scratch\nCOPY [".env", "conf", "/x/"]\n'),
    _built(
        "variables", "ARG D=conf\nFROM scratch\nARG D\nENV F=$D/a\nCOPY ${F}.ini ${D:+app}/m* /x/\n"
    ),
    _built(
        "from a stage, whole",
        "FROM scratch AS s\nWORKDIR /w\nCOPY . .\nFROM scratch\nCOPY --from=s /w /\n",
    ),
    _built(
        "from a stage, a part",
        "FROM scratch AS s\nWORKDIR /w\nCOPY . .\nFROM scratch\n"
        "COPY --from=s /w/app/sub /w/.env /y/\n",
    ),
    _built(
        "from a stage, wildcards",
        "FROM scratch AS s\nCOPY . /w/\nFROM scratch\nCOPY --from=0 /w/*/*.pem /y/\n",
    ),
    _built(
        "from a stage, above",
        "FROM scratch AS s\nCOPY app /w/v/\nFROM scratch\nCOPY --from=s /w /y\n",
    ),
    _built(
        "from a stage, a file renamed",
        "FROM scratch AS s\nCOPY .env /k\nFROM scratch\nCOPY --from=s /k /l\n",
    ),
    _built(
        "from a stage, one of several",
        "FROM scratch AS s\nCOPY .env conf/a.ini /k/\nFROM scratch\nCOPY --from=s /k/a.ini /l\n",
    ),
    _built(
        "through three stages",
        "FROM scratch AS a\nCOPY app /1\nFROM scratch AS b\nCOPY --from=a /1/sub /2\nFROM b\n"
        "FROM scratch\nCOPY --from=2 /2/x.pem /\n",
    ),
    _built(
        "a base with a trigger", "FROM scratch AS a\nONBUILD COPY conf /c\nCOPY .env /\nFROM a\n"
    ),
    _built("stages nobody needs", "FROM scratch AS a\nCOPY app /\nFROM scratch\nCOPY .env /\n"),
    _built(
        "links in sources",
        "FROM scratch\nCOPY l/key.pem m /x/\nCOPY d /d\n",
        l="->app",
        m="->/conf/a.ini",
        **{"d/n": "->../.env"},
    ),
    _built("an ignored part of a source", "FROM scratch\nCOPY app /x\n", "app/*.pem\n"),
    _built("an exception in a source", "FROM scratch\nCOPY app/sub /x\n", "app\n!app/sub/x.pem\n"),
)

_NAMES = ("a", "b", "ab", "c", "a.b", ".c")
_PIECES = ("a", "b", "ab", "c", "*", "?", "**", "a*", "*b", ".c", "a.b", "[ab]", "**b", "[^a]*")


def random_case(source: random.Random, number: int) -> Case:
    """Return a list heavy in exceptions over a tree of few names, where lines often meet."""
    tree = set()
    for _ in range(source.randrange(6, 14)):
        tree.add("/".join(source.choice(_NAMES) for _ in range(source.randrange(1, 5))))
    files = {name for name in tree if not any(other.startswith(name + "/") for other in tree)}
    lines = []
    for _ in range(source.randrange(1, 7)):
        pattern = "/".join(source.choice(_PIECES) for _ in range(source.randrange(1, 4)))
        lines.append(("!" if source.random() < 0.4 else "") + pattern)
    return Case(
        f"random {number}",
        {".dockerignore": "\n".join(lines) + "\n"},
        _tree(*sorted(files), "keep"),
    )
