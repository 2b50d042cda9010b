"""
As much of HCL as bake files use: blocks, attributes, objects and strings, each with its place.

Source:
    hashicorp/hcl, hclsyntax/spec.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.expressions import expression

MAX_TOKENS = 100_000

_TOKEN = expression(
    r"""(?xs) (?P<space> [ \t\r]+ | \#[^\n]* | //[^\n]* | /\*.{0,4096}?\*/ )
    | (?P<newline> \n )
    | (?P<heredoc> <<-?(?P<word>\w{1,64})\n .{0,2048}? \n[ \t]*(?P=word)(?=\n|\Z) )
    | (?P<string> "(?: [^"\\\n$] | \\. | \$\{(?:[^{}"\n]|"[^"\n]*")*+\} | \$(?!\{) )*+" )
    | (?P<name> [A-Za-z_][\w.-]* )
    | (?P<other> . )"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a string or a sign."""

    kind: str
    text: str
    index: int
    """In characters."""

    @property
    def value(self) -> str:
        """A string's text, escapes as written."""
        if self.kind == "heredoc":
            return self.text.partition("\n")[2].rpartition("\n")[0]
        return self.text[1:-1] if self.kind == "string" else self.text

    @property
    def start(self) -> int:
        """Where the value begins."""
        if self.kind == "heredoc":
            return self.index + self.text.index("\n") + 1
        return self.index + (self.kind == "string")


@dataclass(slots=True)
class Block:
    """`target "app" { ... }`, or a whole file."""

    kind: str = ""
    labels: tuple[str, ...] = ()
    attributes: dict[str, list[Token]] = field(default_factory=dict)
    blocks: "list[Block]" = field(default_factory=list)

    def text(self, name: str, default: str) -> str:
        """Return an attribute that is one string."""
        tokens = self.attributes.get(name, [])
        return tokens[0].value if len(tokens) == 1 and tokens[0].kind == "string" else default


def parse(text: str) -> Block:
    """Return the file's blocks; what is not understood is passed over."""
    top = Block()
    open_blocks = [top]
    tokens = [token for token in _tokens(text) if token.kind != "space"]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        head = index
        if token.text == "}" and len(open_blocks) > 1:
            open_blocks.pop()
        elif token.kind == "name":
            index += 1
            labels = []
            while index < len(tokens) and tokens[index].kind in ("string", "name"):
                labels.append(tokens[index].value)
                index += 1
            sign = tokens[index].text if index < len(tokens) else ""
            if sign == "{":
                block = Block(token.text, tuple(labels))
                open_blocks[-1].blocks.append(block)
                open_blocks.append(block)
            elif sign == "=" and not labels:
                end = _expression(tokens, index + 1)
                open_blocks[-1].attributes[token.text] = tokens[index + 1 : end]
                index = end - 1
        index = max(index, head) + 1
    return top


def members(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """Yield the keys and values of an object, `{ a = "x", "b" : y }`."""
    if not tokens or tokens[0].text != "{":
        return
    index = 1
    while index + 1 < len(tokens):
        key = tokens[index]
        if key.kind in ("name", "string") and tokens[index + 1].text in ("=", ":"):
            end = _expression(tokens, index + 2, ",")
            yield key.value, [token for token in tokens[index + 2 : end] if token.text != ","]
            index = end
        else:
            index += 1


def _expression(tokens: list[Token], index: int, stop: str = "") -> int:
    """Return the index after the value that begins at `index`."""
    depth = 0
    while index < len(tokens):
        text = tokens[index].text
        if depth == 0 and (tokens[index].kind == "newline" or text in ("}", stop)):
            return index
        if tokens[index].kind == "other":
            depth += (text in "{[(") - (text in "}])")
        index += 1
    return index


def _tokens(text: str) -> Iterator[Token]:
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number == MAX_TOKENS:
            return
        kind = match.lastgroup or "other"
        yield Token("heredoc" if kind == "word" else kind, match[0], match.start())
