"""Random Dockerfiles: from a grammar with every oddity that parsers trip over, and mutated."""

import random

_WORDS = (
    *("a", "app/", "/x", ".", "*.py", '"b c"', "'d'", "$V", "${V:-w}", "\\ e", "k=v", 'k="v w"'),
    *('["a", "b"]', '[ "a" ,"b\\n"]', "['a']", '["a", 1]', "[", "--from=x", "--link", "--"),
    *("<<EOF", "<<-EOF", '<<"E F"', "<<'EOF'", "3<<EOF", "<< EOF", "<<", "<<<x", "\\", "`", "#no"),
    *(
        "--mount=type=bind,source=a,target=/b",
        "--exclude=*.md",
        '--a="b c"',
        "\u00e9",
        "\t",
        '"',
        "'",
    ),
    *(
        "\udcff",
        "\x85",
        "\u00a0",
        "&& \\\n  b",
        "--from=\u00e9",
        "k='v",
        "=",
        "ONBUILD",
        "AS",
        "as y",
    ),
)
_KEYWORDS = (
    *(
        "FROM",
        "RUN",
        "COPY",
        "ADD",
        "ENV",
        "ARG",
        "LABEL",
        "CMD",
        "ENTRYPOINT",
        "WORKDIR",
        "ONBUILD",
    ),
    *(
        "HEALTHCHECK",
        "SHELL",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "MAINTAINER",
        "from",
        "Run",
    ),
    *("ONBUILD COPY", "ONBUILD RUN", "onbuild ADD", "HEALTHCHECK CMD", "HEALTHCHECK NONE", "FOO"),
)
_DIRECTIVES = (
    *(
        "# syntax=docker/dockerfile:1",
        "# escape=`",
        "#escape=\\",
        "# Escape = `",
        "# check=skip=all",
    ),
    *("# syntax = docker.io/x/y:z extra", "# foo=bar", "#", "# comment", "// syntax=a", "#!/bin/x"),
    *("# escape=x", "#  syntax=a", "# syntax=a", " # escape=`", "#syntax="),
)
_BODIES = ("body\n", "\tbody $V\n", "EOF \n", " EOF\n", "# no comment\n", "\\\n", "FROM y\n", "")
_INSERTS = (
    "\n",
    "\\\n",
    " ",
    "\r",
    "\t",
    "#",
    '"',
    "'",
    "`",
    "<<A",
    "$",
    "{",
    "}",
    "\x00",
    "\udcfe",
)


def dockerfile_case(number: int) -> bytes:
    """Return the Dockerfile of a number: the same on every machine."""
    source = random.Random(f"Dockerfile {number}")
    text = _written(source)
    for _ in range(source.choice((0, 0, 1, 2, 5))):
        text = _mutated(source, text)
    return text.encode("utf-8", "surrogateescape")


def _written(source: random.Random) -> str:
    lines = [source.choice(_DIRECTIVES) for _ in range(source.choice((0, 0, 0, 1, 2)))]
    if source.random() < 0.9:
        lines.append(f"FROM {source.choice(('scratch', 'x AS y', '$V', 'a as b'))}")
    for _ in range(source.randrange(1, 7)):
        lines.append(_instruction(source))
        if source.random() < 0.1:
            lines.append(source.choice(("", "  ", "# c", "\t# c", "\\", "#")))
    end = "\r\n" if source.random() < 0.12 else "\n"
    text = end.join("\n".join(lines).split("\n")) + (end if source.random() < 0.8 else "")
    return f"\ufeff{text}" if source.random() < 0.05 else text


def _instruction(source: random.Random) -> str:
    chance = source.random()
    if chance < 0.2:
        return _documented(source)
    if chance < 0.4:
        return _usual(source)
    words = [source.choice(_KEYWORDS)]
    words += [source.choice(_WORDS) for _ in range(source.randrange(5))]
    joins = (
        " ",
        " ",
        " ",
        "  ",
        "\t",
        " \\\n",
        " \\\n\n  ",
        " \\\n  # c\n ",
        "\\ \n",
        " `\n",
        "\\\r\n",
    )
    text = words[0]
    for word in words[1:]:
        text += source.choice(joins) + word
    return text + source.choice(("", "", "", " ", " \\", "\\\\"))


def _usual(source: random.Random) -> str:
    return source.choice(
        (
            "COPY --from=build --chown=1:1 /a /b",
            'COPY ["a b", "/c/"]',
            'ENV A=b C="d e" F=g\\ h',
            "ENV A b c",
            "ARG V=1 W",
            "ARG V",
            "LABEL a=b",
            "RUN --mount=type=secret,id=x --network=none make \\\n  all",
            'CMD ["a"]',
            "HEALTHCHECK --interval=5s CMD a b",
            "EXPOSE 80 81/udp",
            "VOLUME /a /b",
            "ONBUILD COPY --from=x a b",
            'SHELL ["/bin/sh", "-c"]',
            "ADD --checksum=sha256:a https://x/y /z",
        )
    )


def _documented(source: random.Random) -> str:
    """Write an instruction with here-documents, usually closed."""
    keyword = source.choice(
        ("RUN", "COPY", "ADD", "ONBUILD RUN", "CMD", "RUN --mount=type=tmpfs,target=/x")
    )
    text = keyword
    ends = []
    for _ in range(source.choice((1, 1, 1, 2))):
        name = source.choice(("EOF", "A", "a.txt", "E\u00e9"))
        dash = source.choice(("", "", "-"))
        quote = source.choice(("", "", '"', "'"))
        number = source.choice(("", "", "3"))
        blank = source.choice(("", "", " "))
        text += f" {number}<<{dash}{blank}{quote}{name}{quote}"
        ends.append(source.choice(("", "\t")) + name if dash else name)
    text += source.choice(("", " /x/", " cat", " | b", " \\\n  c")) + "\n"
    for end in ends:
        text += "".join(source.choice(_BODIES) for _ in range(source.randrange(3)))
        text += end if source.random() < 0.95 else "never"
        text += "\n"
    return text.removesuffix("\n")


def _mutated(source: random.Random, text: str) -> str:
    at = source.randrange(len(text) + 1)
    match source.randrange(4):
        case 0:
            return text[:at] + source.choice(_INSERTS) + text[at:]
        case 1:
            return text[:at] + text[at + source.randrange(1, 4) :]
        case 2:
            end = min(len(text), at + source.randrange(1, 40))
            return text[:end] + text[at:end] + text[end:]
        case _:
            other = source.randrange(len(text) + 1)
            return text[:at] + text[other : other + 10] + text[at:]
